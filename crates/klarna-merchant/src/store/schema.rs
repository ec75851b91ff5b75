//! The database's settings and its tables.

use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, TransactionBehavior};

use super::StoreError;
use crate::vault::Vault;

/// One step per version of the schema, the first from an empty file.
const STEPS: [&str; 5] = [
    include_str!("schema.sql"),
    include_str!("schema_2.sql"),
    include_str!("schema_3.sql"),
    include_str!("schema_4.sql"),
    include_str!("schema_6.sql"),
];

/// How long a transaction waits for another process's.
const BUSY: Duration = Duration::from_secs(5);

/// Brings a database to the newest schema.
pub(super) fn prepare(connection: &mut Connection) -> Result<(), StoreError> {
    connection.busy_timeout(BUSY)?;
    // Readers and the writer do not wait for each other, and a power cut loses no order:
    // with a write-ahead log only `FULL` syncs at every commit.
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // A token that was cleared does not stay behind in an unused part of the file.
    connection.pragma_update(None, "secure_delete", true)?;
    migrate(connection)
}

fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found: i64 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let known = i64::try_from(STEPS.len()).unwrap_or(i64::MAX);
    if found > known {
        return Err(StoreError::NewerSchema { found, known });
    }
    let done = usize::try_from(found).map_err(|_| StoreError::Value("schema version"))?;
    for step in STEPS.iter().skip(done) {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "user_version", known)?;
    transaction.commit()?;
    Ok(())
}

/// What is sealed to recognise the key by, and for whom.
const PROOF: (&str, &str) = (
    "vault",
    "the key that seals this database's customer tokens",
);

/// Makes sure that the customer tokens in the database open with this key. The first key that a
/// database sees is its key.
pub(super) fn check_key(connection: &mut Connection, vault: &Vault) -> Result<(), StoreError> {
    let (owner, text) = PROOF;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
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
    transaction.commit()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_is_prepared_once() {
        let mut connection = Connection::open_in_memory().unwrap();
        prepare(&mut connection).unwrap();
        prepare(&mut connection).unwrap();
    }

    #[test]
    fn a_newer_database_is_refused_and_left_alone() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.pragma_update(None, "user_version", 99).unwrap();
        let refused = prepare(&mut connection).unwrap_err();
        assert!(matches!(
            refused,
            StoreError::NewerSchema {
                found: 99,
                known: 5
            }
        ));
        let tables: i64 = connection
            .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
            .unwrap();
        assert_eq!(tables, 0);
    }
}
