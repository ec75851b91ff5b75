//! One thing at a time per cart, within this process.
//!
//! The store alone makes sure of one order per cart, across processes too. The locks make twenty
//! requests at once wait for one answer instead of asking Klarna twenty times.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, Weak},
};

use tokio::sync::OwnedMutexGuard;

type Lock = tokio::sync::Mutex<()>;

/// The locks of all carts that something is being done with.
#[derive(Debug, Default)]
pub(super) struct Locks(Mutex<HashMap<String, Weak<Lock>>>);

impl Locks {
    /// Waits until nothing else is being done with that cart.
    pub(super) async fn lock(&self, cart_id: &str) -> OwnedMutexGuard<()> {
        self.of(cart_id).lock_owned().await
    }

    /// The lock, or `None` where something is being done with that cart.
    pub(super) fn try_lock(&self, cart_id: &str) -> Option<OwnedMutexGuard<()>> {
        self.of(cart_id).try_lock_owned().ok()
    }

    fn of(&self, cart_id: &str) -> Arc<Lock> {
        let mut locks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(lock) = locks.get(cart_id).and_then(Weak::upgrade) {
            return lock;
        }
        // Locks that nobody holds any more go when a new one comes: the map does not grow.
        locks.retain(|_, lock| lock.strong_count() > 0);
        let lock = Arc::new(Lock::default());
        locks.insert(cart_id.to_owned(), Arc::downgrade(&lock));
        lock
    }
}
