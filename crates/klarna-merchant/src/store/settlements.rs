//! Outcomes that only a person can find out: the list of them, and the answers.

use checkout_contract::Money;
use klarna_payments::{Country, NewTokenOrder};
use rusqlite::{Transaction, params};
use time::OffsetDateTime;

use super::{Store, StoreError, alerts, attempts, subscriptions};
use crate::shop::total;
use approval_rules::{self as rules, Event, KnownOrder, Stage};

/// An outcome that a person has to find out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OpenOutcome {
    /// The shop's order number, which Klarna's portal shows as merchant reference.
    pub(crate) order_number: String,
    pub(crate) question: OpenQuestion,
    pub(crate) market: Country,
    pub(crate) amount: Money,
    /// The time at which the approval arrived, or the charge was first sent.
    pub(crate) since: OffsetDateTime,
}

/// The question about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OpenQuestion {
    /// Is there an order?
    IsOrdered,
    /// There is an order: which id has it at Klarna?
    OrderId,
    /// Was the period charged?
    IsCharged,
}

/// A person's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Settlement {
    /// There is this order, as Klarna shows it.
    Placed(KnownOrder),
    /// There is none.
    Failed,
    /// The alerts are seen.
    Seen,
}

/// The result of a person's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PersonSettled {
    /// It is recorded.
    Done,
    /// It changes nothing: there is an outcome, perhaps since a moment ago, or Klarna may still say.
    NotOpen,
    /// There is nothing of that number.
    NotFound,
}

impl Store {
    /// The outcomes that a person has to find out, the oldest first.
    pub(crate) async fn open_outcomes(
        &self,
        now: OffsetDateTime,
    ) -> Result<Vec<OpenOutcome>, StoreError> {
        self.transact(move |tx| {
            let mut open = open_approvals(tx, now)?;
            open.extend(open_charges(tx)?);
            open.sort_by_key(|outcome| outcome.since);
            Ok(open)
        })
        .await
    }

    /// Records a person's answer and its reason, in the transaction that makes sure that the question
    /// is still open: whoever comes second, the person or the worker, changes nothing.
    pub(crate) async fn settle_by_person(
        &self,
        order_number: &str,
        settlement: Settlement,
        reason: String,
        now: OffsetDateTime,
    ) -> Result<PersonSettled, StoreError> {
        let number = order_number.to_owned();
        self.transact(move |tx| {
            let settled = match &settlement {
                Settlement::Seen if alerts::mark_seen(tx, &number, &reason, now)? > 0 => {
                    PersonSettled::Done
                }
                Settlement::Seen => PersonSettled::NotFound,
                Settlement::Placed(_) | Settlement::Failed => {
                    settle(tx, &number, &settlement, now)?
                }
            };
            if settled == PersonSettled::Done {
                note(tx, &number, &settlement, &reason, now)?;
            }
            Ok(settled)
        })
        .await
    }
}

fn settle(
    tx: &Transaction<'_>,
    number: &str,
    settlement: &Settlement,
    now: OffsetDateTime,
) -> Result<PersonSettled, StoreError> {
    if let Some(attempt) = attempts::of_order(tx, number)? {
        let event = match settlement {
            Settlement::Placed(order) => Event::Shown(order.clone()),
            Settlement::Failed => Event::SettledAsFailed,
            Settlement::Seen => return Ok(PersonSettled::NotFound),
        };
        if !is_open(attempt.facts.stage, settlement) {
            return Ok(PersonSettled::NotOpen);
        }
        let applied = attempts::apply(tx, &attempt, &event, None, now)?;
        return Ok(if applied.attempt.facts == attempt.facts {
            PersonSettled::NotOpen
        } else {
            PersonSettled::Done
        });
    }
    let order_id = match settlement {
        Settlement::Placed(order) => Some(order.id.clone()),
        Settlement::Failed => None,
        Settlement::Seen => return Ok(PersonSettled::NotFound),
    };
    subscriptions::settle_charge(tx, number, order_id, now)
}

/// An order that a person names is recorded also where the shop has said that there is none.
fn is_open(stage: Stage, settlement: &Settlement) -> bool {
    match settlement {
        Settlement::Placed(_) => stage != Stage::Stored,
        Settlement::Failed | Settlement::Seen => stage != Stage::Failed,
    }
}

fn note(
    tx: &Transaction<'_>,
    number: &str,
    settlement: &Settlement,
    reason: &str,
    now: OffsetDateTime,
) -> Result<(), StoreError> {
    let (word, order_id) = match settlement {
        Settlement::Placed(order) => ("placed", Some(order.id.as_str())),
        Settlement::Failed => ("failed", None),
        Settlement::Seen => ("seen", None),
    };
    tx.prepare_cached(
        "INSERT INTO settlements (order_number, settled_as, klarna_order_id, reason, settled_at) \
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![
        number,
        word,
        order_id,
        reason,
        now.unix_timestamp()
    ])?;
    Ok(())
}

fn open_approvals(
    tx: &Transaction<'_>,
    now: OffsetDateTime,
) -> Result<Vec<OpenOutcome>, StoreError> {
    let candidates = attempts::open(tx)?;
    let open = candidates
        .into_iter()
        .filter(|attempt| rules::awaits_person(&attempt.facts, now));
    open.map(|attempt| {
        let purchase = &attempt.request.purchase;
        let market = purchase.purchase_country;
        Ok(OpenOutcome {
            question: match attempt.facts.stage {
                Stage::Placed => OpenQuestion::OrderId,
                _ => OpenQuestion::IsOrdered,
            },
            market,
            amount: total(market, &purchase.order_lines)
                .map_err(|_| StoreError::Value("amount"))?,
            since: attempt.received_at,
            order_number: attempt.order_number,
        })
    })
    .collect()
}

fn open_charges(tx: &Transaction<'_>) -> Result<Vec<OpenOutcome>, StoreError> {
    let rows = tx
        .prepare_cached(
            "SELECT order_number, market, request, first_sent_at FROM charges \
             JOIN subscriptions ON subscriptions.id = subscription_id \
             WHERE charges.state = 'sent' AND reason = ?1",
        )?
        .query_map([super::OUTCOME_UNKNOWN], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })?
        .collect::<Result<Vec<(String, String, String, i64)>, _>>()?;
    rows.into_iter()
        .map(|(order_number, market, request, since)| {
            let market: Country = market.parse().map_err(|_| StoreError::Value("market"))?;
            let request: NewTokenOrder = serde_json::from_str(&request)?;
            Ok(OpenOutcome {
                order_number,
                question: OpenQuestion::IsCharged,
                market,
                amount: total(market, &request.order_lines)
                    .map_err(|_| StoreError::Value("amount"))?,
                since: OffsetDateTime::from_unix_timestamp(since)
                    .map_err(|_| StoreError::Value("time of a charge"))?,
            })
        })
        .collect()
}
