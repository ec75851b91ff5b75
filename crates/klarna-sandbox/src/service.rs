//! Klarna's rules, as functions on the [`crate::model`]. None of them waits, and none knows HTTP: a callback
//! to a merchant's server is written into the outbox.

pub(crate) mod approval;
mod authorized_method;
pub(crate) mod callbacks;
pub(crate) mod client_token;
pub(crate) mod customer_token;
mod decision;
mod delivery_address;
pub(crate) mod express;
pub(crate) mod managed_order;
pub(crate) mod offer;
pub(crate) mod order;
pub(crate) mod overview;
mod placeholder;
pub(crate) mod rate_limit;
pub(crate) mod review;
pub(crate) mod sdk_call;
pub(crate) mod session;
pub(crate) mod shopper;
mod step_up;
pub(crate) mod token_order;
pub(crate) mod validation;
pub(crate) mod view;
pub(crate) mod window;
mod window_log;

use time::OffsetDateTime;

pub(crate) use decision::on as decision_on;
pub use decision::{Decision, decide};
pub use offer::MethodLimits;

/// The circumstances of a call of the REST API.
#[derive(Debug)]
pub(crate) struct Context<'a> {
    /// The URL under which the sandbox is reached, without a slash at the end.
    pub(crate) url: &'a str,
    pub(crate) now: OffsetDateTime,
    /// The username that calls.
    pub(crate) merchant: &'a str,
    /// The `Klarna-Idempotency-Key`.
    pub(crate) idempotency_key: Option<&'a str>,
}
