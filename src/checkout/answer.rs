//! The decoded answers of Klarna's SDK and of the merchant's server.

use checkout_contract::{Outcome, Status};
use klarna_payments::AuthorizationToken;

use super::{FieldPath, machine::OpenSession};

/// The reason for an unusable answer of Klarna's SDK.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SdkFault {
    /// `init` refused the client token.
    InvalidToken,
    /// The call threw, or answered in an unknown shape.
    Unexpected,
}

/// The answer of `Klarna.Payments.load`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum LoadAnswer {
    /// `show_form: true`, with the fields Klarna objects to, if any.
    Shown {
        /// The fields.
        invalid_fields: Vec<FieldPath>,
    },
    /// `show_form: false`: Klarna cannot be offered.
    NotOffered,
    /// No usable answer.
    Fault(SdkFault),
}

/// The answer of `Klarna.Payments.authorize`, `finalize` or `reauthorize`.
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
    /// `approved: false, show_form: false`: Klarna declined.
    Rejected,
    /// Klarna was not asked: another checkout on the page has started the SDK with its own session
    /// since. Load this one again first.
    SessionSuperseded,
    /// No usable answer. Never taken for an approval.
    Fault(SdkFault),
}

/// The reason for an unusable answer of the merchant's server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ServerFault {
    /// No answer, an unreadable one, or one that says to try again.
    Unavailable,
    /// A definite refusal, with its code from the contract.
    Refused(checkout_contract::Code),
}

/// The answer to a request for a session, or for a refreshed one.
pub type SessionAnswer = Result<OpenSession, ServerFault>;

/// The answer to an approval. [`ServerFault::Unavailable`] means that the outcome is unknown.
pub type PlaceAnswer = Result<Outcome, ServerFault>;

/// The answer to a request for the session's status.
pub type StatusAnswer = Result<Status, ServerFault>;
