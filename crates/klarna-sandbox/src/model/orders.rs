//! The orders that were placed.

use std::collections::BTreeSet;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use time::OffsetDateTime;

use super::{Order, bounded::Bounded};

/// The newest orders, and those of them that wait for Klarna's decision.
#[derive(Debug, Default)]
pub(crate) struct Orders {
    kept: Bounded<Order, { Self::CAPACITY }>,
    /// The time of its decision and the id of every pending order.
    pending: BTreeSet<(OffsetDateTime, String)>,
}

impl Orders {
    /// The number of orders that are kept.
    pub(crate) const CAPACITY: usize = 10_000;

    pub(crate) fn insert(&mut self, order: Order) {
        if let Some(review) = order.review.filter(|review| !review.is_over) {
            self.pending.insert((review.due_at, order.id.clone()));
        }
        if let Some(dropped) = self.kept.insert(order)
            && let Some(review) = dropped.review
        {
            self.pending.remove(&(review.due_at, dropped.id));
        }
    }

    /// By Klarna's `order_id`.
    pub(crate) fn get(&self, id: &str) -> Option<&Order> {
        self.kept.get(id)
    }

    /// Every order, in the order they were placed.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &Order> {
        self.kept.iter()
    }

    /// The time at which the next pending order is decided.
    pub(crate) fn next_decision(&self) -> Option<OffsetDateTime> {
        self.pending.first().map(|(due_at, _)| *due_at)
    }

    /// Decides the pending order that is due first, and returns it. `None`: none is due.
    pub(crate) fn decide_next(&mut self, now: OffsetDateTime) -> Option<&Order> {
        self.next_decision().filter(|due_at| *due_at <= now)?;
        let (_, id) = self.pending.pop_first()?;
        let order = self.kept.get_mut(&id)?;
        if let Some(review) = &mut order.review {
            review.is_over = true;
        }
        Some(order)
    }
}

impl Serialize for Orders {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.kept.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Orders {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut orders = Self::default();
        for order in Vec::deserialize(deserializer)? {
            orders.insert(order);
        }
        Ok(orders)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;
    use time::Duration;

    use super::*;
    use crate::model::Review;

    fn order(id: usize, due_at: Option<OffsetDateTime>) -> Order {
        Order {
            id: id.to_string(),
            session: String::new(),
            merchant: String::new(),
            placed_at: OffsetDateTime::UNIX_EPOCH,
            token: None,
            review: due_at.map(|due_at| Review {
                due_at,
                accepts: true,
                is_over: false,
            }),
            request: Value::Null,
            reply: Value::Null,
        }
    }

    #[test]
    fn pending_orders_are_decided_once_and_in_the_order_of_their_time() {
        let start = OffsetDateTime::UNIX_EPOCH;
        let at = |minutes| start + Duration::minutes(minutes);
        let mut orders = Orders::default();
        for (id, due_at) in [(1, Some(at(9))), (2, None), (3, Some(at(5)))] {
            orders.insert(order(id, due_at));
        }
        assert_eq!(orders.next_decision(), Some(at(5)));
        assert!(orders.decide_next(at(4)).is_none());
        for id in ["3", "1"] {
            let decided = orders.decide_next(at(9)).expect("a pending order");
            assert_eq!(
                (decided.id.as_str(), decided.fraud_status()),
                (id, "ACCEPTED")
            );
        }
        assert!(orders.decide_next(at(9)).is_none());
        assert_eq!(orders.next_decision(), None);
    }

    #[test]
    fn an_order_that_is_dropped_is_not_decided() {
        let start = OffsetDateTime::UNIX_EPOCH;
        let mut orders = Orders::default();
        for id in 0..=Orders::CAPACITY {
            let due_at = start + std::time::Duration::from_secs(id as u64);
            orders.insert(order(id, Some(due_at)));
        }
        assert!(orders.get("0").is_none());
        assert_eq!(orders.next_decision(), Some(start + Duration::seconds(1)));
    }
}
