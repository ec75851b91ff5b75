//! Changing the keys that values are sealed with.

use std::collections::BTreeMap;

use rusqlite::{Transaction, TransactionBehavior, params};

use super::{
    Store, StoreError, schema,
    sealed::{SEALED_COLUMNS, SealedColumn},
};
use crate::vault::{KeyId, Vault};

/// The number of values that one transaction seals anew: no order waits long for it.
const BATCH: u32 = 100;

/// The numbers of sealed values, by the key that opens them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct KeyUsage {
    pub(crate) values: BTreeMap<KeyId, u64>,
    /// Values that no key opens: their records are damaged.
    pub(crate) unreadable: u64,
}

/// The outcome of sealing every value with the current key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Resealed {
    pub(crate) values: u64,
    /// Values that no key opens. They stay as they are.
    pub(crate) unreadable: u64,
}

impl Store {
    /// Counts the sealed values, by the key that opens them.
    pub(crate) async fn key_usage(&self) -> Result<KeyUsage, StoreError> {
        let vault = self.vault.clone();
        self.run(move |connection| {
            // Reads alone: writers do not wait for it.
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Deferred)?;
            key_usage(&transaction, &vault, None)
        })
        .await
    }

    /// Calls `add_key` if every value is sealed with the current key: an interrupted change of keys
    /// is finished before another begins. Returns `true` if it was called.
    ///
    /// No other process does the same meanwhile.
    pub(crate) async fn begin_rotation(
        &self,
        add_key: impl FnOnce() -> anyhow::Result<()> + Send + 'static,
    ) -> anyhow::Result<bool> {
        let vault = self.vault.clone();
        let added = self
            .transact(move |tx| {
                let is_done = former_usage(tx, &vault)?.values.is_empty();
                Ok(is_done.then(add_key))
            })
            .await?;
        added.transpose().map(|added| added.is_some())
    }

    /// Seals every value with the current key that is sealed with another, in small transactions.
    /// Then forgets the proofs of keys that no value is sealed with any more.
    pub(crate) async fn reseal(&self) -> Result<Resealed, StoreError> {
        let mut resealed = Resealed::default();
        for column in SEALED_COLUMNS {
            let mut after = Some(String::new());
            while let Some(key) = after {
                let vault = self.vault.clone();
                let batch = self
                    .transact(move |tx| reseal_batch(tx, &vault, &column, &key))
                    .await?;
                resealed.values += batch.values;
                resealed.unreadable += batch.unreadable;
                after = batch.last_key;
            }
        }
        let vault = self.vault.clone();
        self.transact(move |tx| forget_proofs(tx, &vault)).await?;
        Ok(resealed)
    }
}

/// Counts the values that are sealed with another key than the current one.
fn former_usage(tx: &Transaction<'_>, vault: &Vault) -> Result<KeyUsage, StoreError> {
    key_usage(tx, vault, Some(vault.current_prefix()))
}

/// Counts the values that do not begin with those bytes.
fn key_usage(
    tx: &Transaction<'_>,
    vault: &Vault,
    without: Option<Vec<u8>>,
) -> Result<KeyUsage, StoreError> {
    let mut usage = KeyUsage::default();
    for column in SEALED_COLUMNS {
        let SealedColumn {
            table,
            column: name,
            prefix,
            key,
        } = column;
        let mut statement = tx.prepare(&format!(
            "SELECT '{prefix}' || {key}, {name} FROM {table} WHERE {name} NOT NULL \
             AND (?1 IS NULL OR substr({name}, 1, length(?1)) != ?1)"
        ))?;
        let mut rows = statement.query([&without])?;
        while let Some(row) = rows.next()? {
            let (owner, value): (String, Vec<u8>) = (row.get(0)?, row.get(1)?);
            match vault.open_with_id(&owner, &value) {
                Ok((_, key)) => *usage.values.entry(key).or_default() += 1,
                Err(_) => usage.unreadable += 1,
            }
        }
    }
    Ok(usage)
}

struct Batch {
    values: u64,
    unreadable: u64,
    /// The key of the last row; `None`: there are no more.
    last_key: Option<String>,
}

/// Seals the next values of a column anew, in the rows after that key.
fn reseal_batch(
    tx: &Transaction<'_>,
    vault: &Vault,
    column: &SealedColumn,
    after: &str,
) -> Result<Batch, StoreError> {
    let SealedColumn {
        table,
        column: name,
        prefix,
        key,
    } = column;
    let rows = tx
        .prepare_cached(&format!(
            "SELECT {key}, {name} FROM {table} \
             WHERE {key} > ?1 AND {name} NOT NULL AND substr({name}, 1, length(?2)) != ?2 \
             ORDER BY {key} LIMIT {BATCH}"
        ))?
        .query_map(params![after, vault.current_prefix()], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?
        .collect::<Result<Vec<(String, Vec<u8>)>, _>>()?;
    let mut batch = Batch {
        values: 0,
        unreadable: 0,
        last_key: rows.last().map(|(key, _)| key.clone()),
    };
    let mut update =
        tx.prepare_cached(&format!("UPDATE {table} SET {name} = ?2 WHERE {key} = ?1"))?;
    for (key, value) in rows {
        let owner = format!("{prefix}{key}");
        match vault.open(&owner, &value) {
            Ok(secret) => {
                update.execute(params![key, vault.seal(&owner, &secret)?])?;
                batch.values += 1;
            }
            Err(_) => batch.unreadable += 1,
        }
    }
    Ok(batch)
}

fn forget_proofs(tx: &Transaction<'_>, vault: &Vault) -> Result<(), StoreError> {
    let usage = former_usage(tx, vault)?;
    let current = vault.key_ids().first().copied();
    for (id, key) in schema::check_keys(tx, vault)? {
        if Some(key) != current && !usage.values.contains_key(&key) {
            tx.execute("DELETE FROM vault WHERE id = ?1", [id])?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
