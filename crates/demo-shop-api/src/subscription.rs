//! Subscriptions and their charges.

use checkout_contract::Money;
use klarna_payments::Country;
use serde::{Deserialize, Serialize};

use crate::Plan;

/// A subscription as the merchant holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscription {
    /// The shop's own number.
    pub id: String,
    /// The name of the article.
    pub name: String,
    /// The subscription's status.
    pub status: SubscriptionStatus,
    /// The market in which the shopper signed up.
    pub market: Country,
    /// The amount of each charge.
    pub amount: Money,
    /// The interval between charges.
    pub plan: Plan,
    /// The time at which the shopper signed up: RFC 3339, UTC.
    pub started_at: String,
    /// The number of the checkout in which the shopper signed up: that of the shop's order, if one
    /// was placed. [`Cart::order_id`](crate::Cart::order_id) holds the same number, also if no order
    /// was due.
    pub order_id: String,
    /// The day of the next charge, `2026-04-01`; `None` once the subscription has ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_charge_on: Option<String>,
    /// Klarna's name for the stored payment method: `CARD`, `INVOICE`, `DIRECT_DEBIT`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The periods that came due, oldest first. A payment at the checkout is an order of its own.
    pub charges: Vec<Charge>,
}

/// The status of a subscription.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubscriptionStatus {
    /// Its periods are charged as they come due.
    Active,
    /// A period could not be charged; the server tries again.
    PastDue,
    /// A period cannot be charged; the server tries nothing more until a person has looked.
    Stopped,
    /// It has ended, in the shop and at Klarna.
    Cancelled,
}

/// A period of a subscription that came due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charge {
    /// The number of the period: 1 is the first that was not paid at the checkout.
    pub period: u32,
    /// The day on which the period came due: `2026-04-01`.
    pub due_on: String,
    /// The charge's status.
    pub status: ChargeStatus,
    /// The shop's order, once the period was charged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_id: Option<String>,
    /// The number of requests to Klarna.
    pub attempts: u32,
    /// The time of the next try: RFC 3339, UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_try_at: Option<String>,
    /// Klarna's code for the failure of the last try, `PAYMENT_METHOD_FAILED`, or
    /// [`Charge::OUTCOME_UNKNOWN`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl Charge {
    /// The [`reason`](Self::reason) if a person has to find out the outcome of the last try.
    pub const OUTCOME_UNKNOWN: &str = "OUTCOME_UNKNOWN";
}

/// The status of a period's charge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChargeStatus {
    /// The charge is due, its outcome is not known yet, or the server tries again later.
    Open,
    /// The period has its order.
    Charged,
    /// The period has no order and never will.
    Failed,
}
