//! Opening a cart: the last one, a new one, or one moved to another market.

use demo_shop_api::{Basket, Cart, Country};

use super::storage;
use crate::{
    api::{self, ApiError},
    cart::{articles, basket},
    market,
};

/// A request to open a cart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Opening {
    /// The cart of the last visit, or a new one.
    Resume,
    /// A new cart.
    New {
        /// The market; `None` for that of the last visit, or of the browser's language.
        market: Option<Country>,
        /// The articles to start with.
        basket: Basket,
    },
    /// The same articles in another market.
    Move {
        /// The cart with the articles.
        cart: Box<Cart>,
        /// The other market.
        market: Country,
    },
}

impl Opening {
    /// Returns the market that an existing cart moves to.
    pub(super) const fn destination(&self) -> Option<Country> {
        match self {
            Self::Move { market, .. } => Some(*market),
            Self::Resume | Self::New { .. } => None,
        }
    }

    /// Opens the cart.
    pub(super) async fn open(self) -> Result<Cart, ApiError> {
        match self {
            Self::Resume => resume().await,
            Self::New { market, basket } => {
                api::create_cart(market.unwrap_or_else(usual_market), basket).await
            }
            Self::Move { cart, market } => move_to(&cart, market).await,
        }
    }
}

async fn resume() -> Result<Cart, ApiError> {
    if let Some(id) = storage::cart_id() {
        match api::cart(&id).await {
            // The server has deleted the cart, or the id is none: the same as a first visit.
            Err(ApiError::NotFound | ApiError::Refused) => {}
            answer => return answer,
        }
    }
    api::create_cart(usual_market(), Basket::default()).await
}

/// Creates a cart with the same quantities and extras: prices are the market's own.
async fn move_to(old: &Cart, market: Country) -> Result<Cart, ApiError> {
    let mut cart = api::create_cart(market, basket(old).unwrap_or_default()).await?;
    for (sku, quantity) in differences(&cart, old) {
        cart = api::set_quantity(&cart.id, &sku, quantity).await?;
    }
    for extra in &old.extras {
        cart = api::set_extra(&cart.id, *extra, true).await?;
    }
    Ok(cart)
}

/// Returns the quantities to set in `cart` so that it has the articles of `other`.
fn differences(cart: &Cart, other: &Cart) -> Vec<(String, u32)> {
    let quantity_in = |cart: &Cart, sku: &str| {
        articles(cart)
            .find(|line| line.sku == sku)
            .map_or(0, |line| line.quantity)
    };
    let surplus = articles(cart).filter(|line| quantity_in(other, &line.sku) == 0);
    articles(other)
        .filter(|line| quantity_in(cart, &line.sku) != line.quantity)
        .map(|line| (line.sku.clone(), line.quantity))
        .chain(surplus.map(|line| (line.sku.clone(), 0)))
        .collect()
}

/// Returns the market of the last visit, or of the browser's language.
fn usual_market() -> Country {
    let browser = || web_sys::window()?.navigator().language();
    storage::market()
        .or_else(|| browser().and_then(|locale| market::from_locale(&locale)))
        .unwrap_or(Country::Se)
}

#[cfg(test)]
mod tests {
    use demo_shop_api::{CartLine, Currency, LineKind, MinorUnits, Money};

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
