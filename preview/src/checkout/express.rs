//! Klarna's express button: from the basket to the confirmation without a checkout page.

use leptos::prelude::*;
use leptos_klarna::{CheckoutEvent, ExpressLook, KlarnaExpressButton};

use super::{
    klarna::{use_checkout_data, use_purchase},
    script::{WithScript, nonce},
};
use crate::shop::use_shop;

/// The express button for the shop's basket; hidden if Klarna does not offer it.
#[component]
pub(crate) fn Express() -> impl IntoView {
    let shop = use_shop();
    let data = use_checkout_data();
    let hidden = RwSignal::new(true);
    let purchase = use_purchase();
    let on_event = Callback::new(move |event: CheckoutEvent| {
        match event {
            CheckoutEvent::Ready => hidden.set(false),
            CheckoutEvent::NotOffered | CheckoutEvent::Failed(_) => hidden.set(true),
            _ => {}
        }
        purchase.run(event);
    });
    let draw = move |script| {
        view! {
            <KlarnaExpressButton
                cart=shop.cart_id()
                locale=Signal::derive(move || shop.locale())
                cart_version=shop.cart_version()
                cart_saving=Signal::derive(move || shop.is_busy())
                data
                script
                nonce=nonce()
                on_event
                look=ExpressLook::default()
                collect_shipping_address=true
            />
        }
    };
    view! {
        <div class="express" class:is-away=hidden>
            <p class="express__or"><span>"or"</span></p>
            <WithScript draw quiet=true/>
        </div>
    }
}
