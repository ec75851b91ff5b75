//! Thank you: what was ordered, and how it was paid.

use checkout_contract::{
    FraudStatus,
    shop::{Order, PaymentMethod},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::payment_words;
use crate::{
    api::{self, Trouble},
    format,
    shop::use_shop,
    widgets::{Heading, OrderLines, TroubleNotice},
};

/// The confirmation of `?order=…`, the shop's number or Klarna's.
#[component]
pub(crate) fn Confirmation() -> impl IntoView {
    let query = use_query_map();
    let id = Memo::new(move |_| query.with(|query| query.get("order")).unwrap_or_default());
    let order = LocalResource::new(move || {
        let id = id.get();
        async move {
            if id.is_empty() {
                return Err(Trouble::NotFound);
            }
            api::order(&id).await
        }
    });
    move || match order.get() {
        None => view! {
            <div class="page page--narrow" aria-busy="true">
                <p class="visually-hidden" role="status">"Loading your order"</p>
                <div class="skeleton skeleton--card"></div>
            </div>
        }
        .into_any(),
        Some(Ok(order)) => view! { <Thanks order/> }.into_any(),
        Some(Err(Trouble::NotFound | Trouble::Refused)) => {
            view! { <Unknown on_retry=move |()| order.refetch()/> }.into_any()
        }
        Some(Err(trouble)) => view! {
            <div class="page page--narrow">
                <Heading text="Your order"/>
                <TroubleNotice trouble on_retry=move |()| order.refetch()/>
            </div>
        }
        .into_any(),
    }
}

#[component]
fn Thanks(order: Order) -> impl IntoView {
    let locale = use_shop().locale_for(order.market);
    let placed_at = format::time(&order.placed_at, &locale);
    let payment = payment_words(&order);
    let next = next_step(&order);
    view! {
        <article class="page page--narrow">
            <p class="tick" aria-hidden="true">
                <svg viewBox="0 0 32 32" focusable="false"><path d="M8 17l6 6 11-13"/></svg>
            </p>
            <Heading text="Thank you for your order"/>
            <p class="lead">{next}</p>
            <dl class="facts">
                <div><dt>"Order number"</dt><dd class="facts__number">{order.id.clone()}</dd></div>
                <div><dt>"Placed"</dt><dd>{placed_at}</dd></div>
                <div><dt>"Payment"</dt><dd>{payment}</dd></div>
                <div><dt>"Goes to"</dt><dd>{order.market.name()}</dd></div>
            </dl>
            <section class="card" aria-label="What you ordered">
                <OrderLines order locale/>
            </section>
            <p><a class="button button--quiet" href="/">"Back to the shop"</a></p>
        </article>
    }
}

#[component]
fn Unknown(
    /// The shopper pressed "Look again".
    #[prop(into)]
    on_retry: Callback<()>,
) -> impl IntoView {
    view! {
        <div class="page page--narrow">
            <Heading text="We cannot find this order"/>
            <p>
                "The link may be incomplete. If you have just paid, it can take a moment until the \
                order appears here."
            </p>
            <div class="actions">
                <button type="button" class="button" on:click=move |_| on_retry.run(())>
                    "Look again"
                </button>
                <a class="button button--quiet" href="/">"Back to the shop"</a>
            </div>
        </div>
    }
}

fn next_step(order: &Order) -> String {
    match (order.payment, order.fraud_status) {
        (PaymentMethod::Invoice, _) => format!(
            "We pack your parcel as soon as your transfer has arrived. Please name {} with it.",
            order.id
        ),
        (PaymentMethod::Klarna, Some(FraudStatus::Pending)) => {
            "Klarna is still looking at this purchase. We pack your parcel as soon as it is \
             through, usually within a day."
                .to_owned()
        }
        (PaymentMethod::Klarna, Some(FraudStatus::Rejected)) => {
            "Klarna did not accept this purchase in the end. Nothing will be charged or sent."
                .to_owned()
        }
        (PaymentMethod::Klarna, _) => "Klarna has taken care of the payment. We are packing your \
                                       parcel."
            .to_owned(),
        _ => "We are packing your parcel.".to_owned(),
    }
}
