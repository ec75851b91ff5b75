//! The checkout page.

use leptos::{html, prelude::*};
use leptos_router::hooks::use_navigate;

use super::{address::AddressFields, methods::Methods, progress::Progress};
use crate::{
    shop::{confirmation_path, replace_entry, use_steps},
    widgets::{CartLines, CartPage, Skeleton, Totals, WithArticles},
};

/// The checkout: address, order, payment. With `?steps=2` the shopper orders on the next page.
#[component]
pub(crate) fn Checkout() -> impl IntoView {
    let navigate = use_navigate();
    let steps = use_steps();
    let above = move || move || steps.has_review().then(|| view! { <Progress step=1/> });
    view! {
        <CartPage
            heading="Checkout"
            skeleton=Skeleton::Form
            above
            // An ordered cart leads to its confirmation, also after a reload.
            on_ordered=move |order: String| navigate(&confirmation_path(&order), replace_entry())
        >
            <WithArticles>
                <Form/>
            </WithArticles>
        </CartPage>
    }
}

#[component]
fn Form() -> impl IntoView {
    let node = NodeRef::<html::Form>::new();
    let check_address = Callback::new(move |()| {
        let form = node.get_untracked();
        form.is_some_and(|form| form.report_validity())
    });
    view! {
        <form class="columns" node_ref=node on:submit=|event| event.prevent_default()>
            <section class="columns__main" aria-labelledby="address">
                <h2 id="address">"Delivery address"</h2>
                <AddressFields/>
            </section>
            <section class="columns__side card" aria-labelledby="order">
                <h2 id="order">"Your order"</h2>
                <CartLines/>
                <Totals/>
            </section>
            <section class="columns__main" aria-labelledby="payment">
                <h2 id="payment">"Payment"</h2>
                <Methods check_address/>
            </section>
        </form>
    }
}
