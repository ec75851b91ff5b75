//! What the shop sells, and for how much in each currency.

use demo_shop_api::{Basket, Plan};
use klarna_payments::{Currency, Interval, MinorUnits};

/// Something the shop sells.
#[derive(Debug)]
pub(crate) struct Article {
    /// The shop's article number.
    pub(crate) sku: &'static str,
    /// What the shopper reads.
    pub(crate) name: &'static str,
    /// How often it is charged, where it is a subscription. It is delivered free of charge then.
    pub(crate) plan: Option<Plan>,
    prices: Prices,
}

impl Article {
    const fn once(sku: &'static str, name: &'static str, prices: Prices) -> Self {
        Self {
            sku,
            name,
            plan: None,
            prices,
        }
    }

    const fn monthly(sku: &'static str, name: &'static str, trial_days: u32) -> Self {
        Self {
            sku,
            name,
            plan: Some(Plan {
                interval: Interval::Month,
                interval_count: 1,
                trial_days,
            }),
            prices: COFFEE,
        }
    }

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

/// A bag of coffee.
const COFFEE: Prices = Prices([
    2200, 1900, 1390, 29_900, 8900, 1190, 1050, 469_000, 22_900, 13_900, 2300, 4990, 5990, 12_900,
    1300,
]);

/// Everything the shop sells, in the order in which carts show it.
static ARTICLES: [Article; 7] = [
    Article::once(
        "throw",
        "Wool throw",
        Prices([
            8500, 7500, 4900, 119_900, 36_900, 4900, 4300, 1_999_000, 99_900, 54_900, 8900, 20_900,
            24_900, 54_900, 5500,
        ]),
    ),
    Article::once(
        "mug",
        "Stoneware mug",
        Prices([
            3200, 2600, 1900, 44_900, 13_900, 1800, 1600, 699_000, 34_900, 19_900, 3400, 7900,
            8900, 19_900, 2000,
        ]),
    ),
    Article::once(
        "board",
        "Oak serving board",
        Prices([
            6900, 5900, 4400, 104_900, 31_900, 4200, 3800, 1_649_000, 79_900, 47_900, 7500, 17_900,
            20_900, 46_900, 4500,
        ]),
    ),
    Article::once(
        "candles",
        "Beeswax candles, two",
        Prices([
            2450, 1950, 1490, 35_900, 10_900, 1450, 1250, 569_000, 26_900, 16_900, 2650, 6190,
            7190, 15_900, 1550,
        ]),
    ),
    Article::once(
        "towels",
        "Linen tea towels, three",
        Prices([
            3900, 3300, 2500, 59_900, 17_900, 2400, 2100, 939_000, 45_900, 26_900, 4200, 10_290,
            11_900, 26_900, 2600,
        ]),
    ),
    Article::monthly("coffee", "Coffee every month", 0),
    Article::monthly("coffee-trial", "Coffee every month", 14),
];

/// What delivery costs, whatever is in the cart beside a subscription.
static SHIPPING: Prices = Prices([
    990, 995, 700, 9900, 4900, 495, 395, 199_000, 9900, 5900, 990, 1599, 2199, 4900, 595,
]);

/// What a gift card is worth.
static GIFT_CARD: Prices = Prices([
    1500, 1500, 1000, 25_000, 7500, 1000, 1000, 400_000, 20_000, 10_000, 1500, 4000, 5000, 10_000,
    1000,
]);

/// What gift wrapping costs.
static GIFT_WRAP: Prices = Prices([
    490, 495, 400, 7900, 2900, 395, 350, 149_000, 5900, 3900, 490, 1290, 1490, 3900, 395,
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

/// What a gift card is worth.
pub(crate) fn gift_card(currency: Currency) -> Option<MinorUnits> {
    GIFT_CARD.amount(currency)
}

/// What gift wrapping costs.
pub(crate) fn gift_wrap(currency: Currency) -> Option<MinorUnits> {
    GIFT_WRAP.amount(currency)
}

/// The numbers of all articles that are subscriptions. A cart holds one of them at most: each is
/// paid with a token of its own.
pub(crate) fn subscriptions() -> Vec<&'static str> {
    let subscriptions = articles().filter(|article| article.plan.is_some());
    subscriptions.map(|article| article.sku).collect()
}

/// Returns the article numbers and quantities that a new cart starts with.
pub(crate) const fn filling(basket: Basket) -> &'static [(&'static str, u32)] {
    match basket {
        Basket::Once => &[("throw", 1), ("mug", 2), ("candles", 1)],
        Basket::Subscription => &[("coffee", 1)],
        Basket::Trial => &[("coffee-trial", 1)],
        Basket::Mixed => &[("mug", 2), ("coffee", 1)],
    }
}
