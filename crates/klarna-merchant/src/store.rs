//! Where the shop remembers: carts, sessions, approvals, orders and subscriptions, in `SQLite`.
//!
//! Everything the server must not forget or do twice is decided here, each in one transaction.
//! A shop with a database of its own replaces this module; the rest sees only [`Store`]'s methods
//! and the plain records.

mod alerts;
mod attempts;
mod callback_approvals;
mod carts;
mod cookie_key;
mod error;
mod keys;
mod orders;
mod placed;
mod pruning;
mod records;
mod releases;
mod schema;
mod sealed;
mod sessions;
mod settlements;
mod subscriptions;
mod visitors;

use std::{
    fmt, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::{
    private_file,
    vault::{TokenKey, Vault},
};

pub(crate) use attempts::{Applied, Received};
pub(crate) use callback_approvals::CallbackApproval;
pub(crate) use carts::CartChange;
pub(crate) use cookie_key::CookieKey;
pub(crate) use error::StoreError;
pub(crate) use keys::KeyUsage;
pub(crate) use orders::Invoiced;
pub(crate) use pruning::Pruned;
pub(crate) use records::{
    Attempt, AttemptState, NewAttempt, OrderRequest, StoredCart, StoredLine, StoredSession,
    StoredSignUp,
};
pub(crate) use releases::Release;
pub(crate) use settlements::{OpenQuestion, PersonSettled, Settlement};
pub(crate) use subscriptions::{
    AskedCharge, ChargeClaim, ChargeOutcome, ChargeResolution, ChargeState, Claim, Claimed,
    GivenUp, NewSubscription, OUTCOME_UNKNOWN, Search, StoredCharge, StoredSubscription,
    SubscriptionState, Work,
};
pub(crate) use visitors::VisitorId;

/// The shop's memory. Cheap to clone; all clones are one store.
///
/// Tokens go through a vault: the database never holds one that can be read.
#[derive(Clone)]
pub(crate) struct Store {
    connection: Arc<Mutex<Connection>>,
    vault: Vault,
    cookie_key: CookieKey,
    /// The number of transactions until it is as if the process had been killed.
    #[cfg(test)]
    pub(crate) transactions_until_crash: Arc<std::sync::atomic::AtomicI64>,
    /// `true` if the first one after that is written all the same, and its caller does not learn of it.
    #[cfg(test)]
    pub(crate) crash_after_commit: Arc<std::sync::atomic::AtomicBool>,
}

impl Store {
    /// Opens the database in that file, made where there is none.
    ///
    /// On Unix the file, its log and its index are their owner's alone.
    ///
    /// # Errors
    /// A file that cannot be written, one that a newer version of this program has made, or one
    /// whose tokens are sealed with another key.
    pub(crate) fn open(file: &Path, vault: Vault) -> Result<Self, StoreError> {
        // An absolute path is no name with a meaning of its own to SQLite, such as `:memory:`.
        let file = std::path::absolute(file)?;
        // With its permissions before SQLite opens it: SQLite's other files get the same.
        match private_file::create_new(&file) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error.into()),
            _ => {}
        }
        let store = Self::prepare(Connection::open(&file)?, vault)?;
        tighten(&file);
        Ok(store)
    }

    /// Opens a database that is gone with the process.
    pub(crate) fn in_memory() -> Result<Self, StoreError> {
        let vault = Vault::new(&TokenKey::random().into());
        Self::prepare(Connection::open_in_memory()?, vault)
    }

    fn prepare(mut connection: Connection, vault: Vault) -> Result<Self, StoreError> {
        schema::prepare(&mut connection, &vault)?;
        let cookie_key = cookie_key::prepare(&mut connection)?;
        Ok(Self {
            connection: Arc::new(Mutex::new(connection)),
            vault,
            cookie_key,
            #[cfg(test)]
            transactions_until_crash: Arc::new(i64::MAX.into()),
            #[cfg(test)]
            crash_after_commit: Arc::default(),
        })
    }

    /// Returns the key that the shop's cookies are signed with.
    pub(crate) fn cookie_key(&self) -> &CookieKey {
        &self.cookie_key
    }

    /// Writes the log back into the file and empties it, unless another process is at it.
    ///
    /// The log keeps what was cleared from the file until it is overwritten.
    pub(crate) async fn truncate_log(&self) -> Result<(), StoreError> {
        self.run(|connection| schema::truncate_log(connection))
            .await
    }

    /// Runs work on the connection, off the threads that serve requests: `SQLite` blocks.
    fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> impl Future<Output = Result<T, StoreError>> {
        let connection = Arc::clone(&self.connection);
        let running = tokio::task::spawn_blocking(move || {
            // A panic in a transaction has rolled it back: the connection itself is sound.
            let mut connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
            work(&mut connection)
        });
        // Small, whatever the work holds: it is part of every future that serves a request.
        async { running.await.map_err(|_| StoreError::Stopped)? }
    }

    /// Runs one transaction.
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
            match self.transactions_until_crash.fetch_sub(1, SeqCst) {
                1.. => false,
                0 if self.crash_after_commit.load(SeqCst) => true,
                _ => return Err(StoreError::Stopped),
            }
        };
        let result = self
            .run(|connection| {
                let transaction =
                    connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
                let result = work(&transaction)?;
                transaction.commit()?;
                Ok(result)
            })
            .await;
        #[cfg(test)]
        if dies {
            return Err(StoreError::Stopped);
        }
        result
    }
}

/// Leaves a database that others can read to its owner alone.
fn tighten(file: &Path) {
    for ending in ["", "-wal", "-shm"] {
        let mut name = file.as_os_str().to_owned();
        name.push(ending);
        let file = PathBuf::from(name).display().to_string();
        match private_file::tighten(Path::new(&file)) {
            Ok(false) => {}
            Ok(true) => tracing::warn!(file, "others could read this file: they cannot any more"),
            // Gone with the other process that had it open.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => tracing::warn!(
                file,
                %error,
                "others can read this file, and its permissions cannot be changed: take them away"
            ),
        }
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Store")
    }
}
