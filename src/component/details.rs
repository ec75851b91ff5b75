//! Terms, messages and buttons.

use leptos::{html, prelude::*};

use super::KlarnaHandle;
use crate::view::{ActionView, View};

/// The terms, the messages and the buttons of a checkout: `.klarna-checkout__terms`, `__status`,
/// `__problem`, `__actions` and `__pay`.
///
/// A part of [`KlarnaCheckout`](crate::KlarnaCheckout), for a layout of your own around
/// [`use_klarna`](crate::use_klarna). Its live regions and buttons keep their nodes: a screen reader and
/// the focus rest on them. Inside a form it never submits it.
#[component]
pub fn KlarnaDetails(
    /// One-time. The checkout, as [`use_klarna`](crate::use_klarna) gives it.
    klarna: KlarnaHandle,
) -> impl IntoView {
    let view = klarna.view();
    // Two terms may read alike: each is known by its place, too.
    let terms =
        move || view.with(|it| it.terms.clone().into_iter().enumerate().collect::<Vec<_>>());
    // Only one of the two does anything.
    let pay = move |_| {
        klarna.pay();
        klarna.finalize();
    };

    view! {
        <ul class="klarna-checkout__terms" hidden=move || view.with(|it| it.terms.is_empty())>
            <For each=terms key=Clone::clone let((_, term))>
                <li class="klarna-checkout__term">{term}</li>
            </For>
        </ul>
        // A message is one text, and none at all where it is empty: the stylesheet hides it by that.
        <p
            class="klarna-checkout__status"
            role="status"
            tabindex="-1"
            node_ref=klarna.elements.status
            prop:textContent=move || view.with(|it| it.status.clone().into_owned())
        ></p>
        <div
            class="klarna-checkout__problem"
            role="alert"
            tabindex="-1"
            node_ref=klarna.elements.problem
            prop:textContent=move || view.with(|it| it.problem.clone().into_owned())
        ></div>
        <div class="klarna-checkout__actions">
            {action(view, "klarna-checkout__retry", |it| &it.retry, move || klarna.retry())}
            {action(view, "klarna-checkout__check", |it| &it.check, move || klarna.check())}
            {action(view, "klarna-checkout__stop", |it| &it.stop, move || klarna.stop_waiting())}
            {action(view, "klarna-checkout__change", |it| &it.change, move || klarna.retry())}
        </div>
        <button
            type="button"
            class="klarna-checkout__pay"
            hidden=move || view.with(|it| !it.pay.shown)
            disabled=move || view.with(|it| !it.pay.enabled)
            node_ref=klarna.elements.pay
            on:click=pay
        >
            {move || view.with(|it| it.pay.label.clone())}
        </button>
    }
}

/// A button that is shown where it helps.
fn action(
    view: Memo<View>,
    class: &'static str,
    of: fn(&View) -> &ActionView,
    press: impl Fn() + 'static,
) -> impl IntoView {
    html::button()
        .r#type("button")
        .class(class)
        .hidden(move || view.with(|it| !of(it).shown))
        .on(leptos::ev::click, move |_| press())
        .child(move || view.with(|it| of(it).label.clone()))
}
