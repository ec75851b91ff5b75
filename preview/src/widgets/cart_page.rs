//! The frame of the pages with the cart: basket, checkout, review.

use leptos::prelude::*;

use super::{Heading, MarketBar, ShopErrorNotice};
use crate::shop::use_shop;

/// The placeholder of a page whose cart is loading: as tall as the content, so that nothing jumps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Skeleton {
    /// Some articles.
    Lines,
    /// A form.
    Form,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Loading,
    Error,
    Cart,
}

/// A page with the cart: its heading and market, the last error, and its content once there is a cart
/// that is not ordered yet.
#[component]
pub(crate) fn CartPage(
    /// The heading; one-time.
    heading: &'static str,
    /// The placeholder while the cart is loading; one-time.
    skeleton: Skeleton,
    /// Called with the shop's number of the order once the cart was ordered, here or in another tab.
    #[prop(into)]
    on_ordered: Callback<String>,
    /// The content under the heading, with or without a cart.
    #[prop(into, optional)]
    above: ViewFn,
    children: ChildrenFn,
) -> impl IntoView {
    let shop = use_shop();
    Effect::new(move || {
        if let Some(order) = shop.order_id() {
            on_ordered.run(order);
        }
    });
    let stage = Memo::new(
        move |_| match shop.with_cart(|cart| cart.order_id.is_none()) {
            Some(true) => Stage::Cart,
            None if shop.error().is_some() => Stage::Error,
            Some(false) | None => Stage::Loading,
        },
    );
    view! {
        <div class="page">
            <div class="page__top">
                <Heading text=heading/>
                <MarketBar/>
            </div>
            {above.run()}
            <ShopErrorNotice/>
            {move || match stage.get() {
                Stage::Loading => view! { <Placeholder skeleton/> }.into_any(),
                Stage::Error => ().into_any(),
                Stage::Cart => children().into_any(),
            }}
        </div>
    }
}

/// The content of a page that needs articles, or a link back to the basket.
#[component]
pub(crate) fn WithArticles(children: ChildrenFn) -> impl IntoView {
    let shop = use_shop();
    let is_empty = Memo::new(move |_| shop.article_skus().is_empty());
    move || {
        if is_empty.get() {
            view! {
                <div class="empty">
                    <p>"There is nothing in your basket."</p>
                    <a class="button" href="/">"Back to the basket"</a>
                </div>
            }
            .into_any()
        } else {
            children().into_any()
        }
    }
}

#[component]
fn Placeholder(skeleton: Skeleton) -> impl IntoView {
    let main = match skeleton {
        Skeleton::Lines => view! {
            <div class="skeleton skeleton--line"></div>
            <div class="skeleton skeleton--line"></div>
            <div class="skeleton skeleton--line"></div>
        }
        .into_any(),
        Skeleton::Form => view! { <div class="skeleton skeleton--form"></div> }.into_any(),
    };
    view! {
        <div class="columns" aria-busy="true">
            <p class="visually-hidden" role="status">"Loading your basket"</p>
            <div class="columns__main" aria-hidden="true">{main}</div>
            <div class="columns__side" aria-hidden="true">
                <div class="skeleton skeleton--card"></div>
            </div>
        </div>
    }
}
