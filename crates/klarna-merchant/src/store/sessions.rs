//! The contract's sessions.

use klarna_payments::{ClientToken, Locale, SessionId};
use rusqlite::{OptionalExtension, Row, params};
use time::OffsetDateTime;

use super::{Store, StoreError, StoredSession};

const COLUMNS: &str = "SELECT id, cart_id, locale, cart_version, klarna_session_id, client_token, \
                       categories, content, expires_at FROM sessions";

impl Store {
    /// The session with that id.
    pub(crate) async fn session(&self, id: &str) -> Result<Option<StoredSession>, StoreError> {
        let id = id.to_owned();
        self.transact(move |tx| {
            tx.prepare_cached(&format!("{COLUMNS} WHERE id = ?1"))?
                .query_row([id], columns)
                .optional()?
                .map(SessionRow::read)
                .transpose()
        })
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
            tx.prepare_cached(&format!("{COLUMNS} WHERE cart_id = ?1 AND locale = ?2"))?
                .query_row([cart_id.as_str(), locale.as_str()], columns)
                .optional()?
                .map(SessionRow::read)
                .transpose()
        })
        .await
    }

    /// Stores a session, or what has changed of it.
    pub(crate) async fn save_session(&self, session: StoredSession) -> Result<(), StoreError> {
        self.transact(move |tx| {
            tx.prepare_cached(
                "INSERT INTO sessions (id, cart_id, locale, cart_version, klarna_session_id, \
                 client_token, categories, content, expires_at) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) \
                 ON CONFLICT (id) DO UPDATE SET cart_version = excluded.cart_version, \
                 klarna_session_id = excluded.klarna_session_id, \
                 client_token = excluded.client_token, categories = excluded.categories, \
                 content = excluded.content, expires_at = excluded.expires_at",
            )?
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
            ])?;
            Ok(())
        })
        .await
    }
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
    })
}

impl SessionRow {
    fn read(self) -> Result<StoredSession, StoreError> {
        Ok(StoredSession {
            id: self.id,
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
