//! The shop's actions: to open carts, to change them, and to try again.

use demo_shop_api::{Basket, Cart, Country, Extra};
use leptos::{prelude::*, task::spawn_local};

use super::{
    link::Link,
    opening::Opening,
    pending_changes::{Change, PendingChanges},
    state::{Action, Failure, MAX_QUANTITY, Shop},
    storage,
};
use crate::{
    api::{self, ApiError},
    market,
};

/// The server's configuration.
impl Shop {
    /// Loads the server's configuration.
    pub(crate) fn load_config(self) {
        self.config.set(None);
        spawn_local(async move { self.config.set(Some(api::config().await)) });
    }
}

/// Opening carts.
impl Shop {
    /// Opens the cart of a link.
    pub(crate) fn open_link(self, link: Link) {
        self.cart.set(None);
        self.set_email(link.email);
        self.set_business(link.is_business);
        self.open(Opening::New {
            market: link.market,
            basket: link.basket,
        });
    }

    /// Opens a new cart in the same market, with the usual articles.
    pub(crate) fn start_over(self) {
        self.fill(Basket::default());
    }

    /// Opens a new cart in the same market, with the articles of a basket.
    pub(crate) fn fill(self, basket: Basket) {
        let market = self.with_cart_untracked(|cart| cart.market);
        self.open(Opening::New { market, basket });
    }

    /// Moves the cart to another market.
    pub(crate) fn move_to(self, market: Country) {
        if let Some(cart) = self.cart.get_untracked() {
            let cart = Box::new(cart);
            self.open(Opening::Move { cart, market });
        }
    }

    /// Opens a cart. Of several requests only the last one counts.
    pub(crate) fn open(self, opening: Opening) {
        self.generation.update_value(|n| *n = n.wrapping_add(1));
        let generation = self.generation.get_value();
        self.pending_changes.update(PendingChanges::clear);
        self.failure.set(None);
        self.is_opening.set(true);
        self.destination.set(opening.destination());
        spawn_local(async move {
            let answer = opening.clone().open().await;
            if self.generation.get_value() != generation {
                return;
            }
            self.is_opening.set(false);
            match answer {
                Ok(cart) => {
                    if opening.destination().is_some() {
                        // The sample customer there has an e-mail of its own.
                        self.set_email(None);
                    }
                    self.set_cart(cart);
                }
                Err(error) => self.fail(error, Action::Open(opening)),
            }
            self.destination.set(None);
        });
    }

    /// Loads the cart again: it may have changed in another tab.
    pub(crate) fn refresh(self) {
        let Some(cart) = self.cart.get_untracked() else {
            return;
        };
        spawn_local(async move {
            // An error is not shown: the next change would meet it again.
            if let Ok(fresh) = api::cart(&cart.id).await
                && self.cart.get_untracked().as_ref() == Some(&cart)
                && fresh != cart
            {
                self.set_cart(fresh);
            }
        });
    }

    /// Repeats the action that failed.
    pub(crate) fn retry(self) {
        match self.failure.get_untracked().map(|failure| failure.action) {
            Some(Action::Open(opening)) => self.open(opening),
            Some(Action::Change(change)) => self.change(change),
            None => {}
        }
    }
}

/// Changing the cart.
impl Shop {
    /// Sets the quantity of an article; 0 takes it out.
    pub(crate) fn set_quantity(self, sku: String, quantity: u32) {
        let quantity = quantity.min(MAX_QUANTITY);
        self.change(Change::Quantity { sku, quantity });
    }

    /// Puts an extra on the cart, or takes it off.
    pub(crate) fn set_extra(self, extra: Extra, on: bool) {
        self.change(Change::Extra { extra, on });
    }

    fn change(self, change: Change) {
        self.failure.set(None);
        self.pending_changes.update(|changes| changes.put(change));
        if !self.is_saving.get_untracked() {
            self.is_saving.set(true);
            spawn_local(self.save());
        }
    }

    /// Saves the pending changes, one after the other.
    async fn save(self) {
        while let Some(change) = self.pending_changes.with_untracked(PendingChanges::next) {
            let Some(id) = self.with_cart_untracked(|cart| cart.id.clone()) else {
                break;
            };
            let generation = self.generation.get_value();
            let answer = change.save(&id).await;
            if self.generation.get_value() != generation {
                // Another cart is loading; changes that are pending now are for that cart.
                continue;
            }
            match answer {
                Ok(cart) => {
                    self.pending_changes
                        .update(|changes| changes.remove(&change));
                    self.set_cart(cart);
                }
                Err(error) => {
                    self.pending_changes.update(PendingChanges::clear);
                    self.handle_failed_change(error, change);
                }
            }
        }
        self.is_saving.set(false);
    }

    fn handle_failed_change(self, error: ApiError, change: Change) {
        match error {
            // The cart is gone, or was ordered in another tab.
            ApiError::NotFound | ApiError::Refused => self.open(Opening::Resume),
            ApiError::Unreachable
            | ApiError::Unauthorized
            | ApiError::NotChargeable
            | ApiError::Broken => self.fail(error, Action::Change(change)),
        }
    }

    fn fail(self, error: ApiError, action: Action) {
        self.failure.set(Some(Failure { error, action }));
    }

    fn set_cart(self, cart: Cart) {
        storage::set_cart(&cart.id, cart.market);
        let current = self.locale.get_untracked();
        let locale = market::locale_in(cart.market, &current);
        storage::set_shown_locale(&locale);
        if locale != current {
            self.locale.set(locale);
        }
        self.cart.set(Some(cart));
    }
}

/// The buyer and the purchase.
impl Shop {
    /// Chooses one of the market's locales.
    pub(crate) fn set_locale(self, locale: String) {
        storage::set_locale(&locale);
        storage::set_shown_locale(&locale);
        self.locale.set(locale);
    }

    /// Chooses the kind of buyer: a company or a person.
    pub(crate) fn set_business(self, is_business: bool) {
        storage::set_business(is_business);
        self.is_business.set(is_business);
    }

    fn set_email(self, email: Option<String>) {
        storage::set_email(email.as_deref());
        self.email.set(email);
    }

    /// Locks the cart while it is being paid, or unlocks it.
    pub(crate) fn set_paying(self, is_paying: bool) {
        self.is_paying.set(is_paying);
    }

    /// Marks the cart as ordered: it cannot change any more.
    pub(crate) fn set_ordered(self, order_id: String) {
        self.cart.update(|cart| {
            if let Some(cart) = cart {
                cart.order_id = Some(order_id);
            }
        });
    }

    /// Stores, for the confirmation, that an order's payment method could not be stored for later
    /// charges.
    pub(crate) fn set_not_stored(klarna_order_id: &str) {
        storage::set_not_stored(klarna_order_id);
    }
}
