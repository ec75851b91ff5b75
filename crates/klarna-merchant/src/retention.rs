//! The time that records without an order are kept.

use std::time::Duration;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The time that records are kept which nothing came of. Carts with an order, subscriptions, and
/// approvals whose outcome is not known are kept for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Retention {
    /// The time from the last change of a cart that was not ordered, and the last use of its
    /// sessions: 30 days by default. Its articles, extras, sessions and failed attempts go with it.
    pub carts: Duration,
    /// The time from the end of the Klarna session of a session that no attempt refers to: 7 days
    /// by default.
    pub sessions: Duration,
    /// The time from the receipt of an approval by callback that was never taken, once its Klarna
    /// session has ended: 2 days by default.
    pub callback_approvals: Duration,
    /// The time from the receipt of a failed attempt at a cart that was ordered: 90 days by default.
    pub failed_attempts: Duration,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            carts: 30 * DAY,
            sessions: 7 * DAY,
            callback_approvals: 2 * DAY,
            failed_attempts: 90 * DAY,
        }
    }
}
