//! Approvals, and what came of them: the part that makes sure of one order per cart.

mod rows;

use checkout_contract::{Outcome, Problem, shop::Order};
use rusqlite::{Transaction, params};
use time::OffsetDateTime;

use super::{Attempt, AttemptState, NewAttempt, Store, StoreError, carts, orders};
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

/// What came of marking an approval as sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sent {
    /// The order may be sent now, for the first time.
    First,
    /// The order may be sent again: what came of it before is not known.
    Again,
    /// The cart has changed since it was approved, and nothing was sent.
    CartChanged,
    /// The approval has an outcome already.
    Settled,
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
        self.transact(move |tx| insert(tx, &new, &AttemptState::Failed(reason)))
            .await
    }

    /// Notes that the order is sent next. From here on its outcome is unknown until Klarna says.
    pub(crate) async fn mark_sent(&self, attempt: &Attempt) -> Result<Sent, StoreError> {
        let (id, cart_id) = (attempt.id, attempt.cart_id.clone());
        self.transact(move |tx| {
            let (state, version): (String, u64) = tx
                .prepare_cached("SELECT state, cart_version FROM attempts WHERE id = ?1")?
                .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let sent = match state.as_str() {
                "received" if is_current(tx, &cart_id, version)? => Sent::First,
                "received" => return Ok(Sent::CartChanged),
                "sent" => Sent::Again,
                _ => return Ok(Sent::Settled),
            };
            tx.prepare_cached(
                "UPDATE attempts SET state = 'sent', sends = sends + 1 WHERE id = ?1",
            )?
            .execute([id])?;
            Ok(sent)
        })
        .await
    }

    /// Takes the mark back: Klarna certainly did not carry the order out. Not where it was sent
    /// more than once, by another process perhaps.
    pub(crate) async fn unmark_sent(&self, attempt: &Attempt) -> Result<(), StoreError> {
        let id = attempt.id;
        self.transact(move |tx| {
            tx.prepare_cached(
                "UPDATE attempts SET state = 'received', sends = 0 \
                 WHERE id = ?1 AND state = 'sent' AND sends = 1",
            )?
            .execute([id])?;
            Ok(())
        })
        .await
    }

    /// Records the order that came of an approval, with the answer for every repetition.
    pub(crate) async fn record_placed(
        &self,
        attempt: &Attempt,
        outcome: Outcome,
        order: Order,
        now: OffsetDateTime,
    ) -> Result<(), StoreError> {
        let (id, cart_id) = (attempt.id, attempt.cart_id.clone());
        self.transact(move |tx| {
            let changed = settle(tx, id, &AttemptState::Placed(outcome))?;
            if changed {
                orders::insert(tx, &cart_id, &order, now)?;
            }
            Ok(())
        })
        .await
    }

    /// Records that nothing comes of an approval, unless it has an outcome already.
    pub(crate) async fn record_failed(
        &self,
        attempt: &Attempt,
        reason: Problem,
    ) -> Result<(), StoreError> {
        let id = attempt.id;
        self.transact(move |tx| settle(tx, id, &AttemptState::Failed(reason)).map(drop))
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
                    "SELECT cart_id FROM attempts WHERE state IN ('received', 'sent') ORDER BY id",
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
    Ok(cart.is_some_and(|cart| cart.version == version && cart.order_number.is_none()))
}

/// The approval of a cart that is an order, or may become one.
pub(super) fn live(tx: &Transaction<'_>, cart_id: &str) -> Result<Option<Attempt>, StoreError> {
    one(
        tx,
        "WHERE cart_id = ?1 AND state IN ('received', 'sent', 'placed')",
        [cart_id],
    )
}

/// Whether an order for the cart was sent to Klarna, and its outcome is not known.
pub(super) fn is_sent(tx: &Transaction<'_>, cart_id: &str) -> Result<bool, StoreError> {
    Ok(live(tx, cart_id)?.is_some_and(|attempt| matches!(attempt.state, AttemptState::Sent(_))))
}

/// Gives an approval its outcome, and forgets its token. An order outweighs everything recorded
/// before; a failure never overwrites an outcome. Whether anything was written.
pub(super) fn settle(
    tx: &Transaction<'_>,
    id: i64,
    outcome: &AttemptState,
) -> Result<bool, StoreError> {
    let (answer, from) = match outcome {
        AttemptState::Placed(outcome) => (
            serde_json::to_string(outcome)?,
            "'received', 'sent', 'failed'",
        ),
        AttemptState::Failed(problem) => (serde_json::to_string(problem)?, "'received', 'sent'"),
        AttemptState::Received(_) | AttemptState::Sent(_) => {
            return Err(StoreError::Value("outcome"));
        }
    };
    let changed = tx
        .prepare_cached(&format!(
            "UPDATE attempts SET state = ?2, answer = ?3, authorization_token = NULL \
             WHERE id = ?1 AND state IN ({from})"
        ))?
        .execute(params![id, outcome.word(), answer])?;
    Ok(changed > 0)
}
