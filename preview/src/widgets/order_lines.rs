//! The lines of an order.

use demo_shop_api::{CartLine, MinorUnits, Money, Order};
use leptos::prelude::*;

use super::picture::picture;
use crate::{cart::price_per_period, format, phrases};

/// The lines and total of an order.
#[component]
pub(crate) fn OrderLines(
    /// The order; one-time.
    order: Order,
    /// The locale of the amounts.
    locale: String,
) -> impl IntoView {
    let currency = order.total.currency;
    let money = {
        let locale = locale.clone();
        move |minor_units: MinorUnits| {
            let amount = Money {
                minor_units,
                currency,
            };
            format::money(amount, &locale)
        }
    };
    let (articles, others): (Vec<_>, Vec<_>) =
        order.lines.into_iter().partition(CartLine::is_article);
    let articles = articles.into_iter().map(|line| {
        let price = match line.plan {
            None => format!("{} × {}", line.quantity, money(line.unit_price)),
            Some(plan) => phrases::terms(plan, &money(price_per_period(&line))),
        };
        view! {
            <li class="line line--fixed">
                <img class="line__picture" src=picture(&line.sku) alt="" width="96" height="96"/>
                <div class="line__what">
                    <p class="line__name">{line.name}</p>
                    <p class="line__each">{price}</p>
                </div>
                <p class="line__total">{money(line.total)}</p>
            </li>
        }
    });
    let articles = articles.collect_view();
    let others = others.into_iter().map(|line| {
        view! { <div><dt>{line.name}</dt><dd>{money(line.total)}</dd></div> }
    });
    let others = others.collect_view();
    view! {
        <ul class="lines" aria-label="Articles">{articles}</ul>
        <div class="totals">
            <dl>
                {others}
                <div class="totals__total">
                    <dt>"Total"</dt>
                    <dd>{format::money(order.total, &locale)}</dd>
                </div>
            </dl>
        </div>
    }
}
