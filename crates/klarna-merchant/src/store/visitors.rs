//! Whose carts, sessions, orders and subscriptions these are.

use demo_shop_api::Order;
use rusqlite::{OptionalExtension, params};

use super::{Store, StoreError, StoredSubscription, orders, subscriptions};

/// A visitor of the shop, by the random id in their cookie. Not for logs: it stands for a person.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct VisitorId(pub(crate) String);

impl std::fmt::Debug for VisitorId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("VisitorId(…)")
    }
}

impl Store {
    /// Returns `true` if there is such a cart, of that visitor.
    pub(crate) async fn owns_cart(
        &self,
        visitor: &VisitorId,
        id: &str,
    ) -> Result<bool, StoreError> {
        self.owns(
            "SELECT 1 FROM carts WHERE visitor = ?1 AND id = ?2",
            visitor,
            id,
        )
        .await
    }

    /// Returns the cart of a session, if both are that visitor's.
    pub(crate) async fn cart_of_session(
        &self,
        visitor: &VisitorId,
        id: &str,
    ) -> Result<Option<String>, StoreError> {
        let (visitor, id) = (visitor.0.clone(), id.to_owned());
        self.transact(move |tx| {
            Ok(tx
                .prepare_cached(
                    "SELECT carts.id FROM sessions JOIN carts ON carts.id = sessions.cart_id \
                     WHERE carts.visitor = ?1 AND sessions.id = ?2",
                )?
                .query_row([visitor, id], |row| row.get(0))
                .optional()?)
        })
        .await
    }

    /// Returns `true` if there is such a subscription, of that visitor.
    pub(crate) async fn owns_subscription(
        &self,
        visitor: &VisitorId,
        id: &str,
    ) -> Result<bool, StoreError> {
        self.owns(
            "SELECT 1 FROM subscriptions WHERE visitor = ?1 AND id = ?2",
            visitor,
            id,
        )
        .await
    }

    /// Returns the visitor's orders, newest first.
    pub(crate) async fn orders_of(&self, visitor: &VisitorId) -> Result<Vec<Order>, StoreError> {
        let visitor = visitor.0.clone();
        self.transact(move |tx| orders::all(tx, "WHERE visitor = ?1", [visitor]))
            .await
    }

    /// Returns the visitor's order with that number, the shop's or Klarna's.
    pub(crate) async fn order_of(
        &self,
        visitor: &VisitorId,
        number: &str,
    ) -> Result<Option<Order>, StoreError> {
        let (visitor, number) = (visitor.0.clone(), number.to_owned());
        self.transact(move |tx| {
            let which = "WHERE visitor = ?1 AND (number = ?2 OR klarna_order_id = ?2)";
            Ok(orders::all(tx, which, [visitor, number])?.pop())
        })
        .await
    }

    /// Returns the visitor's subscriptions that began, newest first.
    pub(crate) async fn subscriptions_of(
        &self,
        visitor: &VisitorId,
    ) -> Result<Vec<StoredSubscription>, StoreError> {
        let visitor = visitor.0.clone();
        self.transact(move |tx| subscriptions::begun(tx, "visitor = ?1", [visitor]))
            .await
    }

    async fn owns(
        &self,
        query: &'static str,
        visitor: &VisitorId,
        id: &str,
    ) -> Result<bool, StoreError> {
        let (visitor, id) = (visitor.0.clone(), id.to_owned());
        self.transact(move |tx| Ok(tx.prepare_cached(query)?.exists(params![visitor, id])?))
            .await
    }
}
