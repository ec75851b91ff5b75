//! The ways to pay.

use demo_shop_api::Basket;
use leptos::prelude::*;
use leptos_klarna::{CheckoutEvent, PaymentMethodCategory};
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::{
    klarna::{KlarnaMethod, Standing},
    transfer::TransferMethod,
};
use crate::shop::{Details, use_shop, use_steps};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Method {
    Klarna,
    Transfer,
}

/// The ways to pay, Klarna first. Whatever becomes of Klarna, the other one works; but a transfer
/// stores nothing to charge later, so a subscription takes Klarna.
#[component]
pub(super) fn Methods(
    /// The shopper's details.
    details: Details,
    /// Whether the address is complete; tells the shopper what is missing.
    check_address: Callback<(), bool>,
) -> impl IntoView {
    let shop = use_shop();
    let steps = use_steps();
    let navigate = use_navigate();
    let transferable = Memo::new(move |_| shop.basket() == Some(Basket::Once));
    let chosen = RwSignal::new(Method::Klarna);
    let standing = RwSignal::new(Standing::Open);
    let label = RwSignal::new(None::<PaymentMethodCategory>);
    let name = move || {
        label.with(|it| {
            it.as_ref()
                .map_or("Klarna".to_owned(), |it| it.name.clone())
        })
    };
    let logo = move || {
        let url = label.with(|it| it.as_ref()?.asset_urls.as_ref()?.standard.clone());
        url.map(|url| view! { <img class="method__logo" src=url alt=""/> })
    };
    let unavailable =
        Memo::new(move |_| matches!(standing.get(), Standing::NotOffered | Standing::Declined));
    Effect::new(move || {
        if !transferable.get() {
            chosen.set(Method::Klarna);
        } else if unavailable.get() {
            chosen.set(Method::Transfer);
        }
    });
    let on_event = Callback::new(move |event| {
        if matches!(event, CheckoutEvent::Authorized) {
            navigate(&steps.review_untracked(), NavigateOptions::default());
        }
    });
    let reason = move || match standing.get() {
        Standing::Open => None,
        Standing::NotOffered => Some("Not available for this basket"),
        Standing::Declined => Some("Not available for this purchase"),
        Standing::OutOfOrder => Some("Not working right now"),
    };
    let klarna = move || {
        // One-time for the component: another number of pages is another checkout.
        let auto_finalize = !steps.are_two();
        view! {
            <KlarnaMethod details standing label auto_finalize check_address on_event/>
        }
    };
    // Klarna's message about a refusal stays in sight beside the other choice.
    let klarna_hidden =
        move || chosen.get() != Method::Klarna && standing.get() != Standing::Declined;
    view! {
        <fieldset class="methods">
            <legend class="visually-hidden">"Payment method"</legend>
            <div class="method" class:is-chosen=move || chosen.get() == Method::Klarna>
                <label class="method__choice">
                    <input
                        type="radio"
                        name="payment"
                        value="klarna"
                        prop:checked=move || chosen.get() == Method::Klarna
                        disabled=unavailable
                        on:change=move |_| chosen.set(Method::Klarna)
                    />
                    <span class="method__name">{name}</span>
                    {logo}
                    <span class="method__note" role="status">{reason}</span>
                </label>
                <div class="method__panel" hidden=klarna_hidden>
                    {klarna}
                    // Shown by the stylesheet while what Klarna agreed to waits for its review.
                    <a class="button button--wide to-review" href=move || steps.link("/checkout/review")>
                        "Continue to review"
                    </a>
                </div>
            </div>
            <div
                class="method"
                class:is-chosen=move || chosen.get() == Method::Transfer
                hidden=move || !transferable.get()
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
