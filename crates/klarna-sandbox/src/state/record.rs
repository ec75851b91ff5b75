//! Sessions, authorizations and orders as the sandbox keeps them.

use std::fmt;

use klarna_payments::{
    AuthorizationToken, ClientToken, Country, CustomerToken, PaymentMethodCategory,
};
use serde_json::{Map, Value};
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};
use uuid::Uuid;

use crate::{Decision, Review, SdkFlow, decide, validation};

/// A payment session.
#[derive(Clone)]
#[non_exhaustive]
pub struct Session {
    /// Klarna's `session_id`.
    pub id: String,
    /// The username that made it; nobody else's calls find it.
    pub merchant: String,
    /// Starts the SDK.
    pub client_token: ClientToken,
    /// The flow in which the SDK shows it.
    pub sdk_flow: SdkFlow,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// When it ends: after 48 hours.
    pub expires_at: OffsetDateTime,
    /// The fields as last sent, by the merchant's server or the page.
    pub fields: Map<String, Value>,
    /// The ways to pay. None: Klarna is not offered, and `load` answers `{show_form: false}`.
    pub categories: Vec<PaymentMethodCategory>,
    /// Whether the ways to pay are several categories, not `klarna` alone.
    pub is_split: bool,
    /// The way to pay that the shopper chose, by its name in the widget: `pay_now`, `pay_later` and
    /// `pay_over_time`, or one of them more closely: `card`, `direct_debit`, `direct_bank_transfer`,
    /// `invoice`. `None` until the shopper has approved.
    pub method: Option<String>,
    /// The live authorization, where the shopper has approved.
    pub authorization: Option<AuthorizationToken>,
    /// The order, once it is placed: the session is complete.
    pub order_id: Option<String>,
    /// Whether a customer token was stored. It completes a session that places no order.
    pub has_token: bool,
}

/// A shopper's approval.
#[derive(Clone)]
#[non_exhaustive]
pub struct Authorization {
    /// What the page gets and the merchant's server orders with.
    pub token: AuthorizationToken,
    /// The session it belongs to.
    pub session: String,
    /// When it ends: after 60 minutes.
    pub expires_at: OffsetDateTime,
    /// What has become of it.
    pub state: AuthorizationState,
    /// The way to pay that was chosen, as [`Session::method`] names it.
    pub method: Option<String>,
    /// The customer token that was made from it.
    pub customer_token: Option<CustomerToken>,
    /// The session's fields as the shopper approved them. An order has to match these, not what the
    /// session was changed to since.
    pub approved: Map<String, Value>,
}

/// What has become of an authorization; whether its time is over is another matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuthorizationState {
    /// Good for an order.
    Live,
    /// The shopper approved again.
    Replaced,
    /// The merchant cancelled it.
    Cancelled,
    /// Its order is placed; or its token is stored, and no order can be.
    Consumed,
}

/// A placed order.
#[derive(Clone)]
#[non_exhaustive]
pub struct Order {
    /// Klarna's `order_id`.
    pub id: String,
    /// The session it was placed for.
    pub session: String,
    /// The username that placed it.
    pub merchant: String,
    /// When it was placed.
    pub placed_at: OffsetDateTime,
    /// The number of the customer token it was charged to; `None`: the shopper approved it.
    pub token: Option<u64>,
    /// How Klarna still looks at it, or has; `None`: it was accepted at once.
    pub review: Option<Review>,
    /// The request's body: the same again gets the same answer.
    pub request: Value,
    /// The answer's body, as it was given.
    pub reply: Value,
}

impl Order {
    /// What Klarna thinks of its risk by now: `ACCEPTED`, `PENDING` or `REJECTED`.
    pub fn fraud_status(&self) -> &'static str {
        self.review.map_or("ACCEPTED", Review::fraud_status)
    }

    /// `true` if it was captured as it was placed.
    pub fn is_captured(&self) -> bool {
        self.request.get("auto_capture") == Some(&Value::Bool(true))
    }
}

impl Session {
    /// How long a session lives.
    pub const LIFETIME: Duration = Duration::hours(48);

    /// Whether its order is placed, or stored what it was to store where no order was due.
    pub fn is_complete(&self) -> bool {
        self.order_id.is_some() || (self.has_token && !validation::places_order(&self.fields))
    }

    /// Whether its time is over.
    pub fn is_expired(&self, now: OffsetDateTime) -> bool {
        now >= self.expires_at
    }

    /// A field as text; `path` is `name` or `object.name`.
    pub fn text(&self, path: &str) -> Option<&str> {
        let (first, rest) = path.split_once('.').unwrap_or((path, ""));
        let value = self.fields.get(first)?;
        if rest.is_empty() {
            value
        } else {
            value.get(rest)?
        }
        .as_str()
    }

    /// The purchase country.
    pub fn country(&self) -> Option<Country> {
        self.text("purchase_country")?.parse().ok()
    }

    /// What Klarna thinks of the customer, by the billing address last sent.
    pub fn decision(&self) -> Decision {
        decision(&self.fields)
    }

    /// Klarna takes the billing address for the shipping address where none was given.
    pub(super) fn copy_billing_address(&mut self) {
        if !self.fields.contains_key("shipping_address")
            && let Some(billing) = self.fields.get("billing_address").cloned()
        {
            self.fields.insert("shipping_address".to_owned(), billing);
        }
    }
}

impl Authorization {
    /// How long an authorization lives.
    pub const LIFETIME: Duration = Duration::minutes(60);

    pub(super) fn issue(session: &Session, now: OffsetDateTime) -> Self {
        Self {
            token: AuthorizationToken::new(Uuid::new_v4().to_string()),
            session: session.id.clone(),
            expires_at: now.saturating_add(Self::LIFETIME),
            state: AuthorizationState::Live,
            method: session.method.clone(),
            customer_token: None,
            approved: session.fields.clone(),
        }
    }

    /// What Klarna thinks of the customer who approved.
    pub fn decision(&self) -> Decision {
        decision(&self.approved)
    }

    /// Whether a customer token can be made from it: as long as an order can, and after one too.
    pub fn can_be_stored(&self, now: OffsetDateTime) -> bool {
        let is_good = matches!(
            self.state,
            AuthorizationState::Live | AuthorizationState::Consumed
        );
        is_good && now < self.expires_at
    }

    /// Whether an order can be placed with it.
    pub fn is_live(&self, now: OffsetDateTime) -> bool {
        self.state == AuthorizationState::Live && now < self.expires_at
    }
}

fn decision(fields: &Map<String, Value>) -> Decision {
    let text = |name: &str| fields.get(name).and_then(Value::as_str);
    let address = |name: &str| fields.get("billing_address")?.get(name)?.as_str();
    match text("purchase_country").and_then(|code| code.parse().ok()) {
        Some(country) => decide(address("email"), address("phone"), country),
        None => Decision::Deny,
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("id", &self.id)
            .field("merchant", &self.merchant)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Authorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authorization")
            .field("session", &self.session)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Order")
            .field("id", &self.id)
            .field("session", &self.session)
            .finish_non_exhaustive()
    }
}

/// RFC 3339 in UTC with milliseconds at most: `2026-03-01T12:00:00.25Z`.
pub(crate) fn rfc3339(instant: OffsetDateTime) -> String {
    let millisecond = instant.millisecond();
    instant
        .replace_millisecond(millisecond)
        .unwrap_or(instant)
        .format(&Rfc3339)
        .unwrap_or_default()
}
