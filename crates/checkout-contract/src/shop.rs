//! The preview shop's own calls: carts, another way to pay, orders. Not part of the versioned
//! contract; a merchant's shop has its own.
//!
//! | call | body | answer |
//! | --- | --- | --- |
//! | `GET /shop/config` | | 200 [`ShopConfig`] |
//! | `POST /shop/carts` | [`NewCart`] | 201 [`Cart`] |
//! | `GET /shop/carts/{id}` | | 200 [`Cart`] |
//! | `PUT /shop/carts/{id}/lines/{sku}` | [`Quantity`] | 200 [`Cart`] |
//! | `POST /shop/carts/{id}/invoice` | none | 201 [`Order`]; again: 200, the same order |
//! | `GET /shop/orders` | | 200 array of [`Order`], newest first |
//! | `GET /shop/orders/{id}` | | 200 [`Order`]; `id` is the shop's, or Klarna's `order_id` |

use klarna_payments::{Country, MinorUnits};
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
    /// What is to be paid, all taxes included.
    pub total: Money,
    /// How much of the total is tax.
    pub tax: MinorUnits,
    /// Whether prices include tax (`true`: Europe, Oceania) or tax is a line of its own (the US).
    pub tax_included: bool,
    /// The shop's order, once the cart was ordered; it cannot change any more then.
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
    /// Price of all.
    pub total: MinorUnits,
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
