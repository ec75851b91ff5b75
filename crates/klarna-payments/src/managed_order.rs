//! Orders as Klarna's order management holds them, after the checkout.

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{DeserializeOwned, IgnoredAny},
};

use crate::{
    id::OrderId,
    market::Country,
    money::{Currency, MinorUnits},
    order::FraudStatus,
};

/// An order as Klarna holds it: the answer to `GET /ordermanagement/v1/orders/{order_id}`.
///
/// Klarna's answer also names the buyer and the order lines; they are not kept. A detail that is
/// missing, or has a value unknown to this version, is `None`: it does not make the order
/// unreadable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManagedOrder {
    /// The order.
    pub order_id: OrderId,
    /// The stage that the order has reached.
    pub status: OrderStatus,
    /// Klarna's word on the risk. [`FraudStatus::Pending`] for a word unknown to this version: to
    /// wait is the safe reading.
    pub fraud_status: FraudStatus,
    /// The amount of the order.
    #[serde(default, deserialize_with = "lenient")]
    pub order_amount: Option<MinorUnits>,
    /// The part that can still be captured.
    #[serde(default, deserialize_with = "lenient")]
    pub remaining_authorized_amount: Option<MinorUnits>,
    /// The sum of all captures.
    #[serde(default, deserialize_with = "lenient")]
    pub captured_amount: Option<MinorUnits>,
    /// The sum of all refunds.
    #[serde(default, deserialize_with = "lenient")]
    pub refunded_amount: Option<MinorUnits>,
    /// The market of the order.
    #[serde(default, deserialize_with = "lenient")]
    pub purchase_country: Option<Country>,
    /// The currency of all amounts.
    #[serde(default, deserialize_with = "lenient")]
    pub purchase_currency: Option<Currency>,
    /// The merchant's first reference: its own order number.
    #[serde(default, deserialize_with = "lenient")]
    pub merchant_reference1: Option<String>,
    /// The merchant's second reference.
    #[serde(default, deserialize_with = "lenient")]
    pub merchant_reference2: Option<String>,
    /// Klarna's short name for the order, which shoppers and settlements use.
    #[serde(default, deserialize_with = "lenient")]
    pub klarna_reference: Option<String>,
    /// The time at which the order was placed: RFC 3339.
    #[serde(default, deserialize_with = "lenient")]
    pub created_at: Option<String>,
    /// The time until which the order can be captured: RFC 3339.
    #[serde(default, deserialize_with = "lenient")]
    pub expires_at: Option<String>,
}

/// The stage of an order in Klarna's order management.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum OrderStatus {
    /// Placed; nothing is captured.
    Authorized,
    /// A part of the amount is captured.
    PartCaptured,
    /// The whole amount is captured, or the rest was released. Refunds do not change it.
    Captured,
    /// The order was cancelled before anything was captured.
    Cancelled,
    /// The time to capture ended. A part may have been captured before.
    Expired,
    /// Closed. Klarna publishes no definition.
    Closed,
    /// A word unknown to this version. It allows no conclusion about the order.
    #[serde(other)]
    Other,
}

/// Reads a detail, or `None` for anything of another shape.
fn lenient<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    #[derive(Deserialize)]
    #[serde(untagged, bound(deserialize = "T: DeserializeOwned"))]
    enum Detail<T> {
        Known(T),
        Other(IgnoredAny),
    }
    Ok(match Detail::deserialize(deserializer)? {
        Detail::Known(value) => Some(value),
        Detail::Other(IgnoredAny) => None,
    })
}
