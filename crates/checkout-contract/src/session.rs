//! Sessions, approvals and what came of them.

use klarna_payments::{
    AuthorizationToken, ClientToken, Currency, FraudStatus, Intent, Interval, MinorUnits,
    PaymentMethodCategory,
};
use serde::{Deserialize, Serialize};

/// Asks for a payment session for a cart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewSession {
    /// The merchant's name for the cart. What is in it, and what it costs, the server knows.
    pub cart: String,
    /// Language and country of the page: `de-DE`.
    pub locale: String,
    /// `false`: the shopper authorizes on one page and orders on another. Klarna's own word that the
    /// shopper has approved is no order then: only the page's is. `true` where it is left out.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub auto_finalize: bool,
}

const fn yes() -> bool {
    true
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "what serde calls it with"
)]
const fn is_yes(value: &bool) -> bool {
    *value
}

/// A payment session, ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// The merchant's own name for the session; the rest of the calls use it in their path.
    pub id: String,
    /// Starts Klarna's SDK. A refresh may bring a new one.
    pub client_token: ClientToken,
    /// The ways to pay, in the order to show them. None: Klarna is not offered for this cart.
    pub payment_method_categories: Vec<PaymentMethodCategory>,
    /// What the shopper agrees to.
    pub intent: Intent,
    /// Which state of the cart this session was made from. Goes back with the [`Approval`].
    pub cart_version: u64,
    /// What the shopper is asked to pay.
    pub amount: Money,
    /// What will be charged later, and how often, where the shopper signs up for a subscription. The
    /// page shows it beside the pay button. Empty for an intent that stores no token, and where the
    /// token is for purchases that the shopper makes later.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subscriptions: Vec<SubscriptionTerms>,
    /// When the session ends at Klarna: RFC 3339, UTC, `2026-03-01T12:00:00Z`.
    pub expires_at: String,
}

/// What a shopper signs up for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubscriptionTerms {
    /// What it is, as the cart names it.
    pub name: String,
    /// What is charged each time, all taxes included.
    pub amount: Money,
    /// The unit of the time between two charges.
    pub interval: Interval,
    /// How many of those units; at least 1.
    pub interval_count: u32,
    /// The day of the first charge that this checkout does not make: `2026-04-01`. What is paid in
    /// this checkout is [`Session::amount`].
    pub next_charge_on: String,
}

/// An amount with its currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// In minor units: `9500` of `EUR` is 95 euros.
    pub minor_units: MinorUnits,
    /// ISO 4217 code.
    pub currency: Currency,
}

/// Hands a shopper's approval to the server, which places the order.
///
/// Sent with the header [`crate::IDEMPOTENCY_KEY`]: the same key always gets the same answer, and
/// never a second order. A new approval takes a new key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// The token that `authorize` answered with.
    pub authorization_token: AuthorizationToken,
    /// The [`Session::cart_version`] that the shopper saw when approving.
    pub cart_version: u64,
}

/// What came of an approval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// What the server has done.
    pub status: OutcomeStatus,
    /// The order, where one was placed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_id: Option<String>,
    /// Where to send the shopper next: through Klarna to the merchant's confirmation page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect_url: Option<String>,
    /// Klarna's word on the order's risk, where an order was placed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fraud_status: Option<FraudStatus>,
    /// Whether a customer token was stored for later charges. An order without it, where
    /// [`Session::intent`] was to store one, is paid but not stored: the shopper has to hear of it.
    #[serde(default)]
    pub token_stored: bool,
}

/// What the server has done with an approval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeStatus {
    /// The order is placed.
    Placed,
    /// The method is stored; no order was due.
    Stored,
    /// The order is placed, and Klarna is still looking at it.
    Pending,
}

/// Where a session stands: the answer to "what happened?".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// Where it stands.
    pub status: SessionState,
    /// What came of it, where something did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
}

/// Where a session stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SessionState {
    /// Nothing has been approved, or nothing is known of it. Paying is safe.
    Open,
    /// An approval arrived, and what comes of it is not known yet: the server is at it, or lost
    /// Klarna's answer. Repeat the same approval with the same key; do not authorize again.
    Authorized,
    /// The order is placed.
    Placed,
    /// The method is stored; no order was due.
    Stored,
    /// The order is placed, and Klarna is still looking at it.
    Pending,
    /// The approval came to nothing, for good. A new one is needed.
    Failed,
}
