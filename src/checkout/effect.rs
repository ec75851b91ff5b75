//! What a step asks the outside to do.

use std::time::Duration;

use checkout_contract::Outcome;
use klarna_payments::{ClientToken, PaymentMethodCategory};
use serde::{Deserialize, Serialize};

use super::{Approval, Failure, FieldPath, RequestId, Unfinished};

/// What a step asks the outside to do, in this order. Those with a [`RequestId`] are answered by the
/// event of the same name, at most once that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Effect {
    /// See that Klarna's script is in the page.
    LoadSdk(RequestId),
    /// Ask the merchant's server for a session, or refresh the one named.
    FetchSession {
        /// The question's number.
        request: RequestId,
        /// The session to refresh; `None` asks for a new one.
        refresh: Option<String>,
    },
    /// `init` with the token, then `load` into the widget's element.
    LoadWidget {
        /// The question's number.
        request: RequestId,
        /// The session's token.
        client_token: ClientToken,
        /// Which widget.
        widget: WidgetName,
    },
    /// `authorize`, at once: a popup needs the shopper's click.
    Authorize {
        /// The question's number.
        request: RequestId,
        /// The widget that was loaded.
        widget: WidgetName,
        /// `false` in a checkout of several pages: the shopper confirms on the last one.
        auto_finalize: bool,
    },
    /// `init` if the SDK has another token or none, then `finalize`, at once.
    /// Answered by [`super::Event::AuthorizeAnswered`].
    Finalize {
        /// The question's number.
        request: RequestId,
        /// The session's token.
        client_token: ClientToken,
        /// The widget that was authorized.
        widget: WidgetName,
    },
    /// The same with `reauthorize`: the cart has changed since Klarna agreed.
    Reauthorize {
        /// The question's number.
        request: RequestId,
        /// The session's token.
        client_token: ClientToken,
        /// The widget that was authorized.
        widget: WidgetName,
    },
    /// `init` if the SDK has another token or none, then `loadPaymentReview`. In the US, Klarna
    /// shows there what was agreed to. Nothing depends on it, so there is no answer.
    LoadReview(ClientToken),
    /// Send the approval to the merchant's server.
    Place {
        /// The question's number.
        request: RequestId,
        /// What the shopper approved.
        approval: Approval,
    },
    /// Ask the merchant's server where the session stands.
    FetchStatus {
        /// The question's number.
        request: RequestId,
        /// The session.
        session: String,
    },
    /// Keep it where a reload, or the next page, finds it.
    Remember(Unfinished),
    /// Its outcome is known: drop what was kept.
    Forget,
    /// Send [`super::Event::TimedOut`] with this timer after that time, unless it was started anew
    /// or the component has gone.
    Start(Timer, Duration),
    /// Tell the page.
    Emit(CheckoutEvent),
    /// Move the focus there, if it was inside the component or is nowhere.
    Focus(FocusTarget),
}

/// The name under which the SDK knows a widget: `load` and `authorize` must agree on it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct WidgetName {
    /// The categories that it shows: one of the session's, or all of them in one widget.
    pub categories: Vec<String>,
    #[serde(skip)]
    /// 0 for the first. A higher number starts over beside an `authorize` that never answered: the
    /// SDK swallows a second call on a widget whose first is still running.
    pub instance: u32,
}

/// The timers a checkout uses. Each has a number so that an old one changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Timer {
    /// The cart has been quiet long enough to ask for a refresh.
    CartQuiet(RequestId),
    /// A failed request for a session may be repeated.
    SessionRetry(RequestId),
    /// The widget has had long enough to answer.
    Widget(RequestId),
    /// Klarna's window has been open for long.
    Authorize(RequestId),
    /// It is time to ask the server again what happened.
    Check(RequestId),
    /// The session ends at Klarna.
    SessionEnd(RequestId),
}

/// Where the focus goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FocusTarget {
    /// The pay button.
    Pay,
    /// The message.
    Message,
    /// The first of the page's inputs that Klarna objects to; the message where there is none.
    Fields,
}

/// What the page is told: named after what the shopper did or met. Holds no token.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CheckoutEvent {
    /// Klarna is offered for this cart, in these ways. With every session, before the widget is
    /// there: Klarna wants the choice labelled with their names, unchanged, and their logos.
    Offered(Vec<PaymentMethodCategory>),
    /// The widget is there and pay works. After every load, so more than once.
    Ready,
    /// Klarna is not offered for this cart. Not an error: show the other ways to pay.
    NotOffered,
    /// The shopper pressed pay, and Klarna's window opens. Lock what is being paid for: another
    /// event says how it ended.
    Authorizing,
    /// Klarna has agreed, and nothing is ordered yet: in a checkout of several pages, go on to the
    /// last one. A checkout for the same cart there waits for the shopper to confirm.
    Authorized,
    /// What Klarna had agreed to on an earlier page counts no more: its hour is over, or its session has
    /// ended. The checkout goes on with the widget, on this page, and says so.
    AuthorizationEnded,
    /// The shopper approved; the order is being placed.
    Approved,
    /// The server's answer was lost, or the page was left before it came: whether there is an order
    /// is being found out. Keep everything locked; another event says how it ended.
    Checking,
    /// The shopper closed Klarna's window. Not an error.
    Cancelled,
    /// Klarna objects to these fields. The page's inputs that name them in `data-klarna-field` are
    /// marked already.
    InvalidFields(Vec<FieldPath>),
    /// Not with Klarna, this time. Once per session: show the other ways to pay.
    Declined,
    /// The order is placed.
    Placed(Outcome),
    /// The order is placed, but the way to pay could not be stored for the charges to come: the
    /// subscription needs another way to pay. The outcome says whether Klarna is still looking at the
    /// order.
    PlacedNotStored(Outcome),
    /// The method is stored; no order was due.
    Stored(Outcome),
    /// The order is placed, and Klarna is still looking at it.
    Pending(Outcome),
    /// The checkout cannot go on by itself.
    Failed(Failure),
    /// The page's content security policy blocks something that the checkout needs: the directive
    /// lacks what is blocked. Beside the failure that it leads to, and mostly before that.
    BlockedByPolicy {
        /// The directive: `script-src`.
        directive: String,
        /// What it lacks: an origin, `https://x.klarnacdn.net`, or a keyword, `'wasm-unsafe-eval'`.
        blocked: String,
    },
    /// The widget is so many pixels high now. The SDK tells every checkout on the page.
    HeightChanged(u32),
    /// Klarna's window covers the page. The SDK tells every checkout on the page.
    OverlayShown,
    /// It does not any more.
    OverlayHidden,
}

impl Effect {
    /// Whether it brings a running payment to its end, and so is done even after the unmount.
    pub(super) const fn settles_a_payment(&self) -> bool {
        matches!(
            self,
            Self::Place { .. }
                | Self::FetchStatus { .. }
                | Self::Remember(Unfinished::Approval(_))
                | Self::Forget
                | Self::Start(Timer::Check(_), _)
        )
    }
}
