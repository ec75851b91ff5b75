//! What the store holds, as plain data.

use checkout_contract::{Outcome, Problem, shop::Extra};
use klarna_payments::{
    AuthorizationToken, ClientToken, Country, Locale, NewOrder, PaymentMethodCategory, Purchase,
    SessionId,
};
use time::OffsetDateTime;

use super::StoreError;

/// A cart: what is in it, not what it costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoredCart {
    pub(crate) id: String,
    pub(crate) market: Country,
    /// Goes up with every change.
    pub(crate) version: u64,
    pub(crate) lines: Vec<StoredLine>,
    /// The extras that are on.
    pub(crate) extras: Vec<Extra>,
    /// The shop's order, once there is one. The cart is closed then.
    pub(crate) order_number: Option<String>,
}

impl StoredCart {
    /// How many of an article are in it.
    pub(crate) fn quantity(&self, sku: &str) -> u32 {
        self.lines
            .iter()
            .find(|line| line.sku == sku)
            .map_or(0, |line| line.quantity)
    }
}

/// An article in a cart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoredLine {
    pub(crate) sku: String,
    /// 1 to 99.
    pub(crate) quantity: u32,
}

/// A session of the contract, with the Klarna session under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoredSession {
    pub(crate) id: String,
    pub(crate) cart_id: String,
    /// The one Klarna was given, not the one the page asked for.
    pub(crate) locale: Locale,
    /// Which version of the cart Klarna was last told of.
    pub(crate) cart_version: u64,
    pub(crate) klarna_session_id: SessionId,
    pub(crate) client_token: ClientToken,
    pub(crate) categories: Vec<PaymentMethodCategory>,
    /// What Klarna was last told, and so what a shopper approves.
    pub(crate) purchase: Purchase,
    pub(crate) expires_at: OffsetDateTime,
}

/// An approval, about to be stored.
#[derive(Debug, Clone)]
pub(crate) struct NewAttempt {
    pub(crate) session: StoredSession,
    pub(crate) idempotency_key: String,
    pub(crate) token: AuthorizationToken,
    pub(crate) token_digest: String,
    pub(crate) fingerprint: String,
    pub(crate) cart_version: u64,
    pub(crate) order_number: String,
    pub(crate) request: NewOrder,
    pub(crate) received_at: OffsetDateTime,
}

/// An approval as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attempt {
    pub(crate) id: i64,
    pub(crate) session_id: String,
    pub(crate) cart_id: String,
    /// Tells one token from another.
    pub(crate) token_digest: String,
    /// Tells one request from another.
    pub(crate) fingerprint: String,
    pub(crate) klarna_session_id: SessionId,
    /// The shop's number for the order, chosen before Klarna is asked for it.
    pub(crate) order_number: String,
    /// The exact request, the same in every repetition.
    pub(crate) request: NewOrder,
    pub(crate) received_at: OffsetDateTime,
    pub(crate) state: AttemptState,
}

impl Attempt {
    /// Whether there is an order.
    pub(crate) fn is_placed(&self) -> bool {
        matches!(self.state, AttemptState::Placed(_))
    }
}

/// What came of an approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum AttemptState {
    /// Stored; nothing was sent to Klarna that could place an order.
    Received(AuthorizationToken),
    /// The order was sent, or was about to be. What came of it is not known.
    Sent(AuthorizationToken),
    /// There is an order.
    Placed(Outcome),
    /// There is none, and there will be none.
    Failed(Problem),
}

impl AttemptState {
    /// The word in the database.
    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::Received(_) => "received",
            Self::Sent(_) => "sent",
            Self::Placed(_) => "placed",
            Self::Failed(_) => "failed",
        }
    }

    /// The state from its columns.
    pub(super) fn from_columns(
        word: &str,
        token: Option<String>,
        answer: Option<String>,
    ) -> Result<Self, StoreError> {
        match (word, token, answer) {
            ("received", Some(token), None) => Ok(Self::Received(AuthorizationToken::new(token))),
            ("sent", Some(token), None) => Ok(Self::Sent(AuthorizationToken::new(token))),
            ("placed", None, Some(answer)) => Ok(Self::Placed(serde_json::from_str(&answer)?)),
            ("failed", None, Some(answer)) => Ok(Self::Failed(serde_json::from_str(&answer)?)),
            _ => Err(StoreError::Value("attempt state")),
        }
    }
}
