//! Bank transfer, before delivery.

use leptos::prelude::*;

use crate::{
    api::{self, ApiError},
    shop::use_shop,
    widgets::ErrorNotice,
};

/// The button that orders by bank transfer. It needs nothing of Klarna's.
#[component]
pub(super) fn TransferMethod(
    /// Returns `true` if the address is complete; shows the shopper the missing fields.
    check_address: Callback<(), bool>,
) -> impl IntoView {
    let shop = use_shop();
    let error = RwSignal::new(None::<ApiError>);
    let order = Action::new_local(move |cart: &String| {
        let cart = cart.clone();
        async move {
            match api::order_by_transfer(&cart).await {
                // The order stands also if the shopper has left the page.
                Ok(order) => shop.set_ordered(order.id),
                Err(it) => {
                    error.try_set(Some(it));
                }
            }
        }
    });
    let is_placing = order.pending();
    let place = move || {
        if is_placing.get_untracked() || shop.is_busy() || !check_address.run(()) {
            return;
        }
        if let Some(cart) = shop.with_cart_untracked(|cart| cart.id.clone()) {
            error.set(None);
            order.dispatch_local(cart);
        }
    };
    view! {
        <p>"You get the account details with the order, and we deliver once the money is here."</p>
        {move || error.get().map(|error| view! {
            <ErrorNotice error on_retry=move |()| place()/>
        })}
        <button
            type="button"
            class="button button--wide"
            aria-disabled=move || (is_placing.get() || shop.is_busy()).to_string()
            on:click=move |_| place()
        >
            {move || if is_placing.get() { "Placing your order…" } else { "Order and pay by transfer" }}
        </button>
    }
}
