//! What can go wrong with the store.

use crate::vault::VaultError;

/// The store cannot do what it was asked to; nothing of it was done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    /// The database file cannot be opened, read or written.
    #[error("the database does not work")]
    Database(#[from] rusqlite::Error),
    /// The database file cannot be made.
    #[error("the database file cannot be made")]
    File(#[from] std::io::Error),
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
    /// Tokens are sealed with a key that was not given: give it as a former one.
    #[error(
        "the database's tokens are sealed with another token key than those given: give the key \
         that was used before, as KLARNA_TOKEN_KEY or in KLARNA_TOKEN_KEY_FORMER"
    )]
    WrongKey,
    /// A sealed token does not open although the key is right: its record is damaged.
    #[error("a token is not readable")]
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
