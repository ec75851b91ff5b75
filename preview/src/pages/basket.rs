//! The basket.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    checkout::Express,
    shop::{use_shop, use_steps},
    widgets::{BasketPicker, CartLines, CartPage, Extras, Skeleton, Totals},
};

/// The basket.
#[component]
pub(crate) fn Basket() -> impl IntoView {
    let shop = use_shop();
    view! {
        <CartPage
            heading="Your basket"
            skeleton=Skeleton::Lines
            above=BasketPicker
            // An ordered cart is no basket any more: a new one begins.
            on_ordered=move |_| shop.start_over()
        >
            <Contents/>
        </CartPage>
    }
}

#[component]
fn Contents() -> impl IntoView {
    let shop = use_shop();
    let steps = use_steps();
    // The button loads Klarna's script: only if a link asks for it, `?express=1`.
    let query = use_query_map();
    let has_express = Memo::new(move |_| query.with(|it| it.get_str("express") == Some("1")));
    let is_empty = Memo::new(move |_| shop.article_skus().is_empty());
    view! {
        <div class="columns">
            <section class="columns__main" aria-label="Articles">
                <CartLines/>
                <div class="empty" hidden=move || !is_empty.get()>
                    <p>"Your basket is empty."</p>
                    <button
                        type="button"
                        class="button button--quiet"
                        on:click=move |_| shop.start_over()
                    >
                        "Fill it with our favourites"
                    </button>
                </div>
                <div hidden=move || is_empty.get()><Extras/></div>
            </section>
            <section class="columns__side card" aria-labelledby="summary" hidden=move || is_empty.get()>
                <h2 id="summary">"Summary"</h2>
                <Totals/>
                <a class="button button--wide" href=move || steps.link("/checkout")>"To checkout"</a>
                {move || (has_express.get() && !is_empty.get()).then(|| view! { <Express/> })}
            </section>
        </div>
    }
}
