//! Orders, however they were paid.

use demo_shop_api::{Order, PaymentMethod};
use rusqlite::{OptionalExtension, Transaction, params};
use time::OffsetDateTime;

use super::{Store, StoreError, attempts, carts, releases};
use approval_rules::{self as rules, Event, OtherPayment, Reason};

/// What came of ordering a cart by invoice.
#[derive(Debug)]
pub(crate) enum Invoiced {
    /// It is ordered now.
    Placed,
    /// It was ordered by invoice before; this is that order.
    Already(Order),
    /// It was ordered another way, or has changed since it was priced.
    CartChanged,
    /// An order for it is under way at Klarna, and whether it was placed is not known.
    PaymentUnderWay,
}

impl Store {
    /// Orders a cart by invoice, in the version that the order was made from.
    ///
    /// In one transaction, so that there is never an order by invoice beside one by Klarna. An
    /// approval that was not sent to Klarna yet gives way.
    pub(crate) async fn invoice(
        &self,
        cart_id: &str,
        cart_version: u64,
        order: Order,
        now: OffsetDateTime,
    ) -> Result<Invoiced, StoreError> {
        let cart_id = cart_id.to_owned();
        self.transact(move |tx| {
            if let Some(existing) = one(tx, "WHERE cart_id = ?1", &cart_id)? {
                return Ok(match existing.payment {
                    PaymentMethod::Invoice => Invoiced::Already(existing),
                    PaymentMethod::Klarna => Invoiced::CartChanged,
                });
            }
            let current = carts::cart(tx, &cart_id)?;
            if current.is_none_or(|cart| cart.version != cart_version) {
                return Ok(Invoiced::CartChanged);
            }
            let live = attempts::live(tx, &cart_id)?;
            match rules::pay_otherwise(live.as_ref().map(|attempt| attempt.facts.stage)) {
                OtherPayment::Allowed => {}
                OtherPayment::Supersedes => {
                    let event = Event::Superseded(Reason::PaidOtherwise);
                    if let Some(attempt) = &live {
                        attempts::apply(tx, attempt, &event, None, now)?;
                    }
                }
                OtherPayment::Refused => return Ok(Invoiced::PaymentUnderWay),
            }
            insert(tx, &cart_id, &order, now)?;
            releases::give_up_all(tx, &cart_id, now)?;
            Ok(Invoiced::Placed)
        })
        .await
    }

    /// Every order, newest first.
    pub(crate) async fn orders(&self) -> Result<Vec<Order>, StoreError> {
        self.transact(|tx| all(tx, "", [])).await
    }
}

/// The orders that a clause picks, newest first.
pub(super) fn all(
    tx: &Transaction<'_>,
    which: &str,
    values: impl rusqlite::Params,
) -> Result<Vec<Order>, StoreError> {
    let documents = tx
        .prepare_cached(&format!(
            "SELECT document FROM orders {which} ORDER BY placed_at DESC, rowid DESC"
        ))?
        .query_map(values, |row| row.get(0))?
        .collect::<Result<Vec<String>, _>>()?;
    documents
        .iter()
        .map(|document| Ok(serde_json::from_str(document)?))
        .collect()
}

fn one(tx: &Transaction<'_>, which: &str, value: &str) -> Result<Option<Order>, StoreError> {
    let document: Option<String> = tx
        .prepare_cached(&format!("SELECT document FROM orders {which}"))?
        .query_row([value], |row| row.get(0))
        .optional()?;
    Ok(document
        .map(|text| serde_json::from_str(&text))
        .transpose()?)
}

/// Stores an order, within a transaction.
pub(super) fn insert(
    tx: &Transaction<'_>,
    cart_id: &str,
    order: &Order,
    now: OffsetDateTime,
) -> Result<(), StoreError> {
    let payment = match order.payment {
        PaymentMethod::Klarna => "klarna",
        PaymentMethod::Invoice => "invoice",
    };
    tx.prepare_cached(
        "INSERT INTO orders (number, cart_id, payment, klarna_order_id, document, placed_at, visitor) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, (SELECT visitor FROM carts WHERE id = ?2))",
    )?
    .execute(params![
        order.id,
        cart_id,
        payment,
        order.klarna_order_id,
        serde_json::to_string(order)?,
        now.unix_timestamp(),
    ])?;
    Ok(())
}

/// Stores what has changed of an order, within a transaction.
pub(super) fn update(tx: &Transaction<'_>, order: &Order) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE orders SET document = ?2, klarna_order_id = ?3 WHERE number = ?1")?
        .execute(params![
            order.id,
            serde_json::to_string(order)?,
            order.klarna_order_id
        ])?;
    Ok(())
}

/// Stores the order of a subscription's period, within a transaction.
pub(super) fn insert_renewal(
    tx: &Transaction<'_>,
    subscription_id: &str,
    order: &Order,
    now: OffsetDateTime,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO orders (number, subscription_id, payment, klarna_order_id, document, \
         placed_at, visitor) VALUES (?1, ?2, 'klarna', ?3, ?4, ?5, \
         (SELECT visitor FROM subscriptions WHERE id = ?2))",
    )?
    .execute(params![
        order.id,
        subscription_id,
        order.klarna_order_id,
        serde_json::to_string(order)?,
        now.unix_timestamp(),
    ])?;
    Ok(())
}
