//! The preview shop's own calls: carts, another way to pay, orders. Not part of the versioned
//! contract; a merchant's shop has its own.
//!
//! The shopper's, below `/shop`. Carts, orders and subscriptions are the visitor's own, by the cookie
//! that comes with the first cart; another visitor's ids answer 404, as unknown ones do.
//!
//! | call | body | answer |
//! | --- | --- | --- |
//! | `GET /shop/config` | | 200 [`ShopConfig`] |
//! | `POST /shop/carts` | [`NewCart`] | 201 [`Cart`] |
//! | `GET /shop/carts/{id}` | | 200 [`Cart`] |
//! | `PUT /shop/carts/{id}/lines/{sku}` | [`Quantity`] | 200 [`Cart`] |
//! | `PUT /shop/carts/{id}/extras/{extra}` | [`ExtraChoice`] | 200 [`Cart`]; `extra` is an [`Extra`] |
//! | `POST /shop/carts/{id}/invoice` | none | 201 [`Order`]; again: 200, the same order |
//! | `GET /shop/orders` | | 200 array of [`Order`], newest first |
//! | `GET /shop/orders/{id}` | | 200 [`Order`]; `id` is the shop's, or Klarna's `order_id` |
//! | `GET /shop/subscriptions` | | 200 array of [`Subscription`], newest first |
//! | `GET /shop/subscriptions/{id}` | | 200 [`Subscription`] |
//! | `POST /shop/subscriptions/{id}/cancel` | none | 200 [`Subscription`]; again: the same |
//! | `POST /shop/clock` | [`ClockMove`] | 204; in front of the sandbox only: moves its clock, and the shop's with it |
//!
//! The merchant's, below `/merchant`, with a bearer token or, in front of the sandbox, after `login`:
//!
//! | call | body | answer |
//! | --- | --- | --- |
//! | `POST /merchant/login` | none | 204 with a cookie; in front of the sandbox only |
//! | `GET /merchant/orders` | | 200 array of every [`Order`], newest first |
//! | `GET /merchant/subscriptions` | | 200 array of every [`Subscription`], newest first |
//! | `POST /merchant/subscriptions/{id}/charge` | none | 200 [`Subscription`]: the next period, now; 409 on a day that has its charges |
//! | `POST /merchant/subscriptions/{id}/cancel` | none | 200 [`Subscription`]; again: the same |

use klarna_payments::{Country, Interval, MinorUnits};
use serde::{Deserialize, Serialize};

use crate::{FraudStatus, Money};

/// What the page needs to know about the server it runs on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShopConfig {
    /// Where Klarna's JavaScript SDK is loaded from.
    pub sdk_url: String,
    /// Whether that is the sandbox, so that the page can say that no money moves.
    pub sandbox: bool,
}

/// Asks for a cart with something in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewCart {
    /// The market: decides currency, prices and tax.
    pub market: Country,
    /// What to put in.
    #[serde(default)]
    pub basket: Basket,
}

/// What a new cart is filled with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Basket {
    /// Articles bought once.
    #[default]
    Once,
    /// A subscription whose first period is paid at the checkout.
    Subscription,
    /// A subscription that starts with a free trial: nothing is paid at the checkout.
    Trial,
    /// An article bought once, and a subscription that is charged later.
    Mixed,
}

/// Something beside the articles that changes what a cart costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Extra {
    /// A tenth off the articles, as a discount line.
    Discount,
    /// A gift card, spent on this cart as far as it goes.
    GiftCard,
    /// Gift wrapping, as a surcharge line.
    GiftWrap,
}

/// Puts an [`Extra`] on a cart, or takes it off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExtraChoice {
    /// Whether it is on.
    pub on: bool,
}

/// Sets how many of an article are in a cart; 0 takes it out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quantity {
    /// 0 to 99.
    pub quantity: u32,
}

/// A cart as the shopper sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cart {
    /// What `NewSession::cart` takes.
    pub id: String,
    /// Goes up with every change.
    pub version: u64,
    /// The market it was made for.
    pub market: Country,
    /// The articles, shipping, and in the US the sales tax.
    pub lines: Vec<CartLine>,
    /// The extras that are on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extras: Vec<Extra>,
    /// What is to be paid now, all taxes included.
    pub total: Money,
    /// How much of the total is tax.
    pub tax: MinorUnits,
    /// Whether prices include tax (`true`: Europe, Oceania) or tax is a line of its own (the US).
    pub tax_included: bool,
    /// The shop's number for what came of the cart, once it was ordered or its trial has begun; it
    /// cannot change any more then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_id: Option<String>,
}

/// One line of a cart or an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartLine {
    /// The shop's article number.
    pub sku: String,
    /// What it is.
    pub name: String,
    /// What kind of line it is.
    pub kind: LineKind,
    /// How many.
    pub quantity: u32,
    /// Price of one, in the cart's currency.
    pub unit_price: MinorUnits,
    /// Price of all that is paid now: 0 for what is only charged later.
    pub total: MinorUnits,
    /// How often it is charged, where it is a subscription.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<Plan>,
}

/// How often a subscription is charged, and when it starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The unit of the time between two charges.
    pub interval: Interval,
    /// How many of those units.
    pub interval_count: u32,
    /// How many days pass before the first charge; 0: the first period is paid at the checkout,
    /// or, in a cart with articles bought once, starts one interval later.
    pub trial_days: u32,
}

/// What kind of line it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum LineKind {
    /// An article whose quantity the shopper can change.
    Article,
    /// Shipping.
    Shipping,
    /// Sales tax, US style.
    SalesTax,
    /// A discount; its total is negative.
    Discount,
    /// A gift card spent; its total is negative.
    GiftCard,
    /// An additional charge.
    Surcharge,
}

/// An order as the merchant holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// The shop's own number.
    pub id: String,
    /// Klarna's `order_id`, where it was paid with Klarna.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub klarna_order_id: Option<String>,
    /// When it was placed: RFC 3339, UTC.
    pub placed_at: String,
    /// How it was paid.
    pub payment: PaymentMethod,
    /// Klarna's word on the risk, where it was paid with Klarna.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fraud_status: Option<FraudStatus>,
    /// The market it was sold in.
    pub market: Country,
    /// What was bought.
    pub lines: Vec<CartLine>,
    /// What it cost.
    pub total: Money,
    /// The shop's number of the subscription that it renewed, where it is a renewal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscription_id: Option<String>,
}

/// How an order was paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PaymentMethod {
    /// With Klarna.
    Klarna,
    /// By bank transfer, before delivery.
    Invoice,
}

/// A subscription as the merchant holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscription {
    /// The shop's own number.
    pub id: String,
    /// What it is.
    pub name: String,
    /// Where it stands.
    pub status: SubscriptionStatus,
    /// The market it was sold in.
    pub market: Country,
    /// What is charged each time.
    pub amount: Money,
    /// How often.
    pub plan: Plan,
    /// When it was signed up for: RFC 3339, UTC.
    pub started_at: String,
    /// The number of the checkout in which it was signed up for: that of the shop's order, where one
    /// was placed. [`Cart::order_id`] says it too, also where no order was due.
    pub order_id: String,
    /// The day of the next charge, `2026-04-01`; `None` once it has ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_charge_on: Option<String>,
    /// How it is paid, in Klarna's word for it: `card`, `invoice`, `direct_debit`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The periods that came due, oldest first. What was paid at the checkout is an order of its own.
    pub charges: Vec<Charge>,
}

/// Where a subscription stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SubscriptionStatus {
    /// Its periods are charged as they come due.
    Active,
    /// A period could not be charged, and is tried again.
    PastDue,
    /// A period cannot be charged; nothing is tried any more until a person has looked.
    Stopped,
    /// It has ended, here and at Klarna.
    Cancelled,
}

/// A period of a subscription that came due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charge {
    /// Which period: 1 is the first that was not paid at the checkout.
    pub period: u32,
    /// The day it came due: `2026-04-01`.
    pub due_on: String,
    /// Where it stands.
    pub status: ChargeStatus,
    /// The shop's order, once it was charged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_id: Option<String>,
    /// How often Klarna was asked.
    pub attempts: u32,
    /// When it is tried again: RFC 3339, UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_try_at: Option<String>,
    /// Klarna's code for why the last try came to nothing: `PAYMENT_METHOD_FAILED`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Where the charge of a period stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ChargeStatus {
    /// It was asked for, and what came of it is not known yet, or it is tried again later.
    Open,
    /// There is an order.
    Charged,
    /// There is none and will be none.
    Failed,
}

/// Moves the sandbox's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockMove {
    /// By how much; forward only.
    pub advance_seconds: u64,
}
