//! Customer tokens: stored payment methods, which the merchant charges without the shopper.

use std::fmt;

use klarna_payments::CustomerToken;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use time::OffsetDateTime;

use super::bounded::Keyed;

/// A customer token as the sandbox keeps it.
#[derive(Clone, Serialize, Deserialize)]
#[non_exhaustive]
pub struct StoredToken {
    /// Klarna's `token_id`.
    pub id: CustomerToken,
    /// The sandbox's own number, for where the token itself has no business.
    pub number: u64,
    /// The username that made it. Others are refused.
    pub merchant: String,
    /// The session in which the shopper agreed.
    pub session: String,
    /// The time at which it was made. It never expires.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// Its status.
    pub status: TokenStatus,
    /// The payment method that is charged.
    pub method: StoredMethod,
    /// The `step_up_id`s of refused charges that no order has made good.
    pub step_ups: Vec<String>,
    /// `true` once the shopper has chosen the payment method anew, in a step-up.
    pub is_recovered: bool,
    /// The session's fields as the shopper approved them: market, and the subscriptions signed up for.
    pub approved: Map<String, Value>,
    /// The request's body: the same again gets the same token.
    pub request: Value,
    /// The answer's body.
    pub reply: Value,
}

/// The status of a customer token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[non_exhaustive]
pub enum TokenStatus {
    /// It can.
    Active,
    /// Not now: Klarna holds it back.
    Suspended,
    /// Never again.
    Cancelled,
}

/// A payment method that can be charged again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum StoredMethod {
    /// A card.
    Card,
    /// An invoice each time.
    Invoice,
    /// A bank account.
    DirectDebit,
}

impl StoredMethod {
    /// By Klarna's name for it: `card`, `invoice`, `direct_debit`.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "card" => Some(Self::Card),
            "invoice" => Some(Self::Invoice),
            "direct_debit" => Some(Self::DirectDebit),
            _ => None,
        }
    }

    /// Klarna's name for it: `direct_debit`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Invoice => "invoice",
            Self::DirectDebit => "direct_debit",
        }
    }
}

impl StoredToken {
    /// The token as `GET /customer-token/v1/tokens/{token}` shows it. Cards and accounts are made up.
    pub(crate) fn shown(&self) -> Value {
        let mut shown = json!({
            "status": self.status,
            "payment_method_type": self.method.name().to_ascii_uppercase(),
        });
        match self.method {
            StoredMethod::Card => {
                shown["card"] = json!({
                    "brand": "VISA",
                    "expiry_date": format!("12/{}", self.created_at.year() + 4),
                    "masked_number": "************1111",
                });
            }
            StoredMethod::DirectDebit => {
                shown["direct_debit"] = json!({ "masked_number": "******4321" });
            }
            StoredMethod::Invoice => {}
        }
        shown
    }

    /// The subscriptions that the shopper signed up for.
    pub(crate) fn subscriptions(&self) -> impl Iterator<Item = &Value> {
        let lines = self.approved.get("order_lines").and_then(Value::as_array);
        lines
            .into_iter()
            .flatten()
            .filter_map(|line| line.get("subscription"))
    }
}

impl Keyed for StoredToken {
    type Key = String;

    fn key(&self) -> String {
        self.id.expose().to_owned()
    }
}

impl fmt::Debug for StoredToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredToken")
            .field("number", &self.number)
            .field("session", &self.session)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}
