//! Whether to ask again can help, and under which key.

use super::error::KlarnaError;

/// Whether to ask Klarna again can help. These are all the answers there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Repetition {
    /// The same call again, in a moment, under the same key. What [`Retry`](super::Retry) does by
    /// itself; after its last try it is for the caller, with longer gaps.
    Now,
    /// It was not carried out, and the same will be said until something outside has changed: there
    /// is money on the account, or somebody has mended credentials, base URL or the merchant's
    /// account. Try again in hours, and tell a person.
    Later,
    /// Asking again does not help: mend the request, or ask the shopper.
    Never,
}

impl KlarnaError {
    /// Whether the same request may succeed in a moment.
    pub fn is_retryable(&self) -> bool {
        self.repetition() == Repetition::Now
    }

    /// Whether to ask again can help, and when.
    pub const fn repetition(&self) -> Repetition {
        match self {
            Self::RateLimited { .. }
            | Self::Unavailable { .. }
            | Self::Timeout(_)
            | Self::Interrupted(_)
            | Self::Connect(_)
            | Self::Malformed { .. } => Repetition::Now,
            Self::PaymentMethodFailed(_)
            | Self::Unauthorized(_)
            | Self::Forbidden(_)
            | Self::Refused(_) => Repetition::Later,
            Self::Invalid(_)
            | Self::BadValue { .. }
            | Self::NotMatching { .. }
            | Self::Rejected(_)
            | Self::AuthorizationSpent(_)
            | Self::AuthorizationNotFound(_)
            | Self::IntentForbids(_)
            | Self::TokenNotFound(_)
            | Self::TokenSuspended(_)
            | Self::TokenCancelled(_)
            | Self::TokenForbidden(_)
            | Self::PaymentMethodUnavailable(_)
            | Self::PaymentMethodCurrency(_)
            | Self::KeyReused(_)
            | Self::SessionNotFound(_)
            | Self::SessionCompleted(_)
            | Self::OrderNotFound(_) => Repetition::Never,
        }
    }

    /// Whether this is Klarna's word on the charge itself: under this
    /// [`IdempotencyKey`](crate::IdempotencyKey) there is no order and will be none, whatever became
    /// of earlier tries under it. A new try takes a new key.
    ///
    /// Otherwise the charge was not looked at, or nothing is known of it: keep the key, as an earlier
    /// try under it may have gone through.
    pub const fn settles_key(&self) -> bool {
        matches!(
            self,
            Self::BadValue { .. }
                | Self::NotMatching { .. }
                | Self::Rejected(_)
                | Self::TokenNotFound(_)
                | Self::TokenSuspended(_)
                | Self::TokenCancelled(_)
                | Self::TokenForbidden(_)
                | Self::PaymentMethodUnavailable(_)
                | Self::PaymentMethodCurrency(_)
                | Self::PaymentMethodFailed(_)
        )
    }
}
