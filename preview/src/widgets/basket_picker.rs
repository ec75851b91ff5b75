//! The shop's baskets, to try each kind of purchase.

use demo_shop_api::Basket;
use leptos::prelude::*;

use crate::shop::use_shop;

/// Name in links, and what the shopper reads.
const BASKETS: [(Basket, &str, &str); 4] = [
    (Basket::Once, "once", "Buy once"),
    (Basket::Subscription, "subscription", "Subscription"),
    (Basket::Trial, "trial", "Free trial"),
    (Basket::Mixed, "mixed", "Mixed"),
];

/// Fills the basket anew with one of the shop's four.
#[component]
pub(crate) fn BasketPicker() -> impl IntoView {
    let shop = use_shop();
    let current = Memo::new(move |_| shop.basket());
    let buttons = BASKETS.map(|(basket, name, words)| {
        view! {
            <button
                type="button"
                class="picker__choice"
                data-basket=name
                aria-pressed=move || (current.get() == Some(basket)).to_string()
                disabled=move || shop.is_locked()
                on:click=move |_| shop.fill(basket)
            >
                {words}
            </button>
        }
    });
    view! {
        <div class="picker" role="group" aria-labelledby="picker">
            <p class="picker__label" id="picker">"What is in the basket"</p>
            <div class="picker__choices">{buttons.to_vec()}</div>
        </div>
    }
}
