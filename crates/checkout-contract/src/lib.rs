//! What a checkout page and its merchant server say to each other: version 1.
//!
//! Four calls of the page below a base path of the merchant's choice, `/klarna` by default:
//!
//! | call | body | answer |
//! | --- | --- | --- |
//! | `POST {base}/sessions` | [`NewSession`] | 201 [`Session`] |
//! | `POST {base}/sessions/{id}/refresh` | none | 200 [`Session`] |
//! | `GET {base}/sessions/{id}` | | 200 [`Status`] |
//! | `POST {base}/sessions/{id}/authorization`, header [`IDEMPOTENCY_KEY`] | [`Approval`] | 200 [`Outcome`] |
//!
//! And three calls of Klarna's, which no page ever makes. The server puts their addresses into the
//! session's merchant URLs, with a secret that names the session:
//!
//! | call | body | answer |
//! | --- | --- | --- |
//! | `POST {base}/callbacks/authorization/{secret}` | [`AuthorizationCallback`] | 204 |
//! | `POST {base}/callbacks/notification/{secret}` | [`OrderNotification`] | 200 |
//! | `POST {base}/callbacks/push/{secret}?order_id={id}` | not read | 204 |
//!
//! Klarna signs none of them, so none is believed: each is a reason to ask Klarna. For `notification`
//! and `push` the server reads the order at Klarna and records what Klarna shows; a rejection wins over
//! whatever came before it. The answer is 404 for an unknown secret and for an order that is not of the
//! session's cart, and 503 where Klarna cannot be asked or, for `notification`, shows no decision yet:
//! Klarna then repeats the call. The order's id in the query of `push` is Klarna's: the server writes
//! `{order.id}` there, and Klarna fills it in.
//!
//! Everything that is not a success is a [`Problem`] with a [`Code`]. The browser never says what a
//! thing costs: it names a cart, and hands over the token of the shopper's approval.
//!
//! The types are plain data without I/O. They can be built with a literal on purpose: a server
//! has to fill each field, and a new field is a new version of the contract.
//!
//! `openapi.yaml` beside this crate says the same for other languages; a test keeps the two equal.

mod problem;
mod session;

pub use klarna_payments::{
    AssetUrls, AuthorizationCallback, AuthorizationToken, ClientToken, Currency, FraudDecision,
    FraudStatus, Intent, Interval, MinorUnits, OrderId, OrderNotification, PaymentMethodCategory,
    SessionId,
};
pub use problem::{Code, Problem};
pub use session::{
    Approval, Money, NewSession, Outcome, OutcomeStatus, Session, SessionState, Status,
    SubscriptionTerms,
};

/// The name of the header that makes [`Approval`] safe to repeat.
pub const IDEMPOTENCY_KEY: &str = "Idempotency-Key";

/// The name of the header in which the server may hand on Klarna's name for the last call that it made
/// for an answer: what Klarna's support asks for. No page has to read it.
pub const KLARNA_CORRELATION_ID: &str = "Klarna-Correlation-Id";

/// The media type of a [`Problem`].
pub const PROBLEM_JSON: &str = "application/problem+json";
