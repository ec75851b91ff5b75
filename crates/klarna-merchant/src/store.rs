//! Where the shop remembers: carts, sessions, approvals and orders, in `SQLite`.
//!
//! Everything the server must not forget or do twice is decided here, each in one transaction.
//! A shop with a database of its own replaces this module; the rest sees only [`Store`]'s methods
//! and the plain records.

mod attempts;
mod carts;
mod error;
mod orders;
mod records;
mod schema;
mod sessions;

use std::{
    fmt,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use rusqlite::{Connection, Transaction, TransactionBehavior};

pub(crate) use attempts::{Received, Sent};
pub(crate) use carts::CartChange;
pub(crate) use error::StoreError;
pub(crate) use orders::Invoiced;
pub(crate) use records::{
    Attempt, AttemptState, NewAttempt, StoredCart, StoredLine, StoredSession,
};

/// The shop's memory. Cheap to clone; all clones are one store.
#[derive(Clone)]
pub(crate) struct Store(Arc<Mutex<Connection>>);

impl Store {
    /// Opens the database in that file, made where there is none.
    ///
    /// # Errors
    /// A file that cannot be written, or one that a newer version of this program has made.
    pub(crate) fn open(file: &Path) -> Result<Self, StoreError> {
        Self::prepare(Connection::open(file)?)
    }

    /// A database that is gone with the process.
    pub(crate) fn in_memory() -> Result<Self, StoreError> {
        Self::prepare(Connection::open_in_memory()?)
    }

    fn prepare(mut connection: Connection) -> Result<Self, StoreError> {
        schema::prepare(&mut connection)?;
        Ok(Self(Arc::new(Mutex::new(connection))))
    }

    /// Runs one transaction, off the threads that serve requests: `SQLite` blocks.
    ///
    /// It takes the write lock at once, so that nothing read in it is out of date when it writes.
    /// An error takes everything back.
    async fn transact<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let connection = Arc::clone(&self.0);
        let run = move || {
            // A panic in a transaction has rolled it back: the connection itself is sound.
            let mut connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let result = work(&transaction)?;
            transaction.commit()?;
            Ok(result)
        };
        tokio::task::spawn_blocking(run)
            .await
            .map_err(|_| StoreError::Stopped)?
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Store")
    }
}
