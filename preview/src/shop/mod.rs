//! The shop's state: one cart, its language, and what went wrong. Pages read it and ask it for
//! changes; it talks to the server.

mod link;
mod memory;
mod opening;
mod wanted;

use checkout_contract::{
    MinorUnits, Money,
    shop::{Basket, Cart, CartLine, LineKind, ShopConfig},
};
use klarna_payments::Country;
use leptos::{prelude::*, task::spawn_local};

use self::wanted::Wanted;
pub(crate) use self::{link::Link, opening::Opening};
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
    Change { sku: String, quantity: u32 },
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

    /// A line of the cart, with the quantity that the shopper last asked for.
    pub(crate) fn line(self, sku: &str) -> Option<CartLine> {
        let wanted = self.wanted.with(|wanted| wanted.of(sku));
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

    /// The e-mail that a link has put in the sample customer's place.
    pub(crate) fn email(self) -> Option<String> {
        self.email.get()
    }

    /// Chooses one of the market's languages.
    pub(crate) fn set_locale(self, locale: String) {
        memory::keep_locale(&locale);
        self.locale.set(locale);
    }

    /// Opens what a link asks for.
    pub(crate) fn follow(self, link: Link) {
        self.cart.set(None);
        self.set_email(link.email);
        self.open(Opening::New {
            market: link.market,
            basket: link.basket,
        });
    }

    /// A new cart in the same market.
    pub(crate) fn start_over(self) {
        let market = self
            .cart
            .with_untracked(|cart| cart.as_ref().map(|c| c.market));
        self.open(Opening::New {
            market,
            basket: Basket::default(),
        });
    }

    /// Takes the cart to another market.
    pub(crate) fn move_to(self, market: Country) {
        let Some(cart) = self.cart.get_untracked() else {
            return;
        };
        self.open(Opening::Move {
            cart: Box::new(cart),
            market,
        });
    }

    /// Asks for a cart. Of several questions only the last one counts.
    pub(crate) fn open(self, opening: Opening) {
        self.generation.update_value(|n| *n = n.wrapping_add(1));
        let generation = self.generation.get_value();
        self.wanted.update(Wanted::clear);
        self.problem.set(None);
        self.opening.set(true);
        self.destination.set(opening.destination());
        spawn_local(async move {
            let answer = opening.clone().run().await;
            if self.generation.get_value() != generation {
                return;
            }
            self.opening.set(false);
            match answer {
                Ok(cart) => {
                    if opening.destination().is_some() {
                        // The sample customer there has an e-mail of its own.
                        self.set_email(None);
                    }
                    self.show(cart);
                }
                Err(trouble) => self.fail(trouble, Attempt::Open(opening)),
            }
            self.destination.set(None);
        });
    }

    /// Sets how many of an article are wanted; 0 takes it out.
    pub(crate) fn set_quantity(self, sku: String, quantity: u32) {
        self.problem.set(None);
        self.wanted
            .update(|wanted| wanted.put(sku, quantity.min(MAX_QUANTITY)));
        if !self.saving.get_untracked() {
            self.saving.set(true);
            spawn_local(self.save());
        }
    }

    /// Keeps the shopper from changing anything while it is being paid.
    pub(crate) fn lock(self, locked: bool) {
        self.locked.set(locked);
    }

    /// Looks at the server's cart again: it may have changed in another tab.
    pub(crate) fn refresh(self) {
        let Some(cart) = self.cart.get_untracked() else {
            return;
        };
        spawn_local(async move {
            let answer = api::cart(&cart.id).await;
            // A failure has nothing to say that the next change would not say.
            if let Ok(fresh) = answer
                && self.cart.get_untracked().as_ref() == Some(&cart)
                && fresh != cart
            {
                self.show(fresh);
            }
        });
    }

    /// The cart became an order: it cannot change any more.
    pub(crate) fn mark_ordered(self, order_id: String) {
        self.cart.update(|cart| {
            if let Some(cart) = cart {
                cart.order_id = Some(order_id);
            }
        });
    }

    /// Does again what did not work.
    pub(crate) fn retry(self) {
        match self.problem.get_untracked().map(|problem| problem.attempt) {
            Some(Attempt::Open(opening)) => self.open(opening),
            Some(Attempt::Change { sku, quantity }) => self.set_quantity(sku, quantity),
            None => {}
        }
    }

    /// Saves what is wanted, one change after the other.
    async fn save(self) {
        while let Some((sku, quantity)) = self.wanted.with_untracked(Wanted::next) {
            let Some(id) = self
                .cart
                .with_untracked(|c| c.as_ref().map(|c| c.id.clone()))
            else {
                break;
            };
            let generation = self.generation.get_value();
            let answer = api::set_quantity(&id, &sku, quantity).await;
            if self.generation.get_value() != generation {
                // Another cart is on its way; what is wanted now is wanted in that one.
                continue;
            }
            match answer {
                Ok(cart) => {
                    self.wanted.update(|wanted| wanted.saved(&sku, quantity));
                    self.show(cart);
                }
                Err(trouble) => {
                    self.wanted.update(Wanted::clear);
                    self.change_failed(trouble, sku, quantity);
                }
            }
        }
        self.saving.set(false);
    }

    fn change_failed(self, trouble: Trouble, sku: String, quantity: u32) {
        match trouble {
            // The cart is gone, or was ordered in another tab: see what there is now.
            Trouble::NotFound | Trouble::Refused => self.open(Opening::Resume),
            _ => self.fail(trouble, Attempt::Change { sku, quantity }),
        }
    }

    fn fail(self, trouble: Trouble, attempt: Attempt) {
        self.problem.set(Some(Problem { trouble, attempt }));
    }

    fn set_email(self, email: Option<String>) {
        memory::keep_email(email.as_deref());
        self.email.set(email);
    }

    fn show(self, cart: Cart) {
        memory::keep_cart(&cart.id, cart.market);
        let current = self.locale.get_untracked();
        let locale = market::locale_in(cart.market, &current);
        if locale != current {
            self.locale.set(locale);
        }
        self.cart.set(Some(cart));
    }
}

/// The shop of this page.
pub(crate) fn use_shop() -> Shop {
    // Provided by the app around every page; a page outside of it still draws, and asks itself.
    use_context::<Shop>().unwrap_or_else(Shop::new)
}
