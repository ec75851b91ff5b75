//! Payment sessions.

use std::fmt;

use klarna_payments::{
    AuthorizationToken, ClientToken, Country, CustomerToken, PaymentMethodCategory,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use time::{Duration, OffsetDateTime};

use super::{SdkFlow, bounded::Keyed, places_order, text_at};

/// A payment session.
#[derive(Clone, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Session {
    /// Klarna's `session_id`.
    pub id: String,
    /// The username that created it. The calls of other merchants do not find it.
    pub merchant: String,
    /// The token that starts the SDK.
    pub client_token: ClientToken,
    /// The flow in which the SDK shows it.
    pub sdk_flow: SdkFlow,
    /// The time of its creation.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// Its end: [`Self::LIFETIME`] after its creation.
    #[serde(with = "time::serde::rfc3339")]
    pub expires_at: OffsetDateTime,
    /// The fields as last sent, by the merchant's server or the page.
    pub fields: Map<String, Value>,
    /// The payment method categories. None: Klarna is not offered, and `load` answers
    /// `{show_form: false}`.
    pub categories: Vec<PaymentMethodCategory>,
    /// `true` if the payment methods are in several categories, not in `klarna` alone.
    pub is_split: bool,
    /// The payment method that the shopper chose, by its name in the widget: `pay_now`, `pay_later` and
    /// `pay_over_time`, or one of them more closely: `card`, `direct_debit`, `direct_bank_transfer`,
    /// `invoice`. `None` until the shopper has approved.
    pub method: Option<String>,
    /// The last authorization, once the shopper has approved.
    pub authorization: Option<AuthorizationToken>,
    /// The order, once it is placed: the session is complete.
    pub order_id: Option<String>,
    /// The customer token whose refused charge the session makes good: a step-up.
    pub recovers: Option<CustomerToken>,
    /// `true` once a customer token was stored. It completes a session that places no order.
    pub has_token: bool,
}

/// A reason for which the SDK gets nothing for a session.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SdkRefusal {
    /// No such session, its 48 hours are over, or its order is placed.
    #[error("the session has ended")]
    SessionEnded,
    /// Fields that Klarna would not take, in dotted form: `billing_address.email`.
    #[error("invalid fields: {}", .0.join(", "))]
    InvalidFields(Vec<String>),
}

impl Session {
    /// The time for which a session can be used. Source: Klarna's guide to sessions.
    pub const LIFETIME: Duration = Duration::hours(48);

    /// `true` if its order is placed, or its customer token stored where no order is due.
    pub fn is_complete(&self) -> bool {
        self.order_id.is_some() || (self.has_token && !places_order(&self.fields))
    }

    /// `true` if its time is over.
    pub fn is_expired(&self, now: OffsetDateTime) -> bool {
        now >= self.expires_at
    }

    /// A field as text; `path` is `name` or `object.name`.
    pub fn text(&self, path: &str) -> Option<&str> {
        text_at(&self.fields, path)
    }

    /// The amount to pay, in minor units.
    pub fn order_amount(&self) -> Option<i64> {
        self.fields.get("order_amount")?.as_i64()
    }

    /// The purchase country.
    pub fn country(&self) -> Option<Country> {
        self.text("purchase_country")?.parse().ok()
    }
}

impl Keyed for Session {
    type Key = String;

    fn key(&self) -> String {
        self.id.clone()
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
