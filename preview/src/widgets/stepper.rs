//! The quantity of an article: two buttons and a field to type in.

use leptos::{html, prelude::*};

use crate::shop::{MAX_QUANTITY, use_shop};

/// The quantity of an article in the cart, to change.
#[component]
pub(crate) fn Stepper(
    /// The article's number; one-time.
    sku: String,
    /// The article's name, for the labels.
    name: Signal<String>,
) -> impl IntoView {
    let shop = use_shop();
    let sku = StoredValue::new(sku);
    let quantity = Memo::new(move |_| {
        sku.with_value(|sku| shop.line(sku))
            .map_or(0, |l| l.quantity)
    });
    let set = move |quantity: u32| shop.set_quantity(sku.get_value(), quantity);
    // Not disabled at the ends: a disabled button would take the keyboard's focus with it.
    let step = move |by: i32| {
        let next = quantity.get_untracked().saturating_add_signed(by);
        if (1..=MAX_QUANTITY).contains(&next) {
            set(next);
        }
    };
    let field = NodeRef::<html::Input>::new();
    let change = move |_| {
        let Some(input) = field.get_untracked() else {
            return;
        };
        match input.value().trim().parse() {
            Ok(typed) if typed <= MAX_QUANTITY => set(typed),
            // The text is no quantity: the field goes back to the last one.
            _ => input.set_value(&quantity.get_untracked().to_string()),
        }
    };
    view! {
        <div class="stepper" role="group" aria-label=move || format!("Quantity of {}", name.get())>
            <button
                type="button"
                class="stepper__button"
                aria-label=move || format!("One {} less", name.get())
                aria-disabled=move || (quantity.get() <= 1).to_string()
                disabled=move || shop.is_locked()
                on:click=move |_| step(-1)
            >
                "−"
            </button>
            <input
                class="stepper__field"
                type="text"
                inputmode="numeric"
                pattern="[0-9]{1,2}"
                maxlength="2"
                autocomplete="off"
                node_ref=field
                aria-label=move || format!("Quantity of {}", name.get())
                prop:value=move || quantity.get().to_string()
                disabled=move || shop.is_locked()
                on:change=change
            />
            <button
                type="button"
                class="stepper__button"
                aria-label=move || format!("One {} more", name.get())
                aria-disabled=move || (quantity.get() >= MAX_QUANTITY).to_string()
                disabled=move || shop.is_locked()
                on:click=move |_| step(1)
            >
                "+"
            </button>
        </div>
    }
}
