//! Approvals: what a page hands over once the shopper has agreed.

use checkout_contract::{Approval, Outcome};
use klarna_payments::{AuthorizationToken, LastCall};
use tracing::Instrument;

use super::{
    Checkout,
    settle::{Answered, Settled},
    spent, unavailable,
};
use crate::{
    digest,
    number::order_number,
    problem::ApiError,
    store::{Attempt, NewAttempt, OrderRequest, Received, StoredSession},
};
use approval_rules::{Event, Reason, Stage};

impl Checkout {
    /// `POST {base}/sessions/{id}/authorization`: places the order, once.
    ///
    /// Runs in a task of its own: a shopper who closes the browser drops the request, not the
    /// order.
    pub(crate) async fn approve(
        &self,
        session_id: String,
        key: String,
        approval: Approval,
    ) -> Result<Outcome, ApiError> {
        if !is_klarnas(&approval.authorization_token) {
            return Err(ApiError::invalid(
                "authorization_token: not one of Klarna's.",
            ));
        }
        let this = self.clone();
        let work = async move { Box::pin(this.take(&session_id, key, approval)).await };
        let work = LastCall::here().of(work.in_current_span());
        tokio::spawn(work)
            .await
            .unwrap_or_else(|_| Err(ApiError::internal()))
    }

    async fn take(
        &self,
        session_id: &str,
        key: String,
        approval: Approval,
    ) -> Result<Outcome, ApiError> {
        let cart_id = self.known_session(session_id).await?.cart_id;
        let _turn = self.0.locks.lock(&cart_id).await;
        // Only now, as a refresh may have come first.
        let session = self.known_session(session_id).await?;
        let new = self.attempt(session, key, approval);
        if let Some(attempt) = self.known_attempt(&new).await? {
            return outcome(self.settle(attempt).await?);
        }
        self.settle_previous_attempt(&new.session).await?;
        self.take_new(new).await
    }

    /// An approval of a session, with what is asked of Klarna for it.
    pub(super) fn attempt(
        &self,
        session: StoredSession,
        idempotency_key: String,
        approval: Approval,
    ) -> NewAttempt {
        let order_number = order_number();
        let mut purchase = session.purchase.clone();
        purchase.merchant_reference1 = Some(order_number.clone());
        NewAttempt {
            idempotency_key,
            token_digest: digest::of_token(&approval.authorization_token),
            fingerprint: digest::of_approval(&approval),
            token: approval.authorization_token,
            cart_version: approval.cart_version,
            order_number,
            request: OrderRequest {
                purchase,
                auto_capture: self.0.auto_capture,
            },
            received_at: self.0.clock.now(),
            session,
        }
    }

    /// The approval that this one repeats: by its key, or under another key by its token.
    pub(super) async fn known_attempt(
        &self,
        new: &NewAttempt,
    ) -> Result<Option<Attempt>, ApiError> {
        let NewAttempt { session, .. } = new;
        let store = &self.0.store;
        if let Some(known) = store.attempt(&session.id, &new.idempotency_key).await? {
            if known.fingerprint != new.fingerprint {
                return Err(ApiError::invalid(
                    "Idempotency-Key came before, with another approval. Take a new key.",
                ));
            }
            return Ok(Some(known));
        }
        Ok(store
            .attempt_of_token(&session.id, &new.token_digest)
            .await?)
    }

    /// An approval that was never seen: stored, then brought to its outcome.
    pub(super) async fn take_new(&self, new: NewAttempt) -> Result<Outcome, ApiError> {
        if new.cart_version != new.session.cart_version {
            return self.refuse(new, Reason::CartChanged).await;
        }
        match self.0.store.receive(new.clone()).await? {
            Received::Stored(attempt) => outcome(self.settle(*attempt).await?),
            Received::CartChanged => self.refuse(new, Reason::CartChanged).await,
            // Another process was quicker: the next try finds what it did.
            Received::Busy => Err(unavailable()),
        }
    }

    /// Brings an earlier approval of the cart to its end. Where that is an order, there is no
    /// second one; where it is not known, it may still be.
    async fn settle_previous_attempt(&self, session: &StoredSession) -> Result<(), ApiError> {
        let Some(earlier) = self.0.store.live_attempt(&session.cart_id).await? else {
            return Ok(());
        };
        match self.settle(earlier).await? {
            Settled::Done(_) => return Err(spent("The cart is ordered already.").into()),
            Settled::Failed(_) => return Ok(()),
            Settled::Unknown => {}
        }
        match self.0.store.live_attempt(&session.cart_id).await? {
            None => Ok(()),
            // Nothing was sent, so nothing is lost.
            Some(earlier) if earlier.facts.stage == Stage::Received => {
                let event = Event::Superseded(Reason::Replaced);
                self.record(earlier.id, Answered::new(event)).await?;
                Ok(())
            }
            Some(_) => Err(unavailable()),
        }
    }

    /// Records an approval that nothing can come of, and gives it back to Klarna.
    async fn refuse(&self, new: NewAttempt, reason: Reason) -> Result<Outcome, ApiError> {
        let session = new.session.klarna_session_id.clone();
        self.0.store.refuse(new, reason).await?;
        self.release(Some(&session)).await?;
        Err(reason.problem().into())
    }
}

fn outcome(settled: Settled) -> Result<Outcome, ApiError> {
    match settled {
        Settled::Done(outcome) => Ok(outcome),
        Settled::Failed(problem) => Err(problem.into()),
        Settled::Unknown => Err(unavailable()),
    }
}

/// Whether Klarna can have given this token. Its own are UUIDs; what is not fit for a path never is.
pub(super) fn is_klarnas(token: &AuthorizationToken) -> bool {
    let token = token.expose();
    (1..=255).contains(&token.len())
        && token
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}
