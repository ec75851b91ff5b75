//! Approvals from Klarna's callback, until it is known what becomes of them. The database calls them
//! told approvals.

use klarna_payments::{AuthorizationToken, SessionId};
use rusqlite::params;
use time::OffsetDateTime;

use super::{Store, StoreError, sealed::CALLBACK_APPROVAL_TOKEN};

/// An approval from Klarna's callback.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CallbackApproval {
    pub(crate) session_id: String,
    pub(crate) token_digest: String,
    /// Which of the session's Klarna sessions, one after the other, was approved.
    pub(crate) klarna_session_id: SessionId,
    pub(crate) token: AuthorizationToken,
    pub(crate) received_at: OffsetDateTime,
}

impl Store {
    /// Writes an approval down, once.
    pub(crate) async fn keep_callback_approval(
        &self,
        approval: CallbackApproval,
    ) -> Result<(), StoreError> {
        self.transact(move |tx| {
            tx.prepare_cached(&format!(
                "INSERT INTO told_approvals (session_id, token_digest, klarna_session_id, \
                 authorization_token, received_at) VALUES (?1, ?2, ?3, {token}, ?5) \
                 ON CONFLICT DO NOTHING",
                token = CALLBACK_APPROVAL_TOKEN.seal("?1 || ' ' || ?2", "?4"),
            ))?
            .execute(params![
                approval.session_id,
                approval.token_digest,
                approval.klarna_session_id.as_str(),
                approval.token.expose(),
                approval.received_at.unix_timestamp(),
            ])?;
            Ok(())
        })
        .await
    }

    /// The approvals that were not taken yet, the oldest first.
    pub(crate) async fn callback_approvals(&self) -> Result<Vec<CallbackApproval>, StoreError> {
        self.transact(|tx| {
            let rows = tx
                .prepare_cached(&format!(
                    "SELECT session_id, token_digest, klarna_session_id, {token}, received_at \
                     FROM told_approvals ORDER BY received_at",
                    token = CALLBACK_APPROVAL_TOKEN.open(),
                ))?
                .query_map([], |row| {
                    Ok((
                        row.get(0)?,
                        row.get(1)?,
                        row.get(2)?,
                        row.get(3)?,
                        row.get(4)?,
                    ))
                })?
                .collect::<Result<Vec<(_, _, String, String, _)>, _>>()?;
            rows.into_iter()
                .map(|(session_id, token_digest, session, token, received_at)| {
                    Ok(CallbackApproval {
                        session_id,
                        token_digest,
                        klarna_session_id: SessionId::new(session),
                        token: AuthorizationToken::new(token),
                        received_at: OffsetDateTime::from_unix_timestamp(received_at)
                            .map_err(|_| StoreError::Value("time of receipt"))?,
                    })
                })
                .collect()
        })
        .await
    }

    /// Forgets an approval of which it is known what becomes of it.
    pub(crate) async fn forget_callback_approval(
        &self,
        approval: &CallbackApproval,
    ) -> Result<(), StoreError> {
        let (session_id, digest) = (approval.session_id.clone(), approval.token_digest.clone());
        self.transact(move |tx| {
            tx.prepare_cached(
                "DELETE FROM told_approvals WHERE session_id = ?1 AND token_digest = ?2",
            )?
            .execute([session_id, digest])?;
            Ok(())
        })
        .await
    }
}
