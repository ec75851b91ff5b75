//! The frame of the pages that show the cart: basket, checkout, review.

use leptos::prelude::*;

use super::{Heading, MarketBar, ShopProblem};
use crate::shop::use_shop;

/// What a page looks like while its cart is on its way: as tall as what comes, so that nothing jumps.
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
    Nothing,
    Cart,
}

/// A page about the cart: its heading and market, what went wrong, and its content once there is a
/// cart that is not ordered yet.
#[component]
pub(crate) fn CartPage(
    /// The heading; one-time.
    heading: &'static str,
    /// What to show meanwhile; one-time.
    skeleton: Skeleton,
    /// The cart was ordered, here or in another tab; takes the shop's number of the order.
    #[prop(into)]
    on_ordered: Callback<String>,
    /// What comes under the heading, whatever becomes of the cart.
    #[prop(into, optional)]
    above: ViewFn,
    children: ChildrenFn,
) -> impl IntoView {
    let shop = use_shop();
    Effect::new(move || {
        if let Some(order) = shop.ordered() {
            on_ordered.run(order);
        }
    });
    let stage = Memo::new(
        move |_| match shop.with_cart(|cart| cart.order_id.is_none()) {
            Some(true) => Stage::Cart,
            None if shop.problem().is_some() => Stage::Nothing,
            _ => Stage::Loading,
        },
    );
    view! {
        <div class="page">
            <div class="page__top">
                <Heading text=heading/>
                <MarketBar/>
            </div>
            {above.run()}
            <ShopProblem/>
            {move || match stage.get() {
                Stage::Loading => view! { <Waiting skeleton/> }.into_any(),
                Stage::Nothing => ().into_any(),
                Stage::Cart => children().into_any(),
            }}
        </div>
    }
}

/// The content of a page that makes no sense without articles.
#[component]
pub(crate) fn WithArticles(children: ChildrenFn) -> impl IntoView {
    let shop = use_shop();
    let empty = Memo::new(move |_| shop.article_skus().is_empty());
    move || {
        if empty.get() {
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
fn Waiting(skeleton: Skeleton) -> impl IntoView {
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
