//! Where the shop remembers: carts, sessions, approvals, orders and subscriptions, in `SQLite`.
//!
//! Everything the server must not forget or do twice is decided here, each in one transaction.
//! A shop with a database of its own replaces this module; the rest sees only [`Store`]'s methods
//! and the plain records.

mod attempts;
mod carts;
mod cookie_key;
mod decisions;
mod error;
mod orders;
mod records;
mod releases;
mod schema;
mod sessions;
mod subscriptions;
mod told;
mod visitors;

use std::{
    fmt,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::vault::{TokenKey, Vault};

pub(crate) use attempts::{Mark, Received};
pub(crate) use carts::CartChange;
pub(crate) use cookie_key::CookieKey;
pub(crate) use decisions::Decided;
pub(crate) use error::StoreError;
pub(crate) use orders::Invoiced;
pub(crate) use records::{
    Attempt, AttemptState, NewAttempt, OrderRequest, StoredCart, StoredLine, StoredSession,
    StoredSignUp,
};
pub(crate) use releases::Release;
pub(crate) use subscriptions::{
    AskedCharge, ChargeClaim, ChargeOutcome, ChargeState, Claim, Claimed, Fate, GivenUp,
    NewSubscription, OUTCOME_UNKNOWN, Search, StoredCharge, StoredSubscription, SubscriptionState,
    Work,
};
pub(crate) use told::ToldApproval;
pub(crate) use visitors::VisitorId;

/// The shop's memory. Cheap to clone; all clones are one store.
///
/// Customer tokens go through its vault: the database never holds one that can be read.
#[derive(Clone)]
pub(crate) struct Store {
    connection: Arc<Mutex<Connection>>,
    vault: Vault,
    cookie_key: CookieKey,
    /// How many transactions are left before it is as if the process had been killed.
    #[cfg(test)]
    pub(crate) lives: Arc<std::sync::atomic::AtomicI64>,
    /// Whether the first one after that is written all the same, and nobody hears of it.
    #[cfg(test)]
    pub(crate) dies_late: Arc<std::sync::atomic::AtomicBool>,
}

impl Store {
    /// Opens the database in that file, made where there is none.
    ///
    /// # Errors
    /// A file that cannot be written, one that a newer version of this program has made, or one
    /// whose customer tokens are sealed with another key.
    pub(crate) fn open(file: &Path, key: &TokenKey) -> Result<Self, StoreError> {
        Self::prepare(Connection::open(file)?, Vault::new(key))
    }

    /// A database that is gone with the process.
    pub(crate) fn in_memory() -> Result<Self, StoreError> {
        Self::prepare(
            Connection::open_in_memory()?,
            Vault::new(&TokenKey::random()),
        )
    }

    fn prepare(mut connection: Connection, vault: Vault) -> Result<Self, StoreError> {
        schema::prepare(&mut connection)?;
        schema::check_key(&mut connection, &vault)?;
        let cookie_key = cookie_key::prepare(&mut connection, &vault)?;
        Ok(Self {
            connection: Arc::new(Mutex::new(connection)),
            vault,
            cookie_key,
            #[cfg(test)]
            lives: Arc::new(i64::MAX.into()),
            #[cfg(test)]
            dies_late: Arc::default(),
        })
    }

    /// Returns the key that the shop's cookies are signed with.
    pub(crate) fn cookie_key(&self) -> &CookieKey {
        &self.cookie_key
    }

    fn vault(&self) -> &Vault {
        &self.vault
    }

    /// Runs one transaction, off the threads that serve requests: `SQLite` blocks.
    ///
    /// It takes the write lock at once, so that nothing read in it is out of date when it writes.
    /// An error takes everything back.
    async fn transact<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        #[cfg(test)]
        let dies = {
            use std::sync::atomic::Ordering::SeqCst;
            match self.lives.fetch_sub(1, SeqCst) {
                1.. => false,
                0 if self.dies_late.load(SeqCst) => true,
                _ => return Err(StoreError::Stopped),
            }
        };
        let connection = Arc::clone(&self.connection);
        let run = move || {
            // A panic in a transaction has rolled it back: the connection itself is sound.
            let mut connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let result = work(&transaction)?;
            transaction.commit()?;
            Ok(result)
        };
        let result = tokio::task::spawn_blocking(run)
            .await
            .map_err(|_| StoreError::Stopped)?;
        #[cfg(test)]
        if dies {
            return Err(StoreError::Stopped);
        }
        result
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Store")
    }
}
