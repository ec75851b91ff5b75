//! What the shopper can add to the articles: a discount, a gift card, gift wrapping.

use demo_shop_api::{Extra, LineKind};
use leptos::prelude::*;

use crate::shop::use_shop;

/// The extra, its name in the page, the line that it makes, and what the shopper reads.
const EXTRAS: [(Extra, &str, LineKind, &str); 3] = [
    (
        Extra::Discount,
        "discount",
        LineKind::Discount,
        "Use my 10 % discount",
    ),
    (
        Extra::GiftCard,
        "gift_card",
        LineKind::GiftCard,
        "Spend my gift card",
    ),
    (
        Extra::GiftWrap,
        "gift_wrap",
        LineKind::Surcharge,
        "Wrap it as a gift",
    ),
];

/// The extras, to switch on and off.
#[component]
pub(crate) fn Extras() -> impl IntoView {
    let shop = use_shop();
    let choices = EXTRAS.map(|(extra, name, kind, words)| {
        let on = Memo::new(move |_| shop.has_extra(extra));
        let acts = Memo::new(move |_| {
            shop.with_cart(|cart| cart.lines.iter().any(|line| line.kind == kind)) == Some(true)
        });
        // The server says what an extra comes to: for some baskets nothing.
        let note = move || {
            let idle = on.get() && !acts.get() && !shop.is_busy();
            idle.then_some("Changes nothing about this basket")
        };
        view! {
            <label class="extra">
                <input
                    type="checkbox"
                    name="extra"
                    value=name
                    prop:checked=on
                    disabled=move || shop.is_locked()
                    on:change=move |event| shop.set_extra(extra, event_target_checked(&event))
                />
                <span>{words}</span>
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
