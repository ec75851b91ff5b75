//! The last transitions of a checkout, for support.

use crate::checkout::{Event, Failure, Millis, Phase};

/// Enough to see how a checkout came to where it is.
const KEPT: usize = 50;

/// One step of a checkout: names and moments, nothing of an answer or of the shopper.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Transition {
    /// The moment, on the page's clock.
    pub at: Millis,
    /// The name of the event: `session-answered`.
    pub event: &'static str,
    /// The state after it.
    pub state: Phase,
    /// The reason, in the state `failed`.
    pub failure: Option<Failure>,
    /// Klarna's id of the call that the merchant's server made, where the server handed it on: with it
    /// Klarna finds the call in its own logs.
    pub correlation_id: Option<String>,
}

/// The last transitions, oldest first.
#[derive(Debug, Default)]
pub(super) struct TransitionLog(Vec<Transition>);

impl TransitionLog {
    pub(super) fn push(&mut self, transition: Transition) {
        if self.0.len() == KEPT {
            self.0.remove(0);
        }
        self.0.push(transition);
    }

    pub(super) fn transitions(&self) -> Vec<Transition> {
        self.0.clone()
    }
}

/// The stable name of an event.
pub(super) const fn name(event: &Event) -> &'static str {
    match event {
        Event::Mounted { .. } => "mounted",
        Event::Unmounted => "unmounted",
        Event::PolicyViolated(_) => "policy-violated",
        Event::SdkAnswered(..) => "sdk-answered",
        Event::SessionAnswered(..) => "session-answered",
        Event::WidgetAnswered(..) => "widget-answered",
        Event::AuthorizeAnswered(..) => "authorize-answered",
        Event::PlaceAnswered(..) => "place-answered",
        Event::StatusAnswered(..) => "status-answered",
        Event::CartChanged(_) => "cart-changed",
        Event::SessionOutdated { .. } => "session-outdated",
        Event::RefreshAsked => "refresh-asked",
        Event::TimedOut(_) => "timed-out",
        Event::PayPressed => "pay-pressed",
        Event::FinalizePressed => "finalize-pressed",
        Event::MethodChosen(_) => "method-chosen",
        Event::FieldsCorrected => "fields-corrected",
        Event::RetryPressed => "retry-pressed",
        Event::CheckPressed => "check-pressed",
        Event::StopWaitingPressed => "stop-waiting-pressed",
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_is_forgotten_first() {
        let mut log = TransitionLog::default();
        for at in 0..KEPT as u64 + 2 {
            log.push(Transition {
                at,
                event: "mounted",
                state: Phase::Loading,
                failure: None,
                correlation_id: None,
            });
        }
        let kept = log.transitions();
        assert_eq!((kept.len(), kept[0].at), (KEPT, 2));
    }
}
