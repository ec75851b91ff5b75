//! Subscriptions: started, read, ended. Their charges are in the modules below.

mod asked;
mod by_person;
mod charges;
mod claims;
mod outcomes;
mod rows;

use demo_shop_api::Plan;
use klarna_payments::{Country, CustomerToken, NewTokenOrder};
use rusqlite::{OptionalExtension, Transaction, params};
use time::{Date, OffsetDateTime, Time};

use approval_rules::Stage;

use super::{Store, StoreError, attempts, sealed::CUSTOMER_TOKEN};
use crate::{number::subscription_number, subscriptions::Schedule};

pub(crate) use asked::AskedCharge;
pub(super) use by_person::settle_charge;
pub(crate) use charges::OUTCOME_UNKNOWN;
pub(crate) use claims::{ChargeClaim, Claim, Claimed, GivenUp, Search, Work};
pub(crate) use outcomes::{ChargeOutcome, ChargeResolution};
pub(crate) use rows::{ChargeState, StoredCharge, StoredSubscription, SubscriptionState};

/// A subscription whose customer token was just stored at Klarna.
#[derive(Debug, Clone)]
pub(crate) struct NewSubscription {
    /// What it came of: the order number of the approval. One approval starts one subscription.
    pub(crate) source: String,
    /// What the shopper calls it.
    pub(crate) name: String,
    pub(crate) market: Country,
    pub(crate) plan: Plan,
    /// The day from which the due days are counted: the one that the shopper was shown.
    pub(crate) signed_up_on: Date,
    /// What each charge asks for: the sign-up's subscription lines with price and tax, and where
    /// Klarna sends the shopper. No reference: each charge has one of its own.
    pub(crate) renewal: NewTokenOrder,
    pub(crate) token: CustomerToken,
    /// How it is paid, in Klarna's word for it, where Klarna said.
    pub(crate) method: Option<String>,
    pub(crate) started_at: OffsetDateTime,
}

impl Store {
    /// Keeps a customer token, and what it is for. Nothing is charged before [`activate`].
    ///
    /// The token is sealed before it is written. The same approval again changes nothing, whatever
    /// became of the subscription since. Answers with the subscription's number.
    pub(crate) async fn start_subscription(
        &self,
        new: NewSubscription,
    ) -> Result<String, StoreError> {
        self.transact(move |tx| {
            if let Some(id) = started_by(tx, &new.source)? {
                return Ok(id);
            }
            let id = subscription_number();
            tx.prepare_cached(&format!(
                "INSERT INTO subscriptions (id, source, name, market, plan, signed_up_on, \
                 started_at, renewal, method, token, state, visitor) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, {token}, 'starting', \
                 (SELECT visitor FROM carts JOIN attempts ON attempts.cart_id = carts.id \
                 WHERE attempts.order_number = ?2))",
                token = CUSTOMER_TOKEN.seal("?1", "?10"),
            ))?
            .execute(params![
                id,
                new.source,
                new.name,
                new.market.code(),
                serde_json::to_string(&new.plan)?,
                new.signed_up_on.to_string(),
                new.started_at.unix_timestamp(),
                serde_json::to_string(&new.renewal)?,
                new.method,
                new.token.expose(),
            ])?;
            let source = attempts::of_order(tx, &new.source)?;
            if source.is_some_and(|attempt| attempt.facts.stage == Stage::Failed) {
                // Its token came after the approval had failed.
                abandon(tx, &new.source, new.started_at)?;
            }
            Ok(id)
        })
        .await
    }

    /// Every subscription that began, newest first.
    pub(crate) async fn subscriptions(&self) -> Result<Vec<StoredSubscription>, StoreError> {
        self.transact(|tx| begun(tx, "TRUE", [])).await
    }

    /// The subscription with that number, if it began.
    pub(crate) async fn subscription(
        &self,
        id: &str,
    ) -> Result<Option<StoredSubscription>, StoreError> {
        let id = id.to_owned();
        self.transact(move |tx| Ok(begun(tx, "id = ?1", [id])?.pop()))
            .await
    }
}

/// The subscriptions among those that a condition picks that began, newest first.
pub(super) fn begun(
    tx: &Transaction<'_>,
    condition: &str,
    values: impl rusqlite::Params,
) -> Result<Vec<StoredSubscription>, StoreError> {
    let which = format!(
        "WHERE {condition} AND state NOT IN ('starting', 'abandoned') \
         ORDER BY started_at DESC, rowid DESC"
    );
    rows::all(tx, &which, values)
}

/// Lets a subscription begin: what it came with is ordered, or nothing was due. In the transaction
/// that records the approval's outcome. Without a subscription of that approval, nothing.
pub(in crate::store) fn activate(tx: &Transaction<'_>, source: &str) -> Result<(), StoreError> {
    let row: Option<(String, String)> = tx
        .prepare_cached(
            "SELECT plan, signed_up_on FROM subscriptions WHERE source = ?1 AND state = 'starting'",
        )?
        .query_row([source], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((plan, signed_up_on)) = row else {
        return Ok(());
    };
    let schedule = Schedule::new(serde_json::from_str(&plan)?, rows::day(&signed_up_on)?);
    tx.prepare_cached("UPDATE subscriptions SET state = 'active', next_at = ?2 WHERE source = ?1")?
        .execute(params![source, schedule.due(1).map(start_of)])?;
    Ok(())
}

/// Takes back a subscription that did not begin: what it came with was refused. Its token is
/// cancelled at Klarna from now on until Klarna says so. In the transaction that records the
/// approval's outcome.
pub(in crate::store) fn abandon(
    tx: &Transaction<'_>,
    source: &str,
    now: OffsetDateTime,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE subscriptions SET state = 'abandoned', next_at = ?2 \
         WHERE source = ?1 AND state = 'starting'",
    )?
    .execute(params![source, now.unix_timestamp()])?;
    Ok(())
}

/// Ends what began with an order that is no sale: its token is cancelled at Klarna from now on.
pub(in crate::store) fn end(
    tx: &Transaction<'_>,
    source: &str,
    now: OffsetDateTime,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE subscriptions SET state = 'cancelled', next_at = ?2 \
         WHERE source = ?1 AND state IN ('active', 'stopped')",
    )?
    .execute(params![source, now.unix_timestamp()])?;
    Ok(())
}

/// `true` if an approval started a subscription that was not taken back.
pub(in crate::store) fn is_kept(tx: &Transaction<'_>, source: &str) -> Result<bool, StoreError> {
    Ok(tx
        .prepare_cached("SELECT 1 FROM subscriptions WHERE source = ?1 AND state != 'abandoned'")?
        .exists([source])?)
}

fn started_by(tx: &Transaction<'_>, source: &str) -> Result<Option<String>, StoreError> {
    Ok(tx
        .prepare_cached("SELECT id FROM subscriptions WHERE source = ?1")?
        .query_row([source], |row| row.get(0))
        .optional()?)
}

/// Where a subscription stands, as far as the next step depends on it.
struct Standing {
    state: SubscriptionState,
    token_cancelled: bool,
}

fn standing(tx: &Transaction<'_>, id: &str) -> Result<Standing, StoreError> {
    let (state, token_cancelled): (String, bool) = tx
        .prepare_cached("SELECT state, token_cancelled FROM subscriptions WHERE id = ?1")?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(Standing {
        state: SubscriptionState::from_word(&state)?,
        token_cancelled,
    })
}

/// There is something to do for a subscription from then on.
fn wake_at(tx: &Transaction<'_>, id: &str, at: OffsetDateTime) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE subscriptions SET next_at = ?2 WHERE id = ?1")?
        .execute(params![id, at.unix_timestamp()])?;
    Ok(())
}

/// Nothing is tried any more until a person has looked.
fn stop(tx: &Transaction<'_>, id: &str) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE subscriptions SET state = 'stopped', next_at = NULL WHERE id = ?1")?
        .execute([id])?;
    Ok(())
}

/// There is nothing to do for a subscription any more. One that has ended needs its token no more.
fn rest(tx: &Transaction<'_>, id: &str) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE subscriptions SET next_at = NULL, \
         token = CASE WHEN state IN ('cancelled', 'abandoned') THEN NULL ELSE token END \
         WHERE id = ?1",
    )?
    .execute([id])?;
    Ok(())
}

/// What was not sent will not be.
fn fail_waiting(tx: &Transaction<'_>, id: &str) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE charges SET state = 'failed', next_try_at = NULL \
         WHERE subscription_id = ?1 AND state = 'waiting'",
    )?
    .execute([id])?;
    Ok(())
}

/// The first second of a day, UTC.
fn start_of(day: Date) -> i64 {
    day.with_time(Time::MIDNIGHT).assume_utc().unix_timestamp()
}
