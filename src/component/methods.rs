//! The choice of a payment method.

use std::sync::atomic::{AtomicU32, Ordering};

use leptos::prelude::*;

use super::KlarnaHandle;
use crate::view::MethodView;

/// Klarna's payment methods to choose from, as radio buttons with the names and the logos that Klarna
/// gives: `.klarna-checkout__methods`. Hidden where there is nothing to choose.
///
/// A part of [`KlarnaCheckout`](crate::KlarnaCheckout), for a layout of your own around
/// [`use_klarna`](crate::use_klarna).
#[component]
pub fn KlarnaMethods(
    /// One-time. The checkout, as [`use_klarna`](crate::use_klarna) gives it.
    klarna: KlarnaHandle,
) -> impl IntoView {
    static LAST: AtomicU32 = AtomicU32::new(0);
    // Radios of one name are one choice: each fieldset of a page has a name of its own.
    let number = LAST.fetch_add(1, Ordering::Relaxed);
    let name = StoredValue::new(format!("klarna-checkout-method-{number}"));
    let view = klarna.view();
    let methods = move || view.with(|it| it.methods.clone());
    // A method keeps its node as long as it looks the same.
    let key = |it: &MethodView| (it.category.clone(), it.name.clone(), it.logo.clone());

    view! {
        <fieldset
            class="klarna-checkout__methods"
            hidden=move || view.with(|it| it.methods.is_empty())
        >
            <legend class="klarna-checkout__legend">
                {move || view.with(|it| it.legend.clone())}
            </legend>
            <For each=methods key=key let:method>
                {radio(klarna, method, name.get_value())}
            </For>
        </fieldset>
    }
}

/// The radio of a payment method.
fn radio(klarna: KlarnaHandle, method: MethodView, name: String) -> impl IntoView {
    let MethodView {
        category,
        name: label,
        logo,
        ..
    } = method;
    let view = klarna.view();
    let category = StoredValue::new(category);
    let is = move |flag: fn(&MethodView) -> bool| {
        view.with(|view| {
            let mut methods = view.methods.iter();
            methods.any(|it| category.with_value(|mine| it.category == *mine) && flag(it))
        })
    };
    // A radio is clicked by its keys, too. A choice that does not count is undone by the browser.
    let choose = move |event: web_sys::MouseEvent| {
        if !klarna.choose(category.get_value()) {
            event.prevent_default();
        }
    };

    view! {
        <label class="klarna-checkout__method">
            // In a form around the checkout, it would be sent along, and Enter on it would send the form.
            <input
                class="klarna-checkout__radio"
                type="radio"
                form=""
                name=name
                value=category.get_value()
                prop:checked=move || is(|it| it.chosen)
                disabled=move || !is(|it| it.enabled)
                on:click=choose
            />
            // The name stands beside it.
            {logo.map(|src| view! { <img class="klarna-checkout__logo" src=src alt=""/> })}
            <span class="klarna-checkout__name">{label}</span>
        </label>
    }
}
