//! Klarna's express button.

use leptos::prelude::*;

use super::{KlarnaOptions, hook::use_mount};
use crate::{
    checkout::Notification,
    mount::{ExpressSettings, Mount},
    sdk::{CheckoutData, ExpressLook, KLARNA_SCRIPT},
};

/// Klarna's express button: a purchase without a checkout page (`Klarna.Payments.Buttons`).
///
/// Draws Klarna's own button, and nothing else: it is empty until the button is there, and where
/// Klarna is not offered. A press opens Klarna's window for the cart's session; the approval goes to
/// the merchant's server as in [`crate::KlarnaCheckout`], under the same rules, and the same events
/// tell the page what came of it. The root is `.klarna-express` with the checkout's `data-state`.
///
/// # On a server
/// Renders an empty element, and touches nothing of a browser.
#[component]
pub fn KlarnaExpressButton(
    /// Reactive. Which cart is paid: the merchant's name for it. While it is empty nothing starts.
    #[prop(into)]
    cart: Signal<String>,
    /// Reactive. Language and country of the page, `de-DE`. Another locale gets another session; the
    /// button keeps the language it was drawn in.
    #[prop(into)]
    locale: Signal<String>,
    /// Reactive. The cart's version as the page knows it: a higher one refreshes the session.
    #[prop(into, optional)]
    cart_version: Signal<Option<u64>>,
    /// Reactive. Whether the page is changing the cart and waits for its server: a press does nothing
    /// meanwhile.
    #[prop(into, optional)]
    cart_saving: Signal<bool>,
    /// Reactive, read at the click. What the page knows of the shopper already.
    #[prop(into, optional)]
    data: Signal<CheckoutData>,
    /// One-time. Whether Klarna asks the shopper where the goods go.
    #[prop(optional)]
    collect_shipping_address: bool,
    /// One-time. The button's colours and corners.
    #[prop(optional)]
    look: ExpressLook,
    /// One-time. Where the merchant's server answers.
    #[prop(into, default = "/klarna".to_owned())]
    base: String,
    /// One-time. Where Klarna's script is; a sandbox has its own.
    #[prop(into, default = KLARNA_SCRIPT.to_owned())]
    script: String,
    /// One-time. The nonce for the script's tag.
    #[prop(into, optional)]
    nonce: Option<String>,
    /// Called once for everything that the page should know of; each [`Notification`] says when.
    #[prop(into, optional)]
    on_event: Option<Callback<Notification>>,
    /// Called at every press; `false` stops there. It has to answer on the spot.
    #[prop(into, optional)]
    validate: Option<Callback<(), bool>>,
) -> impl IntoView {
    let options = KlarnaOptions {
        cart_version,
        cart_saving,
        data,
        base,
        script,
        nonce,
        on_event,
        validate,
        ..KlarnaOptions::new(cart, locale)
    };
    let express = ExpressSettings {
        look,
        collect_shipping_address,
    };
    let klarna = use_mount(options, move |settings, page, cart_version| {
        Mount::express(settings, express.clone(), page, cart_version)
    });
    let state = move || klarna.shown().map_or("idle", |it| it.state.name());

    view! {
        <div class="klarna-express" data-state=state>
            // Klarna's alone: nothing of ours goes in.
            <div class="klarna-express__button" node_ref=klarna.container()></div>
        </div>
    }
}
