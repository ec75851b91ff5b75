//! Orders that Klarna reviews: decided after some minutes of the sandbox's clock.

use time::{Duration, OffsetDateTime};

use super::callbacks;
use crate::model::{Records, Review};

/// The minutes of a review where the e-mail address names none.
const MINUTES: i64 = 5;

/// Returns the review that the tag of an e-mail address asks for: `pend-accept-NN` or `pend-reject-NN`,
/// `NN` in minutes.
pub(super) fn by_tag(tag: &str, now: OffsetDateTime) -> Review {
    let mut parts = tag.split('-').skip(1);
    let accepts = parts.next() != Some("reject");
    let minutes = parts.next().and_then(|minutes| minutes.parse::<u32>().ok());
    Review {
        due_at: now.saturating_add(Duration::minutes(minutes.map_or(MINUTES, i64::from))),
        accepts,
        is_over: false,
    }
}

/// The time at which the next pending order is decided.
pub(crate) fn next_decision(records: &Records) -> Option<OffsetDateTime> {
    records.orders.next_decision()
}

/// Decides every pending order that is due, and writes the callbacks.
pub(crate) fn decide_due(records: &mut Records, now: OffsetDateTime) {
    while let Some(order) = records.orders.decide_next(now) {
        let (id, accepts) = (order.id.clone(), order.review.is_some_and(|it| it.accepts));
        let event_type = if accepts {
            "FRAUD_RISK_ACCEPTED"
        } else {
            "FRAUD_RISK_REJECTED"
        };
        if let Some(session) = records.sessions.get(&order.session).cloned() {
            callbacks::decided(records, &session, &id, event_type);
        }
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
            let review = by_tag(tag, now);
            assert_eq!(review.accepts, accepts, "{tag}");
            assert_eq!(review.due_at, now + Duration::minutes(minutes), "{tag}");
            assert_eq!(review.fraud_status(), "PENDING");
        }
    }
}
