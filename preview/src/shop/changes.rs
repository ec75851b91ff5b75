//! What the shop is asked to do: open carts, change them, and try again.

use demo_shop_api::{Basket, Cart, Extra};
use klarna_payments::Country;
use leptos::{prelude::*, task::spawn_local};

use super::{
    Attempt, Link, MAX_QUANTITY, Opening, Problem, Shop, memory,
    wanted::{Change, Wanted},
};
use crate::{
    api::{self, Trouble},
    market,
};

impl Shop {
    /// Opens what a link asks for.
    pub(crate) fn follow(self, link: Link) {
        self.cart.set(None);
        self.set_email(link.email);
        self.set_business(link.business);
        self.open(Opening::New {
            market: link.market,
            basket: link.basket,
        });
    }

    /// A new cart in the same market.
    pub(crate) fn start_over(self) {
        self.fill(Basket::default());
    }

    /// A new cart in the same market, with this in it.
    pub(crate) fn fill(self, basket: Basket) {
        let market = self
            .cart
            .with_untracked(|cart| cart.as_ref().map(|c| c.market));
        self.open(Opening::New { market, basket });
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
        let quantity = quantity.min(MAX_QUANTITY);
        self.change(Change::Quantity { sku, quantity });
    }

    /// Puts an extra on the cart, or takes it off.
    pub(crate) fn set_extra(self, extra: Extra, on: bool) {
        self.change(Change::Extra { extra, on });
    }

    fn change(self, change: Change) {
        self.problem.set(None);
        self.wanted.update(|wanted| wanted.put(change));
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

    /// Keeps for the confirmation that the way to pay could not be stored.
    pub(crate) fn remember_not_stored(order: &str) {
        memory::keep_not_stored(order);
    }

    /// Does again what did not work.
    pub(crate) fn retry(self) {
        match self.problem.get_untracked().map(|problem| problem.attempt) {
            Some(Attempt::Open(opening)) => self.open(opening),
            Some(Attempt::Change(change)) => self.change(change),
            None => {}
        }
    }

    /// Saves what is wanted, one change after the other.
    async fn save(self) {
        while let Some(change) = self.wanted.with_untracked(Wanted::next) {
            let Some(id) = self
                .cart
                .with_untracked(|c| c.as_ref().map(|c| c.id.clone()))
            else {
                break;
            };
            let generation = self.generation.get_value();
            let answer = change.save(&id).await;
            if self.generation.get_value() != generation {
                // Another cart is on its way; what is wanted now is wanted in that one.
                continue;
            }
            match answer {
                Ok(cart) => {
                    self.wanted.update(|wanted| wanted.saved(&change));
                    self.show(cart);
                }
                Err(trouble) => {
                    self.wanted.update(Wanted::clear);
                    self.change_failed(trouble, change);
                }
            }
        }
        self.saving.set(false);
    }

    fn change_failed(self, trouble: Trouble, change: Change) {
        match trouble {
            // The cart is gone, or was ordered in another tab: see what there is now.
            Trouble::NotFound | Trouble::Refused => self.open(Opening::Resume),
            _ => self.fail(trouble, Attempt::Change(change)),
        }
    }

    fn fail(self, trouble: Trouble, attempt: Attempt) {
        self.problem.set(Some(Problem { trouble, attempt }));
    }

    fn set_email(self, email: Option<String>) {
        memory::keep_email(email.as_deref());
        self.email.set(email);
    }

    /// Whether the shopper buys for a company.
    pub(crate) fn set_business(self, business: bool) {
        memory::keep_business(business);
        self.business.set(business);
    }

    fn show(self, cart: Cart) {
        memory::keep_cart(&cart.id, cart.market);
        let current = self.locale.get_untracked();
        let locale = market::locale_in(cart.market, &current);
        memory::keep_shown_locale(&locale);
        if locale != current {
            self.locale.set(locale);
        }
        self.cart.set(Some(cart));
    }
}
