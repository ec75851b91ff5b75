//! The answer to "what happened?".

use checkout_contract::{Outcome, OutcomeStatus, SessionState, Status};

use super::{Checkout, settle::Settled};
use crate::{
    problem::ApiError,
    store::{Attempt, AttemptState},
};

impl Checkout {
    /// `GET {base}/sessions/{id}`: where a session stands.
    ///
    /// An approval without an outcome is brought to its end first, as far as Klarna's answers
    /// allow: whoever asks has lost an answer, and may have nobody else who would ask again.
    pub(crate) async fn status(&self, id: &str) -> Result<Status, ApiError> {
        let session = self.known_session(id).await?;
        let Some(latest) = self.0.store.latest_attempt(id).await? else {
            // Ordered another way: to pay again would be wrong.
            let cart = self.known_cart(&session.cart_id).await?;
            return Ok(plain(if cart.closed {
                SessionState::Failed
            } else {
                SessionState::Open
            }));
        };
        match latest.state {
            AttemptState::Done(outcome) => Ok(of(outcome)),
            AttemptState::Failed(_) => Ok(plain(SessionState::Failed)),
            _ => self.ask_again(latest).await,
        }
    }

    /// Does not wait for somebody who is asking Klarna already.
    async fn ask_again(&self, attempt: Attempt) -> Result<Status, ApiError> {
        let Some(_turn) = self.0.locks.try_lock(&attempt.cart_id) else {
            return Ok(plain(SessionState::Authorized));
        };
        // It may have come to its end just before.
        let Some(now) = self.0.store.attempt_by_id(attempt.id).await? else {
            return Ok(plain(SessionState::Authorized));
        };
        Ok(match self.settle(now).await? {
            Settled::Done(outcome) => of(outcome),
            Settled::Failed(_) => plain(SessionState::Failed),
            Settled::Unknown => plain(SessionState::Authorized),
        })
    }
}

fn plain(status: SessionState) -> Status {
    Status {
        status,
        outcome: None,
    }
}

fn of(outcome: Outcome) -> Status {
    Status {
        status: match outcome.status {
            OutcomeStatus::Placed => SessionState::Placed,
            OutcomeStatus::Stored => SessionState::Stored,
            OutcomeStatus::Pending => SessionState::Pending,
        },
        outcome: Some(outcome),
    }
}
