//! Who does what next: claims, each written down before Klarna hears of it.
//!
//! A claim is a lease of one subscription. Two processes never hold one at a time; one that was
//! killed leaves a lease that runs out, and a charge marked as sent that the next one sends again
//! under the same key.

use std::time::Duration;

use klarna_payments::{Country, CustomerToken, IdempotencyKey, NewTokenOrder};
use rusqlite::{OptionalExtension, Transaction, params};
use time::OffsetDateTime;
use uuid::{Uuid, uuid};

use super::{
    SubscriptionState,
    charges::{self, ChargeRow},
    rows,
};
use crate::{
    number::order_number,
    store::{Store, StoreError, sealed::CUSTOMER_TOKEN},
};

/// Within which the keys of charges are named.
const KEYS: Uuid = uuid!("7f1c1f52-4f0e-4c58-9d3a-5a5e7f3f7c11");

/// How long a charge whose outcome is not known is sent again under its key: an hour less than
/// Klarna remembers it.
pub(super) const KEY_LIFE: Duration =
    IdempotencyKey::LIFETIME.saturating_sub(Duration::from_secs(3600));

/// Which subscriptions to look at, and what time it is.
#[derive(Debug, Clone)]
pub(crate) struct Search {
    /// That one alone; `None`: whichever has waited longest.
    pub(crate) subscription: Option<String>,
    /// The shop's time, which decides what is due.
    pub(crate) now: OffsetDateTime,
    /// The machine's time, by which leases run out: it does not jump when the sandbox's is moved.
    pub(crate) machine: OffsetDateTime,
    /// How long others keep away.
    pub(crate) lease: Duration,
}

/// What there is to do.
#[derive(Debug)]
pub(crate) enum Claimed {
    /// This, by the claim's holder and nobody else.
    Work(Box<Claim>),
    /// A charge that cannot go on without a person, as of now.
    GivenUp(GivenUp),
    /// Nothing, or nothing that nobody else is at.
    Nothing,
}

/// Something to do for a subscription.
#[derive(Debug)]
pub(crate) struct Claim {
    pub(crate) subscription: String,
    pub(crate) token: CustomerToken,
    pub(crate) work: Work,
    pub(super) lease: String,
}

/// What to do for it.
#[derive(Debug)]
pub(crate) enum Work {
    /// Send this charge. It is marked as sent.
    Charge(Box<ChargeClaim>),
    /// Cancel the token at Klarna.
    CancelToken {
        /// How often that was tried before.
        tries: u32,
    },
}

/// A charge that is sent next.
#[derive(Debug)]
pub(crate) struct ChargeClaim {
    pub(crate) period: u32,
    pub(crate) market: Country,
    pub(crate) order_number: String,
    /// The same for each sending under the same key.
    pub(crate) request: NewTokenOrder,
    pub(crate) key: IdempotencyKey,
    /// Whether it is the first sending under this key: no earlier one can have gone through.
    pub(crate) first: bool,
    /// How often Klarna was asked for this period, this time included.
    pub(crate) attempts: u32,
    /// How often Klarna has clearly refused it.
    pub(crate) refusals: u32,
}

/// A charge whose outcome nobody can find out by asking again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct GivenUp {
    pub(crate) subscription: String,
    pub(crate) period: u32,
    /// By which a person finds it at Klarna, if it is there.
    pub(crate) order_number: String,
}

impl Store {
    /// Takes the next thing to do, and keeps others from it.
    pub(crate) async fn claim(&self, search: Search) -> Result<Claimed, StoreError> {
        self.transact(move |tx| claim(tx, &search)).await
    }
}

fn claim(tx: &Transaction<'_>, search: &Search) -> Result<Claimed, StoreError> {
    loop {
        let Some(found) = find(tx, search)? else {
            return Ok(Claimed::Nothing);
        };
        let work = match found.state {
            SubscriptionState::Active => take_charge(tx, &found, found.period, search.now)?,
            SubscriptionState::Cancelled | SubscriptionState::Abandoned => {
                if found.token_cancelled {
                    match charges::sent(tx, &found.id)? {
                        Some(period) => take_charge(tx, &found, period, search.now)?,
                        None => Taken::Nothing,
                    }
                } else {
                    Taken::Work(Work::CancelToken {
                        tries: found.cancel_tries,
                    })
                }
            }
            SubscriptionState::Starting | SubscriptionState::Stopped => Taken::Nothing,
        };
        match work {
            Taken::Work(work) => return lease(tx, search, found, work),
            Taken::GivenUp(given_up) => {
                super::rest(tx, &found.id)?;
                return Ok(Claimed::GivenUp(given_up));
            }
            Taken::Nothing => super::rest(tx, &found.id)?,
        }
    }
}

struct Found {
    id: String,
    state: SubscriptionState,
    period: u32,
    market: Country,
    token: Option<String>,
    token_cancelled: bool,
    cancel_tries: u32,
}

/// The subscription with something to do that has waited longest.
fn find(tx: &Transaction<'_>, search: &Search) -> Result<Option<Found>, StoreError> {
    let row = tx
        .prepare_cached(&format!(
            "SELECT id, state, period, market, {token}, token_cancelled, cancel_tries \
             FROM subscriptions \
             WHERE next_at <= ?1 AND (lease_until IS NULL OR lease_until <= ?2) \
             AND (?3 IS NULL OR id = ?3) ORDER BY next_at, id LIMIT 1",
            token = CUSTOMER_TOKEN.open(),
        ))?
        .query_row(
            params![
                search.now.unix_timestamp(),
                search.machine.unix_timestamp(),
                search.subscription
            ],
            |row| {
                let state: String = row.get(1)?;
                let market: String = row.get(3)?;
                Ok((
                    state,
                    market,
                    row.get(0)?,
                    row.get(2)?,
                    row.get(4)?,
                    row.get(5)?,
                    row.get(6)?,
                ))
            },
        )
        .optional()?;
    let Some((state, market, id, period, token, token_cancelled, cancel_tries)) = row else {
        return Ok(None);
    };
    Ok(Some(Found {
        id,
        state: SubscriptionState::from_word(&state)?,
        period,
        market: market.parse().map_err(|_| StoreError::Value("market"))?,
        token,
        token_cancelled,
        cancel_tries,
    }))
}

enum Taken {
    Work(Work),
    GivenUp(GivenUp),
    /// There is nothing to do after all.
    Nothing,
}

/// Marks the charge of a period as sent; it comes into being where it was not there.
fn take_charge(
    tx: &Transaction<'_>,
    found: &Found,
    period: u32,
    now: OffsetDateTime,
) -> Result<Taken, StoreError> {
    let charge = match charges::read(tx, &found.id, period)? {
        Some(charge) => charge,
        None => match open(tx, &found.id, period)? {
            Some(charge) => charge,
            None => return Ok(Taken::Nothing),
        },
    };
    if charge.is_lost(now) {
        charges::give_up(tx, &found.id, period)?;
        let active = found.state == SubscriptionState::Active;
        if active {
            super::stop(tx, &found.id)?;
        }
        return Ok(Taken::GivenUp(GivenUp {
            subscription: found.id.clone(),
            period,
            order_number: charge.order_number,
        }));
    }
    charges::mark_sent(tx, &found.id, period, now)?;
    Ok(Taken::Work(Work::Charge(Box::new(ChargeClaim {
        period,
        market: found.market,
        key: key(&found.id, period, charge.round)?,
        first: charge.sends == 0,
        attempts: charge.attempts + 1,
        refusals: charge.refusals,
        order_number: charge.order_number,
        request: charge.request,
    }))))
}

/// The first charge of a period; `None` where the period never comes due.
fn open(tx: &Transaction<'_>, id: &str, period: u32) -> Result<Option<ChargeRow>, StoreError> {
    let subscription = rows::all(tx, "WHERE id = ?1", [id])?
        .pop()
        .ok_or(StoreError::Value("subscription"))?;
    let Some(due_on) = subscription.schedule().due(period) else {
        return Ok(None);
    };
    let number = order_number();
    let mut request = subscription.renewal;
    request.merchant_reference1 = Some(number.clone());
    request.merchant_reference2 = Some(id.to_owned());
    charges::insert(tx, id, period, due_on, &number, &request)?;
    charges::read(tx, id, period)
}

/// The key of a charge: the same whoever sends it, another after a clear refusal.
fn key(id: &str, period: u32, round: u32) -> Result<IdempotencyKey, StoreError> {
    let name = format!("{id}/{period}/{round}");
    IdempotencyKey::new(Uuid::new_v5(&KEYS, name.as_bytes()).to_string())
        .map_err(|_| StoreError::Value("key"))
}

/// Leases a subscription.
fn lease(
    tx: &Transaction<'_>,
    search: &Search,
    found: Found,
    work: Work,
) -> Result<Claimed, StoreError> {
    let token = found.token.ok_or(StoreError::Value("customer token"))?;
    let lease = Uuid::new_v4().to_string();
    tx.prepare_cached("UPDATE subscriptions SET lease = ?2, lease_until = ?3 WHERE id = ?1")?
        .execute(params![
            found.id,
            lease,
            (search.machine + search.lease).unix_timestamp()
        ])?;
    Ok(Claimed::Work(Box::new(Claim {
        subscription: found.id,
        token: CustomerToken::new(token),
        work,
        lease,
    })))
}
