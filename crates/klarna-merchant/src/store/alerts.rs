//! Messages for the merchant, until a person has looked.

use klarna_payments::OrderId;
use rusqlite::{Transaction, params};
use time::OffsetDateTime;

use super::{Store, StoreError};
use approval_rules::Alert;

/// A message for the merchant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoredAlert {
    pub(crate) alert: Alert,
    /// The shop's order number of the approval.
    pub(crate) order_number: String,
    pub(crate) klarna_order_id: Option<OrderId>,
    pub(crate) raised_at: OffsetDateTime,
}

impl Store {
    /// The alerts that no person has looked at, the oldest first.
    pub(crate) async fn alerts(&self) -> Result<Vec<StoredAlert>, StoreError> {
        self.transact(|tx| {
            let rows = tx
                .prepare_cached(
                    "SELECT kind, order_number, klarna_order_id, raised_at FROM alerts \
                     WHERE seen_at IS NULL ORDER BY raised_at, order_number",
                )?
                .query_map([], |row| {
                    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
                })?
                .collect::<Result<Vec<(String, _, String, i64)>, _>>()?;
            rows.into_iter()
                .map(|(kind, order_number, klarna_order_id, raised_at)| {
                    Ok(StoredAlert {
                        alert: from_word(&kind)?,
                        order_number,
                        klarna_order_id: Some(klarna_order_id)
                            .filter(|id| !id.is_empty())
                            .map(OrderId::new),
                        raised_at: OffsetDateTime::from_unix_timestamp(raised_at)
                            .map_err(|_| StoreError::Value("time of an alert"))?,
                    })
                })
                .collect()
        })
        .await
    }
}

/// Raises an alert, once, within a transaction.
pub(super) fn raise(
    tx: &Transaction<'_>,
    alert: Alert,
    order_number: &str,
    order_id: Option<&OrderId>,
    now: OffsetDateTime,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO alerts (kind, order_number, klarna_order_id, raised_at) \
         VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
    )?
    .execute(params![
        word(alert),
        order_number,
        order_id.map_or("", OrderId::as_str),
        now.unix_timestamp()
    ])?;
    Ok(())
}

/// Notes that a person has looked at the alerts of an order, and what they found. Returns how many
/// there were.
pub(super) fn mark_seen(
    tx: &Transaction<'_>,
    order_number: &str,
    note: &str,
    now: OffsetDateTime,
) -> Result<usize, StoreError> {
    Ok(tx
        .prepare_cached(
            "UPDATE alerts SET seen_at = ?2, note = ?3 WHERE order_number = ?1 AND seen_at IS NULL",
        )?
        .execute(params![order_number, now.unix_timestamp(), note])?)
}

/// An alert as the database names it.
const fn word(alert: Alert) -> &'static str {
    match alert {
        Alert::OrderRejected => "order_rejected",
        Alert::OrderAfterFailure => "order_after_failure",
        Alert::SecondOrder => "second_order",
    }
}

fn from_word(word: &str) -> Result<Alert, StoreError> {
    Ok(match word {
        "order_rejected" => Alert::OrderRejected,
        "order_after_failure" => Alert::OrderAfterFailure,
        "second_order" => Alert::SecondOrder,
        _ => return Err(StoreError::Value("alert")),
    })
}
