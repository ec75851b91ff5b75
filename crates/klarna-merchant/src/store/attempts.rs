//! Approvals, and their outcomes: the part that makes sure of one order per cart.

mod rows;
mod steps;

use rusqlite::Transaction;

use super::{Attempt, AttemptState, NewAttempt, Store, StoreError, carts, releases};
use approval_rules::{self as rules, Admission, Reason};
use rows::{all, insert, one};
pub(crate) use steps::Applied;
pub(super) use steps::apply;

/// The result of storing an approval.
#[derive(Debug)]
pub(crate) enum Received {
    /// It is stored, and is the only one of its cart that can become an order.
    Stored(Box<Attempt>),
    /// The cart is not what was approved: it has changed, or was ordered.
    CartChanged,
    /// Another approval of the cart comes first.
    Busy,
}

impl Store {
    /// Stores an approval, unless the cart has changed or another approval of it comes first.
    pub(crate) async fn receive(&self, new: NewAttempt) -> Result<Received, StoreError> {
        self.transact(move |tx| {
            let cart_id = &new.session.cart_id;
            let is_current = is_current(tx, cart_id, new.cart_version)?;
            let live = live(tx, cart_id)?.map(|attempt| attempt.facts.stage);
            match rules::admit(is_current, live) {
                Admission::CartChanged => Ok(Received::CartChanged),
                Admission::Busy => Ok(Received::Busy),
                Admission::Admitted => {
                    let state = AttemptState::Received(new.token.clone());
                    Ok(Received::Stored(Box::new(insert(tx, &new, &state)?)))
                }
            }
        })
        .await
    }

    /// Stores an approval together with the reason why nothing comes of it.
    pub(crate) async fn refuse(
        &self,
        new: NewAttempt,
        reason: Reason,
    ) -> Result<Attempt, StoreError> {
        self.transact(move |tx| {
            let attempt = insert(tx, &new, &AttemptState::Failed(reason.problem()))?;
            releases::give_up(tx, attempt.id, reason, new.received_at)?;
            Ok(attempt)
        })
        .await
    }

    /// The approval that came with that key.
    pub(crate) async fn attempt(
        &self,
        session_id: &str,
        idempotency_key: &str,
    ) -> Result<Option<Attempt>, StoreError> {
        let (session_id, key) = (session_id.to_owned(), idempotency_key.to_owned());
        self.transact(move |tx| {
            one(
                tx,
                "WHERE session_id = ?1 AND idempotency_key = ?2",
                [session_id.as_str(), key.as_str()],
            )
        })
        .await
    }

    /// The newest approval of a session that came with that token.
    pub(crate) async fn attempt_of_token(
        &self,
        session_id: &str,
        token_digest: &str,
    ) -> Result<Option<Attempt>, StoreError> {
        let (session_id, digest) = (session_id.to_owned(), token_digest.to_owned());
        self.transact(move |tx| {
            one(
                tx,
                "WHERE session_id = ?1 AND token_digest = ?2 ORDER BY id DESC LIMIT 1",
                [session_id.as_str(), digest.as_str()],
            )
        })
        .await
    }

    /// The approval with that number.
    pub(crate) async fn attempt_by_id(&self, id: i64) -> Result<Option<Attempt>, StoreError> {
        self.transact(move |tx| one(tx, "WHERE id = ?1", [id]))
            .await
    }

    /// The approval of a cart whose order has that number.
    pub(crate) async fn attempt_of_order(
        &self,
        cart_id: &str,
        order_number: &str,
    ) -> Result<Option<Attempt>, StoreError> {
        let (cart_id, number) = (cart_id.to_owned(), order_number.to_owned());
        self.transact(move |tx| {
            one(
                tx,
                "WHERE cart_id = ?1 AND order_number = ?2",
                [cart_id.as_str(), number.as_str()],
            )
        })
        .await
    }

    /// The approval of a cart that is an order, or may become one.
    pub(crate) async fn live_attempt(&self, cart_id: &str) -> Result<Option<Attempt>, StoreError> {
        let cart_id = cart_id.to_owned();
        self.transact(move |tx| live(tx, &cart_id)).await
    }

    /// The newest approval that a session got.
    pub(crate) async fn latest_attempt(
        &self,
        session_id: &str,
    ) -> Result<Option<Attempt>, StoreError> {
        let session_id = session_id.to_owned();
        self.transact(move |tx| {
            one(
                tx,
                "WHERE session_id = ?1 ORDER BY id DESC LIMIT 1",
                [session_id.as_str()],
            )
        })
        .await
    }

    /// The carts whose approval has no outcome yet, and for which Klarna can still say.
    pub(crate) async fn unsettled_carts(&self) -> Result<Vec<String>, StoreError> {
        self.transact(|tx| {
            let carts = tx
                .prepare_cached(
                    "SELECT cart_id FROM attempts \
                     WHERE state IN ('received', 'token_asked', 'token_done', 'sent') \
                     AND needs_person = 0 ORDER BY id",
                )?
                .query_map([], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            Ok(carts)
        })
        .await
    }
}

/// `true` if a cart is still in that version, and not ordered.
fn is_current(tx: &Transaction<'_>, cart_id: &str, version: u64) -> Result<bool, StoreError> {
    let cart = carts::cart(tx, cart_id)?;
    Ok(cart.is_some_and(|cart| cart.version == version && !cart.closed))
}

/// The approval of a cart of which something came, or may come.
pub(super) fn live(tx: &Transaction<'_>, cart_id: &str) -> Result<Option<Attempt>, StoreError> {
    one(
        tx,
        "WHERE cart_id = ?1 AND \
         state IN ('received', 'token_asked', 'token_done', 'sent', 'placed', 'stored')",
        [cart_id],
    )
}

/// `true` if Klarna may be carrying something out for the cart.
pub(super) fn is_under_way(tx: &Transaction<'_>, cart_id: &str) -> Result<bool, StoreError> {
    Ok(live(tx, cart_id)?.is_some_and(|attempt| attempt.facts.stage.is_under_way()))
}

/// The approvals whose outcome, or whose order's id, is not known.
pub(super) fn open(tx: &Transaction<'_>) -> Result<Vec<Attempt>, StoreError> {
    all(
        tx,
        "WHERE state = 'sent' OR (state = 'placed' AND klarna_order_id IS NULL)",
        [],
    )
}

/// The approval that became the order with that number.
pub(super) fn of_order(tx: &Transaction<'_>, number: &str) -> Result<Option<Attempt>, StoreError> {
    one(tx, "WHERE order_number = ?1", [number])
}
