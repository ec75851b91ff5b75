//! Giving approvals back that nothing comes of: Klarna keeps the shopper's credit for them.

use klarna_payments::{KlarnaError, SessionId, SessionStatus};

use super::Checkout;
use approval_rules::AUTHORIZATION_LIFETIME;

use crate::{digest, problem::ApiError, store::Release};

impl Checkout {
    /// Gives back the approvals of one Klarna session, or all, that are to be given back. What
    /// Klarna gives no clear answer to stays for later. Whether nothing is left.
    pub(super) async fn release(&self, session: Option<&SessionId>) -> Result<bool, ApiError> {
        let mut all = true;
        for release in self.0.store.releases(session).await? {
            let ended = self.0.clock.now() - release.created_at >= AUTHORIZATION_LIFETIME;
            if ended || self.give_back(&release).await {
                self.0.store.forget_release(release.id).await?;
            } else {
                all = false;
                self.0.left.notify_one();
            }
        }
        Ok(all)
    }

    /// Asks Klarna which approval the session has, as a newer one may have replaced it, and gives it
    /// back if it is the one. Whether Klarna gave a clear answer.
    async fn give_back(&self, release: &Release) -> bool {
        let read = self.0.klarna.read_session(&release.klarna_session_id).await;
        let token = match read {
            Ok(read) if read.status == SessionStatus::Incomplete => read.authorization_token,
            Ok(_) => None,
            Err(error) => return is_clear(&error),
        };
        let Some(token) = token else { return true };
        let wanted = release.token_digest.as_ref();
        if wanted.is_some_and(|digest| *digest != digest::of_token(&token)) {
            return true;
        }
        match self.0.klarna.cancel_authorization(&token).await {
            Ok(()) => true,
            Err(error) => is_clear(&error),
        }
    }
}

/// Whether it would be the same the next time.
fn is_clear(error: &KlarnaError) -> bool {
    !error.is_retryable() && !matches!(error, KlarnaError::Unauthorized(_))
}
