//! Callbacks that merchants' servers are still to get. The rules write them here, and
//! [`crate::deliver_callbacks`] sends them.

use std::{collections::BTreeMap, fmt, time::Duration};

use serde_json::Value;

use super::CallbackKind;

/// A call to a merchant's server.
#[derive(Clone)]
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

/// The callbacks that are not delivered, each with a number that is never used again.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    waiting: BTreeMap<u64, Callback>,
    last_number: u64,
}

impl Outbox {
    pub(crate) fn push(&mut self, callback: Callback) {
        self.last_number += 1;
        self.waiting.insert(self.last_number, callback);
    }

    /// Every callback, oldest first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u64, &Callback)> {
        self.waiting
            .iter()
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

    /// Drops every callback.
    pub(crate) fn clear(&mut self) {
        self.waiting.clear();
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
