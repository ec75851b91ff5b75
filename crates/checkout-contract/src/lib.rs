//! What a checkout page and its merchant server say to each other: version 1.
//!
//! Klarna itself calls the server at `POST {base}/callbacks/authorization/{secret}` and
//! `POST {base}/callbacks/notification/{secret}`; the page never does.
//!
//! Four calls below a base path of the merchant's choice, `/klarna` by default:
//!
//! | call | body | answer |
//! | --- | --- | --- |
//! | `POST {base}/sessions` | [`NewSession`] | 201 [`Session`] |
//! | `POST {base}/sessions/{id}/refresh` | none | 200 [`Session`] |
//! | `GET {base}/sessions/{id}` | | 200 [`Status`] |
//! | `POST {base}/sessions/{id}/authorization`, header [`IDEMPOTENCY_KEY`] | [`Approval`] | 200 [`Outcome`] |
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
pub mod shop;

pub use klarna_payments::{
    AssetUrls, AuthorizationToken, ClientToken, Currency, FraudStatus, Intent, Interval,
    MinorUnits, PaymentMethodCategory,
};
pub use problem::{Code, Problem};
pub use session::{
    Approval, Money, NewSession, Outcome, OutcomeStatus, Session, SessionState, Status,
    SubscriptionTerms,
};

/// The name of the header that makes [`Approval`] safe to repeat.
pub const IDEMPOTENCY_KEY: &str = "Idempotency-Key";

/// The media type of a [`Problem`].
pub const PROBLEM_JSON: &str = "application/problem+json";
