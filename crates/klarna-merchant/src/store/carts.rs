//! Carts.

use demo_shop_api::Extra;
use klarna_payments::Country;
use rusqlite::{OptionalExtension, Transaction, params};
use time::OffsetDateTime;

use super::{Store, StoreError, StoredCart, StoredLine, VisitorId, attempts};

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
    /// Makes a cart with these articles, in version 1, for that visitor.
    pub(crate) async fn create_cart(
        &self,
        id: String,
        visitor: VisitorId,
        market: Country,
        filling: &'static [(&'static str, u32)],
        now: OffsetDateTime,
    ) -> Result<StoredCart, StoreError> {
        self.transact(move |tx| {
            tx.prepare_cached(
                "INSERT INTO carts (id, market, version, created_at, touched_at, visitor) \
                 VALUES (?1, ?2, 1, ?3, ?3, ?4)",
            )?
            .execute(params![id, market.code(), now.unix_timestamp(), visitor.0])?;
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
    ///
    /// `instead_of`: articles that go out when this one comes in.
    pub(crate) async fn set_quantity(
        &self,
        id: &str,
        sku: &'static str,
        quantity: u32,
        instead_of: Vec<&'static str>,
        now: OffsetDateTime,
    ) -> Result<CartChange, StoreError> {
        self.change(id, now, move |tx, before| {
            if before.quantity(sku) == quantity {
                return Ok(false);
            }
            if quantity > 0 {
                for other in instead_of {
                    put_line(tx, &before.id, other, 0)?;
                }
            }
            put_line(tx, &before.id, sku, quantity)?;
            Ok(true)
        })
        .await
    }

    /// Puts an extra on a cart, or takes it off. What is so already is no change.
    pub(crate) async fn set_extra(
        &self,
        id: &str,
        extra: Extra,
        on: bool,
        now: OffsetDateTime,
    ) -> Result<CartChange, StoreError> {
        self.change(id, now, move |tx, before| {
            if before.extras.contains(&extra) == on {
                return Ok(false);
            }
            let query = if on {
                "INSERT INTO cart_extras (cart_id, extra) VALUES (?1, ?2)"
            } else {
                "DELETE FROM cart_extras WHERE cart_id = ?1 AND extra = ?2"
            };
            tx.prepare_cached(query)?
                .execute([before.id.as_str(), extra_name(extra)])?;
            Ok(true)
        })
        .await
    }

    /// Changes a cart that may change. `how` says whether anything is different now; then the
    /// cart has a new version.
    async fn change(
        &self,
        id: &str,
        now: OffsetDateTime,
        how: impl FnOnce(&Transaction<'_>, &StoredCart) -> Result<bool, StoreError> + Send + 'static,
    ) -> Result<CartChange, StoreError> {
        let id = id.to_owned();
        self.transact(move |tx| {
            let Some(before) = cart(tx, &id)? else {
                return Ok(CartChange::NotFound);
            };
            if before.closed {
                return Ok(CartChange::Ordered);
            }
            if attempts::is_under_way(tx, &id)? {
                return Ok(CartChange::PaymentUnderWay);
            }
            if !how(tx, &before)? {
                return Ok(CartChange::Done(before));
            }
            tx.prepare_cached(
                "UPDATE carts SET version = version + 1, touched_at = ?2 WHERE id = ?1",
            )?
            .execute(params![id, now.unix_timestamp()])?;
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
    let row: Option<(String, u64, Option<String>, bool)> = tx
        .prepare_cached(
            // A trial has no order; its number is that of the approval that it began with.
            "SELECT market, version, COALESCE(number, order_number),
                 COALESCE(number, order_number) IS NOT NULL
             FROM carts
             LEFT JOIN orders ON orders.cart_id = carts.id
             LEFT JOIN attempts ON attempts.cart_id = carts.id AND attempts.state = 'stored'
             WHERE carts.id = ?1",
        )?
        .query_row([id], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })
        .optional()?;
    let Some((market, version, order_number, closed)) = row else {
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
    let extras = tx
        .prepare_cached("SELECT extra FROM cart_extras WHERE cart_id = ?1 ORDER BY extra")?
        .query_map([id], |row| row.get(0))?
        .collect::<Result<Vec<String>, _>>()?;
    let extras = extras.iter().map(|name| extra_of(name));
    Ok(Some(StoredCart {
        id: id.to_owned(),
        market: market.parse().map_err(|_| StoreError::Value("market"))?,
        version,
        lines,
        extras: extras.collect::<Result<_, _>>()?,
        order_number,
        closed,
    }))
}

/// An extra as the database names it.
const fn extra_name(extra: Extra) -> &'static str {
    match extra {
        Extra::Discount => "discount",
        Extra::GiftCard => "gift_card",
        Extra::GiftWrap => "gift_wrap",
    }
}

fn extra_of(name: &str) -> Result<Extra, StoreError> {
    Ok(match name {
        "discount" => Extra::Discount,
        "gift_card" => Extra::GiftCard,
        "gift_wrap" => Extra::GiftWrap,
        _ => return Err(StoreError::Value("extra")),
    })
}
