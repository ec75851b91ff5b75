//! The ways to come to a cart.

use demo_shop_api::{Basket, Cart, LineKind};
use klarna_payments::Country;

use super::{basket_of, memory};
use crate::{
    api::{self, Trouble},
    market,
};

/// A way to come to a cart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Opening {
    /// The cart of the last visit, or a new one.
    Resume,
    /// A new cart.
    New {
        /// `None`: the market of the last visit, or the one of the browser's language.
        market: Option<Country>,
        /// What is in it.
        basket: Basket,
    },
    /// The same articles in another market.
    Move {
        /// What to take along.
        cart: Box<Cart>,
        /// Where to.
        market: Country,
    },
}

impl Opening {
    /// The market that an existing cart moves to.
    pub(super) const fn destination(&self) -> Option<Country> {
        match self {
            Self::Move { market, .. } => Some(*market),
            Self::Resume | Self::New { .. } => None,
        }
    }

    /// Comes to the cart.
    pub(super) async fn run(self) -> Result<Cart, Trouble> {
        match self {
            Self::Resume => resume().await,
            Self::New { market, basket } => {
                api::create_cart(market.unwrap_or_else(usual_market), basket).await
            }
            Self::Move { cart, market } => take_along(&cart, market).await,
        }
    }
}

async fn resume() -> Result<Cart, Trouble> {
    if let Some(id) = memory::cart() {
        match api::cart(&id).await {
            // The server has forgotten it, or it never was one: an ordinary first visit.
            Err(Trouble::NotFound | Trouble::Refused) => {}
            answer => return answer,
        }
    }
    api::create_cart(usual_market(), Basket::default()).await
}

/// Prices are the market's own, so the cart is a new one with the same quantities and extras.
async fn take_along(old: &Cart, market: Country) -> Result<Cart, Trouble> {
    let basket = basket_of(old).unwrap_or_default();
    let mut cart = api::create_cart(market, basket).await?;
    for (sku, quantity) in differences(&cart, old) {
        cart = api::set_quantity(&cart.id, &sku, quantity).await?;
    }
    for extra in &old.extras {
        cart = api::set_extra(&cart.id, *extra, true).await?;
    }
    Ok(cart)
}

/// The quantities to set in `cart` so that it holds what `wanted` holds.
fn differences(cart: &Cart, wanted: &Cart) -> Vec<(String, u32)> {
    let quantity_in = |cart: &Cart, sku: &str| {
        articles(cart)
            .find(|(other, _)| *other == sku)
            .map_or(0, |(_, quantity)| quantity)
    };
    let too_many = articles(cart).filter(|(sku, _)| quantity_in(wanted, sku) == 0);
    articles(wanted)
        .filter(|(sku, quantity)| quantity_in(cart, sku) != *quantity)
        .map(|(sku, quantity)| (sku.to_owned(), quantity))
        .chain(too_many.map(|(sku, _)| (sku.to_owned(), 0)))
        .collect()
}

fn articles(cart: &Cart) -> impl Iterator<Item = (&str, u32)> {
    cart.lines
        .iter()
        .filter(|line| line.kind == LineKind::Article)
        .map(|line| (line.sku.as_str(), line.quantity))
}

fn usual_market() -> Country {
    let browser = || web_sys::window()?.navigator().language();
    memory::market()
        .or_else(|| browser().and_then(|locale| market::of_locale(&locale)))
        .unwrap_or(Country::Se)
}

#[cfg(test)]
mod tests {
    use demo_shop_api::{CartLine, Currency, MinorUnits, Money};

    use super::*;

    fn cart(lines: &[(&str, u32)]) -> Cart {
        Cart {
            id: "1".to_owned(),
            version: 1,
            market: Country::Se,
            lines: lines
                .iter()
                .map(|(sku, quantity)| CartLine {
                    sku: (*sku).to_owned(),
                    name: String::new(),
                    kind: LineKind::Article,
                    quantity: *quantity,
                    unit_price: MinorUnits::ZERO,
                    total: MinorUnits::ZERO,
                    plan: None,
                })
                .collect(),
            extras: Vec::new(),
            total: Money {
                minor_units: MinorUnits::ZERO,
                currency: Currency::Sek,
            },
            tax: MinorUnits::ZERO,
            tax_included: true,
            order_id: None,
        }
    }

    #[test]
    fn moving_sets_only_what_differs() {
        let fresh = cart(&[("lamp", 1), ("rug", 2), ("vase", 1)]);
        let old = cart(&[("lamp", 1), ("rug", 5), ("throw", 3)]);
        let expected = [("rug", 5), ("throw", 3), ("vase", 0)].map(|(s, n)| (s.to_owned(), n));
        assert_eq!(differences(&fresh, &old), expected);
        assert_eq!(differences(&fresh, &fresh), []);
    }
}
