//! A checkout's state, as far as it is for the page.

use checkout_contract::{Intent, Money, Outcome, PaymentMethodCategory, SubscriptionTerms};

use crate::checkout::{Checkout, Failure, Notice, Phase, State};

/// A checkout's state at a moment. Holds no token.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
#[allow(
    clippy::struct_excessive_bools,
    reason = "facts to show that hold independently of each other"
)]
pub struct Snapshot {
    /// The state's name.
    pub state: Phase,
    /// The reason, in the state `failed`.
    pub failure: Option<Failure>,
    /// Something to tell the shopper, in the states `ready` and `awaiting-finalize`.
    pub notice: Option<Notice>,
    /// The outcome, in the states `placed`, `stored` and `pending`.
    pub outcome: Option<Outcome>,
    /// `true` if pressing pay does anything.
    pub can_pay: bool,
    /// `true` if Klarna's window has been open for long: "check" and "stop waiting" do something.
    pub overdue: bool,
    /// `true` if it is unknown whether the order was placed, and "check" asks again.
    pub awaits_check: bool,
    /// `true` if confirming the authorization does anything.
    pub can_finalize: bool,
    /// `true` if Klarna has said no, and the server is asked why: not worth a word yet.
    pub verifying_rejection: bool,
    /// `true` if Klarna has agreed before: this is the last page of several, without a widget.
    pub confirms: bool,
    /// `true` if the next press, on pay or to confirm, is the one that orders.
    pub last_page: bool,
    /// `true` if the order is placed, but the payment method is not stored as it should be.
    pub not_stored: bool,
    /// The payment methods to choose from, in order; none where there is nothing to choose.
    pub methods: Vec<PaymentMethod>,
    /// The amount that the shopper is asked to pay, once there is a session.
    pub amount: Option<Money>,
    /// The intent of the purchase, once there is a session.
    pub intent: Option<Intent>,
    /// The later charges, and their intervals.
    pub subscriptions: Vec<SubscriptionTerms>,
}

/// One of several payment methods.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PaymentMethod {
    /// Its identifier, its name and its logos, as Klarna gives them.
    pub category: PaymentMethodCategory,
    /// `true` if its widget is the one that is shown.
    pub chosen: bool,
    /// `false` if Klarna does not offer it after all.
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
            verifying_rejection: false,
            confirms: false,
            last_page: true,
            not_stored: false,
            methods: Vec::new(),
            amount: None,
            intent: None,
            subscriptions: Vec::new(),
        }
    }

    pub(super) fn from_checkout(checkout: &Checkout) -> Self {
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
            verifying_rejection: checkout.is_verifying_rejection(),
            confirms: checkout.has_authorized(),
            last_page: checkout.is_last_page(),
            not_stored: matches!(state, State::PlacedNotStored(_)),
            methods: methods(checkout),
            amount: session.map(|it| it.amount),
            intent: session.map(|it| it.intent),
            subscriptions: session.map_or_else(Vec::new, |it| it.subscriptions.clone()),
        }
    }

    /// The same while the page may be changing the cart: pay does nothing meanwhile.
    #[cfg(feature = "leptos")]
    pub(crate) fn with_pay_disabled(mut self, disabled: bool) -> Self {
        self.can_pay &= !disabled;
        self.can_finalize &= !disabled;
        self
    }

    /// `true` if the widget has nothing more to show.
    pub(crate) fn is_over(&self) -> bool {
        matches!(
            self.state,
            Phase::Placed | Phase::Stored | Phase::Pending | Phase::Declined | Phase::NotOffered
        )
    }

    /// `true` if an answer is on its way.
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

fn methods(checkout: &Checkout) -> Vec<PaymentMethod> {
    let chosen = checkout.chosen();
    let methods = checkout.methods().iter();
    methods
        .map(|category| PaymentMethod {
            chosen: chosen == Some(&category.identifier),
            offered: !checkout.is_refused(&category.identifier),
            category: category.clone(),
        })
        .collect()
}
