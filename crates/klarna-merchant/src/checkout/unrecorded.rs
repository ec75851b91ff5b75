//! Answers with an order's id that the database did not take: kept until it does.

use std::sync::{Mutex, PoisonError};

use super::{Checkout, report::report};
use approval_rules::Event;

/// Answers that the database did not take yet.
#[derive(Debug, Default)]
pub(super) struct Unrecorded(Mutex<Vec<Answer>>);

#[derive(Debug, Clone)]
struct Answer {
    attempt: i64,
    event: Event,
    redirect_url: Option<String>,
}

impl Checkout {
    /// Keeps an answer until the database takes it.
    pub(super) fn keep_unrecorded(&self, attempt: i64, event: Event, redirect_url: Option<String>) {
        let answer = Answer {
            attempt,
            event,
            redirect_url,
        };
        self.unrecorded().push(answer);
        self.nudge();
    }

    /// Records what the database did not take before. Returns `true` if nothing is left.
    pub(super) async fn record_unrecorded(&self) -> bool {
        let waiting = std::mem::take(&mut *self.unrecorded());
        for answer in waiting {
            let Answer {
                attempt,
                event,
                redirect_url,
            } = answer.clone();
            let now = self.0.clock.now();
            match self.0.store.apply(attempt, event, redirect_url, now).await {
                Ok(applied) => drop(report(applied)),
                Err(error) => {
                    let error = &error as &dyn std::error::Error;
                    tracing::error!(error, "an order is still not recorded");
                    self.unrecorded().push(answer);
                }
            }
        }
        self.unrecorded().is_empty()
    }

    fn unrecorded(&self) -> std::sync::MutexGuard<'_, Vec<Answer>> {
        let answers = &self.0.unrecorded.0;
        answers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
