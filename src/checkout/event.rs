//! The inputs of a checkout.

use super::{
    AuthorizeAnswer, Failure, LoadAnswer, PlaceAnswer, SessionAnswer, StatusAnswer, Timer,
    Unfinished,
};

/// The id of a request, by which its answer is told from the answer to an older one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub u32);

/// Something that the page's content security policy blocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The directive: `script-src`.
    pub directive: String,
    /// The source that the directive lacks: an origin, or a keyword such as `'wasm-unsafe-eval'`.
    pub blocked: String,
    /// `true` if it is a script of Klarna's.
    pub is_klarnas_script: bool,
}

/// An input of a checkout. Any of them may come in any state, in any order, and twice.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// The widget's element is in the page.
    Mounted {
        /// The cart's version as the page knows it, where it does.
        cart_version: Option<u64>,
        /// The payment that was going on when the page was left or loaded anew.
        unfinished: Option<Unfinished>,
    },
    /// The component leaves the page.
    Unmounted,
    /// The page's content security policy blocks something that the checkout needs.
    PolicyViolated(Violation),
    /// Klarna's script arrived, or did not.
    SdkAnswered(RequestId, Result<(), Failure>),
    /// The merchant's server answered a request for a session.
    SessionAnswered(RequestId, SessionAnswer),
    /// `init` and `load` were answered.
    WidgetAnswered(RequestId, LoadAnswer),
    /// `authorize`, `finalize` or `reauthorize` was answered.
    AuthorizeAnswered(RequestId, AuthorizeAnswer),
    /// The merchant's server answered an approval.
    PlaceAnswered(RequestId, PlaceAnswer),
    /// The merchant's server answered a request for the session's status.
    StatusAnswered(RequestId, StatusAnswer),
    /// The page's cart is of this version now.
    CartChanged(u64),
    /// Another cart or another locale: the session is not the right one any more.
    SessionOutdated {
        /// The new cart's version, where the page knows it.
        cart_version: Option<u64>,
    },
    /// The page asks for a fresh look at the cart, without knowing a version.
    RefreshAsked,
    /// A timer that was asked for has run out.
    TimedOut(Timer),
    /// The shopper pressed pay.
    PayPressed,
    /// The shopper confirmed on the last page what was authorized before.
    FinalizePressed,
    /// The shopper chose one of several payment methods, by its category's identifier.
    MethodChosen(String),
    /// The shopper has changed every field that Klarna objected to.
    FieldsCorrected,
    /// The shopper pressed "try again", or wants another payment method than was authorized.
    RetryPressed,
    /// The shopper pressed "check again".
    CheckPressed,
    /// The shopper does not want to wait for Klarna's window any longer.
    StopWaitingPressed,
}
