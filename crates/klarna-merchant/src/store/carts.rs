//! Carts.

use klarna_payments::Country;
use rusqlite::{OptionalExtension, Transaction, params};
use time::OffsetDateTime;

use super::{Store, StoreError, StoredCart, StoredLine, attempts};

/// What came of changing a cart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CartChange {
    /// It is now so.
    Done(StoredCart),
    /// There is no such cart.
    NotFound,
    /// It was ordered: what was paid for does not change any more.
    Ordered,
    /// An order for it is under way at Klarna, and whether it was placed is not known.
    PaymentUnderWay,
}

impl Store {
    /// Makes a cart with these articles, in version 1.
    pub(crate) async fn create_cart(
        &self,
        id: String,
        market: Country,
        filling: &'static [(&'static str, u32)],
        now: OffsetDateTime,
    ) -> Result<StoredCart, StoreError> {
        self.transact(move |tx| {
            tx.prepare_cached(
                "INSERT INTO carts (id, market, version, created_at) VALUES (?1, ?2, 1, ?3)",
            )?
            .execute(params![id, market.code(), now.unix_timestamp()])?;
            for (sku, quantity) in filling {
                put_line(tx, &id, sku, *quantity)?;
            }
            cart(tx, &id)?.ok_or(StoreError::Value("new cart"))
        })
        .await
    }

    /// The cart with that id.
    pub(crate) async fn cart(&self, id: &str) -> Result<Option<StoredCart>, StoreError> {
        let id = id.to_owned();
        self.transact(move |tx| cart(tx, &id)).await
    }

    /// Sets how many of an article are in a cart; 0 takes it out. The same number as before is no
    /// change, and leaves the version as it is.
    pub(crate) async fn set_quantity(
        &self,
        id: &str,
        sku: &'static str,
        quantity: u32,
    ) -> Result<CartChange, StoreError> {
        let id = id.to_owned();
        self.transact(move |tx| {
            let Some(before) = cart(tx, &id)? else {
                return Ok(CartChange::NotFound);
            };
            if before.order_number.is_some() {
                return Ok(CartChange::Ordered);
            }
            if attempts::is_sent(tx, &id)? {
                return Ok(CartChange::PaymentUnderWay);
            }
            if before.quantity(sku) == quantity {
                return Ok(CartChange::Done(before));
            }
            put_line(tx, &id, sku, quantity)?;
            tx.prepare_cached("UPDATE carts SET version = version + 1 WHERE id = ?1")?
                .execute([&id])?;
            let after = cart(tx, &id)?.ok_or(StoreError::Value("changed cart"))?;
            Ok(CartChange::Done(after))
        })
        .await
    }
}

fn put_line(
    tx: &Transaction<'_>,
    cart_id: &str,
    sku: &str,
    quantity: u32,
) -> Result<(), StoreError> {
    if quantity == 0 {
        tx.prepare_cached("DELETE FROM cart_lines WHERE cart_id = ?1 AND sku = ?2")?
            .execute([cart_id, sku])?;
    } else {
        tx.prepare_cached(
            "INSERT INTO cart_lines (cart_id, sku, quantity) VALUES (?1, ?2, ?3)
             ON CONFLICT (cart_id, sku) DO UPDATE SET quantity = excluded.quantity",
        )?
        .execute(params![cart_id, sku, quantity])?;
    }
    Ok(())
}

/// The cart with that id, within a transaction.
pub(super) fn cart(tx: &Transaction<'_>, id: &str) -> Result<Option<StoredCart>, StoreError> {
    let row: Option<(String, u64, Option<String>)> = tx
        .prepare_cached(
            "SELECT market, version, number FROM carts
             LEFT JOIN orders ON orders.cart_id = carts.id WHERE carts.id = ?1",
        )?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((market, version, order_number)) = row else {
        return Ok(None);
    };
    let lines = tx
        .prepare_cached("SELECT sku, quantity FROM cart_lines WHERE cart_id = ?1 ORDER BY sku")?
        .query_map([id], |row| {
            Ok(StoredLine {
                sku: row.get(0)?,
                quantity: row.get(1)?,
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(Some(StoredCart {
        id: id.to_owned(),
        market: market.parse().map_err(|_| StoreError::Value("market"))?,
        version,
        lines,
        order_number,
    }))
}
