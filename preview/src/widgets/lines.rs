//! The articles of the cart, with their quantities to change.

use leptos::{html, prelude::*};

use super::{focus, picture::picture, stepper::Stepper};
use crate::{cart::price_per_period, phrases, shop::use_shop};

/// The article that was removed last, so that it can be put back.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Removed {
    sku: String,
    name: String,
    quantity: u32,
}

/// The articles of the cart, with steppers and buttons to remove them and to put them back.
#[component]
pub(crate) fn CartLines() -> impl IntoView {
    let shop = use_shop();
    let removed = RwSignal::new(None::<Removed>);
    // A remembered removal belongs to one cart.
    let cart = Memo::new(move |_| shop.with_cart(|cart| cart.id.clone()));
    Effect::new(move || {
        cart.track();
        removed.set(None);
    });
    view! {
        <ul class="lines" aria-label="Articles">
            <For each=move || shop.article_skus() key=String::clone let:sku>
                <Line sku removed/>
            </For>
        </ul>
        <Undo removed/>
    }
}

#[component]
fn Line(sku: String, removed: RwSignal<Option<Removed>>) -> impl IntoView {
    let shop = use_shop();
    let image = picture(&sku);
    let line = {
        let sku = sku.clone();
        Memo::new(move |_| shop.line(&sku))
    };
    let name = Signal::derive(move || line.get().map(|l| l.name).unwrap_or_default());
    let price = move || {
        line.get().map(|line| match line.plan {
            None => format!("{} each", shop.money(line.unit_price)),
            Some(plan) => phrases::terms(plan, &shop.money(price_per_period(&line))),
        })
    };
    let total = move || line.get().map(|l| shop.money(l.total));
    let remove = move |_| {
        let Some(line) = line.get_untracked() else {
            return;
        };
        shop.set_quantity(line.sku.clone(), 0);
        removed.set(Some(Removed {
            sku: line.sku,
            name: line.name,
            quantity: line.quantity,
        }));
    };
    view! {
        <li class="line">
            <img class="line__picture" src=image alt="" width="96" height="96"/>
            <div class="line__what">
                <p class="line__name">{name}</p>
                <p class="line__each">{price}</p>
            </div>
            <p class="line__total" class:is-stale=move || shop.is_busy()>{total}</p>
            <div class="line__change">
                <Stepper sku name/>
                <button
                    type="button"
                    class="link-button"
                    disabled=move || shop.is_locked()
                    on:click=remove
                >
                    "Remove" <span class="visually-hidden">" " {name}</span>
                </button>
            </div>
        </li>
    }
}

/// A button that puts the removed article back. It takes the focus, which is lost with the line.
#[component]
fn Undo(removed: RwSignal<Option<Removed>>) -> impl IntoView {
    let shop = use_shop();
    let button = NodeRef::<html::Button>::new();
    Effect::new(move || {
        if removed.with(Option::is_some)
            && let Some(button) = button.get()
        {
            focus(&button);
        }
    });
    let undo = move |_| {
        if let Some(line) = removed.get_untracked() {
            shop.set_quantity(line.sku, line.quantity);
            removed.set(None);
        }
    };
    view! {
        <div class="undo" role="status">
            {move || removed.get().map(|line| view! {
                <p>{line.name} " was removed."</p>
                <button type="button" class="link-button" node_ref=button on:click=undo>
                    "Put it back"
                </button>
            })}
        </div>
    }
}
