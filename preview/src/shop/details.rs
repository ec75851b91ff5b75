//! The address and company details of the checkout's form, for the page that asks and the page that
//! shows them again.

use klarna_payments::{Address, Customer, samples};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::{state::Shop, storage};
use crate::json::{from_json, to_json};

/// The content of the form for one cart. The tab keeps it, so that a fresh load of the review page
/// shows what the shopper typed on the page before.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
struct Form {
    cart: String,
    address: Address,
    customer: Customer,
}

/// The shopper's details, for every page. Lives as long as the app.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Details(RwSignal<Form>);

impl Details {
    /// Creates the details for the shop's cart: those typed before in this tab, or Klarna's sample
    /// customer, so that the checkout can be tried without typing an address.
    pub(super) fn new(shop: Shop) -> Self {
        let form = RwSignal::new(Form::default());
        let cart = Memo::new(move |_| shop.with_cart(|cart| (cart.id.clone(), cart.market)));
        Effect::new(move || {
            let Some((cart, market)) = cart.get() else {
                return;
            };
            let stored = storage::details().and_then(|json| from_json::<Form>(&json));
            form.set(stored.filter(|form| form.cart == cart).unwrap_or_else(|| {
                let sample = samples::customer(market);
                let mut address = sample.address;
                address.email = shop.email_untracked().or(address.email);
                let company = sample.organization_registration_id.map(str::to_owned);
                Form {
                    cart,
                    address,
                    customer: Customer {
                        organization_registration_id: company,
                        ..Customer::default()
                    },
                }
            }));
        });
        Effect::new(move || form.with(store));
        Self(form)
    }

    /// Returns the address.
    pub(crate) fn address(self) -> Address {
        self.0.with(|form| form.address.clone())
    }

    /// Returns the details that Klarna's API has under `customer`.
    pub(crate) fn customer(self) -> Customer {
        self.0.with(|form| form.customer.clone())
    }

    /// Reads the details.
    pub(crate) fn with<T>(self, read: impl FnOnce(&Address, &Customer) -> T) -> T {
        self.0.with(|form| read(&form.address, &form.customer))
    }

    /// Changes the details.
    pub(crate) fn update(self, change: impl FnOnce(&mut Address, &mut Customer)) {
        self.0
            .update(|form| change(&mut form.address, &mut form.customer));
    }
}

/// Stores the form. A failure only costs the content at the next fresh load.
fn store(form: &Form) {
    if !form.cart.is_empty()
        && let Some(json) = to_json(form)
    {
        storage::set_details(&json);
    }
}
