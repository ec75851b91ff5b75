//! From a purchase to its confirmation.

use leptos::{prelude::*, task::spawn_local};
use leptos_klarna::Outcome;
use leptos_router::{NavigateOptions, hooks::use_navigate};

use crate::{
    api,
    shop::{Shop, use_shop},
};

/// Goes on to the confirmation once something came of the purchase. Call it while a page is drawn.
pub(super) fn use_leave() -> Callback<Outcome> {
    let shop = use_shop();
    let navigate = use_navigate();
    let arrive = Callback::new(move |order: String| {
        navigate(&confirmation(&order), replace());
    });
    Callback::new(move |outcome: Outcome| leave(shop, outcome, arrive))
}

/// The confirmation of an order.
pub(super) fn confirmation(order: &str) -> String {
    format!("/confirmation?order={order}")
}

/// There is no way back into a checkout that is done.
pub(super) fn replace() -> NavigateOptions {
    NavigateOptions {
        replace: true,
        ..NavigateOptions::default()
    }
}

/// Through Klarna where it wants that, straight there otherwise.
fn leave(shop: Shop, outcome: Outcome, arrive: Callback<String>) {
    let redirected = outcome
        .redirect_url
        .and_then(|url| window().location().assign(&url).ok())
        .is_some();
    let cart = shop.with_cart_untracked(|cart| cart.id.clone());
    let (false, Some(cart)) = (redirected, cart) else {
        return;
    };
    spawn_local(async move {
        // A trial has no order at Klarna; the cart knows what the shop made of it.
        let number = match outcome.order_id {
            Some(order) => Some(order),
            None => api::cart(&cart).await.ok().and_then(|cart| cart.order_id),
        };
        if let Some(number) = number {
            arrive.run(number.clone());
            shop.mark_ordered(number);
        } else {
            shop.refresh();
        }
    });
}
