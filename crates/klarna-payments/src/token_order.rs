//! Orders with a customer token: a subscription's renewals.

use std::{fmt, time::Duration};

use serde::{Deserialize, Serialize};

use crate::{
    arithmetic::{self, ArithmeticError},
    line::OrderLine,
    market::Locale,
    money::{Currency, MinorUnits},
    person::Address,
    session::Attachment,
};

/// Charges a customer token: the body of `POST /customer-token/v1/tokens/{token}/order`.
///
/// A renewal carries the subscription's lines as they were at the sign-up.
///
/// ```
/// use klarna_payments::{Currency, MinorUnits, NewTokenOrder, OrderLine};
///
/// let month = OrderLine::new("Coffee", 1, MinorUnits(1900))?.with_tax_rate(700)?;
/// let order = NewTokenOrder::new(Currency::Eur, vec![month])?;
/// assert_eq!(order.order_amount, MinorUnits(1900));
/// # Ok::<(), klarna_payments::ArithmeticError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewTokenOrder {
    /// The currency that the token was made for.
    pub purchase_currency: Currency,
    /// Which language Klarna speaks to the shopper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<Locale>,
    /// What is charged: the sum of the lines' totals; at least 1.
    pub order_amount: MinorUnits,
    /// How much of it is tax; not negative.
    pub order_tax_amount: MinorUnits,
    /// 1 to 1000 lines.
    pub order_lines: Vec<OrderLine>,
    /// `true` if the money is taken at once, without a capture. Needs Klarna's agreement.
    #[serde(default)]
    pub auto_capture: bool,
    /// The merchant's order number; at most 255 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merchant_reference1: Option<String>,
    /// A second one; at most 255 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merchant_reference2: Option<String>,
    /// For the merchant's own use; at most 6000 characters. Not for personal data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merchant_data: Option<String>,
    /// The page after the purchase, and whom Klarna calls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merchant_urls: Option<TokenOrderUrls>,
    /// Where it goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipping_address: Option<Address>,
    /// More about the purchase, for kinds of goods where Klarna asks for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attachment: Option<Attachment>,
    /// Asks for a way out of a refusal while the shopper is present. Klarna's guide to the step-up
    /// describes it, and calls it mandatory for on-demand purchases; its API description lacks it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step_up: Option<StepUp>,
}

impl NewTokenOrder {
    /// An order of these lines with the amounts summed up, to be captured when it is sent.
    ///
    /// # Errors
    /// A sum too large to write.
    pub fn new(currency: Currency, order_lines: Vec<OrderLine>) -> Result<Self, ArithmeticError> {
        Ok(Self {
            purchase_currency: currency,
            locale: None,
            order_amount: arithmetic::order_amount(&order_lines)?,
            order_tax_amount: arithmetic::order_tax_amount(&order_lines)?,
            order_lines,
            auto_capture: false,
            merchant_reference1: None,
            merchant_reference2: None,
            merchant_data: None,
            merchant_urls: None,
            shipping_address: None,
            attachment: None,
            step_up: None,
        })
    }
}

/// The support of a step-up: the shopper confirms a charge that Klarna would refuse otherwise.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum StepUp {
    /// The shopper is present. A refusal may bring a [`StepUpId`](crate::StepUpId), with which a new
    /// session is created.
    Supported,
    /// Nobody is there to confirm: a renewal. Klarna assumes this where it is left out.
    #[default]
    NotSupported,
}

/// The page after a purchase with a customer token, and the addresses that Klarna calls. `Debug`
/// shows none: they may carry a secret of the merchant's. Each at most 2000 characters.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenOrderUrls {
    /// The page after the purchase.
    pub confirmation: String,
    /// Called when the order is complete.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub push: Option<String>,
    /// Called when the shopper has approved, see
    /// [`MerchantUrls::authorization`](crate::MerchantUrls::authorization). Klarna's guide to the
    /// step-up describes it; its API description lacks it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorization: Option<String>,
}

impl fmt::Debug for TokenOrderUrls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenOrderUrls").finish_non_exhaustive()
    }
}

/// Names one charge: the header `Klarna-Idempotency-Key`.
///
/// The same key with the same order within [`IdempotencyKey::LIFETIME`] is carried out once, however
/// often it is sent. A charge that is to be tried anew, after a clear refusal, takes a new key.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// How long Klarna remembers a key, from its first use. After that, to repeat a charge whose
    /// outcome is not known could charge a second time.
    pub const LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

    /// A key of 1 to 255 visible ASCII characters. Klarna advises a UUID.
    ///
    /// # Errors
    /// Any other text: it could not stand in a header.
    ///
    /// ```
    /// use klarna_payments::IdempotencyKey;
    ///
    /// assert!(IdempotencyKey::new("2c8b1a5e-9f0e-5d3c-8a41-5a2f0b9c6d7e").is_ok());
    /// assert!(IdempotencyKey::new("two words").is_err());
    /// ```
    pub fn new(key: impl Into<String>) -> Result<Self, UnfitKey> {
        let key = key.into();
        let fits =
            (1..=255).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
        if fits { Ok(Self(key)) } else { Err(UnfitKey) }
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for IdempotencyKey {
    type Error = UnfitKey;

    fn try_from(key: String) -> Result<Self, UnfitKey> {
        Self::new(key)
    }
}

impl From<IdempotencyKey> for String {
    fn from(key: IdempotencyKey) -> Self {
        key.0
    }
}

/// A text that cannot be an [`IdempotencyKey`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an idempotency key has 1 to 255 visible ASCII characters")]
pub struct UnfitKey;
