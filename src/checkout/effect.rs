//! The outputs of a checkout.

use std::time::Duration;

use klarna_payments::ClientToken;
use serde::{Deserialize, Serialize};

use super::{Approval, CheckoutEvent, RequestId, Unfinished};

/// An output of a step, to be run in this order. One with a [`RequestId`] is answered by the event of
/// the same name; only the first answer is used.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Effect {
    /// See that Klarna's script is in the page.
    LoadSdk(RequestId),
    /// Ask the merchant's server for a session, or refresh the one named.
    FetchSession {
        /// The request's id.
        request: RequestId,
        /// The session to refresh; `None` asks for a new one.
        refresh: Option<String>,
    },
    /// `init` with the token, then `load` into the widget's element.
    LoadWidget {
        /// The request's id.
        request: RequestId,
        /// The session's token.
        client_token: ClientToken,
        /// The widget.
        widget: WidgetName,
    },
    /// `authorize`, at once: a popup needs the shopper's click.
    Authorize {
        /// The request's id.
        request: RequestId,
        /// The widget that was loaded.
        widget: WidgetName,
        /// `false` in a checkout of several pages: the shopper confirms on the last one.
        auto_finalize: bool,
    },
    /// `init` if the SDK has another token or none, then `finalize`, at once.
    /// Answered by [`super::Event::AuthorizeAnswered`].
    Finalize {
        /// The request's id.
        request: RequestId,
        /// The session's token.
        client_token: ClientToken,
        /// The widget that was authorized.
        widget: WidgetName,
    },
    /// The same with `reauthorize`: the cart has changed since Klarna agreed.
    Reauthorize {
        /// The request's id.
        request: RequestId,
        /// The session's token.
        client_token: ClientToken,
        /// The widget that was authorized.
        widget: WidgetName,
    },
    /// `init` if the SDK has another token or none, then `loadPaymentReview`. In the US, Klarna
    /// shows there what the shopper has agreed to. Nothing depends on it, so there is no answer.
    LoadReview(ClientToken),
    /// Send the approval to the merchant's server.
    Place {
        /// The request's id.
        request: RequestId,
        /// The shopper's approval.
        approval: Approval,
    },
    /// Ask the merchant's server for the session's status.
    FetchStatus {
        /// The request's id.
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
    /// Hand the event to the host page.
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
    /// It is time to ask the server again for the session's status.
    Check(RequestId),
    /// The session ends at Klarna.
    SessionEnd(RequestId),
}

/// The place for the focus.
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

impl Effect {
    /// `true` if it brings a running payment to its end, and so is run even after the unmount.
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
