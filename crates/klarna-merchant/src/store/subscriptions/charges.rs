//! The charge of one period, as a row.

use klarna_payments::NewTokenOrder;
use rusqlite::{OptionalExtension, Transaction, params};
use time::{Date, OffsetDateTime};

use super::{claims::KEY_LIFE, rows::instant};
use crate::store::StoreError;

/// What a charge shows of itself where whether it went through cannot be found out by asking.
pub(crate) const OUTCOME_UNKNOWN: &str = "OUTCOME_UNKNOWN";

/// What sending a charge needs to know of it.
#[derive(Debug)]
pub(super) struct ChargeRow {
    pub(super) order_number: String,
    pub(super) request: NewTokenOrder,
    pub(super) round: u32,
    pub(super) sends: u32,
    pub(super) attempts: u32,
    pub(super) refusals: u32,
    first_sent_at: Option<OffsetDateTime>,
}

impl ChargeRow {
    /// Whether it was sent, nobody knows what came of it, and Klarna may have forgotten its key: to
    /// send it again could charge twice.
    pub(super) fn is_lost(&self, now: OffsetDateTime) -> bool {
        self.first_sent_at
            .is_some_and(|first| now - first >= KEY_LIFE)
    }
}

pub(super) fn read(
    tx: &Transaction<'_>,
    id: &str,
    period: u32,
) -> Result<Option<ChargeRow>, StoreError> {
    type Columns = (String, String, u32, u32, u32, u32, Option<i64>);
    let row: Option<Columns> = tx
        .prepare_cached(
            "SELECT order_number, request, round, sends, attempts, refusals, first_sent_at \
             FROM charges WHERE subscription_id = ?1 AND period = ?2",
        )?
        .query_row(params![id, period], |row| {
            Ok((
                row.get(0)?,
                row.get(1)?,
                row.get(2)?,
                row.get(3)?,
                row.get(4)?,
                row.get(5)?,
                row.get(6)?,
            ))
        })
        .optional()?;
    let Some((order_number, request, round, sends, attempts, refusals, first)) = row else {
        return Ok(None);
    };
    Ok(Some(ChargeRow {
        order_number,
        request: serde_json::from_str(&request)?,
        round,
        sends,
        attempts,
        refusals,
        first_sent_at: first.map(instant).transpose()?,
    }))
}

/// The period whose charge was sent, without a known outcome.
pub(super) fn sent(tx: &Transaction<'_>, id: &str) -> Result<Option<u32>, StoreError> {
    Ok(tx
        .prepare_cached("SELECT period FROM charges WHERE subscription_id = ?1 AND state = 'sent'")?
        .query_row([id], |row| row.get(0))
        .optional()?)
}

pub(super) fn insert(
    tx: &Transaction<'_>,
    id: &str,
    period: u32,
    due_on: Date,
    order_number: &str,
    request: &NewTokenOrder,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO charges (subscription_id, period, due_on, state, order_number, request) \
         VALUES (?1, ?2, ?3, 'waiting', ?4, ?5)",
    )?
    .execute(params![
        id,
        period,
        due_on.to_string(),
        order_number,
        serde_json::to_string(request)?
    ])?;
    Ok(())
}

/// Notes that a charge is sent next. Only from where it may be sent.
pub(super) fn mark_sent(
    tx: &Transaction<'_>,
    id: &str,
    period: u32,
    now: OffsetDateTime,
) -> Result<(), StoreError> {
    let marked = tx
        .prepare_cached(
            "UPDATE charges SET state = 'sent', sends = sends + 1, attempts = attempts + 1, \
             first_sent_at = coalesce(first_sent_at, ?3), next_try_at = NULL \
             WHERE subscription_id = ?1 AND period = ?2 AND state IN ('waiting', 'sent')",
        )?
        .execute(params![id, period, now.unix_timestamp()])?;
    (marked == 1)
        .then_some(())
        .ok_or(StoreError::Value("charge state"))
}

/// Notes that a person has to find out what came of a charge.
pub(super) fn give_up(tx: &Transaction<'_>, id: &str, period: u32) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE charges SET next_try_at = NULL, reason = ?3 \
         WHERE subscription_id = ?1 AND period = ?2",
    )?
    .execute(params![id, period, OUTCOME_UNKNOWN])?;
    Ok(())
}

/// How many charges of a subscription were made on a day.
pub(super) fn made_on(tx: &Transaction<'_>, id: &str, day: Date) -> Result<u32, StoreError> {
    Ok(tx
        .prepare_cached(
            "SELECT count(*) FROM charges WHERE subscription_id = ?1 AND charged_on = ?2",
        )?
        .query_row(params![id, day.to_string()], |row| row.get(0))?)
}
