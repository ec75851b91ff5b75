//! Klarna's express button.

use leptos::prelude::*;

use super::{KlarnaOptions, hook::use_checkout};
use crate::{
    checkout::CheckoutEvent,
    controller::{CheckoutController, CheckoutOptions},
    sdk::{CheckoutData, ExpressLook, ExpressOptions, KLARNA_SCRIPT},
};

/// Klarna's express button: a purchase without a checkout page (`Klarna.Payments.Buttons`).
///
/// Draws Klarna's own button, and nothing else: it is empty until the button is there, and where
/// Klarna is not offered. A press opens Klarna's window for the cart's session; the approval goes to
/// the merchant's server as in [`crate::KlarnaCheckout`], under the same rules, and the same
/// events say to the page what came of it. The root is `.klarna-express` with the checkout's `data-state`.
///
/// # On a server
/// Renders an empty element, and touches nothing of a browser.
#[component]
pub fn KlarnaExpressButton(
    /// Reactive. The cart that is paid: the merchant's id of it. While it is empty nothing starts.
    #[prop(into)]
    cart: Signal<String>,
    /// Reactive. Language and country of the page, `de-DE`. Another locale gets another session; the
    /// button keeps the language it was drawn in.
    #[prop(into)]
    locale: Signal<String>,
    /// Reactive. The cart's version as the page knows it: a higher one refreshes the session.
    #[prop(into, optional)]
    cart_version: Signal<Option<u64>>,
    /// Reactive. `true` while the page is changing the cart and waits for its server: a press does
    /// nothing meanwhile.
    #[prop(into, optional)]
    cart_saving: Signal<bool>,
    /// Reactive, read at the click. The page's data on the shopper.
    #[prop(into, optional)]
    data: Signal<CheckoutData>,
    /// One-time. `true` if Klarna asks the shopper for the shipping address.
    #[prop(optional)]
    collect_shipping_address: bool,
    /// One-time. The button's colours and corners.
    #[prop(optional)]
    look: ExpressLook,
    /// One-time. The URL below which the merchant's server answers.
    #[prop(into, default = "/klarna".to_owned())]
    base: String,
    /// One-time. The URL of Klarna's script; a sandbox has its own.
    #[prop(into, default = KLARNA_SCRIPT.to_owned())]
    script: String,
    /// One-time. The nonce for the script's tag.
    #[prop(into, optional)]
    nonce: Option<String>,
    /// Called once for everything that the page should know of; each [`CheckoutEvent`] says when.
    #[prop(into, optional)]
    on_event: Option<Callback<CheckoutEvent>>,
    /// Called at every press; `false` stops there. The answer has to come at once.
    #[prop(into, optional)]
    validate: Option<Callback<(), bool>>,
) -> impl IntoView {
    let options = KlarnaOptions {
        cart_version,
        cart_saving,
        data,
        on_event,
        validate,
        checkout: CheckoutOptions {
            base,
            script,
            nonce,
            ..CheckoutOptions::default()
        },
        ..KlarnaOptions::new(cart, locale)
    };
    let express = ExpressOptions {
        look,
        collect_shipping_address,
    };
    let klarna = use_checkout(options, move |options, host, cart_version| {
        CheckoutController::start_express(options, express.clone(), host, cart_version)
    });
    let view = klarna.view();

    view! {
        <div class="klarna-express" data-state=move || view.with(|it| it.state)>
            // Klarna's alone: nothing of this component goes in.
            <div class="klarna-express__button" node_ref=klarna.container()></div>
        </div>
    }
}
