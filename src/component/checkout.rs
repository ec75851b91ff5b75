//! The checkout with a layout.

use std::time::Duration;

use checkout_contract::Session;
use leptos::prelude::*;

use super::{KlarnaDetails, KlarnaHandle, KlarnaMethods, KlarnaOptions, use_klarna};
use crate::{
    checkout::{CheckoutEvent, Limits},
    controller::CheckoutOptions,
    sdk::{CheckoutData, KLARNA_SCRIPT},
    session_html,
};

/// Klarna in a checkout: the widget, the messages, and the pay button.
///
/// The markup is a contract: a root `.klarna-checkout` with `data-state` and, when it failed,
/// `data-reason`; inside it `.klarna-checkout__widget`, `__status`, `__problem`, `__actions` and
/// `__pay`. Looks come from `style/klarna-checkout.css` and its `--klarna-*` properties. Inside a
/// form it never submits it.
///
/// The one-time props are the fields of [`CheckoutOptions`], which says more of each. For another layout
/// take [`use_klarna`] with [`KlarnaMethods`] and [`KlarnaDetails`].
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
    /// Reactive. The cart that is paid: the merchant's id of it. While it is empty nothing starts.
    #[prop(into)]
    cart: Signal<String>,
    /// Reactive. Language and country of the page, `de-DE`. Another locale gets another session.
    #[prop(into)]
    locale: Signal<String>,
    /// Reactive. The cart's version as the page knows it: a higher one refreshes the session.
    #[prop(into, optional)]
    cart_version: Signal<Option<u64>>,
    /// Reactive. `true` while the page is changing the cart and waits for its server: pay is off
    /// meanwhile, before there is a version to say.
    #[prop(into, optional)]
    cart_saving: Signal<bool>,
    /// Reactive, read at the click. The page's data on the shopper; handed to Klarna with
    /// `authorize`, never before.
    #[prop(into, optional)]
    data: Signal<CheckoutData>,
    /// One-time. `true` if Klarna is given `data` with every `load` as well, against its own advice on
    /// data protection.
    #[prop(optional)]
    early_data: bool,
    /// One-time. `false`: the shopper authorizes on this page ([`CheckoutEvent::Authorized`]) and
    /// confirms on another, with a checkout for the same cart that has `auto_finalize=false` too.
    ///
    /// [`CheckoutEvent::Authorized`]: crate::CheckoutEvent::Authorized
    #[prop(default = true)]
    auto_finalize: bool,
    /// One-time. `true` if several categories share one widget, instead of a choice with a widget for
    /// each.
    #[prop(optional)]
    grouped: bool,
    /// One-time. The payment method that the widget preselects: `invoice`, `direct_debit`, ….
    #[prop(into, optional)]
    preferred_payment_method: Option<String>,
    /// One-time. The cart's session, where the server that renders the page has opened it: it goes
    /// into the HTML, and the browser starts with it instead of fetching one. The page must not be
    /// cached then. Also for a page that has it in another way.
    #[prop(into, optional_no_strip)]
    session: Option<Session>,
    /// One-time. The URL below which the merchant's server answers.
    #[prop(into, default = "/klarna".to_owned())]
    base: String,
    /// One-time. The URL of Klarna's script; a sandbox has its own.
    #[prop(into, default = KLARNA_SCRIPT.to_owned())]
    script: String,
    /// One-time. The nonce for the script's tag.
    #[prop(into, optional)]
    nonce: Option<String>,
    /// One-time. The time that Klarna's script may take.
    #[prop(default = CheckoutOptions::default().script_timeout)]
    script_timeout: Duration,
    /// One-time. The time that the merchant's server may take for an answer.
    #[prop(default = CheckoutOptions::default().server_timeout)]
    server_timeout: Duration,
    /// One-time. The time that everything else may take.
    #[prop(optional)]
    limits: Limits,
    /// Called once for everything that the page should know of; each [`CheckoutEvent`] says when.
    #[prop(into, optional)]
    on_event: Option<Callback<CheckoutEvent>>,
    /// Called at every press on pay; `false` stops there. The answer has to come at once.
    #[prop(into, optional)]
    validate: Option<Callback<(), bool>>,
) -> impl IntoView {
    let session_in_html = session_html::attribute(session.as_ref());
    let klarna = use_klarna(KlarnaOptions {
        cart_version,
        cart_saving,
        data,
        on_event,
        validate,
        // Every field: an option without a prop does not compile.
        checkout: CheckoutOptions {
            base,
            script,
            nonce,
            auto_finalize,
            grouped,
            preferred_payment_method,
            early_data,
            session,
            script_timeout,
            server_timeout,
            limits,
        },
        ..KlarnaOptions::new(cart, locale)
    });
    layout(klarna, session_in_html)
}

/// The root and its parts, in their order. `session` is for the browser that gets the HTML.
pub(super) fn layout(klarna: KlarnaHandle, session: Option<String>) -> impl IntoView {
    let view = klarna.view();

    view! {
        <div
            class="klarna-checkout"
            data-state=move || view.with(|it| it.state)
            data-reason=move || view.with(|it| it.reason)
            aria-busy=move || view.with(|it| if it.busy { "true" } else { "false" })
            data-session=session
        >
            <KlarnaMethods klarna/>
            // Klarna's alone: nothing of this component goes in.
            <div
                class="klarna-checkout__widget"
                hidden=move || view.with(|it| !it.widget)
                node_ref=klarna.container()
            ></div>
            <div
                class="klarna-checkout__review"
                hidden=move || view.with(|it| !it.review)
                node_ref=klarna.review()
            ></div>
            <KlarnaDetails klarna/>
        </div>
    }
}
