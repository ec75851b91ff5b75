//! The checkout with a view.

use leptos::{html::Div, prelude::*};

use wasm_bindgen::JsCast;

use super::{KlarnaOptions, paint::paint, use_klarna};
use crate::{
    checkout::{Layout, Notification},
    sdk::CheckoutData,
    sdk::KLARNA_SCRIPT,
    text::Messages,
};

/// Klarna in a checkout: the widget, the pay button, and what there is to say.
///
/// The markup is a contract: a root `.klarna-checkout` with `data-state` and, when it failed,
/// `data-reason`; inside it `.klarna-checkout__widget`, `__status`, `__problem`, `__actions` and
/// `__pay`. Looks come from `style/klarna-checkout.css` and its `--klarna-*` properties. Inside a
/// form it never submits it.
///
/// ```
/// use leptos::prelude::*;
/// use leptos_klarna::KlarnaCheckout;
///
/// #[component]
/// fn Checkout(cart: String) -> impl IntoView {
///     view! { <KlarnaCheckout cart=cart locale="sv-SE"/> }
/// }
/// ```
///
/// # On a server
/// Renders the same elements, empty and idle, and touches nothing of a browser.
#[component]
pub fn KlarnaCheckout(
    /// Reactive. Which cart is paid: the merchant's name for it. While it is empty nothing starts.
    #[prop(into)]
    cart: Signal<String>,
    /// Reactive. Language and country of the page, `de-DE`. Another locale gets another session.
    #[prop(into)]
    locale: Signal<String>,
    /// Reactive. The cart's version as the page knows it: a higher one refreshes the session.
    #[prop(into, optional)]
    cart_version: Signal<Option<u64>>,
    /// Reactive. Whether the page is changing the cart and waits for its server: pay is off
    /// meanwhile, before there is a version to tell.
    #[prop(into, optional)]
    cart_saving: Signal<bool>,
    /// Reactive, read at the click. What the page knows of the shopper; handed to Klarna with
    /// `authorize`, never before.
    #[prop(into, optional)]
    data: Signal<CheckoutData>,
    /// One-time. Whether Klarna is given `data` with every `load` as well, against its own advice on
    /// data protection.
    #[prop(optional)]
    early_data: bool,
    /// One-time. `false`: the shopper authorizes on this page ([`CheckoutEvent::Authorized`]) and
    /// confirms on another, with a checkout for the same cart that has `auto_finalize=false` too.
    ///
    /// [`CheckoutEvent::Authorized`]: crate::CheckoutEvent::Authorized
    #[prop(default = true)]
    auto_finalize: bool,
    /// One-time. Whether several categories share one widget, instead of a choice with a widget for
    /// each.
    #[prop(optional)]
    grouped: bool,
    /// One-time. What the widget preselects: `invoice`, `direct_debit`, ….
    #[prop(into, optional)]
    preferred_payment_method: Option<String>,
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
    /// Called at every press on pay; `false` stops there. It has to answer on the spot.
    #[prop(into, optional)]
    validate: Option<Callback<(), bool>>,
) -> impl IntoView {
    let klarna = use_klarna(KlarnaOptions {
        cart_version,
        cart_saving,
        data,
        early_data,
        layout: Layout {
            auto_finalize,
            grouped,
        },
        preferred_payment_method,
        base,
        script,
        nonce,
        on_event,
        validate,
        ..KlarnaOptions::new(cart, locale)
    });
    let root = NodeRef::<Div>::new();
    Effect::new(move || {
        if let (Some(root), Some(snapshot)) = (root.get(), klarna.shown()) {
            let words = Messages::for_locale(&locale.read());
            paint(&root, &snapshot, words, &locale.read());
        }
    });
    let press = move |event: web_sys::MouseEvent| {
        let Some((class, value)) = pressed(&event) else {
            return;
        };
        match &*class {
            // Only one of the two does anything.
            "klarna-checkout__pay" => {
                klarna.pay();
                klarna.finalize();
            }
            "klarna-checkout__retry" | "klarna-checkout__change" => klarna.retry(),
            "klarna-checkout__check" => klarna.check(),
            "klarna-checkout__stop" => klarna.stop_waiting(),
            // A radio is clicked by its keys, too.
            "klarna-checkout__radio" => klarna.choose(value),
            _ => {}
        }
    };

    view! {
        <div
            class="klarna-checkout"
            data-state="idle"
            aria-busy="true"
            node_ref=root
            on:click=press
        >
            <fieldset class="klarna-checkout__methods" hidden>
                <legend class="klarna-checkout__legend"></legend>
            </fieldset>
            // Klarna's alone: nothing of ours goes in, and it is never drawn anew.
            <div class="klarna-checkout__widget" node_ref=klarna.container()></div>
            // Klarna's too: in the US, the review of what was agreed to.
            <div class="klarna-checkout__review" hidden></div>
            <ul class="klarna-checkout__terms" hidden></ul>
            <p class="klarna-checkout__status" role="status" tabindex="-1"></p>
            <div class="klarna-checkout__problem" role="alert" tabindex="-1"></div>
            <div class="klarna-checkout__actions">
                <button type="button" class="klarna-checkout__retry" hidden></button>
                <button type="button" class="klarna-checkout__check" hidden></button>
                <button type="button" class="klarna-checkout__stop" hidden></button>
                <button type="button" class="klarna-checkout__change" hidden></button>
            </div>
            <button type="button" class="klarna-checkout__pay" disabled>
                {Messages::for_locale(&locale.read_untracked()).pay}
            </button>
        </div>
    }
}

/// The class and the value of the button or the radio that was clicked, if it was one.
fn pressed(event: &web_sys::MouseEvent) -> Option<(String, String)> {
    let target: web_sys::Element = event.target()?.dyn_into().ok()?;
    let pressed = target.closest("button, input").ok()??;
    let value = pressed.get_attribute("value").unwrap_or_default();
    Some((pressed.class_name(), value))
}
