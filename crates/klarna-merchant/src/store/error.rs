//! What can go wrong with the store.

use crate::vault::VaultError;

/// The store cannot do what it was asked to; nothing of it was done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    /// The database file cannot be opened, read or written.
    #[error("the database does not work")]
    Database(#[from] rusqlite::Error),
    /// The file was made by a newer version of this program. Use that one, or another file.
    #[error(
        "the database has schema version {found}, made by a newer version of this program, \
         which knows up to {known}"
    )]
    NewerSchema {
        /// The file's version.
        found: i64,
        /// The newest version that this program knows.
        known: i64,
    },
    /// The customer tokens are sealed with another key: give the one that was used before.
    #[error(
        "the database's customer tokens are sealed with another token key than the one given: \
         start with the key that was used before"
    )]
    WrongKey,
    /// A sealed token does not open although the key is right: its record is damaged.
    #[error("a customer token is not readable")]
    Sealed(#[from] VaultError),
    /// A record cannot be read or written as JSON.
    #[error("a record is not readable")]
    Record(#[from] serde_json::Error),
    /// A record holds a value that this program never writes there.
    #[error("a record's {0} is not readable")]
    Value(&'static str),
    /// The server is going down.
    #[error("the store has stopped")]
    Stopped,
}
