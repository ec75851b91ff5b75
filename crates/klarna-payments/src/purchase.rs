//! What is bought: the part that a session and an order have in common.

use serde::{Deserialize, Serialize};

use crate::{
    arithmetic::{self, ArithmeticError},
    line::OrderLine,
    market::{Country, Locale},
    money::{Currency, MinorUnits},
    person::{Address, Customer},
    redact::redacted_debug,
};

/// What is bought, where and for how much.
///
/// Klarna refuses an order whose lines or addresses differ from what the shopper approved, so both
/// are made from the same `Purchase`.
///
/// ```
/// use klarna_payments::{Country, MinorUnits, OrderLine, Purchase};
///
/// let lines = vec![OrderLine::new("Cup", 2, MinorUnits(5000))?.with_tax_rate(2500)?];
/// let purchase = Purchase::new(Country::Se, lines)?;
/// assert_eq!(purchase.order_amount, MinorUnits(10000));
/// assert_eq!(purchase.order_tax_amount, Some(MinorUnits(2000)));
/// # Ok::<(), klarna_payments::ArithmeticError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Purchase {
    /// The market. A different billing country overrides it.
    pub purchase_country: Country,
    /// The market's own currency: Klarna takes no other.
    pub purchase_currency: Currency,
    /// Which language Klarna speaks. Klarna assumes `en-US` where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<Locale>,
    /// What is to be paid: the sum of the lines' totals; not negative.
    pub order_amount: MinorUnits,
    /// How much of it is tax; not negative.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_tax_amount: Option<MinorUnits>,
    /// 1 to 1000 lines.
    pub order_lines: Vec<OrderLine>,
    /// Where Klarna sends the shopper, and whom it calls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merchant_urls: Option<MerchantUrls>,
    /// The merchant's order number; at most 255 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merchant_reference1: Option<String>,
    /// A second one; at most 255 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merchant_reference2: Option<String>,
    /// For the merchant's own use; at most 6000 characters. Not for personal data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merchant_data: Option<String>,
    /// Who pays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billing_address: Option<Address>,
    /// Where it goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipping_address: Option<Address>,
    /// What else is known of the buyer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<Customer>,
}

impl Purchase {
    /// A purchase of these lines in that market, in its currency, with the amounts summed up.
    ///
    /// # Errors
    /// A sum too large to write.
    pub fn new(country: Country, order_lines: Vec<OrderLine>) -> Result<Self, ArithmeticError> {
        Ok(Self {
            purchase_country: country,
            purchase_currency: country.currency(),
            locale: None,
            order_amount: arithmetic::order_amount(&order_lines)?,
            order_tax_amount: Some(arithmetic::order_tax_amount(&order_lines)?),
            order_lines,
            merchant_urls: None,
            merchant_reference1: None,
            merchant_reference2: None,
            merchant_data: None,
            billing_address: None,
            shipping_address: None,
            customer: None,
        })
    }
}

/// Where Klarna sends the shopper, and whom it calls. Each at most 2000 characters.
///
/// Klarna does not sign its calls, so these URLs carry a secret of the merchant's; `Debug` shows
/// none of them. Klarna replaces `{session.id}` and `{order.id}` in all but `authorization`.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MerchantUrls {
    /// The page after the purchase. Without it a placed order has no `redirect_url`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmation: Option<String>,
    /// Called with the decision on an order that was pending.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notification: Option<String>,
    /// Called when an order is complete.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub push: Option<String>,
    /// Called when the shopper has approved, even if the browser is gone; HTTPS.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorization: Option<String>,
}

redacted_debug!(MerchantUrls {
    confirmation,
    notification,
    push,
    authorization,
});
