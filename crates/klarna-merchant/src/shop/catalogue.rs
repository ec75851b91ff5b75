//! What the shop sells, and for how much in each currency.

use checkout_contract::shop::Basket;
use klarna_payments::{Currency, MinorUnits};

/// Something the shop sells.
#[derive(Debug)]
pub(crate) struct Article {
    /// The shop's article number.
    pub(crate) sku: &'static str,
    /// What the shopper reads.
    pub(crate) name: &'static str,
    prices: Prices,
}

impl Article {
    /// What one costs, in minor units; as the shopper sees it, so with tax where tax is included.
    pub(crate) fn price(&self, currency: Currency) -> Option<MinorUnits> {
        self.prices.amount(currency)
    }
}

/// A price in each currency: figures that a shop would choose, not conversions.
///
/// In the order of [`Currency::ALL`]: AUD CAD CHF CZK DKK EUR GBP HUF MXN NOK NZD PLN RON SEK USD.
#[derive(Debug)]
struct Prices([i64; Currency::ALL.len()]);

impl Prices {
    fn amount(&self, currency: Currency) -> Option<MinorUnits> {
        let position = Currency::ALL.iter().position(|known| *known == currency)?;
        self.0.get(position).copied().map(MinorUnits)
    }
}

/// Everything the shop sells, in the order in which carts show it.
static ARTICLES: [Article; 5] = [
    Article {
        sku: "throw",
        name: "Wool throw",
        prices: Prices([
            8500, 7500, 4900, 119_900, 36_900, 4900, 4300, 1_999_000, 99_900, 54_900, 8900, 20_900,
            24_900, 54_900, 5500,
        ]),
    },
    Article {
        sku: "mug",
        name: "Stoneware mug",
        prices: Prices([
            3200, 2600, 1900, 44_900, 13_900, 1800, 1600, 699_000, 34_900, 19_900, 3400, 7900,
            8900, 19_900, 2000,
        ]),
    },
    Article {
        sku: "board",
        name: "Oak serving board",
        prices: Prices([
            6900, 5900, 4400, 104_900, 31_900, 4200, 3800, 1_649_000, 79_900, 47_900, 7500, 17_900,
            20_900, 46_900, 4500,
        ]),
    },
    Article {
        sku: "candles",
        name: "Beeswax candles, two",
        prices: Prices([
            2450, 1950, 1490, 35_900, 10_900, 1450, 1250, 569_000, 26_900, 16_900, 2650, 6190,
            7190, 15_900, 1550,
        ]),
    },
    Article {
        sku: "towels",
        name: "Linen tea towels, three",
        prices: Prices([
            3900, 3300, 2500, 59_900, 17_900, 2400, 2100, 939_000, 45_900, 26_900, 4200, 10_290,
            11_900, 26_900, 2600,
        ]),
    },
];

/// What delivery costs, whatever is in the cart.
static SHIPPING: Prices = Prices([
    990, 995, 700, 9900, 4900, 495, 395, 199_000, 9900, 5900, 990, 1599, 2199, 4900, 595,
]);

/// The article with that number.
pub(crate) fn article(sku: &str) -> Option<&'static Article> {
    articles().find(|article| article.sku == sku)
}

/// Everything the shop sells.
pub(crate) fn articles() -> impl Iterator<Item = &'static Article> {
    ARTICLES.iter()
}

/// What delivery costs.
pub(crate) fn shipping(currency: Currency) -> Option<MinorUnits> {
    SHIPPING.amount(currency)
}

/// What a new cart is filled with: article numbers and quantities. `None` for a kind of basket
/// that this shop does not sell.
pub(crate) fn filling(basket: Basket) -> Option<&'static [(&'static str, u32)]> {
    match basket {
        Basket::Once => Some(&[("throw", 1), ("mug", 2), ("candles", 1)]),
        _ => None,
    }
}
