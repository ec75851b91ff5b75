//! The ways to pay.

use leptos::prelude::*;
use leptos_klarna::PaymentMethodCategory;

use super::{
    address::AddressForm,
    klarna::{KlarnaMethod, Standing},
    transfer::TransferMethod,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Method {
    Klarna,
    Transfer,
}

/// The ways to pay, Klarna first. Whatever becomes of Klarna, the other one works.
#[component]
pub(super) fn Methods(
    /// The latest address.
    form: AddressForm,
    /// Whether the address is complete; tells the shopper what is missing.
    check_address: Callback<(), bool>,
) -> impl IntoView {
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
        if unavailable.get() {
            chosen.set(Method::Transfer);
        }
    });
    let reason = move || match standing.get() {
        Standing::Open => None,
        Standing::NotOffered => Some("Not available for this basket"),
        Standing::Declined => Some("Not available for this purchase"),
        Standing::OutOfOrder => Some("Not working right now. You can pay by bank transfer."),
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
                    <KlarnaMethod form standing label check_address/>
                </div>
            </div>
            <div class="method" class:is-chosen=move || chosen.get() == Method::Transfer>
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
