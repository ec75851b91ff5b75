//! The contract between a checkout page and its merchant server: version 1.
//!
//! The page makes four calls below a base path of the merchant's choice, `/klarna` by default:
//!
//! | call | body | answer |
//! | --- | --- | --- |
//! | `POST {base}/sessions` | [`NewSession`] | 201 [`Session`] |
//! | `POST {base}/sessions/{id}/refresh` | none | 200 [`Session`] |
//! | `GET {base}/sessions/{id}` | | 200 [`Status`] |
//! | `POST {base}/sessions/{id}/authorization`, header [`IDEMPOTENCY_KEY`] | [`Approval`] | 200 [`Outcome`] |
//!
//! Klarna makes three calls, which no page ever makes. The server puts their addresses into the
//! session's merchant URLs, with a secret that names the session:
//!
//! | call | body | answer |
//! | --- | --- | --- |
//! | `POST {base}/callbacks/authorization/{secret}` | [`AuthorizationCallback`] | 204 |
//! | `POST {base}/callbacks/notification/{secret}` | [`OrderNotification`] | 200 |
//! | `POST {base}/callbacks/push/{secret}?order_id={id}` | not read | 204 |
//!
//! Klarna signs none of its calls, so the server trusts none of them: each is a reason to ask Klarna.
//! For `notification` and `push` the server reads the order at Klarna and records its status there; a
//! rejection wins over any earlier status. The answer is 404 for an unknown secret and for an order
//! that does not belong to the session's cart, and 503 if Klarna cannot be asked or, for
//! `notification`, shows no decision yet: Klarna then repeats the call. The server writes
//! `{order.id}` into the query of `push`, and Klarna replaces it with the id of its order.
//!
//! Every answer other than a success is a [`Problem`] with a [`Code`]. The page never states a price:
//! it names a cart, and passes on the token of the shopper's approval.
//!
//! The types are plain data without I/O. They can be built with a literal on purpose: a server
//! has to fill each field, and a new field is a new version of the contract.
//!
//! `openapi.yaml` beside this crate describes the same contract for other languages; a test keeps the
//! two equal.

mod approval;
mod money;
mod problem;
mod session;
mod status;

pub use approval::{Approval, Outcome, OutcomeStatus};
#[doc(inline)]
pub use klarna_payments::{
    AssetUrls, AuthorizationCallback, AuthorizationToken, ClientToken, Currency, FraudDecision,
    FraudStatus, Intent, Interval, MinorUnits, OrderId, OrderNotification, PaymentMethodCategory,
    SessionId,
};
pub use money::Money;
pub use problem::{Code, Problem};
pub use session::{NewSession, Session, SubscriptionTerms};
pub use status::{SessionState, Status};

/// The name of the header that makes [`Approval`] safe to repeat.
pub const IDEMPOTENCY_KEY: &str = "Idempotency-Key";

/// The name of the header with Klarna's correlation id of the last call that the server made for an
/// answer, which Klarna's support asks for. The header is optional, and no page has to read it.
pub const KLARNA_CORRELATION_ID: &str = "Klarna-Correlation-Id";

/// The media type of a [`Problem`].
pub const PROBLEM_JSON: &str = "application/problem+json";
