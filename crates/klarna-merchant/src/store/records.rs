//! What the store holds, as plain data.

use checkout_contract::{Outcome, OutcomeStatus, Problem};
use demo_shop_api::Extra;
use klarna_payments::{
    AuthorizationToken, ClientToken, Country, Locale, PaymentMethodCategory, Purchase, SessionId,
    SessionPlan,
};
use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};

use super::StoreError;
use crate::{secret::Secret, shop::SignUp};
use approval_rules::{Facts, Stage};

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
    /// The shop's number for what came of it: its order, or a trial.
    pub(crate) order_number: Option<String>,
    /// Whether it was ordered, or signed up for where no order was due. It does not change then.
    pub(crate) closed: bool,
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
    /// What Klarna was last told, and so what a shopper approves. Without the addresses that
    /// Klarna calls: those hold the secret.
    pub(crate) purchase: Purchase,
    /// What the shopper is asked to agree to.
    pub(crate) plan: SessionPlan,
    /// What the shopper signs up for.
    pub(crate) sign_up: Option<StoredSignUp>,
    /// What Klarna's own calls have in their address; `None` in a session that is told of none.
    pub(crate) secret: Option<Secret>,
    /// `false`: the shopper orders on another page than the one that Klarna approved on.
    pub(crate) auto_finalize: bool,
    pub(crate) expires_at: OffsetDateTime,
}

/// What a shopper signs up for, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StoredSignUp {
    #[serde(flatten)]
    pub(crate) sign_up: SignUp,
    /// The day that the next charge was counted from when it was shown.
    pub(crate) signed_up_on: Date,
}

/// What is asked of Klarna once a shopper has approved, the same in every repetition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OrderRequest {
    /// As the shopper approved it, with the order's number.
    #[serde(flatten)]
    pub(crate) purchase: Purchase,
    /// Whether the money is taken at once.
    #[serde(default)]
    pub(crate) auto_capture: bool,
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
    pub(crate) request: OrderRequest,
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
    /// What the shopper agreed to.
    pub(crate) plan: SessionPlan,
    /// What the shopper signed up for.
    pub(crate) sign_up: Option<StoredSignUp>,
    /// The shop's number for the order, chosen before Klarna is asked for it.
    pub(crate) order_number: String,
    pub(crate) request: OrderRequest,
    pub(crate) received_at: OffsetDateTime,
    pub(crate) state: AttemptState,
    /// The facts that the rules need, as they were when the approval was read.
    pub(crate) facts: Facts,
}

impl Attempt {
    /// Whether something came of it.
    pub(crate) fn is_done(&self) -> bool {
        matches!(self.state, AttemptState::Done(_))
    }
}

/// What came of an approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum AttemptState {
    /// Stored; nothing was sent to Klarna that could store a token or place an order.
    Received(AuthorizationToken),
    /// A customer token was asked for, or was about to be. What came of it is not known.
    TokenAsked(AuthorizationToken),
    /// There is a customer token, or there will be none. The order comes next.
    TokenDone(AuthorizationToken),
    /// The order was sent, or was about to be. What came of it is not known.
    Sent(AuthorizationToken),
    /// There is an order, or a token where no order was due.
    Done(Outcome),
    /// There is neither, and there will be neither.
    Failed(Problem),
}

impl AttemptState {
    /// The approval's token, as long as there is no outcome.
    pub(crate) fn token(&self) -> Option<&AuthorizationToken> {
        match self {
            Self::Received(token)
            | Self::TokenAsked(token)
            | Self::TokenDone(token)
            | Self::Sent(token) => Some(token),
            Self::Done(_) | Self::Failed(_) => None,
        }
    }

    /// The stage in the words of the rules.
    pub(super) fn stage(&self) -> Stage {
        match self {
            Self::Received(_) => Stage::Received,
            Self::TokenAsked(_) => Stage::TokenAsked,
            Self::TokenDone(_) => Stage::TokenDone,
            Self::Sent(_) => Stage::Sent,
            Self::Done(outcome) if outcome.status == OutcomeStatus::Stored => Stage::Stored,
            Self::Done(_) => Stage::Placed,
            Self::Failed(_) => Stage::Failed,
        }
    }

    /// The state from its columns.
    pub(super) fn from_columns(
        word: &str,
        token: Option<String>,
        answer: Option<String>,
    ) -> Result<Self, StoreError> {
        match (word, token.map(AuthorizationToken::new), answer) {
            ("received", Some(token), None) => Ok(Self::Received(token)),
            ("token_asked", Some(token), None) => Ok(Self::TokenAsked(token)),
            ("token_done", Some(token), None) => Ok(Self::TokenDone(token)),
            ("sent", Some(token), None) => Ok(Self::Sent(token)),
            ("placed" | "stored", None, Some(answer)) => {
                Ok(Self::Done(serde_json::from_str(&answer)?))
            }
            ("failed", None, Some(answer)) => Ok(Self::Failed(serde_json::from_str(&answer)?)),
            _ => Err(StoreError::Value("attempt state")),
        }
    }
}
