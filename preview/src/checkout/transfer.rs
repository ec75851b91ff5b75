//! The other way to pay: bank transfer, before delivery.

use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::{self, Trouble},
    shop::use_shop,
    widgets::TroubleNotice,
};

/// Orders by bank transfer. Needs nothing of Klarna's.
#[component]
pub(super) fn TransferMethod(
    /// Whether the address is complete; tells the shopper what is missing.
    check_address: Callback<(), bool>,
) -> impl IntoView {
    let shop = use_shop();
    let placing = RwSignal::new(false);
    let trouble = RwSignal::new(None::<Trouble>);
    let place = move || {
        if placing.get_untracked() || shop.is_busy() || !check_address.run(()) {
            return;
        }
        let Some(id) = shop.with_cart(|cart| cart.id.clone()) else {
            return;
        };
        placing.set(true);
        trouble.set(None);
        spawn_local(async move {
            let answer = api::order_by_transfer(&id).await;
            // The shopper may have left the page; the order stands all the same.
            placing.try_set(false);
            match answer {
                Ok(order) => shop.mark_ordered(order.id),
                Err(problem) => {
                    trouble.try_set(Some(problem));
                }
            }
        });
    };
    view! {
        <p>"You get the account details with the order, and we deliver once the money is here."</p>
        {move || trouble.get().map(|trouble| view! {
            <TroubleNotice trouble on_retry=move |()| place()/>
        })}
        <button
            type="button"
            class="button button--wide"
            aria-disabled=move || (placing.get() || shop.is_busy()).to_string()
            on:click=move |_| place()
        >
            {move || if placing.get() { "Placing your order…" } else { "Order and pay by transfer" }}
        </button>
    }
}
