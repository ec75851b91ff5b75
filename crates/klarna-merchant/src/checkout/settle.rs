//! Bringing an approval to its outcome. May be asked at any time and any number of times.

use checkout_contract::{Code, Outcome, Problem};
use klarna_payments::{AuthorizationToken, KlarnaError, SessionStatus};
use tracing::Instrument;

use super::{Checkout, expired, short, spent};
use crate::{
    problem::ApiError,
    store::{Attempt, AttemptState, StoreError},
};

/// Where an approval stands.
#[derive(Debug)]
pub(super) enum Settled {
    /// There is an order, or a stored token where no order was due.
    Done(Outcome),
    /// There is neither, and there will be neither.
    Failed(Problem),
    /// Klarna gave no clear answer. Ask again.
    Unknown,
}

impl Checkout {
    /// Brings an approval as far as Klarna's answers allow. Take the cart's lock first.
    pub(super) async fn settle(&self, attempt: Attempt) -> Result<Settled, ApiError> {
        let session = short(&attempt.session_id);
        let span = tracing::info_span!("approval", order = attempt.order_number, session);
        let step = async {
            self.advance(&attempt).await?;
            // What is recorded is the answer: another process may have been quicker.
            let now = self.0.store.attempt_by_id(attempt.id).await?;
            match now.map(|attempt| attempt.state) {
                Some(AttemptState::Done(outcome)) => Ok(Settled::Done(outcome)),
                Some(AttemptState::Failed(problem)) => {
                    self.release(Some(&attempt.klarna_session_id)).await?;
                    Ok(Settled::Failed(problem))
                }
                Some(_) => {
                    self.0.left.notify_one();
                    Ok(Settled::Unknown)
                }
                None => Err(StoreError::Value("attempt").into()),
            }
        };
        // On the heap: every call and its repetitions are in it.
        Box::pin(step).instrument(span).await
    }

    /// One step after the other: the token is the session's own, the customer token where one is to
    /// be stored, the order where one is due. Each is written down before Klarna is asked.
    async fn advance(&self, attempt: &Attempt) -> Result<(), ApiError> {
        let Some(token) = attempt.state.token() else {
            return Ok(());
        };
        if matches!(attempt.state, AttemptState::Received(_)) {
            match self.verify(attempt, token).await {
                Some(Ok(())) => {}
                Some(Err(reason)) => return self.fail(attempt, reason).await,
                None => return Ok(()),
            }
        }
        let intent = attempt.plan.intent();
        let token_is_due = matches!(
            attempt.state,
            AttemptState::Received(_) | AttemptState::TokenAsked(_)
        );
        if intent.stores_token() && token_is_due {
            self.store_token(attempt, token).await?;
        }
        // Where the token is not done with, the store does not let the order be sent.
        if intent.places_order() {
            self.send(attempt, token).await?;
        }
        Ok(())
    }

    /// Whether the token is the session's own: Klarna would take one of another session whose
    /// cart happens to look the same. `None` where Klarna gave no clear answer.
    async fn verify(
        &self,
        attempt: &Attempt,
        token: &AuthorizationToken,
    ) -> Option<Result<(), Problem>> {
        let foreign = || spent("The authorization is not the session's current one.");
        let read = match self.0.klarna.read_session(&attempt.klarna_session_id).await {
            Ok(read) => read,
            Err(KlarnaError::SessionNotFound(_)) => return Some(Err(session_ended())),
            Err(KlarnaError::SessionCompleted(_)) => return Some(Err(foreign())),
            Err(_) => return None,
        };
        Some(match (read.status, read.authorization_token) {
            (SessionStatus::Incomplete, Some(current)) if current == *token => Ok(()),
            // Klarna shows who pays only once there was an approval: its time is up.
            (SessionStatus::Incomplete, None) if read.billing_address.is_some() => Err(expired()),
            _ => Err(foreign()),
        })
    }

    /// Records that nothing comes of an approval.
    pub(super) async fn fail(&self, attempt: &Attempt, reason: Problem) -> Result<(), ApiError> {
        let now = self.0.clock.now();
        Ok(self.0.store.record_failed(attempt, reason, now).await?)
    }
}

fn session_ended() -> Problem {
    Problem::new(
        Code::SessionExpired,
        "The session has ended at Klarna. Refresh it.",
    )
}
