//! What goes with `authorize`.

use klarna_payments::{Address, Customer};
use serde::Serialize;

/// What the page knows of the shopper. Handed to Klarna with `authorize`, never earlier: Klarna
/// asks for that, for the sake of data protection.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct CheckoutData {
    /// Where the bill goes. Without it, Klarna asks in its own window.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub billing_address: Option<Address>,
    /// Where the goods go, if elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shipping_address: Option<Address>,
    /// Date of birth and the like.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<Customer>,
}
