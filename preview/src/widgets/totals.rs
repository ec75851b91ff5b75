//! The totals of the cart.

use demo_shop_api::{LineKind, MinorUnits};
use leptos::prelude::*;

use crate::{
    cart::{articles, price_per_period, subscription},
    market::wording,
    phrases,
    shop::use_shop,
};

/// Subtotal, extras, shipping, tax as the market shows it, the amount to pay now, and later charges.
#[component]
pub(crate) fn Totals() -> impl IntoView {
    let shop = use_shop();
    let subtotal = move || {
        let sum = shop.with_cart(|cart| articles(cart).map(|line| line.total.0).sum());
        sum.map(|sum| shop.money(MinorUnits(sum)))
    };
    let included_tax = move || {
        let (tax, market) =
            shop.with_cart(|cart| cart.tax_included.then_some((cart.tax, cart.market)))??;
        if tax == MinorUnits::ZERO {
            return None;
        }
        Some(format!(
            "Includes {} {}",
            shop.money(tax),
            wording(market).tax
        ))
    };
    let total = move || {
        shop.with_cart(|cart| cart.total.minor_units)
            .map(|sum| shop.money(sum))
    };
    let has_subscription =
        Memo::new(move |_| shop.with_cart(|cart| subscription(cart).is_some()) == Some(true));
    let total_label = move || {
        if has_subscription.get() {
            "To pay now"
        } else {
            "Total"
        }
    };
    view! {
        <div class="totals" class:is-stale=move || shop.is_busy()>
            <dl>
                <div><dt>"Subtotal"</dt><dd>{subtotal}</dd></div>
                <Others/>
                <div class="totals__total">
                    <dt>{total_label}</dt>
                    <dd aria-live="polite" aria-busy=move || shop.is_busy().to_string()>{total}</dd>
                </div>
            </dl>
            <p class="totals__tax">{included_tax}</p>
            <Later/>
        </div>
    }
}

/// All lines that are not articles.
#[component]
fn Others() -> impl IntoView {
    let shop = use_shop();
    move || {
        let lines = shop
            .with_cart(|cart| cart.lines.clone())
            .unwrap_or_default();
        lines
            .into_iter()
            .filter(|line| !line.is_article())
            .map(|line| {
                let amount = match (line.kind, line.total) {
                    (LineKind::Shipping, MinorUnits::ZERO) => "Free".to_owned(),
                    (_, total) => shop.money(total),
                };
                view! { <div><dt>{line.name}</dt><dd>{amount}</dd></div> }
            })
            .collect_view()
    }
}

/// The charges of a subscription after the checkout.
#[component]
fn Later() -> impl IntoView {
    let shop = use_shop();
    move || {
        let (line, tax_included) = shop.with_cart(|cart| {
            let line = subscription(cart)?.clone();
            Some((line, cart.tax_included))
        })??;
        let plan = line.plan?;
        let price = shop.money(price_per_period(&line));
        let tax = if tax_included { "" } else { ", plus tax" };
        Some(view! {
            <dl class="totals__later">
                <div>
                    <dt>{phrases::first_charge(plan)}</dt>
                    <dd>{price} " " {phrases::interval(plan)} {tax}</dd>
                </div>
            </dl>
        })
    }
}
