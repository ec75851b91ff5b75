//! Placed orders, and Klarna's review of some of them.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::OffsetDateTime;

use super::bounded::Keyed;

/// A placed order.
#[derive(Clone, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Order {
    /// Klarna's `order_id`.
    pub id: String,
    /// The session it was placed for.
    pub session: String,
    /// The username that placed it.
    pub merchant: String,
    /// The time at which it was placed.
    #[serde(with = "time::serde::rfc3339")]
    pub placed_at: OffsetDateTime,
    /// The number of the customer token that was charged. `None`: the shopper approved the order.
    pub token: Option<u64>,
    /// Klarna's review of its risk. `None`: it was accepted at once.
    pub review: Option<Review>,
    /// The request's fields, as Klarna reads them: the same request again gets the same answer.
    pub request: Value,
    /// The answer's body, as it was given.
    pub reply: Value,
}

/// The review of a pending order, as its customer's e-mail address asks for: `+pend-accept-05`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Review {
    /// The time of the decision.
    #[serde(with = "time::serde::rfc3339")]
    pub due_at: OffsetDateTime,
    /// `true` if the order is accepted then.
    pub accepts: bool,
    /// `true` once it was decided.
    pub is_over: bool,
}

impl Order {
    /// The order's `fraud_status` by now: `ACCEPTED`, `PENDING` or `REJECTED`.
    pub fn fraud_status(&self) -> &'static str {
        self.review.map_or("ACCEPTED", Review::fraud_status)
    }

    /// `true` if it was captured as it was placed.
    pub fn is_captured(&self) -> bool {
        self.request.get("auto_capture") == Some(&Value::Bool(true))
    }
}

impl Keyed for Order {
    type Key = String;

    fn key(&self) -> String {
        self.id.clone()
    }
}

impl Review {
    /// The order's `fraud_status`.
    pub const fn fraud_status(self) -> &'static str {
        match (self.is_over, self.accepts) {
            (false, _) => "PENDING",
            (true, true) => "ACCEPTED",
            (true, false) => "REJECTED",
        }
    }
}

impl fmt::Debug for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Order")
            .field("id", &self.id)
            .field("session", &self.session)
            .finish_non_exhaustive()
    }
}
