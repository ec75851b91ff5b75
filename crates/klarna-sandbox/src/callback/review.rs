//! Orders that Klarna still looks at: decided after some minutes of the sandbox's clock.

use time::{Duration, OffsetDateTime};

use super::{Message, dispatcher::CallbackSender};
use crate::Clock;

/// How an order is looked at, as its customer's e-mail address asks for: `+pend-accept-05`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Review {
    /// When it is decided.
    pub due_at: OffsetDateTime,
    /// How.
    pub accepts: bool,
    /// Whether that was reached.
    pub is_over: bool,
}

impl Review {
    /// Minutes where the address names none.
    const MINUTES: i64 = 5;

    /// By the tag of an e-mail address: `pend-accept-NN` or `pend-reject-NN`, `NN` in minutes.
    pub(crate) fn by_tag(tag: &str, now: OffsetDateTime) -> Self {
        let mut parts = tag.split('-').skip(1);
        let accepts = parts.next() != Some("reject");
        let minutes = parts.next().and_then(|minutes| minutes.parse::<u32>().ok());
        let minutes = minutes.map_or(Self::MINUTES, i64::from);
        Self {
            due_at: now.saturating_add(Duration::minutes(minutes)),
            accepts,
            is_over: false,
        }
    }

    /// The order's `fraud_status`.
    pub const fn fraud_status(self) -> &'static str {
        match (self.is_over, self.accepts) {
            (false, _) => "PENDING",
            (true, true) => "ACCEPTED",
            (true, false) => "REJECTED",
        }
    }

    const fn event_type(self) -> &'static str {
        if self.accepts {
            "FRAUD_RISK_ACCEPTED"
        } else {
            "FRAUD_RISK_REJECTED"
        }
    }
}

/// Waits until an order is due, decides, and tells the merchant.
pub(super) async fn decide(sender: CallbackSender, clock: Clock, order: String) {
    let due_at = sender.state.upgrade().and_then(|state| {
        let records = state.records();
        Some(records.order(&order)?.review?.due_at)
    });
    let Some(due_at) = due_at else { return };
    clock.reached(due_at).await;
    let message = sender.state.upgrade().and_then(|state| {
        let mut records = state.records();
        let known = records.orders.iter_mut().find(|known| known.id == order)?;
        let review = known.review.as_mut()?;
        review.is_over = true;
        let event_type = review.event_type();
        Message::decided(&records, &order, event_type)
    });
    if let Some(message) = message {
        sender.notify(&clock, message).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_says_how_and_when() {
        let now = OffsetDateTime::UNIX_EPOCH;
        for (tag, accepts, minutes) in [
            ("pend-accept-05", true, 5),
            ("pend-reject-30", false, 30),
            ("pend-accept-00", true, 0),
            ("pend-reject", false, 5),
            ("pend-", true, 5),
            ("pend-accept-x", true, 5),
        ] {
            let review = Review::by_tag(tag, now);
            assert_eq!(review.accepts, accepts, "{tag}");
            assert_eq!(review.due_at, now + Duration::minutes(minutes), "{tag}");
            assert_eq!(review.fraud_status(), "PENDING");
        }
    }
}
