//! A shopper's approval, and what it is bound to.

use klarna_payments::AuthorizationToken;

use super::Millis;

/// How long Klarna keeps an authorization: 60 minutes ("valid for 60 minutes", Klarna Payments,
/// create an order).
const AUTHORIZATION_LIFE_MS: Millis = 60 * 60 * 1000;

/// Counts the mounts of a checkout component on a page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Generation(pub u32);

/// What an approval was given for: this session, this state of the cart, this mount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// The merchant's id of the session.
    pub session: String,
    /// The state of the cart that the shopper saw.
    pub cart_version: u64,
    /// The mount in which pay was pressed.
    pub generation: Generation,
}

/// A shopper's approval. Only this can be sent to the server, and it cannot be made without saying
/// what it was given for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// What it was given for.
    pub binding: Binding,
    /// Klarna's token for it.
    pub token: AuthorizationToken,
    /// Makes sending it safe to repeat: one per approval, the same for every repetition.
    pub key: String,
    /// When Klarna approved.
    pub approved_at: Millis,
}

impl Approval {
    /// Whether Klarna has dropped it by now. An expired approval is never sent.
    pub fn is_expired(&self, now: Millis) -> bool {
        now.saturating_sub(self.approved_at) >= AUTHORIZATION_LIFE_MS
    }
}
