//! What the cart comes to.

use checkout_contract::{MinorUnits, shop::LineKind};
use leptos::prelude::*;

use crate::{market, shop::use_shop};

/// Subtotal, shipping, tax in the market's way, and the total.
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
    let others = move || {
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
    };
    let included = move || {
        let (tax, market) =
            shop.with_cart(|cart| cart.tax_included.then_some((cart.tax, cart.market)))??;
        let name = market::tax_name(market);
        Some(format!("Includes {} {name}", shop.money(tax)))
    };
    let total = move || {
        shop.with_cart(|cart| cart.total.minor_units)
            .map(|sum| shop.money(sum))
    };
    view! {
        <div class="totals" class:is-stale=move || shop.is_busy()>
            <dl>
                <div><dt>"Subtotal"</dt><dd>{articles}</dd></div>
                {others}
                <div class="totals__total">
                    <dt>"Total"</dt>
                    <dd aria-live="polite" aria-busy=move || shop.is_busy().to_string()>{total}</dd>
                </div>
            </dl>
            <p class="totals__tax">{included}</p>
        </div>
    }
}
