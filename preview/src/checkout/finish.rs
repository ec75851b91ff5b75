//! From a purchase to its confirmation.

use leptos::{prelude::*, task::spawn_local};
use leptos_klarna::Outcome;
use leptos_router::hooks::use_navigate;

use crate::{
    api,
    shop::{Shop, confirmation_path, replace_entry, use_shop},
};

/// Returns a callback that goes on to the confirmation of a purchase. Call it while a page is drawn.
pub(super) fn use_finish() -> Callback<Outcome> {
    let shop = use_shop();
    let navigate = use_navigate();
    let confirm = Callback::new(move |order: String| {
        navigate(&confirmation_path(&order), replace_entry());
    });
    Callback::new(move |outcome: Outcome| finish(shop, outcome, confirm))
}

/// Sends the shopper through Klarna if the outcome has an address there, and straight to the
/// confirmation otherwise.
fn finish(shop: Shop, outcome: Outcome, confirm: Callback<String>) {
    let is_redirected = outcome
        .redirect_url
        .and_then(|url| window().location().assign(&url).ok())
        .is_some();
    let cart = shop.with_cart_untracked(|cart| cart.id.clone());
    let (false, Some(cart)) = (is_redirected, cart) else {
        return;
    };
    spawn_local(async move {
        // A trial has no order at Klarna; the server's cart has the shop's number of it.
        let number = match outcome.order_id {
            Some(order) => Some(order),
            None => api::cart(&cart).await.ok().and_then(|cart| cart.order_id),
        };
        if let Some(number) = number {
            confirm.run(number.clone());
            shop.set_ordered(number);
        } else {
            shop.refresh();
        }
    });
}
