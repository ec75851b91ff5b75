//! Marks that are set before Klarna is asked: from then on the outcome is unknown until it says.

use rusqlite::Transaction;

use super::is_current;
use crate::store::{Attempt, Store, StoreError};

/// What came of marking an approval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// Klarna may be asked now, for the first time.
    First,
    /// Klarna may be asked again: what came of it before is not known.
    Again,
    /// The cart has changed since it was approved, and nothing was sent.
    CartChanged,
    /// There is nothing to ask any more: this step is done, or everything is.
    Done,
}

impl Store {
    /// Notes that a customer token is asked for next.
    pub(crate) async fn mark_token_asked(&self, attempt: &Attempt) -> Result<Mark, StoreError> {
        let (id, cart_id) = (attempt.id, attempt.cart_id.clone());
        self.transact(move |tx| {
            let (state, version) = state(tx, id)?;
            let mark = match state.as_str() {
                "received" if is_current(tx, &cart_id, version)? => Mark::First,
                "received" => return Ok(Mark::CartChanged),
                "token_asked" => Mark::Again,
                _ => return Ok(Mark::Done),
            };
            tx.prepare_cached(
                "UPDATE attempts SET state = 'token_asked', token_asks = token_asks + 1 \
                 WHERE id = ?1",
            )?
            .execute([id])?;
            Ok(mark)
        })
        .await
    }

    /// Notes that the customer token is stored, or that there will be none: the order comes next.
    pub(crate) async fn mark_token_done(&self, attempt: &Attempt) -> Result<(), StoreError> {
        self.update(
            attempt,
            "UPDATE attempts SET state = 'token_done' WHERE id = ?1 AND state = 'token_asked'",
        )
        .await
    }

    /// Notes that the order is sent next.
    pub(crate) async fn mark_sent(&self, attempt: &Attempt) -> Result<Mark, StoreError> {
        let (id, cart_id) = (attempt.id, attempt.cart_id.clone());
        let stores_token = attempt.plan.intent().stores_token();
        self.transact(move |tx| {
            let (state, version) = state(tx, id)?;
            let mark = match state.as_str() {
                // The token comes first.
                "received" if stores_token => return Ok(Mark::Done),
                "received" | "token_done" if is_current(tx, &cart_id, version)? => Mark::First,
                "received" | "token_done" => return Ok(Mark::CartChanged),
                "sent" => Mark::Again,
                _ => return Ok(Mark::Done),
            };
            tx.prepare_cached(
                "UPDATE attempts SET state = 'sent', sends = sends + 1 WHERE id = ?1",
            )?
            .execute([id])?;
            Ok(mark)
        })
        .await
    }

    /// Takes the mark back: Klarna certainly did not store a token. Not where it was asked more than
    /// once, by another process perhaps.
    pub(crate) async fn unmark_token_asked(&self, attempt: &Attempt) -> Result<(), StoreError> {
        self.update(
            attempt,
            "UPDATE attempts SET state = 'received', token_asks = 0 \
             WHERE id = ?1 AND state = 'token_asked' AND token_asks = 1",
        )
        .await
    }

    /// Takes the mark back: Klarna certainly did not carry the order out. Not where it was sent
    /// more than once, by another process perhaps.
    pub(crate) async fn unmark_sent(&self, attempt: &Attempt) -> Result<(), StoreError> {
        self.update(
            attempt,
            "UPDATE attempts SET sends = 0, \
             state = CASE token_asks WHEN 0 THEN 'received' ELSE 'token_done' END \
             WHERE id = ?1 AND state = 'sent' AND sends = 1",
        )
        .await
    }

    async fn update(&self, attempt: &Attempt, query: &'static str) -> Result<(), StoreError> {
        let id = attempt.id;
        self.transact(move |tx| {
            tx.prepare_cached(query)?.execute([id])?;
            Ok(())
        })
        .await
    }
}

/// Where an approval stands, and which version of the cart it approved.
fn state(tx: &Transaction<'_>, id: i64) -> Result<(String, u64), StoreError> {
    Ok(tx
        .prepare_cached("SELECT state, cart_version FROM attempts WHERE id = ?1")?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))?)
}
