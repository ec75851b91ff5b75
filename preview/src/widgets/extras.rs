//! The choice of extras: a discount, a gift card, gift wrapping.

use demo_shop_api::{Extra, LineKind};
use leptos::prelude::*;

use crate::shop::use_shop;

/// Checkboxes that put the extras on the cart.
#[component]
pub(crate) fn Extras() -> impl IntoView {
    let shop = use_shop();
    let choices = Extra::ALL.map(|extra| {
        let (kind, label) = line_and_label(extra);
        let is_on = Memo::new(move |_| shop.has_extra(extra));
        let has_line = Memo::new(move |_| {
            shop.with_cart(|cart| cart.lines.iter().any(|line| line.kind == kind)) == Some(true)
        });
        // The server decides the amount of an extra: nothing for some baskets.
        let note = move || {
            let is_idle = is_on.get() && !has_line.get() && !shop.is_busy();
            is_idle.then_some("Changes nothing about this basket")
        };
        view! {
            <label class="extra">
                <input
                    type="checkbox"
                    name="extra"
                    value=extra.name()
                    prop:checked=is_on
                    disabled=move || shop.is_locked()
                    on:change=move |event| shop.set_extra(extra, event_target_checked(&event))
                />
                <span>{label}</span>
                <span class="extra__note" role="status">{note}</span>
            </label>
        }
    });
    view! {
        <fieldset class="extras">
            <legend>"Extras"</legend>
            {choices.to_vec()}
        </fieldset>
    }
}

/// Returns the line that an extra makes, and its label.
const fn line_and_label(extra: Extra) -> (LineKind, &'static str) {
    match extra {
        Extra::Discount => (LineKind::Discount, "Use my 10 % discount"),
        Extra::GiftCard => (LineKind::GiftCard, "Spend my gift card"),
        Extra::GiftWrap => (LineKind::Surcharge, "Wrap it as a gift"),
    }
}
