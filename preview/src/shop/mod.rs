//! The shop's state: one cart, its language, who buys, and what went wrong. Pages read it and ask it for
//! changes; it talks to the server.

mod changes;
mod details;
mod link;
mod memory;
mod opening;
mod steps;
mod wanted;

use demo_shop_api::{Basket, Cart, CartLine, Extra, LineKind, MinorUnits, Money, Plan, ShopConfig};
use klarna_payments::Country;
use leptos::{prelude::*, task::spawn_local};

use self::wanted::{Change, Wanted};
pub(crate) use self::{details::Details, link::Link, opening::Opening, steps::use_steps};
use crate::{
    api::{self, Trouble},
    format, market,
};

/// The largest quantity of one article.
pub(crate) const MAX_QUANTITY: u32 = 99;

/// Something that did not work, and what to do again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    /// What went wrong.
    pub(crate) trouble: Trouble,
    attempt: Attempt,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Attempt {
    Open(Opening),
    Change(Change),
}

/// The shop's state, for every page. Lives as long as the page does.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shop {
    config: RwSignal<Option<Result<ShopConfig, Trouble>>>,
    cart: RwSignal<Option<Cart>>,
    wanted: RwSignal<Wanted>,
    saving: RwSignal<bool>,
    opening: RwSignal<bool>,
    /// Where the cart is being moved to.
    destination: RwSignal<Option<Country>>,
    problem: RwSignal<Option<Problem>>,
    locked: RwSignal<bool>,
    locale: RwSignal<String>,
    email: RwSignal<Option<String>>,
    business: RwSignal<bool>,
    /// Counts the carts asked for: an answer to an older question is not shown.
    generation: StoredValue<u32>,
}

impl Shop {
    /// A shop without a cart yet; asks the server what it is.
    pub(crate) fn new() -> Self {
        let shop = Self {
            config: RwSignal::new(None),
            cart: RwSignal::new(None),
            wanted: RwSignal::default(),
            saving: RwSignal::new(false),
            opening: RwSignal::new(false),
            destination: RwSignal::new(None),
            problem: RwSignal::new(None),
            locked: RwSignal::new(false),
            locale: RwSignal::new(memory::locale().unwrap_or_default()),
            email: RwSignal::new(memory::email()),
            business: RwSignal::new(memory::business()),
            generation: StoredValue::new(0),
        };
        shop.load_config();
        shop
    }

    /// Asks the server what it is, again.
    pub(crate) fn load_config(self) {
        self.config.set(None);
        spawn_local(async move { self.config.set(Some(api::config().await)) });
    }

    /// What the page knows about its server; `None` while it asks.
    pub(crate) fn config(self) -> Option<Result<ShopConfig, Trouble>> {
        self.config.get()
    }

    /// Reads something off the cart.
    pub(crate) fn with_cart<T>(self, read: impl FnOnce(&Cart) -> T) -> Option<T> {
        self.cart.with(|cart| cart.as_ref().map(read))
    }

    /// The same without following later changes.
    pub(crate) fn with_cart_untracked<T>(self, read: impl FnOnce(&Cart) -> T) -> Option<T> {
        self.cart.with_untracked(|cart| cart.as_ref().map(read))
    }

    /// The name of the cart; empty while there is none.
    pub(crate) fn cart_id(self) -> Memo<String> {
        Memo::new(move |_| self.with_cart(|cart| cart.id.clone()).unwrap_or_default())
    }

    /// The version of the cart.
    pub(crate) fn cart_version(self) -> Memo<Option<u64>> {
        Memo::new(move |_| self.with_cart(|cart| cart.version))
    }

    /// A line of the cart, with the quantity that the shopper last asked for.
    pub(crate) fn line(self, sku: &str) -> Option<CartLine> {
        let wanted = self.wanted.with(|wanted| wanted.quantity(sku));
        let mut line =
            self.with_cart(|cart| cart.lines.iter().find(|l| l.sku == sku).cloned())??;
        line.quantity = wanted.unwrap_or(line.quantity);
        Some(line)
    }

    /// The article numbers in the cart, in its order.
    pub(crate) fn article_skus(self) -> Vec<String> {
        let skus = |cart: &Cart| {
            let articles = cart.lines.iter().filter(|l| l.kind == LineKind::Article);
            articles.map(|line| line.sku.clone()).collect()
        };
        self.with_cart(skus).unwrap_or_default()
    }

    /// Whether an extra is on, as the shopper last asked for it.
    pub(crate) fn has_extra(self, extra: Extra) -> bool {
        let wanted = self.wanted.with(|wanted| wanted.extra(extra));
        let is_on = || self.with_cart(|cart| cart.extras.contains(&extra));
        wanted.or_else(is_on).unwrap_or_default()
    }

    /// Which of the shop's baskets the cart is like; `None` without a cart, or with nothing in it.
    pub(crate) fn basket(self) -> Option<Basket> {
        self.with_cart(basket_of)?
    }

    /// How many articles are in the cart, for the badge; none once it was ordered.
    pub(crate) fn article_count(self) -> u32 {
        if self.ordered().is_some() {
            return 0;
        }
        let quantities = self
            .article_skus()
            .into_iter()
            .filter_map(|sku| self.line(&sku));
        quantities.map(|line| line.quantity).sum()
    }

    /// The shop's order, once the cart was ordered.
    pub(crate) fn ordered(self) -> Option<String> {
        self.with_cart(|cart| cart.order_id.clone())?
    }

    /// Whether the cart on the page is about to change: what it costs may be out of date.
    pub(crate) fn is_busy(self) -> bool {
        self.opening.get() || self.saving.get()
    }

    /// The market: the one just chosen, or the cart's.
    pub(crate) fn market(self) -> Option<Country> {
        self.destination
            .get()
            .or_else(|| self.with_cart(|cart| cart.market))
    }

    /// Whether another cart is on its way: changes to this one would be lost.
    pub(crate) fn is_opening(self) -> bool {
        self.opening.get()
    }

    /// Whether nothing can be changed: another cart is on its way, or this one is being paid.
    pub(crate) fn is_locked(self) -> bool {
        self.opening.get() || self.locked.get()
    }

    /// What did not work last.
    pub(crate) fn problem(self) -> Option<Problem> {
        self.problem.get()
    }

    /// An amount in the cart's currency, as the page's language writes it.
    pub(crate) fn money(self, minor_units: MinorUnits) -> String {
        let currency = self.with_cart(|cart| cart.total.currency);
        currency.map_or_else(String::new, |currency| {
            let amount = Money {
                minor_units,
                currency,
            };
            format::money(amount, &self.locale())
        })
    }

    /// The page's language and country: `de-AT`.
    pub(crate) fn locale(self) -> String {
        self.locale.get()
    }

    /// The language in which to show an order: the page's, where the order's market speaks it.
    /// Does not follow later changes.
    pub(crate) fn locale_for(self, market: Country) -> String {
        self.locale
            .with_untracked(|locale| market::locale_in(market, locale))
    }

    /// Whether the shopper buys for a company, as a link or the shopper said last.
    pub(crate) fn buys_for_company(self) -> bool {
        self.business.get()
    }

    /// Whether an order, by Klarna's number, was paid in this tab without that the way to pay could
    /// be stored for the charges to come.
    pub(crate) fn was_not_stored(klarna_order_id: &str) -> bool {
        memory::not_stored().as_deref() == Some(klarna_order_id)
    }

    /// Whether the cart became that order, by the shop's number, and held a subscription. Reactive.
    pub(crate) fn signed_up_in(self, order: &str) -> bool {
        let signed_up = self.with_cart(|cart| {
            let is_its = cart.order_id.as_deref() == Some(order);
            is_its && cart.lines.iter().any(|line| line.plan.is_some())
        });
        signed_up == Some(true)
    }

    /// Chooses one of the market's languages.
    pub(crate) fn set_locale(self, locale: String) {
        memory::keep_locale(&locale);
        memory::keep_shown_locale(&locale);
        self.locale.set(locale);
    }
}

/// What is in the cart, as one of the shop's baskets.
fn basket_of(cart: &Cart) -> Option<Basket> {
    let articles = || cart.lines.iter().filter(|l| l.kind == LineKind::Article);
    let buys_once = articles().any(|line| line.plan.is_none());
    match articles().find_map(|line| line.plan) {
        None => buys_once.then_some(Basket::Once),
        Some(_) if buys_once => Some(Basket::Mixed),
        Some(Plan { trial_days: 0, .. }) => Some(Basket::Subscription),
        Some(_) => Some(Basket::Trial),
    }
}

/// The shop of this page.
pub(crate) fn use_shop() -> Shop {
    // Provided by the app around every page; a page outside of it still draws, and asks itself.
    use_context::<Shop>().unwrap_or_else(Shop::new)
}
