//! The status of a session.

use serde::{Deserialize, Serialize};

use crate::Outcome;

/// The status of a session, for a page that does not know the outcome of its approval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// The state of the session.
    pub status: SessionState,
    /// The outcome of the approval, once the server knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
}

/// The state of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SessionState {
    /// The server knows of no approval. Paying is safe.
    Open,
    /// The server has an approval and does not know its outcome yet: the order is under way, or
    /// Klarna's answer was lost. Repeat the same approval with the same key; do not authorize again.
    Authorized,
    /// The order is placed.
    Placed,
    /// The payment method is stored; no order was due.
    Stored,
    /// The order is placed, and Klarna is still reviewing it.
    Pending,
    /// The approval has failed for good. The shopper has to approve again.
    Failed,
}
