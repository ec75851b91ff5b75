//! Approvals from Klarna's callback: the way on when the browser is gone.
//!
//! Klarna waits two seconds, so they are written down first and taken afterwards. The browser may
//! hand over the same approval before or after: there is one order, and both learn of it.

use checkout_contract::{Approval, Code};
use klarna_payments::{AuthorizationToken, SessionId};
use tracing::Instrument;

use super::{Checkout, approve::is_klarnas, settle::Settled, short, unavailable};
use crate::{
    digest,
    problem::ApiError,
    secret::Secret,
    store::{CallbackApproval, NewAttempt, StoredSession},
};

impl Checkout {
    /// `POST {base}/callbacks/authorization/{secret}`: an approval of the session with that secret.
    pub(crate) async fn receive_callback_approval(
        &self,
        secret: &Secret,
        klarna_session_id: SessionId,
        token: AuthorizationToken,
    ) -> Result<(), ApiError> {
        let session = self.called(secret).await?;
        if !is_klarnas(&token) {
            return Err(ApiError::invalid(
                "authorization_token: not one of Klarna's.",
            ));
        }
        if !session.auto_finalize {
            // The shopper has yet to confirm, on a page of its own. An approval that is never
            // confirmed lapses at Klarna.
            tracing::info!(
                session = short(&session.id),
                "an approval that the shopper has yet to confirm is left to the page"
            );
            return Ok(());
        }
        let callback = CallbackApproval {
            session_id: session.id,
            token_digest: digest::of_token(&token),
            klarna_session_id,
            token,
            received_at: self.0.clock.now(),
        };
        self.0
            .store
            .keep_callback_approval(callback.clone())
            .await?;
        let this = self.clone();
        let span = tracing::info_span!("callback", session = short(&callback.session_id));
        let work = async move {
            if Box::pin(this.process_callback_approval(&callback))
                .await
                .is_err()
            {
                this.0.left.notify_one();
            }
        };
        tokio::spawn(work.instrument(span));
        Ok(())
    }

    /// The session whose secret Klarna calls with.
    pub(super) async fn called(&self, secret: &Secret) -> Result<StoredSession, ApiError> {
        let session = self.0.store.session_by_secret(secret).await?;
        session.ok_or_else(|| ApiError::new(Code::SessionNotFound, "There is no such session."))
    }

    /// Takes every approval that was not taken yet. Returns `true` if none is left.
    pub(super) async fn process_callback_approvals(&self) -> Result<bool, ApiError> {
        let mut all = true;
        for callback in self.0.store.callback_approvals().await? {
            all &= Box::pin(self.process_callback_approval(&callback))
                .await
                .is_ok();
        }
        Ok(all)
    }

    /// Takes an approval as if the browser had handed it over, and forgets the callback.
    ///
    /// # Errors
    /// It is not known yet what becomes of it, or of an earlier one of the cart.
    async fn process_callback_approval(&self, callback: &CallbackApproval) -> Result<(), ApiError> {
        let cart_id = self.known_session(&callback.session_id).await?.cart_id;
        let _turn = self.0.locks.lock(&cart_id).await;
        let session = self.known_session(&callback.session_id).await?;
        if session.klarna_session_id != callback.klarna_session_id {
            tracing::info!("an approval of a session that was replaced is given back");
            self.give_up(callback).await?;
            return Ok(self.0.store.forget_callback_approval(callback).await?);
        }
        let approval = Approval {
            authorization_token: callback.token.clone(),
            cart_version: session.cart_version,
        };
        // With a space in it: no page can send such a key.
        let key = format!("told {}", callback.token_digest);
        let new = self.attempt(session, key, approval);
        match self.known_attempt(&new).await? {
            Some(attempt) => drop(self.settle(attempt).await?),
            None => match self.earlier(&cart_id).await? {
                Some(Settled::Unknown) => return Err(unavailable()),
                // The cart is ordered: another approval of it is of no use.
                Some(Settled::Done(_)) => self.give_up(callback).await?,
                Some(Settled::Failed(_)) | None => self.take_first(new).await?,
            },
        }
        Ok(self.0.store.forget_callback_approval(callback).await?)
    }

    /// Takes an approval that nobody has handed over. What comes of it is written down, be it a
    /// refusal: a page that asks learns of it.
    async fn take_first(&self, new: NewAttempt) -> Result<(), ApiError> {
        match Box::pin(self.take_new(new.clone())).await {
            Ok(_) => Ok(()),
            Err(error) => match self.known_attempt(&new).await? {
                Some(_) => Ok(()),
                None => Err(error),
            },
        }
    }

    /// Settles the cart's earlier approval, if there is one of which something may come.
    async fn earlier(&self, cart_id: &str) -> Result<Option<Settled>, ApiError> {
        match self.0.store.live_attempt(cart_id).await? {
            None => Ok(None),
            Some(attempt) => Ok(Some(self.settle(attempt).await?)),
        }
    }

    async fn give_up(&self, callback: &CallbackApproval) -> Result<(), ApiError> {
        let session = &callback.klarna_session_id;
        let now = self.0.clock.now();
        let digest = callback.token_digest.clone();
        self.0.store.add_release(session, digest, now).await?;
        self.release(Some(session)).await.map(drop)
    }
}
