//! What the shopper tells about themselves in the checkout: for the pages that ask, and for those
//! that show it again.

use klarna_payments::{Address, Customer, samples};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;

use super::{Shop, memory};

/// What the shopper typed, for one cart. Kept for the tab, so that a fresh load of the review page
/// shows what the page before was told.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
struct Typed {
    cart: String,
    address: Address,
    customer: Customer,
}

/// The shopper's details, for every page. Lives as long as the page does.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Details(RwSignal<Typed>);

impl Details {
    /// The details for the shop's cart: those typed before in this tab, or Klarna's sample customer,
    /// so that nobody has to type an address to try the checkout.
    pub(crate) fn new(shop: Shop) -> Self {
        let typed = RwSignal::new(Typed::default());
        let cart = Memo::new(move |_| shop.with_cart(|cart| (cart.id.clone(), cart.market)));
        Effect::new(move || {
            let Some((cart, market)) = cart.get() else {
                return;
            };
            let before = read().filter(|before| before.cart == cart);
            typed.set(before.unwrap_or_else(|| {
                Typed {
                    address: Address {
                        email: shop
                            .email
                            .get_untracked()
                            .or(samples::customer(market).address.email),
                        ..samples::customer(market).address
                    },
                    customer: Customer {
                        organization_registration_id: sample_company(market.code()),
                        ..Customer::default()
                    },
                    cart,
                }
            }));
        });
        Effect::new(move || typed.with(keep));
        Self(typed)
    }

    /// The address.
    pub(crate) fn address(self) -> Address {
        self.0.with(|typed| typed.address.clone())
    }

    /// What Klarna calls the customer.
    pub(crate) fn customer(self) -> Customer {
        self.0.with(|typed| typed.customer.clone())
    }

    /// Reads off a detail.
    pub(crate) fn with<T>(self, read: impl FnOnce(&Address, &Customer) -> T) -> T {
        self.0.with(|typed| read(&typed.address, &typed.customer))
    }

    /// Changes a detail.
    pub(crate) fn update(self, change: impl FnOnce(&mut Address, &mut Customer)) {
        self.0
            .update(|typed| change(&mut typed.address, &mut typed.customer));
    }
}

/// The registration number of Klarna's sample company, where it has one in that market.
fn sample_company(market: &str) -> Option<String> {
    let number = match market {
        "DK" => "27968880",
        "FI" => "10891871",
        "NO" => "999999999",
        "SE" => "002031-0132",
        _ => return None,
    };
    Some(number.to_owned())
}

fn read() -> Option<Typed> {
    let value = js_sys::JSON::parse(&memory::details()?).ok()?;
    serde_wasm_bindgen::from_value(value).ok()
}

/// A failure costs what was typed at the next fresh load, no more.
fn keep(typed: &Typed) {
    if typed.cart.is_empty() {
        return;
    }
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    let json = typed.serialize(&serializer).unwrap_or(JsValue::NULL);
    if let Some(json) = js_sys::JSON::stringify(&json)
        .ok()
        .and_then(|it| it.as_string())
    {
        memory::keep_details(&json);
    }
}
