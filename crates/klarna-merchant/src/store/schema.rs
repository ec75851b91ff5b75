//! The database's settings and its tables.

use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OptionalExtension, Transaction, TransactionBehavior};

use super::{StoreError, sealed};
use crate::vault::{KeyId, Vault};

/// One step per version of the schema, the first from an empty file.
const STEPS: [&str; 7] = [
    include_str!("schema.sql"),
    include_str!("schema_2.sql"),
    include_str!("schema_3.sql"),
    include_str!("schema_4.sql"),
    include_str!("schema_5.sql"),
    include_str!("schema_6.sql"),
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
        if let Err(error) = connection.execute_batch("VACUUM") {
            // Sealed it is all the same, and what was cleared is overwritten (`secure_delete`).
            tracing::warn!(%error, "the database is sealed now, and was not vacuumed: vacuum it");
        }
    }
    truncate_log(connection)
}

/// Writes the log's content into the file, and empties the log. Waits for nobody: while another
/// process reads or writes, the log stays.
pub(super) fn truncate_log(connection: &Connection) -> Result<(), StoreError> {
    connection.busy_timeout(Duration::ZERO)?;
    let done = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    connection.busy_timeout(BUSY)?;
    match done {
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => Ok(()),
        other => Ok(other?),
    }
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
        check_keys(&transaction, vault)?;
    }
    for step in STEPS.iter().skip(done) {
        transaction.execute_batch(step)?;
    }
    prove_current_key(&transaction, vault)?;
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

/// The owner and the text of a proof: a key is recognised by opening it.
const PROOF: (&str, &str) = (
    "vault",
    "the key that seals this database's customer tokens",
);

/// Makes sure that the vault has every key that values in the database are sealed with. Returns the
/// ids of those keys, each with the number of its proof.
pub(super) fn check_keys(
    transaction: &Transaction<'_>,
    vault: &Vault,
) -> Result<Vec<(i64, KeyId)>, StoreError> {
    let (owner, text) = PROOF;
    let proofs = transaction
        .prepare("SELECT id, proof FROM vault")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<Vec<(i64, Vec<u8>)>, _>>()?;
    proofs
        .iter()
        .map(|(id, proof)| match vault.open_with_id(owner, proof) {
            Ok((found, key)) if found == text => Ok((*id, key)),
            _ => Err(StoreError::WrongKey),
        })
        .collect()
}

/// Leaves a proof of the current key, unless there is one: from here on values are sealed with it.
fn prove_current_key(transaction: &Transaction<'_>, vault: &Vault) -> Result<(), StoreError> {
    let proven = check_keys(transaction, vault)?;
    let current = vault.key_ids().first().copied();
    if proven.iter().all(|(_, key)| Some(*key) != current) {
        let (owner, text) = PROOF;
        transaction.execute(
            "INSERT INTO vault (proof) VALUES (?1)",
            [vault.seal(owner, text)?],
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
