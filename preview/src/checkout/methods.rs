//! The choice of the payment method.

use demo_shop_api::Basket;
use leptos::prelude::*;
use leptos_klarna::{CheckoutEvent, PaymentMethodCategory};
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::{
    klarna::{Availability, KlarnaMethod},
    transfer::TransferMethod,
};
use crate::shop::{use_shop, use_steps};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Method {
    Klarna,
    Transfer,
}

/// The payment methods, Klarna first. Bank transfer works whatever Klarna answers; but it stores nothing
/// to charge later, so a subscription needs Klarna.
#[component]
pub(super) fn Methods(
    /// Returns `true` if the address is complete; shows the shopper the missing fields.
    check_address: Callback<(), bool>,
) -> impl IntoView {
    let shop = use_shop();
    let is_transferable = Memo::new(move |_| shop.basket() == Some(Basket::Once));
    let chosen = RwSignal::new(Method::Klarna);
    let availability = RwSignal::new(Availability::default());
    let is_ruled_out = Memo::new(move |_| availability.get().is_ruled_out());
    Effect::new(move || {
        if !is_transferable.get() {
            chosen.set(Method::Klarna);
        } else if is_ruled_out.get() {
            chosen.set(Method::Transfer);
        }
    });
    view! {
        <fieldset class="methods">
            <legend class="visually-hidden">"Payment method"</legend>
            <KlarnaChoice chosen availability check_address/>
            <div
                class="method"
                class:is-chosen=move || chosen.get() == Method::Transfer
                hidden=move || !is_transferable.get()
            >
                <label class="method__choice">
                    <input
                        type="radio"
                        name="payment"
                        value="transfer"
                        prop:checked=move || chosen.get() == Method::Transfer
                        on:change=move |_| chosen.set(Method::Transfer)
                    />
                    <span class="method__name">"Bank transfer, before delivery"</span>
                </label>
                <div class="method__panel" hidden=move || chosen.get() != Method::Transfer>
                    <TransferMethod check_address/>
                </div>
            </div>
        </fieldset>
    }
}

#[component]
fn KlarnaChoice(
    chosen: RwSignal<Method>,
    availability: RwSignal<Availability>,
    check_address: Callback<(), bool>,
) -> impl IntoView {
    let steps = use_steps();
    let navigate = use_navigate();
    let category = RwSignal::new(None::<PaymentMethodCategory>);
    let on_event = Callback::new(move |event| {
        if matches!(event, CheckoutEvent::Authorized) {
            navigate(&steps.review_link_untracked(), NavigateOptions::default());
        }
    });
    let klarna = move || {
        // One-time for the component: another number of pages is another checkout.
        let auto_finalize = !steps.has_review();
        view! { <KlarnaMethod availability category auto_finalize check_address on_event/> }
    };
    // Klarna's message about a refusal stays visible while the transfer is chosen.
    let is_hidden =
        move || chosen.get() != Method::Klarna && availability.get() != Availability::Declined;
    view! {
        <div class="method" class:is-chosen=move || chosen.get() == Method::Klarna>
            <label class="method__choice">
                <input
                    type="radio"
                    name="payment"
                    value="klarna"
                    prop:checked=move || chosen.get() == Method::Klarna
                    disabled=move || availability.get().is_ruled_out()
                    on:change=move |_| chosen.set(Method::Klarna)
                />
                <KlarnaLabel category/>
                <span class="method__note" role="status">
                    {move || availability.get().note()}
                </span>
            </label>
            <div class="method__panel" hidden=is_hidden>
                {klarna}
                // The stylesheet shows it while an authorization waits for its review.
                <a class="button button--wide to-review" href=move || steps.review_link()>
                    "Continue to review"
                </a>
            </div>
        </div>
    }
}

/// The name and logo of the only payment method category; Klarna's name for several.
#[component]
fn KlarnaLabel(category: RwSignal<Option<PaymentMethodCategory>>) -> impl IntoView {
    let name = move || {
        category.with(|it| {
            it.as_ref()
                .map_or_else(|| "Klarna".to_owned(), |it| it.name.clone())
        })
    };
    let logo = move || {
        let url = category.with(|it| it.as_ref()?.asset_urls.as_ref()?.standard.clone());
        url.map(|url| view! { <img class="method__logo" src=url alt=""/> })
    };
    view! {
        <span class="method__name">{name}</span>
        {logo}
    }
}
