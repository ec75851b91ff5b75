//! Approvals, and what came of them: the part that makes sure of one order per cart.

mod marks;
mod rows;

use checkout_contract::{Outcome, Problem, shop::Order};
use rusqlite::{OptionalExtension, Transaction, params};
use time::OffsetDateTime;

use super::{
    Attempt, AttemptState, NewAttempt, Store, StoreError, carts, orders, releases, subscriptions,
};
pub(crate) use marks::Mark;
use rows::{insert, one};

/// What came of storing an approval.
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
            if !is_current(tx, &new.session.cart_id, new.cart_version)? {
                return Ok(Received::CartChanged);
            }
            if live(tx, &new.session.cart_id)?.is_some() {
                return Ok(Received::Busy);
            }
            let state = AttemptState::Received(new.token.clone());
            Ok(Received::Stored(Box::new(insert(tx, &new, &state)?)))
        })
        .await
    }

    /// Stores an approval together with the reason why nothing comes of it.
    pub(crate) async fn refuse(
        &self,
        new: NewAttempt,
        reason: Problem,
    ) -> Result<Attempt, StoreError> {
        self.transact(move |tx| {
            let attempt = insert(tx, &new, &AttemptState::Failed(reason.clone()))?;
            releases::give_up(tx, attempt.id, &reason, new.received_at)?;
            Ok(attempt)
        })
        .await
    }

    /// Records the order that came of an approval, with the answer for every repetition. What was
    /// signed up for with it begins.
    pub(crate) async fn record_placed(
        &self,
        attempt: &Attempt,
        outcome: Outcome,
        order: Order,
        now: OffsetDateTime,
    ) -> Result<(), StoreError> {
        let (id, cart_id) = (attempt.id, attempt.cart_id.clone());
        self.transact(move |tx| {
            let changed = settle(tx, id, &AttemptState::Done(outcome), now)?;
            if changed {
                orders::insert(tx, &cart_id, &order, now)?;
            }
            Ok(())
        })
        .await
    }

    /// Records what came of an approval by which no order was due: what was signed up for begins.
    pub(crate) async fn record_stored(
        &self,
        attempt: &Attempt,
        outcome: Outcome,
        now: OffsetDateTime,
    ) -> Result<(), StoreError> {
        let id = attempt.id;
        self.transact(move |tx| settle(tx, id, &AttemptState::Done(outcome), now).map(drop))
            .await
    }

    /// Records that nothing comes of an approval, unless it has an outcome already. A customer token
    /// that was stored for it is taken back, and the approval is given back.
    pub(crate) async fn record_failed(
        &self,
        attempt: &Attempt,
        reason: Problem,
        now: OffsetDateTime,
    ) -> Result<(), StoreError> {
        let id = attempt.id;
        self.transact(move |tx| settle(tx, id, &AttemptState::Failed(reason), now).map(drop))
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

    /// The carts whose approval has no outcome yet: what a crash has left behind.
    pub(crate) async fn unsettled_carts(&self) -> Result<Vec<String>, StoreError> {
        self.transact(|tx| {
            let carts = tx
                .prepare_cached(
                    "SELECT cart_id FROM attempts \
                     WHERE state IN ('received', 'token_asked', 'token_done', 'sent') ORDER BY id",
                )?
                .query_map([], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            Ok(carts)
        })
        .await
    }
}

/// Whether a cart is still in that version, and not ordered.
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

/// Whether Klarna may be carrying something out for the cart.
pub(super) fn is_under_way(tx: &Transaction<'_>, cart_id: &str) -> Result<bool, StoreError> {
    Ok(live(tx, cart_id)?.is_some_and(|attempt| attempt.state.is_under_way()))
}

/// Gives an approval its outcome, and forgets its token. An order outweighs everything recorded
/// before; a failure never overwrites an outcome. Whether anything was written.
///
/// What was signed up for begins, or is taken back; an approval that is of no use is given back.
pub(super) fn settle(
    tx: &Transaction<'_>,
    id: i64,
    outcome: &AttemptState,
    now: OffsetDateTime,
) -> Result<bool, StoreError> {
    let (answer, from) = match outcome {
        AttemptState::Done(outcome) => (
            serde_json::to_string(outcome)?,
            "'received', 'token_asked', 'token_done', 'sent', 'failed'",
        ),
        AttemptState::Failed(problem) => (
            serde_json::to_string(problem)?,
            "'received', 'token_asked', 'token_done', 'sent'",
        ),
        _ => return Err(StoreError::Value("outcome")),
    };
    let source: Option<String> = tx
        .prepare_cached(&format!(
            "UPDATE attempts SET state = ?2, answer = ?3, authorization_token = NULL \
             WHERE id = ?1 AND state IN ({from}) RETURNING order_number"
        ))?
        .query_row(params![id, outcome.word(), answer], |row| row.get(0))
        .optional()?;
    let Some(source) = source else {
        return Ok(false);
    };
    if let AttemptState::Failed(problem) = outcome {
        subscriptions::abandon(tx, &source, now)?;
        releases::give_up(tx, id, problem, now)?;
    } else {
        subscriptions::activate(tx, &source)?;
    }
    Ok(true)
}

/// The approval that became the order with that number.
pub(super) fn of_order(tx: &Transaction<'_>, number: &str) -> Result<Option<Attempt>, StoreError> {
    one(tx, "WHERE order_number = ?1", [number])
}

/// Gives an approval another outcome than it had: Klarna has decided on its order since.
pub(super) fn replace(
    tx: &Transaction<'_>,
    id: i64,
    outcome: &AttemptState,
) -> Result<(), StoreError> {
    let answer = match outcome {
        AttemptState::Done(outcome) => serde_json::to_string(outcome)?,
        AttemptState::Failed(problem) => serde_json::to_string(problem)?,
        _ => return Err(StoreError::Value("outcome")),
    };
    tx.prepare_cached("UPDATE attempts SET state = ?2, answer = ?3 WHERE id = ?1")?
        .execute(params![id, outcome.word(), answer])?;
    Ok(())
}
