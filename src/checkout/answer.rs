//! Answers from the outside, already decoded: what Klarna's SDK and the merchant's server said.

use checkout_contract::{Outcome, Status};
use klarna_payments::AuthorizationToken;

use super::{FieldPath, machine::OpenSession};

/// Why a call of Klarna's SDK gave nothing to act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SdkFault {
    /// `init` refused the client token.
    InvalidToken,
    /// The call threw, or answered in a shape nobody knows.
    Unexpected,
}

/// What `Klarna.Payments.load` came to.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum LoadAnswer {
    /// `show_form: true`, with the fields Klarna objects to, if any.
    Shown {
        /// Which.
        invalid_fields: Vec<FieldPath>,
    },
    /// `show_form: false`: Klarna cannot be offered.
    NotOffered,
    /// No usable answer.
    Fault(SdkFault),
}

/// What `Klarna.Payments.authorize`, `finalize` or `reauthorize` came to.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuthorizeAnswer {
    /// `approved: true` with a token.
    Approved {
        /// The token to place the order with.
        token: AuthorizationToken,
        /// A fresh idempotency key for it.
        key: String,
    },
    /// `approved: true, finalize_required: true`: agreed, and no token before `finalize`.
    FinalizeRequired,
    /// `approved: false, show_form: true` with fields to correct. Also what a business purchase
    /// without the company's name is answered, before Klarna is asked.
    InvalidFields(Vec<FieldPath>),
    /// `approved: false, show_form: true`: the shopper closed Klarna's window.
    Closed,
    /// `approved: false, show_form: false`: not with Klarna, this time.
    Rejected,
    /// Klarna was not asked: another checkout on the page has started the SDK with its own session
    /// since. Load this one again first.
    SessionSuperseded,
    /// No usable answer. Never taken for an approval.
    Fault(SdkFault),
}

/// Why the merchant's server gave nothing to act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ServerFault {
    /// No answer, an unreadable one, or one that says to try again.
    Unavailable,
    /// A definite refusal, with its code from the contract.
    Refused(checkout_contract::Code),
}

/// What asking for a session, or refreshing one, came to.
pub type SessionAnswer = Result<OpenSession, ServerFault>;

/// What sending an approval came to. [`ServerFault::Unavailable`] means: nobody knows.
pub type PlaceAnswer = Result<Outcome, ServerFault>;

/// What asking "what happened?" came to.
pub type StatusAnswer = Result<Status, ServerFault>;
