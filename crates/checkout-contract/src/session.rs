//! Payment sessions.

use klarna_payments::{ClientToken, Intent, Interval, PaymentMethodCategory};
use serde::{Deserialize, Serialize};

use crate::Money;

/// A request for a payment session for a cart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewSession {
    /// The merchant's id of the cart. The server knows its lines and prices.
    pub cart: String,
    /// The language and country of the page: `de-DE`.
    pub locale: String,
    /// `false` if the shopper authorizes on one page and orders on another: the server then orders
    /// only when the page asks, and never because Klarna reports an approval. `true` if left out.
    #[serde(default = "default_auto_finalize", skip_serializing_if = "is_true")]
    pub auto_finalize: bool,
}

const fn default_auto_finalize() -> bool {
    true
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
const fn is_true(value: &bool) -> bool {
    *value
}

/// A payment session, ready for Klarna's widget.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// The merchant's id of the session, which the other calls take in their path.
    pub id: String,
    /// The token that starts Klarna's SDK. A refresh may bring a new one.
    pub client_token: ClientToken,
    /// The payment method categories, in the order to show them. Empty if Klarna is not offered for
    /// this cart.
    pub payment_method_categories: Vec<PaymentMethodCategory>,
    /// The agreement that the shopper is asked for.
    pub intent: Intent,
    /// The version of the cart that the session was made from. The [`Approval`](crate::Approval)
    /// returns it.
    pub cart_version: u64,
    /// The amount to pay now.
    pub amount: Money,
    /// The later charges that the shopper signs up for, which the page shows beside the pay button.
    /// Empty for an intent that stores no customer token, and for a token that is for purchases the
    /// shopper makes later.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subscriptions: Vec<SubscriptionTerms>,
    /// The time at which the session ends at Klarna: RFC 3339, UTC, `2026-03-01T12:00:00Z`.
    pub expires_at: String,
}

/// The terms of a subscription.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubscriptionTerms {
    /// The name of the article, as the cart has it.
    pub name: String,
    /// The amount of each charge, all taxes included.
    pub amount: Money,
    /// The unit of the time between two charges.
    pub interval: Interval,
    /// The number of those units; at least 1.
    pub interval_count: u32,
    /// The day of the first charge after this checkout: `2026-04-01`. The checkout itself charges
    /// [`Session::amount`].
    pub next_charge_on: String,
}
