//! The choice of a basket, to try each kind of purchase.

use demo_shop_api::Basket;
use leptos::prelude::*;

use crate::shop::use_shop;

/// Buttons that fill the cart with the articles of a basket.
#[component]
pub(crate) fn BasketPicker() -> impl IntoView {
    let shop = use_shop();
    let current = Memo::new(move |_| shop.basket());
    let buttons = Basket::ALL.map(|basket| {
        view! {
            <button
                type="button"
                class="picker__choice"
                data-basket=basket.name()
                aria-pressed=move || (current.get() == Some(basket)).to_string()
                disabled=move || shop.is_locked()
                on:click=move |_| shop.fill(basket)
            >
                {label(basket)}
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

const fn label(basket: Basket) -> &'static str {
    match basket {
        Basket::Once => "Buy once",
        Basket::Subscription => "Subscription",
        Basket::Trial => "Free trial",
        Basket::Mixed => "Mixed",
    }
}
