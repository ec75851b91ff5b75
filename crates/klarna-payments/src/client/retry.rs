//! When a call is made again. Pure: the random number comes from outside.

use std::time::Duration;

use super::{call::Call, error::KlarnaError};

/// How often and after which gaps a call is made again.
///
/// Gaps double from `first_gap` up to `max_gap`; each is drawn from its upper half, so that many
/// servers do not come back at the same moment.
///
/// All of this crate's calls may be repeated, the last of these by inference alone:
/// - reading and updating a session, and cancelling an authorization, say how things shall be;
/// - so do reading and cancelling a customer token, and reading an order;
/// - creating a customer token twice from the same authorization with the same body stores one
///   payment method;
/// - charging a customer token twice under the same key yields one order, for as long as
///   [`IdempotencyKey::LIFETIME`](crate::IdempotencyKey::LIFETIME);
/// - creating a session twice leaves a session that nobody uses and that ends by itself;
/// - creating an order twice with the same authorization and the same body yields one order.
///   Klarna does not publish this. It is inferred: Klarna takes an authorization for one order at
///   most, and answers a replay either with that order or with a refusal
///   ([`KlarnaError::AuthorizationSpent`]). A repetition sends the same bytes. A caller that does
///   not rely on it takes [`Retry::NEVER`] for orders, and reads the session before it repeats one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retry {
    /// How often a call is made at most, the first time included. 1: never again.
    pub attempts: u32,
    /// The gap after the first try.
    pub first_gap: Duration,
    /// The longest gap. Where Klarna asks for a longer one, the caller hears of it at once.
    pub max_gap: Duration,
}

impl Retry {
    /// Never again.
    pub const NEVER: Self = Self {
        attempts: 1,
        first_gap: Duration::ZERO,
        max_gap: Duration::ZERO,
    };

    /// How long to wait before the call is made again, or `None` to give up.
    ///
    /// `attempt` is the number of the try that failed, from 1. `jitter` is a random number; the
    /// same number always gives the same gap.
    ///
    /// ```
    /// use std::time::Duration;
    /// use klarna_payments::{Call, KlarnaError, Retry};
    ///
    /// let retry = Retry::default();
    /// let lost = KlarnaError::Timeout("no answer".into());
    /// assert_eq!(
    ///     retry.next(1, Call::CreateOrder, &lost, u16::MAX),
    ///     Some(Duration::from_millis(250)),
    /// );
    /// assert_eq!(retry.next(3, Call::CreateOrder, &lost, 0), None);
    /// ```
    pub fn next(
        &self,
        attempt: u32,
        call: Call,
        error: &KlarnaError,
        jitter: u16,
    ) -> Option<Duration> {
        if attempt >= self.attempts || !may_repeat(call, error) {
            return None;
        }
        let gap = self.gap(attempt, jitter);
        match error.retry_after() {
            Some(asked) if asked > self.max_gap => None,
            Some(asked) => Some(gap.max(asked)),
            None => Some(gap),
        }
    }

    fn gap(&self, attempt: u32, jitter: u16) -> Duration {
        let factor = 2_u32.saturating_pow(attempt.saturating_sub(1));
        let half = self.first_gap.saturating_mul(factor).min(self.max_gap) / 2;
        half + half.mul_f64(f64::from(jitter) / f64::from(u16::MAX))
    }
}

impl Default for Retry {
    /// Three tries, about 0.2 and 0.4 seconds apart: a shopper is waiting.
    fn default() -> Self {
        Self {
            attempts: 3,
            first_gap: Duration::from_millis(250),
            max_gap: Duration::from_secs(2),
        }
    }
}

/// A new session that cannot be read would be as unreadable the next time, and leave one more.
fn may_repeat(call: Call, error: &KlarnaError) -> bool {
    let hopeless = call == Call::CreateSession && matches!(error, KlarnaError::Malformed { .. });
    error.is_retryable() && !hopeless
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{super::error::Refusal, *};

    fn lost() -> KlarnaError {
        KlarnaError::Timeout("no answer".into())
    }

    fn rate_limited(retry_after: Option<u64>) -> KlarnaError {
        KlarnaError::RateLimited {
            retry_after: retry_after.map(Duration::from_secs),
            refusal: Refusal::unsent(),
        }
    }

    #[test]
    fn a_clear_answer_is_never_asked_for_again() {
        let refusal = Refusal::unsent;
        for clear in [
            KlarnaError::BadValue {
                values: Vec::new(),
                refusal: refusal(),
            },
            KlarnaError::NotMatching {
                values: Vec::new(),
                refusal: refusal(),
            },
            KlarnaError::Unauthorized(refusal()),
            KlarnaError::Forbidden(refusal()),
            KlarnaError::Rejected(refusal()),
            KlarnaError::AuthorizationSpent(refusal()),
            KlarnaError::AuthorizationNotFound(refusal()),
            KlarnaError::SessionNotFound(refusal()),
            KlarnaError::SessionCompleted(refusal()),
            KlarnaError::OrderNotFound(refusal()),
            KlarnaError::IntentForbids(refusal()),
            KlarnaError::TokenNotFound(refusal()),
            KlarnaError::TokenSuspended(refusal()),
            KlarnaError::TokenCancelled(refusal()),
            KlarnaError::TokenForbidden(refusal()),
            KlarnaError::PaymentMethodUnavailable(refusal()),
            KlarnaError::PaymentMethodCurrency(refusal()),
            KlarnaError::PaymentMethodFailed(refusal()),
            KlarnaError::KeyReused(refusal()),
            KlarnaError::Refused(refusal()),
        ] {
            assert!(!clear.outcome_unknown());
            for call in Call::ALL {
                assert_eq!(Retry::default().next(1, call, &clear, 0), None, "{clear:?}");
            }
        }
    }

    #[test]
    fn every_call_is_repeated_when_its_answer_is_lost() {
        for call in Call::ALL {
            assert!(Retry::default().next(1, call, &lost(), 0).is_some());
        }
    }

    #[test]
    fn a_session_that_cannot_be_read_is_not_created_again_and_again() {
        let malformed = KlarnaError::Malformed {
            status: 200,
            reason: super::super::error::Malformation::NotJson,
            correlation_id: None,
        };
        let retry = Retry::default();
        assert_eq!(retry.next(1, Call::CreateSession, &malformed, 0), None);
        assert!(retry.next(1, Call::CreateOrder, &malformed, 0).is_some());
    }

    #[test]
    fn a_wait_that_klarna_asks_for_is_kept_or_left_to_the_caller() {
        let retry = Retry::default();
        let next = |error: &KlarnaError| retry.next(1, Call::CreateOrder, error, 0);
        assert_eq!(next(&rate_limited(None)), Some(Duration::from_millis(125)));
        assert_eq!(next(&rate_limited(Some(1))), Some(Duration::from_secs(1)));
        assert_eq!(next(&rate_limited(Some(2))), Some(Duration::from_secs(2)));
        assert_eq!(next(&rate_limited(Some(3))), None);
    }

    #[test]
    fn never_means_never() {
        assert_eq!(Retry::NEVER.next(1, Call::ReadSession, &lost(), 0), None);
    }

    fn any_retry() -> impl Strategy<Value = Retry> {
        (0..20_u32, 0..10_000_u64, 0..10_000_u64).prop_map(|(attempts, first, max)| Retry {
            attempts,
            first_gap: Duration::from_millis(first),
            max_gap: Duration::from_millis(max),
        })
    }

    proptest! {
        #[test]
        fn gaps_double_up_to_the_longest_and_stay_in_their_upper_half(
            retry in any_retry(), attempt in 1..40_u32, jitter in any::<u16>()
        ) {
            let gap = retry.gap(attempt, jitter);
            let factor = 2_u32.saturating_pow(attempt - 1);
            let full = retry.first_gap.saturating_mul(factor).min(retry.max_gap);
            prop_assert!(gap <= full);
            prop_assert!(gap >= full / 2);
            prop_assert_eq!(gap, retry.gap(attempt, jitter));
        }

        #[test]
        fn tries_end(retry in any_retry(), attempt in any::<u32>(), jitter in any::<u16>()) {
            let next = retry.next(attempt, Call::CreateOrder, &lost(), jitter);
            prop_assert_eq!(next.is_some(), attempt < retry.attempts);
        }
    }
}
