//! The contract's sessions.

use klarna_payments::{ClientToken, Locale, SessionId, SessionPlan};
use rusqlite::{OptionalExtension, Row, Transaction, params};
use time::OffsetDateTime;

use super::{
    Store, StoreError, StoredSession,
    sealed::{CALLBACK_SECRET, CLIENT_TOKEN},
};
use crate::secret::Secret;

impl Store {
    /// The session with that id.
    pub(crate) async fn session(&self, id: &str) -> Result<Option<StoredSession>, StoreError> {
        let id = id.to_owned();
        self.transact(move |tx| one(tx, "WHERE id = ?1", [id.as_str()]))
            .await
    }

    /// The session of a cart in that locale.
    pub(crate) async fn session_of(
        &self,
        cart_id: &str,
        locale: &Locale,
    ) -> Result<Option<StoredSession>, StoreError> {
        let (cart_id, locale) = (cart_id.to_owned(), locale.clone());
        self.transact(move |tx| {
            let which = "WHERE cart_id = ?1 AND locale = ?2";
            one(tx, which, [cart_id.as_str(), locale.as_str()])
        })
        .await
    }

    /// The session whose callbacks have that secret.
    ///
    /// It is looked up by its digest: how long that takes says nothing of the secret.
    pub(crate) async fn session_by_secret(
        &self,
        secret: &Secret,
    ) -> Result<Option<StoredSession>, StoreError> {
        let digest = secret.digest();
        self.transact(move |tx| one(tx, "WHERE callback_digest = ?1", [digest.as_str()]))
            .await
    }

    /// Stores a session, or what has changed of it.
    pub(crate) async fn save_session(&self, session: StoredSession) -> Result<(), StoreError> {
        self.transact(move |tx| {
            let secret = session.secret.as_ref();
            let sign_up = session.sign_up.as_ref();
            let sign_up = sign_up.map(serde_json::to_string).transpose()?;
            tx.prepare_cached(&format!(
                "INSERT INTO sessions (id, cart_id, locale, cart_version, klarna_session_id, \
                 client_token, categories, content, expires_at, plan, sign_up, callback_secret, \
                 callback_digest, auto_finalize) \
                 VALUES (?1, ?2, ?3, ?4, ?5, {client_token}, ?7, ?8, ?9, ?10, ?11, {callback_secret}, ?13, ?14) \
                 ON CONFLICT (id) DO UPDATE SET cart_version = excluded.cart_version, \
                 klarna_session_id = excluded.klarna_session_id, \
                 client_token = excluded.client_token, categories = excluded.categories, \
                 content = excluded.content, expires_at = excluded.expires_at, \
                 plan = excluded.plan, sign_up = excluded.sign_up, \
                 callback_secret = excluded.callback_secret, \
                 callback_digest = excluded.callback_digest, \
                 auto_finalize = excluded.auto_finalize",
                client_token = CLIENT_TOKEN.seal("?1", "?6"),
                callback_secret = CALLBACK_SECRET.seal("?1", "?12"),
            ))?
            .execute(params![
                session.id,
                session.cart_id,
                session.locale.as_str(),
                session.cart_version,
                session.klarna_session_id.as_str(),
                session.client_token.expose(),
                serde_json::to_string(&session.categories)?,
                serde_json::to_string(&session.purchase)?,
                session.expires_at.unix_timestamp(),
                plan_word(session.plan)?,
                sign_up,
                secret.map(Secret::expose),
                secret.map(Secret::digest),
                session.auto_finalize,
            ])?;
            Ok(())
        })
        .await
    }
}

/// A plan as the database names it.
pub(super) fn plan_word(plan: SessionPlan) -> Result<String, StoreError> {
    match serde_json::to_value(plan)? {
        serde_json::Value::String(word) => Ok(word),
        _ => Err(StoreError::Value("plan")),
    }
}

/// The plan with that name.
pub(super) fn plan_of(word: &str) -> Result<SessionPlan, StoreError> {
    Ok(serde_json::from_value(word.into())?)
}

/// The session that a clause picks, if there is one.
fn one(
    tx: &Transaction<'_>,
    which: &str,
    values: impl rusqlite::Params,
) -> Result<Option<StoredSession>, StoreError> {
    tx.prepare_cached(&format!(
        "SELECT id, cart_id, locale, cart_version, klarna_session_id, {client_token}, categories, \
         content, expires_at, plan, sign_up, {callback_secret}, auto_finalize FROM sessions {which}",
        client_token = CLIENT_TOKEN.open(),
        callback_secret = CALLBACK_SECRET.open(),
    ))?
    .query_row(values, columns)
    .optional()?
    .map(SessionRow::read)
    .transpose()
}

/// A row as the database types it.
struct SessionRow {
    id: String,
    cart_id: String,
    locale: String,
    cart_version: u64,
    klarna_session_id: String,
    client_token: String,
    categories: String,
    content: String,
    expires_at: i64,
    plan: String,
    sign_up: Option<String>,
    secret: Option<String>,
    auto_finalize: bool,
}

fn columns(row: &Row<'_>) -> rusqlite::Result<SessionRow> {
    Ok(SessionRow {
        id: row.get(0)?,
        cart_id: row.get(1)?,
        locale: row.get(2)?,
        cart_version: row.get(3)?,
        klarna_session_id: row.get(4)?,
        client_token: row.get(5)?,
        categories: row.get(6)?,
        content: row.get(7)?,
        expires_at: row.get(8)?,
        plan: row.get(9)?,
        sign_up: row.get(10)?,
        secret: row.get(11)?,
        auto_finalize: row.get(12)?,
    })
}

impl SessionRow {
    fn read(self) -> Result<StoredSession, StoreError> {
        Ok(StoredSession {
            id: self.id,
            plan: plan_of(&self.plan)?,
            sign_up: self
                .sign_up
                .map(|text| serde_json::from_str(&text))
                .transpose()?,
            secret: self.secret.map(Secret::new),
            auto_finalize: self.auto_finalize,
            cart_id: self.cart_id,
            locale: self
                .locale
                .parse()
                .map_err(|_| StoreError::Value("locale"))?,
            cart_version: self.cart_version,
            klarna_session_id: SessionId::new(self.klarna_session_id),
            client_token: ClientToken::new(self.client_token),
            categories: serde_json::from_str(&self.categories)?,
            purchase: serde_json::from_str(&self.content)?,
            expires_at: OffsetDateTime::from_unix_timestamp(self.expires_at)
                .map_err(|_| StoreError::Value("expiry"))?,
        })
    }
}
