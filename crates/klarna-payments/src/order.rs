//! Orders: what is asked of Klarna once the shopper has approved, and what it answers.

use serde::{Deserialize, Deserializer, Serialize, de::IgnoredAny};

use crate::{id::OrderId, purchase::Purchase};

/// Places an order: the body of `POST /payments/v1/authorizations/{token}/order`.
///
/// Made by [`SessionPlan::order`](crate::SessionPlan::order), which makes none for a session that
/// only stores the payment method.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewOrder {
    /// What is bought: the lines and addresses that the shopper approved.
    #[serde(flatten)]
    pub purchase: Purchase,
    /// `true` if the money is taken at once, without a capture. Needs Klarna's agreement.
    #[serde(default)]
    pub auto_capture: bool,
    /// See [`NewSession::custom_payment_method_ids`](crate::NewSession::custom_payment_method_ids).
    /// Of the fields of a session beside the purchase, Klarna's API takes this one alone with an
    /// order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub custom_payment_method_ids: Vec<String>,
}

impl NewOrder {
    /// An order for that purchase, to be captured when it is sent.
    pub(crate) const fn new(purchase: Purchase) -> Self {
        Self {
            purchase,
            auto_capture: false,
            custom_payment_method_ids: Vec::new(),
        }
    }
}

/// The answer to a [`NewOrder`], and to a [`NewTokenOrder`](crate::NewTokenOrder).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlacedOrder {
    /// The order.
    pub order_id: OrderId,
    /// The page to send the shopper to next: through Klarna to the confirmation page. An order from
    /// an authorization has it only if
    /// [`MerchantUrls::confirmation`](crate::MerchantUrls::confirmation) was given. An order with a
    /// customer token always has it (customer token API, `order`); one of Klarna's samples leaves it
    /// out, and it is of use only while the shopper is present.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect_url: Option<String>,
    /// Klarna's word on the risk. [`FraudStatus::Pending`] where Klarna said nothing, or something
    /// new: to wait is the safe reading.
    #[serde(default)]
    pub fraud_status: FraudStatus,
    /// How the shopper chose to pay.
    #[serde(
        default,
        deserialize_with = "object_or_name",
        skip_serializing_if = "Option::is_none"
    )]
    pub authorized_payment_method: Option<AuthorizedPaymentMethod>,
}

/// Klarna's word on an order's risk.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[non_exhaustive]
pub enum FraudStatus {
    /// Deliver.
    Accepted,
    /// Do not deliver.
    Rejected,
    /// Wait for Klarna's decision, which comes within 24 hours.
    #[default]
    #[serde(other)]
    Pending,
}

/// How a shopper chose to pay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorizedPaymentMethod {
    /// `invoice`, `direct_debit`, `card`, …: the list grows, so it is text.
    #[serde(rename = "type")]
    pub method_type: String,
    /// Days until it is due, for an invoice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number_of_days: Option<i64>,
    /// Parts it is paid in, for instalments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number_of_installments: Option<i64>,
}

/// Reads the object that Klarna sends, or the bare name that its guides show. Anything else is
/// nothing: a detail must not make a placed order unreadable.
fn object_or_name<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<AuthorizedPaymentMethod>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Shape {
        Object(AuthorizedPaymentMethod),
        Name(String),
        Other(IgnoredAny),
    }
    Ok(match Shape::deserialize(deserializer)? {
        Shape::Object(method) => Some(method),
        Shape::Name(method_type) => Some(AuthorizedPaymentMethod {
            method_type,
            number_of_days: None,
            number_of_installments: None,
        }),
        Shape::Other(IgnoredAny) => None,
    })
}
