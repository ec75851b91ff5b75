//! The payment method categories that a session offers.

use serde::{Deserialize, Serialize};

/// One of a session's `payment_method_categories`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentMethodCategory {
    /// What the SDK's `load` and `authorize` take as `payment_method_category`: `klarna`,
    /// `pay_later`, …
    pub identifier: String,
    /// The label, in the session's locale. Klarna wants it shown unchanged.
    pub name: String,
    /// The logos.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asset_urls: Option<AssetUrls>,
}

/// Where a category's logos are served.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssetUrls {
    /// Logo with a description beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub descriptive: Option<String>,
    /// The plain logo: the one to show beside the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standard: Option<String>,
}
