//! Approvals and their outcomes.

use klarna_payments::{AuthorizationToken, FraudStatus};
use serde::{Deserialize, Serialize};

/// A shopper's approval, for which the server places the order.
///
/// It is sent with the header [`IDEMPOTENCY_KEY`](crate::IDEMPOTENCY_KEY): the same key always gets
/// the same outcome, and never a second order. A new approval takes a new key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// The token that the SDK's `authorize` or `finalize` answered with.
    pub authorization_token: AuthorizationToken,
    /// The [`Session::cart_version`](crate::Session::cart_version) that the shopper approved.
    pub cart_version: u64,
}

/// The outcome of an approval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The server's action.
    pub status: OutcomeStatus,
    /// The id of the order, if one was placed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_id: Option<String>,
    /// The address to send the shopper to: through Klarna to the merchant's confirmation page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect_url: Option<String>,
    /// Klarna's fraud status of the order, if one was placed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fraud_status: Option<FraudStatus>,
    /// `true` if a customer token was stored for later charges. If
    /// [`Session::intent`](crate::Session::intent) asked for a token, an order without it is paid
    /// while later charges are not possible: the page has to tell the shopper.
    pub token_stored: bool,
}

/// The server's action after an approval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeStatus {
    /// The order is placed.
    Placed,
    /// The payment method is stored; no order was due.
    Stored,
    /// The order is placed, and Klarna is still reviewing it.
    Pending,
}
