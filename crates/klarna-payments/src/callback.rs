//! What Klarna tells a merchant by itself, at the [`MerchantUrls`](crate::MerchantUrls) of a session.
//!
//! Klarna signs none of it: a secret in the URL names the session, and proves nothing. Take each call
//! as a reason to ask Klarna. It may come twice, late or never, before or after the browser's own
//! answer.

use serde::{Deserialize, Serialize};

use crate::{
    id::{OrderId, SessionId},
    token::AuthorizationToken,
};

/// A shopper has approved: what Klarna sends to `merchant_urls.authorization`. It may also come with
/// the session's merchant references, which are not kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorizationCallback {
    /// The approval, as the browser's answer has it too.
    pub authorization_token: AuthorizationToken,
    /// Klarna's name for the session.
    pub session_id: SessionId,
}

/// An order that was pending is decided: what Klarna sends to `merchant_urls.notification`, every ten
/// minutes for a day until it is answered with 200. `Client::read_order` shows the decision that
/// counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderNotification {
    /// The order.
    pub order_id: OrderId,
    /// What Klarna has decided.
    pub event_type: FraudDecision,
}

/// Klarna's decision on an order that was pending. Another word is no decision, and fails to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum FraudDecision {
    /// Deliver.
    #[serde(rename = "FRAUD_RISK_ACCEPTED")]
    Accepted,
    /// Do not deliver: there will be no money.
    #[serde(rename = "FRAUD_RISK_REJECTED")]
    Rejected,
}

impl FraudDecision {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::Accepted, Self::Rejected];
}
