//! Klarna's decisions on orders that were pending.

use checkout_contract::{FraudStatus, Outcome, OutcomeStatus, Problem, shop::Order};
use klarna_payments::OrderId;
use rusqlite::{OptionalExtension, Transaction, params};
use time::OffsetDateTime;

use super::{AttemptState, Store, StoreError, attempts};
use crate::checkout::Decision;

/// What came of a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Decided {
    /// The order with that number is decided now.
    Now(String),
    /// It was decided before.
    Before,
    /// The cart has no such order.
    NoSuchOrder,
}

impl Store {
    /// Moves a cart's pending order to what Klarna has decided, and the approval's outcome with it.
    /// A rejected order stays, as one that is not delivered; its cart stays closed, and what was
    /// signed up for with it ends.
    pub(crate) async fn decide(
        &self,
        cart_id: &str,
        klarna_order_id: &OrderId,
        decision: Decision,
        rejected: Problem,
        now: OffsetDateTime,
    ) -> Result<Decided, StoreError> {
        let (cart_id, klarna_id) = (cart_id.to_owned(), klarna_order_id.as_str().to_owned());
        self.transact(move |tx| {
            let Some(mut order) = order_of(tx, &cart_id)? else {
                return Ok(Decided::NoSuchOrder);
            };
            let known = order.klarna_order_id.get_or_insert(klarna_id.clone());
            if *known != klarna_id || order.fraud_status.is_none() {
                return Ok(Decided::NoSuchOrder);
            }
            if order.fraud_status != Some(FraudStatus::Pending) {
                return Ok(Decided::Before);
            }
            order.fraud_status = Some(match decision {
                Decision::Accepted => FraudStatus::Accepted,
                Decision::Rejected => FraudStatus::Rejected,
            });
            tx.prepare_cached(
                "UPDATE orders SET document = ?2, klarna_order_id = ?3 WHERE number = ?1",
            )?
            .execute(params![order.id, serde_json::to_string(&order)?, klarna_id])?;
            match decision {
                Decision::Accepted => accept(tx, &order)?,
                Decision::Rejected => reject(tx, &order, &rejected, now)?,
            }
            Ok(Decided::Now(order.id))
        })
        .await
    }
}

fn order_of(tx: &Transaction<'_>, cart_id: &str) -> Result<Option<Order>, StoreError> {
    let document: Option<String> = tx
        .prepare_cached("SELECT document FROM orders WHERE cart_id = ?1")?
        .query_row([cart_id], |row| row.get(0))
        .optional()?;
    Ok(document
        .map(|text| serde_json::from_str(&text))
        .transpose()?)
}

fn accept(tx: &Transaction<'_>, order: &Order) -> Result<(), StoreError> {
    let Some(attempt) = attempts::of_order(tx, &order.id)? else {
        return Ok(());
    };
    if let AttemptState::Done(before) = attempt.state {
        let outcome = Outcome {
            status: OutcomeStatus::Placed,
            order_id: order.klarna_order_id.clone(),
            fraud_status: order.fraud_status,
            ..before
        };
        attempts::replace(tx, attempt.id, &AttemptState::Done(outcome))?;
    }
    Ok(())
}

fn reject(
    tx: &Transaction<'_>,
    order: &Order,
    reason: &Problem,
    now: OffsetDateTime,
) -> Result<(), StoreError> {
    // What began with it ends: its token is cancelled at Klarna from now on.
    tx.prepare_cached(
        "UPDATE subscriptions SET state = 'cancelled', next_at = ?2 \
         WHERE source = ?1 AND state IN ('active', 'stopped')",
    )?
    .execute(params![order.id, now.unix_timestamp()])?;
    match attempts::of_order(tx, &order.id)? {
        Some(attempt) => attempts::replace(tx, attempt.id, &AttemptState::Failed(reason.clone())),
        None => Ok(()),
    }
}
