//! Approvals of shoppers.

use std::fmt;

use klarna_payments::{AuthorizationToken, CustomerToken};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use time::{Duration, OffsetDateTime};

use super::bounded::Keyed;

/// A shopper's approval.
#[derive(Clone, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Authorization {
    /// The token that the page gets, and that the merchant's server places the order with.
    pub token: AuthorizationToken,
    /// The session that was approved.
    pub session: String,
    /// Its end: [`Self::LIFETIME`] after the approval.
    #[serde(with = "time::serde::rfc3339")]
    pub expires_at: OffsetDateTime,
    /// Its state, apart from the time.
    pub state: AuthorizationState,
    /// The payment method that was chosen, as [`crate::Session::method`] names it.
    pub method: Option<String>,
    /// The customer token that was made from it.
    pub customer_token: Option<CustomerToken>,
    /// The session's fields as the shopper approved them. An order has to match these, not the
    /// session as it was changed since.
    pub approved: Map<String, Value>,
}

/// The state of an authorization, apart from its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum AuthorizationState {
    /// Good for an order.
    Live,
    /// The shopper approved again.
    Replaced,
    /// The merchant cancelled it.
    Cancelled,
    /// Its order is placed; or its customer token is stored, and no order can be placed.
    Consumed,
}

impl Authorization {
    /// The time for which an order can be placed. Source: Klarna's guide to authorizations.
    pub const LIFETIME: Duration = Duration::minutes(60);

    /// `true` if a customer token can be made from it: as long as an order can, and after one too.
    pub fn can_be_stored(&self, now: OffsetDateTime) -> bool {
        match self.state {
            AuthorizationState::Live | AuthorizationState::Consumed => now < self.expires_at,
            AuthorizationState::Replaced | AuthorizationState::Cancelled => false,
        }
    }

    /// `true` if an order can be placed with it.
    pub fn is_live(&self, now: OffsetDateTime) -> bool {
        self.state == AuthorizationState::Live && now < self.expires_at
    }
}

impl Keyed for Authorization {
    type Key = String;

    fn key(&self) -> String {
        self.token.expose().to_owned()
    }
}

impl fmt::Debug for Authorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authorization")
            .field("session", &self.session)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}
