//! The states of a checkout.

use checkout_contract::{Outcome, OutcomeStatus};

use super::{Approval, Binding, Failure, FieldPath, RequestId};

/// The state of a checkout. The names are the page's `data-state`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum State {
    /// The checkout is not in the page yet.
    Idle,
    /// Something is on its way: script, session, or widget. Pay is off.
    Loading(Loading),
    /// The widget is there. The only state in which pay works.
    Ready {
        /// A notice about the way here.
        notice: Option<Notice>,
    },
    /// Klarna is not offered for this cart.
    NotOffered,
    /// Klarna is asked: its window is open, or it is to confirm what it agreed to before.
    Authorizing {
        /// The method of the SDK that is running.
        call: SdkCall,
        /// The id of that call.
        request: RequestId,
        /// The session and cart that the shopper is approving.
        binding: Binding,
        /// `true` if the window has been open for long: offer to check or to stop waiting.
        overdue: bool,
        /// `true` if the cart or the session has moved on since: an approval will be discarded.
        stale: bool,
        /// The request for the session's status that the shopper made meanwhile.
        check: Option<RequestId>,
    },
    /// Klarna has agreed, and the shopper has yet to confirm: the last page of several.
    AwaitingFinalize {
        /// A notice about the way here.
        notice: Option<Notice>,
    },
    /// The approval is on its way to the server.
    Placing {
        /// The request that is running.
        request: RequestId,
        /// The approval that is sent.
        approval: Approval,
    },
    /// The server's answer was lost. Neither paid nor failed until the server says so.
    Checking(Checking),
    /// The order is placed.
    Placed(Outcome),
    /// The order is placed, perhaps still reviewed by Klarna, but the payment method is not stored
    /// as it should be.
    PlacedNotStored(Outcome),
    /// The method is stored; no order was due.
    Stored(Outcome),
    /// The order is placed, and Klarna still reviews it.
    Pending(Outcome),
    /// Klarna declined the purchase.
    Declined,
    /// The session has ended; a new one is on its way.
    Expired(Loading),
    /// The checkout cannot go on by itself.
    Failed(Failure),
    /// The checkout is out of the page, with nothing left to do.
    Gone,
}

/// The name of a checkout's state: the page's `data-state`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Phase {
    /// `idle`: the checkout is not in the page yet, or has left it.
    Idle,
    /// `loading`: script, session or widget are on their way. Pay is off.
    Loading,
    /// `ready`: the widget is there. The only state in which pay works.
    Ready,
    /// `not-offered`: Klarna is not offered for this cart.
    NotOffered,
    /// `authorizing`: Klarna is asked; its window is open, or it is to confirm an authorization.
    Authorizing,
    /// `awaiting-finalize`: Klarna has agreed, and the shopper has yet to confirm on the last page.
    AwaitingFinalize,
    /// `placing`: the approval is on its way to the server.
    Placing,
    /// `checking`: the server's answer was lost; neither paid nor failed until the server says so.
    Checking,
    /// `placed`: the order is placed.
    Placed,
    /// `stored`: the payment method is stored; no order was due.
    Stored,
    /// `pending`: the order is placed, and Klarna still reviews it.
    Pending,
    /// `declined`: Klarna declined the purchase.
    Declined,
    /// `expired`: the session has ended; a new one is on its way.
    Expired,
    /// `failed`: the checkout cannot go on by itself; [`Failure`] says why.
    Failed,
}

impl Phase {
    /// Every state.
    pub const ALL: [Self; 14] = [
        Self::Idle,
        Self::Loading,
        Self::Ready,
        Self::NotOffered,
        Self::Authorizing,
        Self::AwaitingFinalize,
        Self::Placing,
        Self::Checking,
        Self::Placed,
        Self::Stored,
        Self::Pending,
        Self::Declined,
        Self::Expired,
        Self::Failed,
    ];

    /// The stable name: the page's `data-state`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Loading => "loading",
            Self::Ready => "ready",
            Self::NotOffered => "not-offered",
            Self::Authorizing => "authorizing",
            Self::AwaitingFinalize => "awaiting-finalize",
            Self::Placing => "placing",
            Self::Checking => "checking",
            Self::Placed => "placed",
            Self::Stored => "stored",
            Self::Pending => "pending",
            Self::Declined => "declined",
            Self::Expired => "expired",
            Self::Failed => "failed",
        }
    }
}

/// The SDK's methods that ask Klarna to agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SdkCall {
    /// `authorize`
    Authorize,
    /// `finalize`
    Finalize,
    /// `reauthorize`
    Reauthorize,
}

/// The progress of [`State::Loading`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loading {
    /// The next thing that is needed.
    pub(super) wait: Wait,
    /// The notice to show once the widget is ready.
    pub(super) notice: Option<Notice>,
    /// The number of failed requests for the session in a row.
    pub(super) failures: u8,
}

impl Loading {
    /// A load that has just begun; its caller sets the first wait.
    pub(super) fn new(notice: Option<Notice>) -> Self {
        Self {
            wait: Wait::Sdk,
            notice,
            failures: 0,
        }
    }
}

/// The next thing a loading checkout needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wait {
    /// The cart to be quiet for a moment.
    CartQuiet(RequestId),
    /// The server's session.
    Session(RequestId),
    /// The moment to repeat the request for it.
    SessionRetry(RequestId),
    /// Klarna's script; the session is there.
    Sdk,
    /// The widget's answer.
    Widget(RequestId),
}

/// The progress of [`State::Checking`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checking {
    /// The session that was paid.
    pub(super) session: String,
    /// The approval; `None` where only the server has it.
    pub(super) approval: Option<Approval>,
    /// The next answer or moment.
    pub(super) wait: CheckWait,
    /// The number of requests that brought no outcome.
    pub(super) attempts: u8,
}

/// The next answer or moment that a checking checkout waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CheckWait {
    /// The moment to ask again.
    Pause(RequestId),
    /// The session's status.
    Status(RequestId),
    /// The answer to the repeated approval.
    Place(RequestId),
    /// The shopper, to press "check again".
    Shopper,
}

/// A notice for the shopper, while the widget is there or the shopper has yet to confirm.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Notice {
    /// The shopper closed Klarna's window, or Klarna did not confirm.
    Cancelled,
    /// Klarna objects to these fields.
    InvalidFields(Vec<FieldPath>),
    /// The cart changed; look at the amount and confirm.
    CartChanged,
    /// The session was renewed; nothing else changed.
    SessionRenewed,
    /// The approval was not used; nothing was ordered. Confirm again.
    ConfirmAgain,
}

impl State {
    /// The state's name, without its values.
    pub const fn phase(&self) -> Phase {
        match self {
            Self::Idle | Self::Gone => Phase::Idle,
            Self::Loading(_) => Phase::Loading,
            Self::Ready { .. } => Phase::Ready,
            Self::NotOffered => Phase::NotOffered,
            Self::Authorizing { .. } => Phase::Authorizing,
            Self::AwaitingFinalize { .. } => Phase::AwaitingFinalize,
            Self::Placing { .. } => Phase::Placing,
            Self::Checking(_) => Phase::Checking,
            Self::Stored(_) => Phase::Stored,
            Self::PlacedNotStored(outcome) | Self::Placed(outcome) | Self::Pending(outcome) => {
                match outcome.status {
                    OutcomeStatus::Pending => Phase::Pending,
                    _ => Phase::Placed,
                }
            }
            Self::Declined => Phase::Declined,
            Self::Expired(_) => Phase::Expired,
            Self::Failed(_) => Phase::Failed,
        }
    }

    /// `true` if pressing pay does anything.
    pub const fn can_pay(&self) -> bool {
        matches!(self, Self::Ready { .. })
    }

    /// `true` if confirming does anything.
    pub const fn can_finalize(&self) -> bool {
        matches!(self, Self::AwaitingFinalize { .. })
    }

    /// `true` if money may be moving: nothing may be offered that starts a second payment.
    pub const fn in_flight(&self) -> bool {
        matches!(
            self,
            Self::Authorizing { .. } | Self::Placing { .. } | Self::Checking(_)
        )
    }

    /// `true` if the shopper has to press "check again" for the checkout to go on.
    pub const fn awaits_check(&self) -> bool {
        matches!(
            self,
            Self::Checking(Checking {
                wait: CheckWait::Shopper,
                ..
            })
        )
    }
}
