//! Carts, and the requests that make and change them.

use checkout_contract::{MinorUnits, Money};
use klarna_payments::{Country, Interval};
use serde::{Deserialize, Serialize};

/// A request for a cart with articles in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewCart {
    /// The market, which decides currency, prices and tax.
    pub market: Country,
    /// The articles to start with; [`Basket::Once`] if left out.
    #[serde(default)]
    pub basket: Basket,
}

/// The articles that a new cart starts with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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

impl Basket {
    /// Every basket.
    pub const ALL: [Self; 4] = [Self::Once, Self::Subscription, Self::Trial, Self::Mixed];

    /// Returns the name in requests and links.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Once => "once",
            Self::Subscription => "subscription",
            Self::Trial => "trial",
            Self::Mixed => "mixed",
        }
    }

    /// Returns the basket of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|basket| basket.name() == name)
    }
}

/// An addition to the articles that changes the price of a cart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Extra {
    /// A tenth off the articles, as a discount line.
    Discount,
    /// A gift card, spent on this cart as far as it goes.
    GiftCard,
    /// Gift wrapping, as a surcharge line.
    GiftWrap,
}

impl Extra {
    /// Every extra.
    pub const ALL: [Self; 3] = [Self::Discount, Self::GiftCard, Self::GiftWrap];

    /// Returns the name in requests and paths.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Discount => "discount",
            Self::GiftCard => "gift_card",
            Self::GiftWrap => "gift_wrap",
        }
    }
}

/// A request to put an [`Extra`] on a cart, or to take it off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExtraChoice {
    /// `true` if the cart gets the extra.
    pub on: bool,
}

/// A request to set the quantity of an article in a cart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quantity {
    /// 0 to 99; 0 takes the article out.
    pub quantity: u32,
}

/// A cart as the shopper sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cart {
    /// The cart's id, which `NewSession::cart` takes.
    pub id: String,
    /// The cart's version, which goes up with every change.
    pub version: u64,
    /// The market that the cart was made for.
    pub market: Country,
    /// The articles, shipping, and in the US the sales tax.
    pub lines: Vec<CartLine>,
    /// The extras that are on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extras: Vec<Extra>,
    /// The amount to pay now, all taxes included.
    pub total: Money,
    /// The tax in the total.
    pub tax: MinorUnits,
    /// `true` if prices include tax (Europe, Oceania); `false` if tax is a line of its own (the US).
    pub tax_included: bool,
    /// The shop's number for the order, or for a trial that began without one. A cart with a number
    /// cannot change any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_id: Option<String>,
}

/// A line of a cart or an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartLine {
    /// The shop's article number.
    pub sku: String,
    /// The name of the article or charge.
    pub name: String,
    /// The kind of line.
    pub kind: LineKind,
    /// The number of articles.
    pub quantity: u32,
    /// The price of one article, in the cart's currency.
    pub unit_price: MinorUnits,
    /// The price of all that is paid now: 0 for articles that are only charged later.
    pub total: MinorUnits,
    /// The interval between charges, for a subscription.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<Plan>,
}

impl CartLine {
    /// Returns `true` if the line is an article, and not a charge or a reduction.
    pub fn is_article(&self) -> bool {
        self.kind == LineKind::Article
    }
}

/// The interval between a subscription's charges, and its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The unit of the time between two charges.
    pub interval: Interval,
    /// The number of those units.
    pub interval_count: u32,
    /// The days before the first charge; 0: the first period is paid at the checkout, or, in a cart
    /// with articles bought once, starts one interval later.
    pub trial_days: u32,
}

/// The kind of a cart's line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "in a test, a panic is a failure")]

    use serde_json::to_value;

    use super::*;

    #[test]
    fn names_are_those_in_json() {
        for basket in Basket::ALL {
            assert_eq!(to_value(basket).unwrap(), basket.name());
            assert_eq!(Basket::from_name(basket.name()), Some(basket));
        }
        for extra in Extra::ALL {
            assert_eq!(to_value(extra).unwrap(), extra.name());
        }
        assert_eq!(Basket::from_name("everything"), None);
    }
}
