//! A shopper's approval, and its binding.

use klarna_payments::{AuthorizationToken, ClientToken};
use serde::{Deserialize, Serialize};

use super::{Millis, WidgetName};

/// The time that Klarna keeps an authorization: 60 minutes ("valid for 60 minutes", Klarna Payments,
/// create an order).
const AUTHORIZATION_LIFE_MS: Millis = 60 * 60 * 1000;

/// The number of a checkout among all that a page has mounted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Generation(pub u32);

/// The session, the state of the cart and the mount that an approval was given for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Binding {
    /// The merchant's id of the session.
    pub session: String,
    /// The state of the cart that the shopper saw.
    pub cart_version: u64,
    /// The mount in which pay was pressed. Another page's is none of this page's.
    #[serde(skip)]
    pub generation: Generation,
}

/// A shopper's approval. Only this can be sent to the server, and it cannot be made without its
/// binding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// The session and the cart that it was given for.
    pub binding: Binding,
    /// Klarna's token for it.
    pub token: AuthorizationToken,
    /// Makes sending it safe to repeat: one per approval, the same for every repetition.
    pub key: String,
    /// The moment of Klarna's approval.
    pub approved_at: Millis,
    /// `true` if the payment method was to be stored as well: an order without that is not all that was
    /// approved.
    pub stores_token: bool,
}

impl Approval {
    /// `true` if Klarna has dropped it by now. An expired approval is never sent.
    pub fn is_expired(&self, now: Millis) -> bool {
        is_expired(self.approved_at, now)
    }
}

fn is_expired(approved_at: Millis, now: Millis) -> bool {
    now.saturating_sub(approved_at) >= AUTHORIZATION_LIFE_MS
}

/// An authorization in a checkout of several pages that the shopper has yet to confirm on the last one.
/// Nothing is ordered by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authorized {
    /// The session and the cart that it was given for.
    pub binding: Binding,
    /// The session's token: the last page may be a fresh one, and starts the SDK with it again.
    pub client_token: ClientToken,
    /// The widget that was used. `finalize` names the same category.
    pub widget: WidgetName,
    /// The next step.
    pub confirmation: PendingConfirmation,
    /// The moment of Klarna's authorization.
    pub approved_at: Millis,
}

/// The next step after an `authorize` with `auto_finalize: false`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum PendingConfirmation {
    /// The token came at once; Klarna has nothing left to do.
    Token {
        /// Klarna's token.
        token: AuthorizationToken,
        /// The idempotency key for it.
        key: String,
    },
    /// Klarna answered `finalize_required: true`: the token comes with `finalize`.
    Finalize,
    /// The cart has changed since: Klarna has to agree anew, with `reauthorize`.
    Outdated,
}

impl Authorized {
    /// `true` if Klarna has dropped it by now.
    pub fn is_expired(&self, now: Millis) -> bool {
        is_expired(self.approved_at, now)
    }
}

/// The payment that was going on when a page was left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Unfinished {
    /// An approval whose outcome is unknown.
    Approval(Approval),
    /// An authorization that the shopper has yet to confirm.
    Authorized(Authorized),
}
