//! Where a checkout stands.

use checkout_contract::{Outcome, OutcomeStatus};

use super::{Approval, Binding, Failure, FieldPath, RequestId};

/// Where a checkout stands. The names are the page's `data-state`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum State {
    /// Not in the page yet.
    Idle,
    /// Something is on its way: script, session, or widget. Pay is off.
    Loading(Loading),
    /// The widget is there. The only state in which pay works.
    Ready {
        /// Something to say about how it came here.
        notice: Option<Notice>,
    },
    /// Klarna is not offered for this cart.
    NotOffered,
    /// Klarna is asked: its window is open, or it is to confirm what it agreed to before.
    Authorizing {
        /// Which of the SDK's methods is running.
        call: SdkCall,
        /// The call that is running.
        request: RequestId,
        /// What the shopper is approving.
        binding: Binding,
        /// It has been open for long: offer to check or to stop waiting.
        overdue: bool,
        /// The cart or session has moved on since: an approval will not count.
        stale: bool,
        /// The question "what happened?" that the shopper asked meanwhile.
        check: Option<RequestId>,
    },
    /// Klarna has agreed, and the shopper has yet to confirm: the last page of several.
    AwaitingFinalize {
        /// Something to say about how it came here.
        notice: Option<Notice>,
    },
    /// The approval is on its way to the server.
    Placing {
        /// The request that is running.
        request: RequestId,
        /// What was approved.
        approval: Approval,
    },
    /// The server's answer was lost. Neither paid nor failed until the server says so.
    Checking(Checking),
    /// The order is placed.
    Placed(Outcome),
    /// The order is placed, perhaps still looked at by Klarna, but the way to pay is not stored as it
    /// should be.
    PlacedNotStored(Outcome),
    /// The method is stored; no order was due.
    Stored(Outcome),
    /// The order is placed, and Klarna is still looking at it.
    Pending(Outcome),
    /// Not with Klarna, this time.
    Declined,
    /// The session has ended; a new one is on its way.
    Expired(Loading),
    /// Cannot go on by itself.
    Failed(Failure),
    /// Out of the page, with nothing left to do.
    Gone,
}

/// Which state a checkout is in. The names are the page's `data-state`; [`State`] says what each means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Phase {
    /// `idle`
    Idle,
    /// `loading`
    Loading,
    /// `ready`
    Ready,
    /// `not-offered`
    NotOffered,
    /// `authorizing`
    Authorizing,
    /// `awaiting-finalize`
    AwaitingFinalize,
    /// `placing`
    Placing,
    /// `checking`
    Checking,
    /// `placed`
    Placed,
    /// `stored`
    Stored,
    /// `pending`
    Pending,
    /// `declined`
    Declined,
    /// `expired`
    Expired,
    /// `failed`
    Failed,
}

impl Phase {
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

/// What [`State::Loading`] waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loading {
    /// What has to be there next.
    pub(super) wait: Wait,
    /// What to say once it is ready.
    pub(super) notice: Option<Notice>,
    /// How often the request for the session failed in a row.
    pub(super) failures: u8,
}

impl Loading {
    /// Has just begun; what it waits for first is said next.
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

/// What [`State::Checking`] is at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checking {
    /// The session in question.
    pub(super) session: String,
    /// What was approved; `None` where only the server knows.
    pub(super) approval: Option<Approval>,
    /// What it waits for.
    pub(super) wait: CheckWait,
    /// How often it asked without learning anything.
    pub(super) attempts: u8,
}

/// What a checking checkout waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CheckWait {
    /// The moment to ask again.
    Pause(RequestId),
    /// Where the session stands.
    Status(RequestId),
    /// The answer to the repeated approval.
    Place(RequestId),
    /// The shopper, to press "check again".
    Shopper,
}

/// Something to say to the shopper in [`State::Ready`].
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
    /// Which state it is, without what is in it.
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

    /// Whether pressing pay does anything.
    pub const fn can_pay(&self) -> bool {
        matches!(self, Self::Ready { .. })
    }

    /// Whether confirming does anything.
    pub const fn can_finalize(&self) -> bool {
        matches!(self, Self::AwaitingFinalize { .. })
    }

    /// Whether money may be moving: nothing may be offered that starts a second payment.
    pub const fn in_flight(&self) -> bool {
        matches!(
            self,
            Self::Authorizing { .. } | Self::Placing { .. } | Self::Checking(_)
        )
    }

    /// Whether the shopper has to press "check again" for the checkout to go on.
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
