//! What a checkout shows: its state without anything that must not be shown.

use checkout_contract::{Intent, Money, Outcome, PaymentMethodCategory, SubscriptionTerms};
use serde::Serialize;

use crate::checkout::{Checkout, Failure, Notice, Phase, State};

/// What a checkout shows at a moment. Holds no token.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
#[allow(
    clippy::struct_excessive_bools,
    reason = "facts to show that hold independently of each other"
)]
pub struct Snapshot {
    /// Which state it is in.
    pub state: Phase,
    /// Why it cannot go on, in the state `failed`.
    pub failure: Option<Failure>,
    /// Something to say, in the states `ready` and `awaiting-finalize`.
    pub notice: Option<Notice>,
    /// What came of it, in the states `placed`, `stored` and `pending`.
    pub outcome: Option<Outcome>,
    /// Whether pressing pay does anything.
    pub can_pay: bool,
    /// Klarna's window has been open for long: "check" and "stop waiting" do something.
    pub overdue: bool,
    /// Whether the order was placed is unknown, and "check" asks again.
    pub awaits_check: bool,
    /// Whether confirming what was authorized does anything.
    pub can_finalize: bool,
    /// Klarna has said no, and what that means is being found out: not worth a word yet.
    pub explaining: bool,
    /// Klarna has agreed before, and what is shown is the last page's: no widget.
    pub confirms: bool,
    /// Whether the next press, on pay or to confirm, is the one that orders.
    pub last_page: bool,
    /// The order is placed, but the way to pay is not stored as it should be.
    pub not_stored: bool,
    /// The ways to pay to choose from, in order; none where there is nothing to choose.
    pub methods: Vec<Method>,
    /// What the shopper is asked to pay, once there is a session.
    pub amount: Option<Money>,
    /// What the shopper agrees to, once there is a session.
    pub intent: Option<Intent>,
    /// What will be charged later, and how often.
    pub subscriptions: Vec<SubscriptionTerms>,
}

/// One of several ways to pay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Method {
    /// Its identifier, its name and its logos, as Klarna gives them.
    pub category: PaymentMethodCategory,
    /// Whether its widget is the one that is shown.
    pub chosen: bool,
    /// Whether Klarna offers it after all.
    pub offered: bool,
}

impl Snapshot {
    /// Before the mount, and on a server.
    #[cfg(any(feature = "leptos", test))]
    pub(crate) fn idle() -> Self {
        Self {
            state: Phase::Idle,
            failure: None,
            notice: None,
            outcome: None,
            can_pay: false,
            overdue: false,
            awaits_check: false,
            can_finalize: false,
            explaining: false,
            confirms: false,
            last_page: true,
            not_stored: false,
            methods: Vec::new(),
            amount: None,
            intent: None,
            subscriptions: Vec::new(),
        }
    }

    pub(super) fn of(checkout: &Checkout) -> Self {
        let state = checkout.state();
        let session = checkout.session();
        let notice = match state {
            State::Ready { notice } | State::AwaitingFinalize { notice } => notice.as_ref(),
            _ => None,
        };
        let outcome = match state {
            State::Placed(outcome)
            | State::PlacedNotStored(outcome)
            | State::Stored(outcome)
            | State::Pending(outcome) => Some(outcome),
            _ => None,
        };
        Self {
            state: state.phase(),
            failure: match state {
                State::Failed(failure) => Some(*failure),
                _ => None,
            },
            notice: notice.cloned(),
            outcome: outcome.cloned(),
            can_pay: state.can_pay(),
            overdue: matches!(state, State::Authorizing { overdue: true, .. }),
            awaits_check: state.awaits_check(),
            can_finalize: state.can_finalize(),
            explaining: checkout.is_explaining(),
            confirms: checkout.has_authorized(),
            last_page: checkout.is_last_page(),
            not_stored: matches!(state, State::PlacedNotStored(_)),
            methods: methods(checkout),
            amount: session.map(|it| it.amount),
            intent: session.map(|it| it.intent),
            subscriptions: session.map_or_else(Vec::new, |it| it.subscriptions.clone()),
        }
    }

    /// The same where the page may be changing the cart: pay does nothing meanwhile.
    #[cfg(feature = "leptos")]
    pub(crate) fn while_saving(mut self, saving: bool) -> Self {
        self.can_pay &= !saving;
        self.can_finalize &= !saving;
        self
    }

    /// Whether the widget has nothing more to show.
    pub(crate) fn is_over(&self) -> bool {
        matches!(
            self.state,
            Phase::Placed | Phase::Stored | Phase::Pending | Phase::Declined | Phase::NotOffered
        )
    }

    /// Whether something is on its way.
    pub(crate) fn is_busy(&self) -> bool {
        matches!(
            self.state,
            Phase::Idle
                | Phase::Loading
                | Phase::Authorizing
                | Phase::Placing
                | Phase::Checking
                | Phase::Expired
        ) && !self.awaits_check
    }
}

fn methods(checkout: &Checkout) -> Vec<Method> {
    let chosen = checkout.chosen();
    let methods = checkout.methods().iter();
    methods
        .map(|category| Method {
            chosen: chosen == Some(&category.identifier),
            offered: !checkout.is_refused(&category.identifier),
            category: category.clone(),
        })
        .collect()
}
