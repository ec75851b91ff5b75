//! Bringing an approval to its outcome. May be asked at any time and any number of times.

use std::time::Duration;

use checkout_contract::{Outcome, Problem};
use klarna_payments::{AuthorizationToken, Call, KlarnaError};
use tracing::Instrument;

use super::{Checkout, report::report, short};
use crate::{
    problem::ApiError,
    store::{Attempt, AttemptState, StoreError},
};
use approval_rules::{
    self as rules, Approved, Event, NotNow, OrderAnswer, Question, Reason, SessionAnswer, Stage,
};

/// The place of an approval.
#[derive(Debug)]
pub(super) enum Settled {
    /// There is an order, or a stored token where no order was due.
    Done(Outcome),
    /// There is neither, and there will be neither.
    Failed(Problem),
    /// Klarna gave no clear answer. Ask again.
    Unknown,
}

/// Klarna's answer to a question.
pub(super) struct Answered {
    pub(super) event: Event,
    /// The page to which Klarna wants the shopper to be sent.
    pub(super) redirect_url: Option<String>,
    /// The call and the error, where the same may be asked again.
    pub(super) error: Option<(Call, KlarnaError)>,
}

impl Answered {
    pub(super) fn new(event: Event) -> Self {
        Self {
            event,
            redirect_url: None,
            error: None,
        }
    }
}

impl Checkout {
    /// Brings an approval as far as Klarna's answers allow. Take the cart's lock first.
    pub(super) async fn settle(&self, attempt: Attempt) -> Result<Settled, ApiError> {
        let session = short(&attempt.session_id).to_owned();
        let span = tracing::info_span!("approval", order = attempt.order_number, session);
        // On the heap: every call and its repetitions are in it.
        let settled = Box::pin(self.advance(attempt)).instrument(span).await;
        if !matches!(settled, Ok(Settled::Done(_) | Settled::Failed(_))) {
            // Whatever the reason is, an error of the database too: the worker comes back to it.
            self.nudge();
        }
        settled
    }

    /// Asks Klarna one question after the other, each written down before and its answer after, until
    /// the rules have no further question.
    async fn advance(&self, mut attempt: Attempt) -> Result<Settled, ApiError> {
        let mut heard: Option<Event> = None;
        let mut tries = Tries::default();
        loop {
            let Some(question) = rules::next_question(&attempt.facts, heard.as_ref()) else {
                let Some(gap) = self.gap(&attempt, &mut tries) else {
                    break;
                };
                tokio::time::sleep(gap).await;
                // The approval was the session's own a moment ago.
                heard = (attempt.facts.stage == Stage::Received)
                    .then_some(Event::Approval(Approved::Own));
                continue;
            };
            let Some(token) = attempt.state.token().cloned() else {
                break;
            };
            attempt = match self.0.store.begin(attempt.id, question).await? {
                Ok(begun) => begun,
                Err(NotNow::CartChanged) => {
                    let event = Event::Superseded(Reason::CartChanged);
                    self.record(attempt.id, Answered::new(event)).await?;
                    break;
                }
                // Another server was quicker. What is not written down is not asked.
                Err(NotNow::Pointless) => break,
            };
            let mut answered = self.ask(&attempt, &token, question).await?;
            tries.failed = answered.error.take();
            heard = Some(answered.event.clone());
            attempt = self.record(attempt.id, answered).await?;
        }
        self.settled(attempt).await
    }

    /// Returns the recorded outcome: another server may have been quicker.
    async fn settled(&self, attempt: Attempt) -> Result<Settled, ApiError> {
        let now = self.reload(attempt.id).await?;
        Ok(match now.state {
            AttemptState::Done(outcome) => Settled::Done(outcome),
            AttemptState::Failed(problem) => {
                self.release(Some(&now.klarna_session_id)).await?;
                Settled::Failed(problem)
            }
            AttemptState::Received(_)
            | AttemptState::TokenAsked(_)
            | AttemptState::TokenDone(_)
            | AttemptState::Sent(_) => Settled::Unknown,
        })
    }

    async fn reload(&self, id: i64) -> Result<Attempt, ApiError> {
        let attempt = self.0.store.attempt_by_id(id).await?;
        Ok(attempt.ok_or(StoreError::Value("attempt"))?)
    }

    /// Puts a question to Klarna. It is written down.
    async fn ask(
        &self,
        attempt: &Attempt,
        token: &AuthorizationToken,
        question: Question,
    ) -> Result<Answered, ApiError> {
        let session = &attempt.klarna_session_id;
        match question {
            Question::Approval => {
                let read = self.0.klarna.read_session(session).await;
                let approved = Approved::new(&read, token);
                if approved == Approved::Completed {
                    // By an earlier approval, which the shop may not know to be an order.
                    self.use_session(session, SessionAnswer::Complete).await?;
                }
                Ok(Answered::new(Event::Approval(approved)))
            }
            Question::CustomerToken => self.ask_for_token(attempt, token).await,
            Question::Order => self.ask_for_order(attempt, token).await,
            Question::Repetition => {
                let asked_at = self.0.clock.now();
                let read = self.0.klarna.read_session(session).await;
                let approved = Approved::new(&read, token);
                Ok(Answered::new(Event::Repetition(approved, asked_at)))
            }
            Question::Completion => {
                let asked_at = self.0.clock.now();
                let read = self.0.klarna.read_session(session).await;
                let answer = SessionAnswer::new(&read);
                Ok(Answered::new(Event::Completion(answer, asked_at)))
            }
        }
    }

    /// Records an answer. One with an order's id is kept in memory where the database does not take
    /// it, until it does: Klarna may not give it a second time.
    pub(super) async fn record(&self, id: i64, answered: Answered) -> Result<Attempt, ApiError> {
        let Answered {
            event,
            redirect_url,
            ..
        } = answered;
        let now = self.0.clock.now();
        let applied = self
            .0
            .store
            .apply(id, event.clone(), redirect_url.clone(), now)
            .await;
        match applied {
            Ok(applied) => Ok(report(applied)),
            Err(error) => {
                if let Event::Order(OrderAnswer::Placed(order)) | Event::Shown(order) = &event {
                    tracing::error!(
                        klarna_order_id = order.id.as_str(),
                        "Klarna has an order that the database does not take: it is tried again"
                    );
                    self.keep_unrecorded(id, event, redirect_url);
                }
                Err(error.into())
            }
        }
    }

    /// The pause before the same question is put again; `None`: not in this run.
    fn gap(&self, attempt: &Attempt, tries: &mut Tries) -> Option<Duration> {
        let (call, error) = tries.failed.take()?;
        if !attempt.facts.stage.is_under_way() && attempt.facts.stage != Stage::Received {
            return None;
        }
        tries.number = if tries.call == Some(call) {
            tries.number.saturating_add(1)
        } else {
            1
        };
        tries.call = Some(call);
        // One shopper waits here, not a crowd: the gaps need no spread.
        self.0.retry.next(tries.number, call, &error, 0)
    }
}

/// The calls of a run that brought no answer.
#[derive(Default)]
struct Tries {
    call: Option<Call>,
    /// The number of times that the call was made.
    number: u32,
    /// The last error, where it was the last answer.
    failed: Option<(Call, KlarnaError)>,
}
