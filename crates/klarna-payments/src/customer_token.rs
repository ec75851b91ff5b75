//! Customer tokens: made from an approval, charged later without the shopper.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    market::{Country, Locale},
    money::Currency,
    person::{Address, Customer},
    redact::redacted_debug,
    token::CustomerToken,
};

/// Stores a payment method: the body of `POST /payments/v1/authorizations/{token}/customer-token`.
///
/// Made by [`SessionPlan::customer_token`](crate::SessionPlan::customer_token), as only an approval of
/// a session whose intent stores a token can become one. Country and currency are the session's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewCustomerToken {
    /// What it is for, as the shopper will read it at Klarna; 1 to 255 characters.
    pub description: String,
    /// What it may be used for.
    pub intended_use: IntendedUse,
    /// Which language Klarna speaks.
    pub locale: Locale,
    /// The session's market.
    pub purchase_country: Country,
    /// The session's currency: the only one in which the token can be charged.
    pub purchase_currency: Currency,
    /// Who pays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billing_address: Option<Address>,
    /// What else is known of the buyer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<Customer>,
}

impl NewCustomerToken {
    /// A token for subscriptions, in that market's currency.
    pub(crate) fn new(description: impl Into<String>, country: Country, locale: Locale) -> Self {
        Self {
            description: description.into(),
            intended_use: IntendedUse::Subscription,
            locale,
            purchase_country: country,
            purchase_currency: country.currency(),
            billing_address: None,
            customer: None,
        }
    }
}

/// What a customer token may be used for. Klarna knows one use.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[non_exhaustive]
pub enum IntendedUse {
    /// Charges that the merchant starts.
    #[default]
    Subscription,
}

/// The answer to a [`NewCustomerToken`]. Klarna repeats address and buyer in it; they are not kept.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreatedCustomerToken {
    /// The token.
    pub token_id: CustomerToken,
    /// Klarna's name for the stored payment method.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_method_reference: Option<String>,
    /// Where to send the shopper next: through Klarna to the confirmation page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect_url: Option<String>,
}

impl fmt::Debug for CreatedCustomerToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CreatedCustomerToken")
            .field("token_id", &self.token_id)
            .finish_non_exhaustive()
    }
}

/// A customer token as Klarna holds it: the answer to `GET /customer-token/v1/tokens/{token}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerTokenRead {
    /// Whether it can be charged.
    pub status: TokenStatus,
    /// The stored payment method, in capitals: `INVOICE`, `DIRECT_DEBIT`, `CARD`, …. Klarna publishes
    /// no list (customer token API, `payment_method_type`), so it is text. An order's
    /// [`AuthorizedPaymentMethod`](crate::AuthorizedPaymentMethod) has names of its own, in lower
    /// case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_method_type: Option<String>,
    /// The card, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<StoredCard>,
    /// The bank account, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direct_debit: Option<StoredAccount>,
}

/// Whether a customer token can be charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[non_exhaustive]
pub enum TokenStatus {
    /// It can.
    Active,
    /// It was cancelled, for good.
    #[serde(alias = "CANCELED")]
    Cancelled,
    /// It cannot, as long as Klarna keeps it so; also what Klarna says in a word unknown here: not
    /// to charge is the safe reading.
    #[serde(other)]
    Suspended,
}

/// A stored card, as far as it may be shown to its owner. `Debug` shows none of it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredCard {
    /// `VISA`, `MASTERCARD`, …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brand: Option<String>,
    /// `MM/YYYY`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expiry_date: Option<String>,
    /// The last digits, the rest hidden.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub masked_number: Option<String>,
}

redacted_debug!(StoredCard {
    brand,
    expiry_date,
    masked_number,
});

/// A stored bank account, as far as it may be shown to its owner. `Debug` shows none of it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredAccount {
    /// The last digits, the rest hidden.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub masked_number: Option<String>,
}

redacted_debug!(StoredAccount { masked_number });
