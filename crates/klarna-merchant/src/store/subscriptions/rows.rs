//! Subscriptions and charges as rows of the database.

use demo_shop_api::Plan;
use klarna_payments::{Country, NewTokenOrder};
use rusqlite::{Row, Transaction};
use time::{Date, OffsetDateTime, macros::format_description};

use crate::{store::StoreError, subscriptions::Schedule};

/// A subscription as it is stored; its token stays in the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoredSubscription {
    pub(crate) id: String,
    /// What it came of: the order number of the approval.
    pub(crate) source: String,
    pub(crate) name: String,
    pub(crate) market: Country,
    pub(crate) plan: Plan,
    pub(crate) signed_up_on: Date,
    pub(crate) started_at: OffsetDateTime,
    /// What each charge asks for.
    pub(crate) renewal: NewTokenOrder,
    /// How it is paid, in Klarna's word for it.
    pub(crate) method: Option<String>,
    pub(crate) state: SubscriptionState,
    /// The next period to charge.
    pub(crate) period: u32,
    /// When there is something to do.
    pub(crate) next_at: Option<OffsetDateTime>,
    /// The periods that came due, oldest first.
    pub(crate) charges: Vec<StoredCharge>,
}

impl StoredSubscription {
    pub(crate) fn schedule(&self) -> Schedule {
        Schedule::new(self.plan, self.signed_up_on)
    }
}

/// Where a subscription stands. See the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SubscriptionState {
    Starting,
    Active,
    Stopped,
    Cancelled,
    Abandoned,
}

impl SubscriptionState {
    /// From the word in the database.
    pub(super) fn from_word(word: &str) -> Result<Self, StoreError> {
        Ok(match word {
            "starting" => Self::Starting,
            "active" => Self::Active,
            "stopped" => Self::Stopped,
            "cancelled" => Self::Cancelled,
            "abandoned" => Self::Abandoned,
            _ => return Err(StoreError::Value("subscription state")),
        })
    }
}

/// A period that came due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoredCharge {
    pub(crate) period: u32,
    pub(crate) due_on: Date,
    pub(crate) state: ChargeState,
    /// The shop's order, chosen before Klarna is asked for it.
    pub(crate) order_number: String,
    /// How often Klarna was asked.
    pub(crate) attempts: u32,
    pub(crate) next_try_at: Option<OffsetDateTime>,
    /// Why the last try came to nothing.
    pub(crate) reason: Option<String>,
}

/// Where a charge stands. See the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ChargeState {
    Waiting,
    Sent,
    Charged,
    Failed,
}

impl ChargeState {
    /// From the word in the database.
    pub(super) fn from_word(word: &str) -> Result<Self, StoreError> {
        Ok(match word {
            "waiting" => Self::Waiting,
            "sent" => Self::Sent,
            "charged" => Self::Charged,
            "failed" => Self::Failed,
            _ => return Err(StoreError::Value("charge state")),
        })
    }
}

/// The subscriptions that a clause picks.
pub(super) fn all(
    tx: &Transaction<'_>,
    which: &str,
    values: impl rusqlite::Params,
) -> Result<Vec<StoredSubscription>, StoreError> {
    let rows = tx
        .prepare_cached(&format!(
            "SELECT id, source, name, market, plan, signed_up_on, started_at, renewal, method, state, \
             period, next_at FROM subscriptions {which}"
        ))?
        .query_map(values, columns)?
        .collect::<Result<Vec<_>, _>>()?;
    rows.into_iter().map(|row| row.read(tx)).collect()
}

/// A row as the database types it.
struct SubscriptionRow {
    id: String,
    source: String,
    name: String,
    market: String,
    plan: String,
    signed_up_on: String,
    started_at: i64,
    renewal: String,
    method: Option<String>,
    state: String,
    period: u32,
    next_at: Option<i64>,
}

fn columns(row: &Row<'_>) -> rusqlite::Result<SubscriptionRow> {
    Ok(SubscriptionRow {
        id: row.get(0)?,
        source: row.get(1)?,
        name: row.get(2)?,
        market: row.get(3)?,
        plan: row.get(4)?,
        signed_up_on: row.get(5)?,
        started_at: row.get(6)?,
        renewal: row.get(7)?,
        method: row.get(8)?,
        state: row.get(9)?,
        period: row.get(10)?,
        next_at: row.get(11)?,
    })
}

impl SubscriptionRow {
    fn read(self, tx: &Transaction<'_>) -> Result<StoredSubscription, StoreError> {
        Ok(StoredSubscription {
            charges: charges(tx, &self.id)?,
            id: self.id,
            source: self.source,
            name: self.name,
            market: self
                .market
                .parse()
                .map_err(|_| StoreError::Value("market"))?,
            plan: serde_json::from_str(&self.plan)?,
            signed_up_on: day(&self.signed_up_on)?,
            started_at: instant(self.started_at)?,
            renewal: serde_json::from_str(&self.renewal)?,
            method: self.method,
            state: SubscriptionState::from_word(&self.state)?,
            period: self.period,
            next_at: self.next_at.map(instant).transpose()?,
        })
    }
}

fn charges(tx: &Transaction<'_>, subscription: &str) -> Result<Vec<StoredCharge>, StoreError> {
    type Columns = (
        u32,
        String,
        String,
        String,
        u32,
        Option<i64>,
        Option<String>,
    );
    let rows: Vec<Columns> = tx
        .prepare_cached(
            "SELECT period, due_on, state, order_number, attempts, next_try_at, reason \
             FROM charges WHERE subscription_id = ?1 ORDER BY period",
        )?
        .query_map([subscription], |row| {
            Ok((
                row.get(0)?,
                row.get(1)?,
                row.get(2)?,
                row.get(3)?,
                row.get(4)?,
                row.get(5)?,
                row.get(6)?,
            ))
        })?
        .collect::<Result<_, _>>()?;
    rows.into_iter()
        .map(
            |(period, due_on, state, order_number, attempts, next_try_at, reason)| {
                Ok(StoredCharge {
                    period,
                    due_on: day(&due_on)?,
                    state: ChargeState::from_word(&state)?,
                    order_number,
                    attempts,
                    next_try_at: next_try_at.map(instant).transpose()?,
                    reason,
                })
            },
        )
        .collect()
}

/// A day from its text, `2026-04-01`.
pub(super) fn day(text: &str) -> Result<Date, StoreError> {
    Date::parse(text, format_description!("[year]-[month]-[day]"))
        .map_err(|_| StoreError::Value("day"))
}

/// An instant from its seconds.
pub(super) fn instant(seconds: i64) -> Result<OffsetDateTime, StoreError> {
    OffsetDateTime::from_unix_timestamp(seconds).map_err(|_| StoreError::Value("instant"))
}
