//! What a checkout shows: its state without anything that must not be shown.

use checkout_contract::{Money, Outcome};

use crate::checkout::{Checkout, Failure, Notice, State};

/// What a checkout shows at a moment. Holds no token.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Snapshot {
    /// The state's stable name: `ready`, `authorizing`, … ([`State::name`]).
    pub state: &'static str,
    /// Why it cannot go on, in the state `failed`.
    pub failure: Option<Failure>,
    /// Something to say, in the state `ready`.
    pub notice: Option<Notice>,
    /// What came of it, in the states `placed`, `stored` and `pending`.
    pub outcome: Option<Outcome>,
    /// Whether pressing pay does anything.
    pub can_pay: bool,
    /// Klarna's window has been open for long: "check" and "stop waiting" do something.
    pub overdue: bool,
    /// Whether the order was placed is unknown, and "check" asks again.
    pub awaits_check: bool,
    /// What the shopper is asked to pay, once there is a session.
    pub amount: Option<Money>,
}

impl Snapshot {
    /// Before the mount, and on a server.
    pub(super) fn idle() -> Self {
        Self {
            state: State::Idle.name(),
            failure: None,
            notice: None,
            outcome: None,
            can_pay: false,
            overdue: false,
            awaits_check: false,
            amount: None,
        }
    }

    pub(super) fn of(checkout: &Checkout) -> Self {
        let state = checkout.state();
        let mut snapshot = Self {
            state: state.name(),
            can_pay: state.can_pay(),
            awaits_check: state.awaits_check(),
            amount: checkout.session().map(|session| session.amount),
            ..Self::idle()
        };
        match state {
            State::Failed(failure) => snapshot.failure = Some(*failure),
            State::Ready { notice } => snapshot.notice.clone_from(notice),
            State::Authorizing { overdue, .. } => snapshot.overdue = *overdue,
            State::Placed(outcome) | State::Stored(outcome) | State::Pending(outcome) => {
                snapshot.outcome = Some(outcome.clone());
            }
            _ => {}
        }
        snapshot
    }

    /// Whether the widget has nothing more to show.
    pub(super) fn is_over(&self) -> bool {
        matches!(
            self.state,
            "placed" | "stored" | "pending" | "declined" | "not-offered"
        )
    }

    /// Whether something is on its way.
    pub(super) fn is_busy(&self) -> bool {
        matches!(
            self.state,
            "idle" | "loading" | "authorizing" | "placing" | "checking" | "expired"
        ) && !self.awaits_check
    }
}
