//! A charge whose outcome a person has found out.

use checkout_contract::FraudStatus;
use demo_shop_api::{Order, PaymentMethod};
use klarna_payments::{Country, NewTokenOrder, OrderId};
use rusqlite::{OptionalExtension, Transaction, params};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::{charges::OUTCOME_UNKNOWN, outcomes};
use crate::{
    shop::{cart_lines, total},
    store::{PersonSettled, StoreError},
};

/// A charge that waits for a person.
struct OpenCharge {
    subscription: String,
    period: u32,
    market: Country,
    request: NewTokenOrder,
}

/// Records that a charge was made, with Klarna's id of its order, or that it was not. The next
/// charge of a subscription that has stopped is a person's decision too: it stays stopped where there
/// is no order.
pub(in crate::store) fn settle_charge(
    tx: &Transaction<'_>,
    number: &str,
    order_id: Option<OrderId>,
    now: OffsetDateTime,
) -> Result<PersonSettled, StoreError> {
    if !exists(tx, number)? {
        return Ok(PersonSettled::NotFound);
    }
    let Some(charge) = find(tx, number, now)? else {
        return Ok(PersonSettled::NotOpen);
    };
    match order_id {
        Some(id) => {
            let order = order(number, &charge, &id, now)?;
            let (subscription, period) = (charge.subscription.as_str(), charge.period);
            outcomes::record_order(tx, subscription, period, &order, now, u32::MAX)?;
        }
        None => {
            tx.prepare_cached(
                "UPDATE charges SET state = 'failed', sends = 0, first_sent_at = NULL, \
                 round = round + 1, reason = 'SETTLED_AS_FAILED' WHERE order_number = ?1",
            )?
            .execute([number])?;
        }
    }
    Ok(PersonSettled::Done)
}

fn exists(tx: &Transaction<'_>, number: &str) -> Result<bool, StoreError> {
    Ok(tx
        .prepare_cached("SELECT 1 FROM charges WHERE order_number = ?1")?
        .exists([number])?)
}

/// The charge with that number, if its outcome is a person's to find out and nobody is at it.
fn find(
    tx: &Transaction<'_>,
    number: &str,
    now: OffsetDateTime,
) -> Result<Option<OpenCharge>, StoreError> {
    let row: Option<(String, u32, String, String)> = tx
        .prepare_cached(
            "SELECT subscription_id, charges.period, market, request FROM charges \
             JOIN subscriptions ON subscriptions.id = subscription_id \
             WHERE order_number = ?1 AND charges.state = 'sent' AND reason = ?2 \
             AND (lease_until IS NULL OR lease_until <= ?3)",
        )?
        .query_row(
            params![number, OUTCOME_UNKNOWN, now.unix_timestamp()],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
        )
        .optional()?;
    let Some((subscription, period, market, request)) = row else {
        return Ok(None);
    };
    Ok(Some(OpenCharge {
        subscription,
        period,
        market: market.parse().map_err(|_| StoreError::Value("market"))?,
        request: serde_json::from_str(&request)?,
    }))
}

fn order(
    number: &str,
    charge: &OpenCharge,
    id: &OrderId,
    now: OffsetDateTime,
) -> Result<Order, StoreError> {
    let lines = &charge.request.order_lines;
    Ok(Order {
        id: number.to_owned(),
        klarna_order_id: Some(id.as_str().to_owned()),
        placed_at: now
            .format(&Rfc3339)
            .map_err(|_| StoreError::Value("time"))?,
        payment: PaymentMethod::Klarna,
        fraud_status: Some(FraudStatus::Accepted),
        market: charge.market,
        lines: cart_lines(lines),
        total: total(charge.market, lines).map_err(|_| StoreError::Value("amount"))?,
        subscription_id: Some(charge.subscription.clone()),
    })
}
