//! Callbacks that merchants' servers are still to get. The rules write them here, and
//! [`crate::deliver_callbacks`] sends them.

use std::{collections::BTreeMap, fmt, ops::Bound, time::Duration};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::CallbackKind;

/// A call to a merchant's server.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Callback {
    /// Its name in the log. The URL is the merchant's secret.
    pub(crate) kind: CallbackKind,
    pub(crate) url: String,
    pub(crate) session: String,
    pub(crate) merchant: String,
    /// JSON, or `None` for an empty body.
    pub(crate) body: Option<Value>,
    /// The part of the body that the log may show; for an empty body, the ids that it is about.
    pub(crate) logged: Value,
    /// The pause before it is sent for the first time.
    pub(crate) delay: Duration,
    /// The number of times it is sent, each until it is taken.
    pub(crate) copies: u32,
}

/// The newest callbacks that are not delivered, each with a number that is never used again.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    waiting: BTreeMap<u64, Callback>,
    last_number: u64,
}

impl Outbox {
    /// The number of callbacks that are kept. One that is dropped is not sent any more.
    pub(crate) const CAPACITY: usize = 10_000;

    pub(crate) fn push(&mut self, callback: Callback) {
        if self.waiting.len() == Self::CAPACITY {
            self.waiting.pop_first();
        }
        self.last_number += 1;
        self.waiting.insert(self.last_number, callback);
    }

    /// The callbacks with a higher number, oldest first.
    pub(crate) fn after(&self, number: u64) -> impl Iterator<Item = (u64, &Callback)> {
        self.waiting
            .range((Bound::Excluded(number), Bound::Unbounded))
            .map(|(number, callback)| (*number, callback))
    }

    /// `true` if the callback is still to be delivered.
    pub(crate) fn contains(&self, number: u64) -> bool {
        self.waiting.contains_key(&number)
    }

    /// Takes a callback out that was delivered, or given up.
    pub(crate) fn remove(&mut self, number: u64) {
        self.waiting.remove(&number);
    }

    /// Takes another outbox's callbacks, under new numbers, in the place of its own.
    pub(crate) fn replace(&mut self, other: Self) {
        self.waiting.clear();
        for callback in other.waiting.into_values() {
            self.push(callback);
        }
    }
}

/// As a list: the numbers are of one run of the sandbox.
impl Serialize for Outbox {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.waiting.values())
    }
}

impl<'de> Deserialize<'de> for Outbox {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut outbox = Self::default();
        for callback in Vec::deserialize(deserializer)? {
            outbox.push(callback);
        }
        Ok(outbox)
    }
}

impl fmt::Debug for Callback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Callback")
            .field("kind", &self.kind)
            .field("session", &self.session)
            .finish_non_exhaustive()
    }
}
