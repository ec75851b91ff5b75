//! The checkout with a view.

use checkout_contract::Session;
use leptos::prelude::*;

use super::{KlarnaOptions, use_klarna};
use crate::{
    checkout::{Layout, Notification},
    panel,
    sdk::{CheckoutData, KLARNA_SCRIPT},
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
    /// One-time. The cart's session, where the server that renders the page has opened it: it goes
    /// into the HTML, and the browser starts with it instead of fetching one. The page must not be
    /// cached then. Also for a page that has it in another way.
    #[prop(into, optional_no_strip)]
    session: Option<Session>,
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
        session: session.clone(),
        base,
        script,
        nonce,
        on_event,
        validate,
        ..KlarnaOptions::new(cart, locale)
    });
    let root = klarna.container();
    Effect::new(move || {
        if let (Some(root), Some(snapshot)) = (root.get(), klarna.shown()) {
            panel::paint(&root, &snapshot, false, &locale.read());
        }
    });
    let press = move |event: web_sys::MouseEvent| {
        klarna.with(|mount| panel::press(mount, event.target()));
    };

    view! {
        <div
            class=panel::CLASS
            data-state="idle"
            aria-busy="true"
            node_ref=root
            on:click=press
            inner_html=panel::html(&locale.read_untracked(), session.as_ref())
        ></div>
    }
}
