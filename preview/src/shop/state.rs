//! The shop's signals, and reads of them.

use demo_shop_api::{Basket, Cart, CartLine, Country, Extra, MinorUnits, Money, ShopConfig};
use leptos::prelude::*;

use super::{
    opening::Opening,
    pending_changes::{Change, PendingChanges},
    storage,
};
use crate::{api::ApiError, cart, format, market};

/// The largest quantity of one article.
pub(crate) const MAX_QUANTITY: u32 = 99;

/// An action that failed, and that can be tried again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failure {
    pub(super) error: ApiError,
    pub(super) action: Action,
}

/// An action that talks to the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Action {
    Open(Opening),
    Change(Change),
}

/// The shop's state, for every page. Lives as long as the app.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shop {
    pub(super) config: RwSignal<Option<Result<ShopConfig, ApiError>>>,
    pub(super) cart: RwSignal<Option<Cart>>,
    pub(super) pending_changes: RwSignal<PendingChanges>,
    pub(super) is_saving: RwSignal<bool>,
    pub(super) is_opening: RwSignal<bool>,
    /// The market that the cart is moving to.
    pub(super) destination: RwSignal<Option<Country>>,
    pub(super) failure: RwSignal<Option<Failure>>,
    /// `true` while the cart is being paid.
    pub(super) is_paying: RwSignal<bool>,
    pub(super) locale: RwSignal<String>,
    pub(super) email: RwSignal<Option<String>>,
    pub(super) is_business: RwSignal<bool>,
    /// The number of carts that were asked for. An answer to an earlier request is dropped.
    pub(super) generation: StoredValue<u32>,
}

impl Shop {
    /// Creates a shop without a cart.
    pub(super) fn new() -> Self {
        Self {
            config: RwSignal::new(None),
            cart: RwSignal::new(None),
            pending_changes: RwSignal::default(),
            is_saving: RwSignal::new(false),
            is_opening: RwSignal::new(false),
            destination: RwSignal::new(None),
            failure: RwSignal::new(None),
            is_paying: RwSignal::new(false),
            locale: RwSignal::new(storage::locale().unwrap_or_default()),
            email: RwSignal::new(storage::email()),
            is_business: RwSignal::new(storage::is_business()),
            generation: StoredValue::new(0),
        }
    }

    /// Returns the server's configuration; `None` while it is loading.
    pub(crate) fn config(self) -> Option<Result<ShopConfig, ApiError>> {
        self.config.get()
    }

    /// Returns `true` if the server is known to use the sandbox.
    pub(crate) fn is_sandbox(self) -> bool {
        self.config
            .with(|config| matches!(config, Some(Ok(config)) if config.sandbox))
    }

    /// Reads the cart.
    pub(crate) fn with_cart<T>(self, read: impl FnOnce(&Cart) -> T) -> Option<T> {
        self.cart.with(|cart| cart.as_ref().map(read))
    }

    /// Reads the cart without following later changes.
    pub(crate) fn with_cart_untracked<T>(self, read: impl FnOnce(&Cart) -> T) -> Option<T> {
        self.cart.with_untracked(|cart| cart.as_ref().map(read))
    }

    /// Returns the id of the cart; empty without one.
    pub(crate) fn cart_id(self) -> Memo<String> {
        Memo::new(move |_| self.with_cart(|cart| cart.id.clone()).unwrap_or_default())
    }

    /// Returns the version of the cart.
    pub(crate) fn cart_version(self) -> Memo<Option<u64>> {
        Memo::new(move |_| self.with_cart(|cart| cart.version))
    }

    /// Returns a line of the cart, with the quantity that the shopper chose last.
    pub(crate) fn line(self, sku: &str) -> Option<CartLine> {
        let pending = self.pending_changes.with(|changes| changes.quantity(sku));
        let mut line =
            self.with_cart(|cart| cart.lines.iter().find(|line| line.sku == sku).cloned())??;
        line.quantity = pending.unwrap_or(line.quantity);
        Some(line)
    }

    /// Returns the article numbers in the cart, in its order.
    pub(crate) fn article_skus(self) -> Vec<String> {
        self.with_cart(|cart| cart::articles(cart).map(|line| line.sku.clone()).collect())
            .unwrap_or_default()
    }

    /// Returns `true` if an extra is on, as the shopper chose last.
    pub(crate) fn has_extra(self, extra: Extra) -> bool {
        let pending = self.pending_changes.with(|changes| changes.extra(extra));
        let is_on = || self.with_cart(|cart| cart.extras.contains(&extra));
        pending.or_else(is_on).unwrap_or_default()
    }

    /// Returns the shop's basket that the cart is like; `None` without a cart, or with an empty one.
    pub(crate) fn basket(self) -> Option<Basket> {
        self.with_cart(cart::basket)?
    }

    /// Returns the number of articles in the cart; 0 once it was ordered.
    pub(crate) fn article_count(self) -> u32 {
        if self.order_id().is_some() {
            return 0;
        }
        let skus = self.article_skus();
        let lines = skus.iter().filter_map(|sku| self.line(sku));
        lines.map(|line| line.quantity).sum()
    }

    /// Returns the shop's number of the order, once the cart was ordered.
    pub(crate) fn order_id(self) -> Option<String> {
        self.with_cart(|cart| cart.order_id.clone())?
    }

    /// Returns `true` if the cart is about to change: its prices may be out of date.
    pub(crate) fn is_busy(self) -> bool {
        self.is_opening.get() || self.is_saving.get()
    }

    /// Returns `true` if another cart is loading: changes to this one would be lost.
    pub(crate) fn is_opening(self) -> bool {
        self.is_opening.get()
    }

    /// Returns `true` if nothing can be changed: another cart is loading, or this one is being paid.
    pub(crate) fn is_locked(self) -> bool {
        self.is_opening.get() || self.is_paying.get()
    }

    /// Returns the market: the one that the shopper chose, or the cart's.
    pub(crate) fn market(self) -> Option<Country> {
        self.destination
            .get()
            .or_else(|| self.with_cart(|cart| cart.market))
    }

    /// Returns the error of the last action, if it failed.
    pub(crate) fn error(self) -> Option<ApiError> {
        self.failure
            .with(|failure| failure.as_ref().map(|failure| failure.error))
    }

    /// Returns an amount in the cart's currency, formatted for the page's locale.
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

    /// Returns the page's locale: `de-AT`.
    pub(crate) fn locale(self) -> String {
        self.locale.get()
    }

    /// Returns the locale for an order: the page's, if the order's market has it. Does not follow later
    /// changes.
    pub(crate) fn locale_for(self, market: Country) -> String {
        self.locale
            .with_untracked(|locale| market::locale_in(market, locale))
    }

    /// Returns the e-mail of the last link, without following later changes.
    pub(super) fn email_untracked(self) -> Option<String> {
        self.email.get_untracked()
    }

    /// Returns `true` if the shopper buys for a company.
    pub(crate) fn is_business(self) -> bool {
        self.is_business.get()
    }

    /// Returns `true` if an order, by Klarna's id, was placed in this tab while its payment method could
    /// not be stored for later charges.
    pub(crate) fn is_not_stored(klarna_order_id: &str) -> bool {
        storage::not_stored().as_deref() == Some(klarna_order_id)
    }

    /// Returns `true` if the cart became this order, by the shop's number, and has a subscription.
    pub(crate) fn has_subscription_in(self, order: &str) -> bool {
        self.with_cart(|cart| {
            cart.order_id.as_deref() == Some(order) && cart::subscription(cart).is_some()
        })
        .unwrap_or_default()
    }
}
