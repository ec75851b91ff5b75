//! Approvals as rows of the database.

use klarna_payments::{AuthorizationToken, OrderId, SessionId};
use rusqlite::{OptionalExtension, Row, Transaction, params};
use time::OffsetDateTime;

use crate::store::{
    Attempt, AttemptState, NewAttempt, StoreError,
    sealed::AUTHORIZATION_TOKEN,
    sessions::{plan_of, plan_word},
};
use approval_rules::{CartFacts, Facts, Stage};

/// Stores an approval in that state.
pub(super) fn insert(
    tx: &Transaction<'_>,
    new: &NewAttempt,
    state: &AttemptState,
) -> Result<Attempt, StoreError> {
    let (token, answer) = match state {
        AttemptState::Done(outcome) => (None, Some(serde_json::to_string(outcome)?)),
        AttemptState::Failed(problem) => (None, Some(serde_json::to_string(problem)?)),
        other => (other.token(), None),
    };
    let sign_up = new.session.sign_up.as_ref();
    let sign_up = sign_up.map(serde_json::to_string).transpose()?;
    tx.prepare_cached(&format!(
        "INSERT INTO attempts (session_id, cart_id, idempotency_key, token_digest, fingerprint, \
         cart_version, klarna_session_id, authorization_token, order_number, request, state, \
         answer, received_at, plan, sign_up) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, {token}, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
        token = AUTHORIZATION_TOKEN.seal("?9", "?8"),
    ))?
    .execute(params![
        new.session.id,
        new.session.cart_id,
        new.idempotency_key,
        new.token_digest,
        new.fingerprint,
        new.cart_version,
        new.session.klarna_session_id.as_str(),
        token.map(AuthorizationToken::expose),
        new.order_number,
        serde_json::to_string(&new.request)?,
        word(state.stage()),
        answer,
        new.received_at.unix_timestamp(),
        plan_word(new.session.plan)?,
        sign_up,
    ])?;
    one(tx, "WHERE id = ?1", [tx.last_insert_rowid()])?.ok_or(StoreError::Value("new attempt"))
}

/// The approval that a clause picks, if there is one.
pub(super) fn one(
    tx: &Transaction<'_>,
    which: &str,
    values: impl rusqlite::Params,
) -> Result<Option<Attempt>, StoreError> {
    let row = tx
        .prepare_cached(&select(which))?
        .query_row(values, columns)
        .optional()?;
    row.map(AttemptRow::read).transpose()
}

fn select(which: &str) -> String {
    format!(
        "SELECT id, session_id, cart_id, token_digest, fingerprint, klarna_session_id, \
         order_number, request, received_at, state, {token}, answer, plan, sign_up, token_asks, \
         sends, open_sends, klarna_order_id, needs_person, {CART_STANDING} FROM attempts {which}",
        token = AUTHORIZATION_TOKEN.open(),
    )
}

/// The approvals that a clause picks.
pub(super) fn all(
    tx: &Transaction<'_>,
    which: &str,
    values: impl rusqlite::Params,
) -> Result<Vec<Attempt>, StoreError> {
    let rows = tx
        .prepare_cached(&select(which))?
        .query_map(values, columns)?
        .collect::<Result<Vec<_>, _>>()?;
    rows.into_iter().map(AttemptRow::read).collect()
}

/// A stage as the database names it.
pub(super) const fn word(stage: Stage) -> &'static str {
    match stage {
        Stage::Received => "received",
        Stage::TokenAsked => "token_asked",
        Stage::TokenDone => "token_done",
        Stage::Sent => "sent",
        Stage::Placed => "placed",
        Stage::Stored => "stored",
        Stage::Failed => "failed",
    }
}

/// Two columns: is the cart in the version that was approved, and is it ordered otherwise, or may
/// another approval of it become an order?
const CART_STANDING: &str = "\
    EXISTS (SELECT 1 FROM carts WHERE id = attempts.cart_id AND version = attempts.cart_version), \
    EXISTS (SELECT 1 FROM orders WHERE cart_id = attempts.cart_id \
        AND number != attempts.order_number) \
    OR EXISTS (SELECT 1 FROM attempts AS other WHERE other.cart_id = attempts.cart_id \
        AND other.id != attempts.id AND other.state != 'failed')";

/// A row as the database types it.
struct AttemptRow {
    id: i64,
    session_id: String,
    cart_id: String,
    token_digest: String,
    fingerprint: String,
    klarna_session_id: String,
    order_number: String,
    request: String,
    received_at: i64,
    state: String,
    token: Option<String>,
    answer: Option<String>,
    plan: String,
    sign_up: Option<String>,
    token_asks: u32,
    sends: u32,
    open_sends: u32,
    klarna_order_id: Option<String>,
    needs_person: bool,
    cart_is_current: bool,
    ordered_otherwise: bool,
}

fn columns(row: &Row<'_>) -> rusqlite::Result<AttemptRow> {
    Ok(AttemptRow {
        id: row.get(0)?,
        session_id: row.get(1)?,
        cart_id: row.get(2)?,
        token_digest: row.get(3)?,
        fingerprint: row.get(4)?,
        klarna_session_id: row.get(5)?,
        order_number: row.get(6)?,
        request: row.get(7)?,
        received_at: row.get(8)?,
        state: row.get(9)?,
        token: row.get(10)?,
        answer: row.get(11)?,
        plan: row.get(12)?,
        sign_up: row.get(13)?,
        token_asks: row.get(14)?,
        sends: row.get(15)?,
        open_sends: row.get(16)?,
        klarna_order_id: row.get(17)?,
        needs_person: row.get(18)?,
        cart_is_current: row.get(19)?,
        ordered_otherwise: row.get(20)?,
    })
}

impl AttemptRow {
    fn read(self) -> Result<Attempt, StoreError> {
        let plan = plan_of(&self.plan)?;
        let received_at = OffsetDateTime::from_unix_timestamp(self.received_at)
            .map_err(|_| StoreError::Value("time of receipt"))?;
        let state = AttemptState::from_columns(&self.state, self.token, self.answer)?;
        let facts = Facts {
            stage: state.stage(),
            token_requests: self.token_asks,
            order_requests: self.sends,
            open_order_requests: self.open_sends,
            order_id: self.klarna_order_id.map(OrderId::new),
            needs_person: self.needs_person,
            cart: match (self.ordered_otherwise, self.cart_is_current) {
                (true, _) => CartFacts::OrderedOtherwise,
                (false, true) => CartFacts::Current,
                (false, false) => CartFacts::Changed,
            },
            ..Facts::received(plan, received_at)
        };
        Ok(Attempt {
            id: self.id,
            session_id: self.session_id,
            cart_id: self.cart_id,
            token_digest: self.token_digest,
            fingerprint: self.fingerprint,
            klarna_session_id: SessionId::new(self.klarna_session_id),
            plan,
            sign_up: self
                .sign_up
                .map(|text| serde_json::from_str(&text))
                .transpose()?,
            order_number: self.order_number,
            request: serde_json::from_str(&self.request)?,
            received_at,
            state,
            facts,
        })
    }
}
