//! What Klarna calls the last call of some work.

use std::sync::{Arc, Mutex, PoisonError};

use crate::id::CorrelationId;

tokio::task_local! {
    static HERE: LastCall;
}

/// Notes Klarna's name for the last call that some work makes with any [`Client`](super::Client):
/// what Klarna's support asks for. Clones share the note.
///
/// ```
/// # async fn work() {}
/// # async fn example() {
/// let last = klarna_payments::LastCall::default();
/// last.clone().of(work()).await;
/// println!("{:?}", last.correlation_id());
/// # }
/// ```
#[derive(Debug, Clone, Default)]
pub struct LastCall(Arc<Mutex<Option<CorrelationId>>>);

impl LastCall {
    /// The note that is being taken of the work around this, or a new one. For work that goes on in a
    /// task of its own: `tokio::spawn(LastCall::here().of(work))`.
    pub fn here() -> Self {
        HERE.try_with(Self::clone).unwrap_or_default()
    }

    /// Does the work, and takes note of its calls.
    pub async fn of<F: Future>(self, work: F) -> F::Output {
        HERE.scope(self, work).await
    }

    /// Klarna's name for the last call; `None` before the first, and where Klarna gave none: it did
    /// not answer, say.
    pub fn correlation_id(&self) -> Option<CorrelationId> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Takes note of a call, if anybody wants to know.
    pub(super) fn note(correlation_id: Option<&CorrelationId>) {
        // Nobody does: nothing to do.
        let _ = HERE.try_with(|here| {
            *here.0.lock().unwrap_or_else(PoisonError::into_inner) = correlation_id.cloned();
        });
    }
}
