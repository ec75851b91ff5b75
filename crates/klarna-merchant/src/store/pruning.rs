//! Deleting records by their age.

use std::time::Duration;

use rusqlite::{OptionalExtension, Transaction, params};
use time::OffsetDateTime;

use super::{Store, StoreError};
use crate::retention::Retention;

/// The number of rows that one transaction looks at: no order waits long for it.
const PAGE: u32 = 500;

/// The numbers of records that were deleted. A cart's own records are not counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Pruned {
    pub(crate) carts: usize,
    pub(crate) sessions: usize,
    pub(crate) callback_approvals: usize,
    pub(crate) failed_attempts: usize,
}

/// The rows of one transaction: from after the first number to the second.
type Rows = (i64, i64);

impl Store {
    /// Deletes the records that are older than they are kept, in small transactions.
    pub(crate) async fn prune(
        &self,
        retention: Retention,
        now: OffsetDateTime,
    ) -> Result<Pruned, StoreError> {
        let before = |age: Duration| {
            let age = i64::try_from(age.as_secs()).unwrap_or(i64::MAX);
            now.unix_timestamp().saturating_sub(age)
        };
        let (now, told) = (now.unix_timestamp(), before(retention.callback_approvals));
        // First: a cart with an approval that may yet be taken is kept.
        let callback_approvals = self
            .transact(move |tx| prune_callback_approvals(tx, told, now))
            .await?;
        let (attempts, sessions) = (
            before(retention.failed_attempts),
            before(retention.sessions),
        );
        let carts = before(retention.carts);
        Ok(Pruned {
            callback_approvals,
            failed_attempts: self
                .prune_pages("attempts", move |tx, rows| {
                    prune_attempts(tx, rows, attempts)
                })
                .await?,
            sessions: self
                .prune_pages("sessions", move |tx, rows| {
                    prune_sessions(tx, rows, sessions)
                })
                .await?,
            carts: self
                .prune_pages("carts", move |tx, rows| prune_carts(tx, rows, carts))
                .await?,
        })
    }

    /// Goes through a table, one page a transaction. Returns the number of rows that were deleted.
    async fn prune_pages(
        &self,
        table: &'static str,
        prune: impl Fn(&Transaction<'_>, Rows) -> Result<usize, StoreError> + Copy + Send + 'static,
    ) -> Result<usize, StoreError> {
        let mut deleted = 0;
        let mut after = 0;
        loop {
            let page = self
                .transact(move |tx| {
                    let last: Option<i64> = tx
                        .prepare_cached(&format!(
                            "SELECT max(rowid) FROM (SELECT rowid FROM {table} \
                             WHERE rowid > ?1 ORDER BY rowid LIMIT {PAGE})"
                        ))?
                        .query_row([after], |row| row.get(0))
                        .optional()?
                        .flatten();
                    last.map(|last| Ok::<_, StoreError>((last, prune(tx, (after, last))?)))
                        .transpose()
                })
                .await?;
            let Some((last, pruned)) = page else {
                return Ok(deleted);
            };
            after = last;
            deleted += pruned;
        }
    }
}

/// Deletes approvals that were received before, whose Klarna session has ended or was replaced.
fn prune_callback_approvals(
    tx: &Transaction<'_>,
    before: i64,
    now: i64,
) -> Result<usize, StoreError> {
    Ok(tx
        .prepare_cached(
            "DELETE FROM told_approvals WHERE received_at < ?1 AND NOT EXISTS \
             (SELECT 1 FROM sessions WHERE id = session_id AND expires_at > ?2 \
             AND sessions.klarna_session_id = told_approvals.klarna_session_id)",
        )?
        .execute([before, now])?)
}

/// Deletes failed attempts at ordered carts that were received before. Not the attempt that an order
/// came of, nor one that a subscription began with.
fn prune_attempts(tx: &Transaction<'_>, rows: Rows, before: i64) -> Result<usize, StoreError> {
    Ok(tx
        .prepare_cached(
            "DELETE FROM attempts WHERE id > ?1 AND id <= ?2 AND received_at < ?3 \
             AND state = 'failed' \
             AND EXISTS (SELECT 1 FROM orders WHERE orders.cart_id = attempts.cart_id) \
             AND NOT EXISTS (SELECT 1 FROM orders WHERE number = order_number) \
             AND NOT EXISTS (SELECT 1 FROM subscriptions WHERE source = order_number)",
        )?
        .execute([rows.0, rows.1, before])?)
}

/// Deletes sessions whose Klarna session ended before, and that nothing refers to. Their use counts
/// for the cart after that, too.
fn prune_sessions(tx: &Transaction<'_>, rows: Rows, before: i64) -> Result<usize, StoreError> {
    let sessions = tx
        .prepare_cached(
            "SELECT rowid FROM sessions WHERE rowid > ?1 AND rowid <= ?2 AND expires_at < ?3 \
             AND NOT EXISTS (SELECT 1 FROM attempts WHERE session_id = sessions.id) \
             AND NOT EXISTS (SELECT 1 FROM told_approvals WHERE session_id = sessions.id)",
        )?
        .query_map(params![rows.0, rows.1, before], |row| row.get(0))?
        .collect::<Result<Vec<i64>, _>>()?;
    for session in &sessions {
        let (cart, ended): (String, i64) = tx
            .prepare_cached("DELETE FROM sessions WHERE rowid = ?1 RETURNING cart_id, expires_at")?
            .query_row([session], |row| Ok((row.get(0)?, row.get(1)?)))?;
        tx.prepare_cached("UPDATE carts SET touched_at = max(touched_at, ?2) WHERE id = ?1")?
            .execute(params![cart, ended])?;
    }
    Ok(sessions.len())
}

/// Deletes carts that were not ordered and that nothing has touched since, with what belongs to them.
fn prune_carts(tx: &Transaction<'_>, rows: Rows, before: i64) -> Result<usize, StoreError> {
    let carts = tx
        .prepare_cached(
            "SELECT id FROM carts WHERE rowid > ?1 AND rowid <= ?2 AND touched_at < ?3 \
             AND NOT EXISTS (SELECT 1 FROM orders WHERE cart_id = carts.id) \
             AND NOT EXISTS (SELECT 1 FROM sessions WHERE cart_id = carts.id AND (expires_at >= ?3 \
                OR EXISTS (SELECT 1 FROM told_approvals WHERE session_id = sessions.id))) \
             AND NOT EXISTS (SELECT 1 FROM attempts WHERE cart_id = carts.id \
                AND (state != 'failed' OR received_at >= ?3 \
                OR EXISTS (SELECT 1 FROM subscriptions WHERE source = order_number)))",
        )?
        .query_map(params![rows.0, rows.1, before], |row| row.get(0))?
        .collect::<Result<Vec<String>, _>>()?;
    for cart in &carts {
        for table in ["attempts", "sessions", "cart_lines", "cart_extras"] {
            tx.prepare_cached(&format!("DELETE FROM {table} WHERE cart_id = ?1"))?
                .execute([cart])?;
        }
        tx.prepare_cached("DELETE FROM carts WHERE id = ?1")?
            .execute([cart])?;
    }
    Ok(carts.len())
}

#[cfg(test)]
mod tests;
