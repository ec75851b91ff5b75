//! Approvals that nothing comes of: remembered until Klarna was told, as it keeps the shopper's
//! credit for them.

use klarna_payments::SessionId;
use rusqlite::{Transaction, params};
use time::OffsetDateTime;

use super::{Store, StoreError};
use approval_rules::Reason;

/// An approval to give back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Release {
    pub(crate) id: i64,
    pub(crate) klarna_session_id: SessionId,
    /// Which approval of that session, by its token; whichever it has where it is `None`.
    pub(crate) token_digest: Option<String>,
    pub(crate) created_at: OffsetDateTime,
}

impl Store {
    /// The approvals to give back, of one Klarna session or of all; the oldest first.
    pub(crate) async fn releases(
        &self,
        session: Option<&SessionId>,
    ) -> Result<Vec<Release>, StoreError> {
        let session = session.map(|id| id.as_str().to_owned());
        self.transact(move |tx| {
            let rows = tx
                .prepare_cached(
                    "SELECT id, klarna_session_id, token_digest, created_at FROM releases \
                     WHERE ?1 IS NULL OR klarna_session_id = ?1 ORDER BY id",
                )?
                .query_map([session], |row| {
                    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
                })?
                .collect::<Result<Vec<(_, String, _, _)>, _>>()?;
            rows.into_iter()
                .map(|(id, session, token_digest, created_at)| {
                    Ok(Release {
                        id,
                        klarna_session_id: SessionId::new(session),
                        token_digest,
                        created_at: OffsetDateTime::from_unix_timestamp(created_at)
                            .map_err(|_| StoreError::Value("time of release"))?,
                    })
                })
                .collect()
        })
        .await
    }

    /// Notes that an approval is to be given back.
    pub(crate) async fn add_release(
        &self,
        session: &SessionId,
        token_digest: String,
        now: OffsetDateTime,
    ) -> Result<(), StoreError> {
        let session = session.as_str().to_owned();
        self.transact(move |tx| insert(tx, &session, Some(&token_digest), now))
            .await
    }

    /// Forgets an approval that was given back, or has ended.
    pub(crate) async fn forget_release(&self, id: i64) -> Result<(), StoreError> {
        self.transact(move |tx| {
            tx.prepare_cached("DELETE FROM releases WHERE id = ?1")?
                .execute([id])?;
            Ok(())
        })
        .await
    }
}

/// Gives up the approval of a failed attempt, unless the reason is that Klarna does not have it.
pub(super) fn give_up(
    tx: &Transaction<'_>,
    attempt: i64,
    reason: Reason,
    now: OffsetDateTime,
) -> Result<(), StoreError> {
    if !reason.gives_approval_back() {
        return Ok(());
    }
    let (session, digest): (String, String) = tx
        .prepare_cached("SELECT klarna_session_id, token_digest FROM attempts WHERE id = ?1")?
        .query_row([attempt], |row| Ok((row.get(0)?, row.get(1)?)))?;
    insert(tx, &session, Some(&digest), now)
}

/// Gives up whatever approval the sessions of a cart may have: it was paid another way.
pub(super) fn give_up_all(
    tx: &Transaction<'_>,
    cart_id: &str,
    now: OffsetDateTime,
) -> Result<(), StoreError> {
    let sessions = tx
        .prepare_cached("SELECT klarna_session_id FROM sessions WHERE cart_id = ?1")?
        .query_map([cart_id], |row| row.get(0))?
        .collect::<Result<Vec<String>, _>>()?;
    for session in sessions {
        insert(tx, &session, None, now)?;
    }
    Ok(())
}

fn insert(
    tx: &Transaction<'_>,
    session: &str,
    token_digest: Option<&str>,
    now: OffsetDateTime,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO releases (klarna_session_id, token_digest, created_at) VALUES (?1, ?2, ?3)",
    )?
    .execute(params![session, token_digest, now.unix_timestamp()])?;
    Ok(())
}
