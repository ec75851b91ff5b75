//! The checkout page.

use leptos::{html, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::{
    address::{AddressFields, AddressForm},
    methods::Methods,
    sample,
};
use crate::{
    shop::use_shop,
    widgets::{CartLines, Heading, MarketBar, ShopProblem, Totals},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Loading,
    Nothing,
    Empty,
    Form,
}

/// The checkout: address, order, payment.
#[component]
pub(crate) fn Checkout() -> impl IntoView {
    let shop = use_shop();
    let navigate = use_navigate();
    // The checkout of a cart that was ordered is its confirmation, also after a reload.
    Effect::new(move || {
        if let Some(order) = shop.ordered() {
            let replace = NavigateOptions {
                replace: true,
                ..NavigateOptions::default()
            };
            navigate(&format!("/confirmation?order={order}"), replace);
        }
    });
    let stage = Memo::new(move |_| {
        let ordered = shop.with_cart(|cart| cart.order_id.is_some());
        match ordered {
            Some(false) if shop.article_skus().is_empty() => Stage::Empty,
            Some(false) => Stage::Form,
            None if shop.problem().is_some() => Stage::Nothing,
            _ => Stage::Loading,
        }
    });
    view! {
        <div class="page">
            <div class="page__top">
                <Heading text="Checkout"/>
                <MarketBar/>
            </div>
            <ShopProblem/>
            {move || match stage.get() {
                Stage::Loading => view! { <Skeleton/> }.into_any(),
                Stage::Nothing => ().into_any(),
                Stage::Empty => view! { <Empty/> }.into_any(),
                Stage::Form => view! { <Form/> }.into_any(),
            }}
        </div>
    }
}

#[component]
fn Form() -> impl IntoView {
    let shop = use_shop();
    let market = Memo::new(move |_| shop.with_cart(|cart| cart.market));
    let form = AddressForm::new();
    let sample = Memo::new(move |_| Some(sample::address(market.get()?, shop.email())));
    Effect::new(move || {
        if let Some(sample) = sample.get() {
            form.fill(sample);
        }
    });
    let node = NodeRef::<html::Form>::new();
    let check_address = Callback::new(move |()| {
        let form = node.get_untracked();
        form.is_some_and(|form| form.report_validity())
    });
    view! {
        <form class="columns" node_ref=node on:submit=|event| event.prevent_default()>
            <section class="columns__main" aria-labelledby="address">
                <h2 id="address">"Delivery address"</h2>
                <AddressFields form market/>
            </section>
            <section class="columns__side card" aria-labelledby="order">
                <h2 id="order">"Your order"</h2>
                <CartLines/>
                <Totals/>
            </section>
            <section class="columns__main" aria-labelledby="payment">
                <h2 id="payment">"Payment"</h2>
                <Methods form check_address/>
            </section>
        </form>
    }
}

#[component]
fn Empty() -> impl IntoView {
    view! {
        <div class="empty">
            <p>"There is nothing in your basket."</p>
            <a class="button" href="/">"Back to the basket"</a>
        </div>
    }
}

/// As tall as the form, so that nothing jumps when it arrives.
#[component]
fn Skeleton() -> impl IntoView {
    view! {
        <div class="columns" aria-busy="true">
            <p class="visually-hidden" role="status">"Loading your order"</p>
            <div class="columns__main" aria-hidden="true">
                <div class="skeleton skeleton--form"></div>
            </div>
            <div class="columns__side" aria-hidden="true">
                <div class="skeleton skeleton--card"></div>
            </div>
        </div>
    }
}
