//! Orders.

use checkout_contract::{FraudStatus, Money};
use klarna_payments::Country;
use serde::{Deserialize, Serialize};

use crate::CartLine;

/// An order as the merchant holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// The shop's own number.
    pub id: String,
    /// Klarna's `order_id`, for an order that was paid with Klarna.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub klarna_order_id: Option<String>,
    /// The time at which the order was placed: RFC 3339, UTC.
    pub placed_at: String,
    /// The payment method.
    pub payment: PaymentMethod,
    /// Klarna's fraud status, for an order that was paid with Klarna.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fraud_status: Option<FraudStatus>,
    /// The market in which the order was placed.
    pub market: Country,
    /// The lines that were bought.
    pub lines: Vec<CartLine>,
    /// The price of all lines.
    pub total: Money,
    /// The shop's number of the renewed subscription, for a renewal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscription_id: Option<String>,
}

/// The payment method of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentMethod {
    /// Klarna.
    Klarna,
    /// Bank transfer, before delivery.
    Invoice,
}
