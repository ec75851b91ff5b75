//! What the cart comes to.

use demo_shop_api::{LineKind, MinorUnits};
use leptos::prelude::*;

use super::lines::per_period;
use crate::{market, shop::use_shop, words};

/// Subtotal, extras, shipping, tax in the market's way, what is paid now, and what comes later.
#[component]
pub(crate) fn Totals() -> impl IntoView {
    let shop = use_shop();
    let articles = move || {
        let sum = shop.with_cart(|cart| {
            let articles = cart.lines.iter().filter(|l| l.kind == LineKind::Article);
            articles.map(|line| line.total.0).sum()
        });
        sum.map(|sum| shop.money(MinorUnits(sum)))
    };
    let included = move || {
        let (tax, market) =
            shop.with_cart(|cart| cart.tax_included.then_some((cart.tax, cart.market)))??;
        if tax == MinorUnits::ZERO {
            return None;
        }
        let name = market::tax_name(market);
        Some(format!("Includes {} {name}", shop.money(tax)))
    };
    let total = move || {
        shop.with_cart(|cart| cart.total.minor_units)
            .map(|sum| shop.money(sum))
    };
    let subscribes = Memo::new(move |_| {
        shop.with_cart(|cart| cart.lines.iter().any(|line| line.plan.is_some()))
    });
    let total_words = move || match subscribes.get() {
        Some(true) => "To pay now",
        _ => "Total",
    };
    view! {
        <div class="totals" class:is-stale=move || shop.is_busy()>
            <dl>
                <div><dt>"Subtotal"</dt><dd>{articles}</dd></div>
                <Others/>
                <div class="totals__total">
                    <dt>{total_words}</dt>
                    <dd aria-live="polite" aria-busy=move || shop.is_busy().to_string()>{total}</dd>
                </div>
            </dl>
            <p class="totals__tax">{included}</p>
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
            .filter(|line| line.kind != LineKind::Article)
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

/// What a subscription costs after the checkout.
#[component]
fn Later() -> impl IntoView {
    let shop = use_shop();
    move || {
        let (line, tax_included) = shop.with_cart(|cart| {
            let line = cart.lines.iter().find(|line| line.plan.is_some())?;
            Some((line.clone(), cart.tax_included))
        })??;
        let plan = line.plan?;
        let price = shop.money(per_period(&line));
        let tax = if tax_included { "" } else { ", plus tax" };
        Some(view! {
            <dl class="totals__later">
                <div>
                    <dt>{words::first_charge(plan)}</dt>
                    <dd>{price} " " {words::every(plan)} {tax}</dd>
                </div>
            </dl>
        })
    }
}
