//! What came of a claim.

use demo_shop_api::Order;
use rusqlite::{OptionalExtension, Transaction, params};
use time::OffsetDateTime;

use super::{SubscriptionState, charges, claims::Claim, rows, start_of};
use crate::store::{Store, StoreError, orders};

/// What came of sending a charge.
#[derive(Debug)]
pub(crate) enum ChargeOutcome {
    /// There is an order.
    Charged(Box<Order>),
    /// There is none that is known of; it is tried again then.
    TryAgain {
        at: OffsetDateTime,
        fate: ChargeResolution,
        reason: Option<String>,
    },
    /// There is none that is known of, and nothing is tried any more until a person has looked.
    Stopped {
        fate: ChargeResolution,
        reason: String,
    },
}

/// What became of the charge under its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ChargeResolution {
    /// Klarna has clearly refused it: the next try takes a new key.
    Refused,
    /// It was not carried out: it is as if it had not been sent this time.
    NotSent,
    /// Nobody knows: to be sent again under the same key, or not at all.
    Unknown,
}

impl Store {
    /// Records what came of a charge. An order is recorded whoever brings it; anything else only by
    /// the holder of the claim. At most `per_day` charges of a subscription are made on one day.
    pub(crate) async fn record_charge(
        &self,
        claim: &Claim,
        period: u32,
        outcome: ChargeOutcome,
        now: OffsetDateTime,
        per_day: u32,
    ) -> Result<(), StoreError> {
        let (id, lease) = (claim.subscription.clone(), claim.lease.clone());
        self.transact(move |tx| match outcome {
            ChargeOutcome::Charged(order) => {
                record_order(tx, &id, period, &order, now, per_day)?;
                release(tx, &id, &lease).map(drop)
            }
            ChargeOutcome::TryAgain { at, fate, reason } => {
                if release(tx, &id, &lease)? {
                    note(tx, &id, period, fate, reason.as_deref(), Some(at))?;
                    go_on(tx, &id, period, at, now)?;
                }
                Ok(())
            }
            ChargeOutcome::Stopped { fate, reason } => {
                if release(tx, &id, &lease)? {
                    note(tx, &id, period, fate, Some(&reason), None)?;
                    end(tx, &id, period, now)?;
                }
                Ok(())
            }
        })
        .await
    }

    /// Records that Klarna has cancelled the token.
    pub(crate) async fn record_token_cancelled(
        &self,
        claim: &Claim,
        now: OffsetDateTime,
    ) -> Result<(), StoreError> {
        let (id, lease) = (claim.subscription.clone(), claim.lease.clone());
        self.transact(move |tx| {
            release(tx, &id, &lease)?;
            tx.prepare_cached(
                "UPDATE subscriptions SET token_cancelled = 1, next_at = ?2 \
                 WHERE id = ?1 AND token IS NOT NULL",
            )?
            .execute(params![id, now.unix_timestamp()])?;
            match charges::sent(tx, &id)? {
                // What became of that is asked next: it is safe now.
                Some(_) => Ok(()),
                None => super::rest(tx, &id),
            }
        })
        .await
    }

    /// Records that Klarna did not say that it cancelled the token; it is asked again then.
    pub(crate) async fn record_token_not_cancelled(
        &self,
        claim: &Claim,
        again_at: OffsetDateTime,
    ) -> Result<(), StoreError> {
        let (id, lease) = (claim.subscription.clone(), claim.lease.clone());
        self.transact(move |tx| {
            if release(tx, &id, &lease)? {
                tx.prepare_cached(
                    "UPDATE subscriptions SET cancel_tries = cancel_tries + 1, next_at = ?2 \
                     WHERE id = ?1",
                )?
                .execute(params![id, again_at.unix_timestamp()])?;
            }
            Ok(())
        })
        .await
    }
}

/// Gives a claim back. Whether it was still this one's.
fn release(tx: &Transaction<'_>, id: &str, lease: &str) -> Result<bool, StoreError> {
    let released = tx
        .prepare_cached(
            "UPDATE subscriptions SET lease = NULL, lease_until = NULL \
             WHERE id = ?1 AND lease = ?2",
        )?
        .execute([id, lease])?;
    Ok(released > 0)
}

/// Records the order of a period, once.
pub(super) fn record_order(
    tx: &Transaction<'_>,
    id: &str,
    period: u32,
    order: &Order,
    now: OffsetDateTime,
    per_day: u32,
) -> Result<(), StoreError> {
    let today = now.date();
    let recorded = tx
        .prepare_cached(
            "UPDATE charges SET state = 'charged', charged_on = ?3, sends = 0, \
             first_sent_at = NULL, next_try_at = NULL, reason = NULL \
             WHERE subscription_id = ?1 AND period = ?2 AND state != 'charged'",
        )?
        .execute(params![id, period, today.to_string()])?;
    if recorded == 0 {
        return Ok(());
    }
    orders::insert_renewal(tx, id, order, now)?;
    let subscription = rows::all(tx, "WHERE id = ?1", [id])?
        .pop()
        .ok_or(StoreError::Value("subscription"))?;
    let next = period.saturating_add(1).max(subscription.period);
    let due = subscription.schedule().due(next);
    let due = match today.next_day() {
        Some(tomorrow) if charges::made_on(tx, id, today)? >= per_day => {
            due.map(|due| due.max(tomorrow))
        }
        _ => due,
    };
    let next_at = match subscription.state {
        SubscriptionState::Active | SubscriptionState::Stopped => due.map(start_of),
        // What is left to do for one that has ended is done at once.
        _ => Some(now.unix_timestamp()),
    };
    tx.prepare_cached(
        "UPDATE subscriptions SET period = ?2, next_at = ?3, \
         state = CASE state WHEN 'stopped' THEN 'active' ELSE state END WHERE id = ?1",
    )?
    .execute(params![id, next, next_at])?;
    Ok(())
}

/// Notes what became of a charge that is no order.
fn note(
    tx: &Transaction<'_>,
    id: &str,
    period: u32,
    fate: ChargeResolution,
    reason: Option<&str>,
    next_try: Option<OffsetDateTime>,
) -> Result<(), StoreError> {
    let change = match fate {
        ChargeResolution::Refused => {
            "state = 'waiting', sends = 0, first_sent_at = NULL, round = round + 1, \
             refusals = refusals + 1,"
        }
        // Not where an earlier sending may have gone through.
        ChargeResolution::NotSent => {
            "state = iif(sends = 1, 'waiting', state), \
             first_sent_at = iif(sends = 1, NULL, first_sent_at), \
             sends = iif(sends = 1, 0, sends),"
        }
        ChargeResolution::Unknown => "",
    };
    tx.prepare_cached(&format!(
        "UPDATE charges SET {change} reason = ?3, next_try_at = ?4 \
         WHERE subscription_id = ?1 AND period = ?2 AND state = 'sent'"
    ))?
    .execute(params![
        id,
        period,
        reason,
        next_try.map(OffsetDateTime::unix_timestamp)
    ])?;
    Ok(())
}

/// After a try that is to be followed by another.
fn go_on(
    tx: &Transaction<'_>,
    id: &str,
    period: u32,
    at: OffsetDateTime,
    now: OffsetDateTime,
) -> Result<(), StoreError> {
    let standing = super::standing(tx, id)?;
    if standing.state == SubscriptionState::Active {
        return super::wake_at(tx, id, at);
    }
    // It has ended meanwhile: nothing new is sent. What was sent may have gone through; to ask is
    // safe once the token is cancelled.
    super::fail_waiting(tx, id)?;
    let wait = standing.token_cancelled && is_sent(tx, id, period)?;
    super::wake_at(tx, id, if wait { at } else { now })
}

/// After the last try.
fn end(tx: &Transaction<'_>, id: &str, period: u32, now: OffsetDateTime) -> Result<(), StoreError> {
    super::fail_waiting(tx, id)?;
    let standing = super::standing(tx, id)?;
    if standing.state == SubscriptionState::Active {
        return super::stop(tx, id);
    }
    if !standing.token_cancelled || !is_sent(tx, id, period)? {
        return super::wake_at(tx, id, now);
    }
    // The token is cancelled, and yet what came of the charge is not known.
    charges::give_up(tx, id, period)?;
    super::rest(tx, id)
}

fn is_sent(tx: &Transaction<'_>, id: &str, period: u32) -> Result<bool, StoreError> {
    let state: Option<String> = tx
        .prepare_cached("SELECT state FROM charges WHERE subscription_id = ?1 AND period = ?2")?
        .query_row(params![id, period], |row| row.get(0))
        .optional()?;
    Ok(state.as_deref() == Some("sent"))
}
