//! The checkout with a view.

use leptos::prelude::*;

use super::{
    KlarnaOptions, Snapshot, use_klarna,
    words::{problem, status},
};
use crate::{checkout::Notification, sdk::CheckoutData, sdk::KLARNA_SCRIPT, text::Messages};

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
    /// Reactive, read at the click. What the page knows of the shopper; handed to Klarna with
    /// `authorize`, never before.
    #[prop(into, optional)]
    data: Signal<CheckoutData>,
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
        data,
        base,
        script,
        nonce,
        on_event,
        validate,
        ..KlarnaOptions::new(cart, locale)
    });
    let elements = klarna.elements;
    let shown = klarna.snapshot();
    let words = move || Messages::for_locale(&locale.read());
    let over = move || shown.with(Snapshot::is_over);

    view! {
        <div
            class="klarna-checkout"
            data-state=move || shown.with(|it| it.state)
            data-reason=move || shown.with(reason)
            aria-busy=move || shown.with(Snapshot::is_busy).to_string()
        >
            // Klarna's alone: nothing of ours goes in, and it is never drawn anew.
            <div class="klarna-checkout__widget" node_ref=elements.widget hidden=over></div>
            <p
                class="klarna-checkout__status"
                role="status"
                tabindex="-1"
                node_ref=elements.status
            >
                {move || shown.with(|it| status(it, words()))}
            </p>
            <div
                class="klarna-checkout__problem"
                role="alert"
                tabindex="-1"
                node_ref=elements.problem
            >
                {move || shown.with(|it| problem(it, words()))}
            </div>
            <div class="klarna-checkout__actions">
                <button
                    type="button"
                    class="klarna-checkout__retry"
                    hidden=move || shown.with(|it| it.failure.is_none())
                    on:click=move |_| klarna.retry()
                >
                    {move || words().retry}
                </button>
                <button
                    type="button"
                    class="klarna-checkout__check"
                    hidden=move || shown.with(|it| !it.awaits_check && !it.overdue)
                    on:click=move |_| klarna.check()
                >
                    {move || words().check}
                </button>
                <button
                    type="button"
                    class="klarna-checkout__stop"
                    hidden=move || shown.with(|it| !it.overdue)
                    on:click=move |_| klarna.stop_waiting()
                >
                    {move || words().stop_waiting}
                </button>
            </div>
            <button
                type="button"
                class="klarna-checkout__pay"
                node_ref=elements.pay
                disabled=move || shown.with(|it| !it.can_pay)
                hidden=over
                on:click=move |_| klarna.pay()
            >
                {move || words().pay}
            </button>
        </div>
    }
}

/// Why it is where it is: `failed` has a failure, `declined` speaks for itself.
fn reason(snapshot: &Snapshot) -> Option<&'static str> {
    match snapshot.state {
        "declined" => Some("declined"),
        _ => snapshot.failure.map(crate::checkout::Failure::code),
    }
}
