//! The basket: what the shopper is about to buy.

use leptos::prelude::*;

use crate::{
    shop::use_shop,
    widgets::{CartLines, Heading, MarketBar, ShopProblem, Totals},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Loading,
    Nothing,
    Cart,
}

/// The basket.
#[component]
pub(crate) fn Basket() -> impl IntoView {
    let shop = use_shop();
    // What was ordered is no basket any more: the next one begins.
    Effect::new(move || {
        if shop.ordered().is_some() {
            shop.start_over();
        }
    });
    let stage = Memo::new(
        move |_| match shop.with_cart(|cart| cart.order_id.is_none()) {
            Some(true) => Stage::Cart,
            _ if shop.problem().is_some() => Stage::Nothing,
            _ => Stage::Loading,
        },
    );
    view! {
        <div class="page">
            <div class="page__top">
                <Heading text="Your basket"/>
                <MarketBar/>
            </div>
            <ShopProblem/>
            {move || match stage.get() {
                Stage::Loading => view! { <Skeleton/> }.into_any(),
                Stage::Nothing => ().into_any(),
                Stage::Cart => view! { <Contents/> }.into_any(),
            }}
        </div>
    }
}

#[component]
fn Contents() -> impl IntoView {
    let shop = use_shop();
    let empty = Memo::new(move |_| shop.article_skus().is_empty());
    view! {
        <div class="columns">
            <section class="columns__main" aria-label="Articles">
                <CartLines/>
                <div class="empty" hidden=move || !empty.get()>
                    <p>"Your basket is empty."</p>
                    <button
                        type="button"
                        class="button button--quiet"
                        on:click=move |_| shop.start_over()
                    >
                        "Fill it with our favourites"
                    </button>
                </div>
            </section>
            <section class="columns__side card" aria-labelledby="summary" hidden=move || empty.get()>
                <h2 id="summary">"Summary"</h2>
                <Totals/>
                <a class="button button--wide" href="/checkout">"To checkout"</a>
                <p class="small">"Pay with Klarna or by bank transfer."</p>
            </section>
        </div>
    }
}

/// As tall as a basket, so that nothing jumps when it arrives.
#[component]
fn Skeleton() -> impl IntoView {
    view! {
        <div class="columns" aria-busy="true">
            <p class="visually-hidden" role="status">"Loading your basket"</p>
            <div class="columns__main" aria-hidden="true">
                <div class="skeleton skeleton--line"></div>
                <div class="skeleton skeleton--line"></div>
                <div class="skeleton skeleton--line"></div>
            </div>
            <div class="columns__side" aria-hidden="true">
                <div class="skeleton skeleton--card"></div>
            </div>
        </div>
    }
}
