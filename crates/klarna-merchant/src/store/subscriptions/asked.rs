//! What people ask for: a charge now, and the end.

use rusqlite::{OptionalExtension, Transaction, params};
use time::{Date, OffsetDateTime};

use super::{SubscriptionState, charges};
use crate::store::{Store, StoreError};

/// What came of asking for a charge now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AskedCharge {
    /// It may be claimed now.
    Due,
    /// One is being made at this moment.
    UnderWay,
    /// The subscription has ended.
    Ended,
    /// It was charged as often as it is on one day.
    ChargedToday {
        /// The day from which it can be charged again.
        again_on: Date,
    },
    /// A charge was sent whose outcome a person has to find out first.
    OutcomeUnknown,
    /// There is no such subscription.
    NotFound,
}

impl Store {
    /// Makes the next period of a subscription due now, whatever day it is; one that had stopped goes
    /// on. A charge that has failed is tried anew, one whose outcome is not known under its old key.
    /// No more than `per_day` periods are charged on one day.
    pub(crate) async fn ask_charge(
        &self,
        id: &str,
        now: OffsetDateTime,
        machine: OffsetDateTime,
        per_day: u32,
    ) -> Result<AskedCharge, StoreError> {
        let id = id.to_owned();
        self.transact(move |tx| ask_charge(tx, &id, now, machine, per_day))
            .await
    }

    /// Ends a subscription: from here on nothing new is charged, and its token is cancelled at Klarna
    /// until Klarna says so. Again: nothing. Whether there is such a subscription.
    pub(crate) async fn ask_cancel(
        &self,
        id: &str,
        now: OffsetDateTime,
    ) -> Result<bool, StoreError> {
        let id = id.to_owned();
        self.transact(move |tx| {
            let ended = tx
                .prepare_cached(
                    "UPDATE subscriptions SET state = 'cancelled', next_at = ?2 \
                     WHERE id = ?1 AND state IN ('active', 'stopped')",
                )?
                .execute(params![id, now.unix_timestamp()])?;
            if ended > 0 {
                super::fail_waiting(tx, &id)?;
                return Ok(true);
            }
            Ok(find(tx, &id)?.is_some_and(|found| found.state == SubscriptionState::Cancelled))
        })
        .await
    }

    /// Whether somebody is at a subscription at this moment.
    pub(crate) async fn is_claimed(
        &self,
        id: &str,
        machine: OffsetDateTime,
    ) -> Result<bool, StoreError> {
        let id = id.to_owned();
        self.transact(move |tx| Ok(find(tx, &id)?.is_some_and(|found| found.is_claimed(machine))))
            .await
    }
}

fn ask_charge(
    tx: &Transaction<'_>,
    id: &str,
    now: OffsetDateTime,
    machine: OffsetDateTime,
    per_day: u32,
) -> Result<AskedCharge, StoreError> {
    let Some(found) = find(tx, id)? else {
        return Ok(AskedCharge::NotFound);
    };
    match found.state {
        SubscriptionState::Active | SubscriptionState::Stopped => {}
        SubscriptionState::Cancelled => return Ok(AskedCharge::Ended),
        SubscriptionState::Starting | SubscriptionState::Abandoned => {
            return Ok(AskedCharge::NotFound);
        }
    }
    if found.is_claimed(machine) {
        return Ok(AskedCharge::UnderWay);
    }
    let charge = charges::read(tx, id, found.period)?;
    if charge.is_some_and(|charge| charge.is_lost(now)) {
        return Ok(AskedCharge::OutcomeUnknown);
    }
    let today = now.date();
    if charges::made_on(tx, id, today)? >= per_day {
        let again_on = today.next_day().ok_or(StoreError::Value("day"))?;
        return Ok(AskedCharge::ChargedToday { again_on });
    }
    tx.prepare_cached(
        "UPDATE charges SET state = 'waiting' \
         WHERE subscription_id = ?1 AND period = ?2 AND state = 'failed'",
    )?
    .execute(params![id, found.period])?;
    tx.prepare_cached("UPDATE subscriptions SET state = 'active', next_at = ?2 WHERE id = ?1")?
        .execute(params![id, now.unix_timestamp()])?;
    Ok(AskedCharge::Due)
}

struct Found {
    state: SubscriptionState,
    period: u32,
    lease_until: Option<i64>,
}

impl Found {
    fn is_claimed(&self, machine: OffsetDateTime) -> bool {
        self.lease_until
            .is_some_and(|until| until > machine.unix_timestamp())
    }
}

fn find(tx: &Transaction<'_>, id: &str) -> Result<Option<Found>, StoreError> {
    let row: Option<(String, u32, Option<i64>)> = tx
        .prepare_cached("SELECT state, period, lease_until FROM subscriptions WHERE id = ?1")?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    row.map(|(state, period, lease_until)| {
        Ok(Found {
            state: SubscriptionState::from_word(&state)?,
            period,
            lease_until,
        })
    })
    .transpose()
}
