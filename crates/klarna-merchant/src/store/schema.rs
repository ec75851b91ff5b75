//! The database's settings and its tables.

use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior};

use super::{StoreError, sealed};
use crate::vault::Vault;

/// One step per version of the schema, the first from an empty file.
const STEPS: [&str; 6] = [
    include_str!("schema.sql"),
    include_str!("schema_2.sql"),
    include_str!("schema_3.sql"),
    include_str!("schema_4.sql"),
    include_str!("schema_5.sql"),
    include_str!("schema_7.sql"),
];

/// How long a transaction waits for another process's.
const BUSY: Duration = Duration::from_secs(5);

/// The first version that has a vault, and the first in which tokens are sealed in it.
const VAULT: usize = 3;
const SEALED: usize = 5;

/// Brings a database to the newest schema, and makes sure that its secrets open with the vault.
pub(super) fn prepare(connection: &mut Connection, vault: &Vault) -> Result<(), StoreError> {
    connection.busy_timeout(BUSY)?;
    // Readers and the writer do not wait for each other, and a power cut loses no order:
    // with a write-ahead log only `FULL` syncs at every commit.
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    // A token that was cleared does not stay behind in an unused part of the file.
    connection.pragma_update(None, "secure_delete", true)?;
    sealed::add_functions(connection, vault)?;
    // A table that others refer to is replaced by dropping it; references are checked at the end.
    connection.pragma_update(None, "foreign_keys", false)?;
    let found = migrate(connection, vault)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    if (1..SEALED).contains(&found) {
        // Tokens stood here in clear: in the file's unused parts, and in the log.
        connection.execute_batch("VACUUM")?;
    }
    truncate_log(connection)
}

/// Writes the log's content into the file, and empties the log. It stays where another process is
/// reading.
pub(super) fn truncate_log(connection: &Connection) -> Result<(), StoreError> {
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(())
}

/// Takes the steps that are missing, all or none. Returns the version that was found.
fn migrate(connection: &mut Connection, vault: &Vault) -> Result<usize, StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found: i64 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let known = i64::try_from(STEPS.len()).unwrap_or(i64::MAX);
    if found > known {
        return Err(StoreError::NewerSchema { found, known });
    }
    let done = usize::try_from(found).map_err(|_| StoreError::Value("schema version"))?;
    if done >= VAULT {
        // Before anything is sealed: with another key nothing would open later.
        check_key(&transaction, vault)?;
    }
    for step in STEPS.iter().skip(done) {
        transaction.execute_batch(step)?;
    }
    check_key(&transaction, vault)?;
    if done < STEPS.len() {
        let broken = transaction
            .query_row("PRAGMA foreign_key_check", [], |_| Ok(()))
            .optional()?;
        if broken.is_some() {
            return Err(StoreError::Value("reference"));
        }
    }
    transaction.pragma_update(None, "user_version", known)?;
    transaction.commit()?;
    Ok(done)
}

/// What is sealed to recognise the key by, and for whom.
const PROOF: (&str, &str) = (
    "vault",
    "the key that seals this database's customer tokens",
);

/// Makes sure that the secrets in the database open with one of the vault's keys. The first key
/// that a database sees is its key.
fn check_key(transaction: &Transaction<'_>, vault: &Vault) -> Result<(), StoreError> {
    let (owner, text) = PROOF;
    let proof: Option<Vec<u8>> = transaction
        .query_row("SELECT proof FROM vault", [], |row| row.get(0))
        .optional()?;
    match proof {
        Some(proof) => match vault.open(owner, &proof) {
            Ok(found) if found == text => {}
            _ => return Err(StoreError::WrongKey),
        },
        None => {
            transaction.execute(
                "INSERT INTO vault (id, proof) VALUES (1, ?1)",
                [vault.seal(owner, text)?],
            )?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
