//! The merchant's page: all orders, newest first.

use demo_shop_api::{FraudStatus, LineKind, Order};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::{self, Trouble},
    format, market,
    widgets::{Heading, TroubleNotice},
    words,
};

/// The merchant's orders.
#[component]
pub(crate) fn Orders() -> impl IntoView {
    let orders = LocalResource::new(api::all_orders);
    let refreshing = move || orders.get().is_none();
    let is_merchant = move || !matches!(orders.get(), Some(Err(Trouble::Unauthorized)));
    view! {
        <div class="page orders-page">
            <div class="page__top">
                <Heading text="Orders"/>
                {move || is_merchant().then(|| view! {
                    <button
                        type="button"
                        class="button button--quiet"
                        aria-disabled=move || refreshing().to_string()
                        on:click=move |_| orders.refetch()
                    >
                        "Refresh"
                    </button>
                })}
            </div>
            <p class="lead">"What the merchant sees: every order, newest first."</p>
            {move || orders.get().map(|answer| view! {
                <Answer answer on_retry=move |()| orders.refetch()/>
            })}
        </div>
    }
}

#[component]
fn Answer(
    answer: Result<Vec<Order>, Trouble>,
    #[prop(into)] on_retry: Callback<()>,
) -> impl IntoView {
    match answer {
        Err(Trouble::Unauthorized) => view! { <LogIn on_done=on_retry/> }.into_any(),
        Err(trouble) => view! { <TroubleNotice trouble on_retry/> }.into_any(),
        Ok(orders) if orders.is_empty() => {
            view! { <p class="empty">"No orders yet."</p> }.into_any()
        }
        Ok(orders) => view! { <Table orders/> }.into_any(),
    }
}

/// One click in front of the sandbox; elsewhere the merchant's calls take a token, which no page of
/// the shop asks for.
#[component]
fn LogIn(on_done: Callback<()>) -> impl IntoView {
    let trouble = RwSignal::new(None::<Trouble>);
    let log_in = move |_| {
        spawn_local(async move {
            match api::log_in().await {
                Ok(()) => {
                    on_done.try_run(());
                }
                Err(it) => {
                    trouble.try_set(Some(it));
                }
            }
        });
    };
    move || match trouble.get() {
        None => view! {
            <div class="empty">
                <p>"These are the orders of every shopper: log in as the merchant to see them."</p>
                <button type="button" class="button merchant-login" on:click=log_in>
                    "Log in as the merchant"
                </button>
            </div>
        }
        .into_any(),
        Some(it) => view! {
            <TroubleNotice trouble=it on_retry=move |()| trouble.set(None)/>
        }
        .into_any(),
    }
}

/// A table that becomes cards where there is no room. The roles are written out because some
/// browsers drop them with the table's layout.
#[component]
fn Table(orders: Vec<Order>) -> impl IntoView {
    let rows = orders.into_iter().map(|order| view! { <Row order/> });
    let rows = rows.collect_view();
    view! {
        <table class="orders" role="table">
            <caption class="visually-hidden">"Orders, newest first"</caption>
            <thead role="rowgroup">
                <tr role="row">
                    <th role="columnheader" scope="col">"Order"</th>
                    <th role="columnheader" scope="col">"Placed"</th>
                    <th role="columnheader" scope="col">"Articles"</th>
                    <th role="columnheader" scope="col">"Country"</th>
                    <th role="columnheader" scope="col">"Payment"</th>
                    <th role="columnheader" scope="col" class="orders__amount">"Total"</th>
                </tr>
            </thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    }
}

#[component]
fn Row(order: Order) -> impl IntoView {
    let locale = market::locale_in(order.market, "");
    let articles: u32 = order
        .lines
        .iter()
        .filter(|line| line.kind == LineKind::Article)
        .map(|line| line.quantity)
        .sum();
    let klarna = order
        .klarna_order_id
        .clone()
        .map(|id| view! { <span class="orders__reference">{id}</span> });
    let fraud = match order.fraud_status {
        Some(FraudStatus::Pending) => Some(("status status--waiting", "Pending")),
        Some(FraudStatus::Rejected) => Some(("status status--bad", "Rejected")),
        _ => None,
    };
    let fraud = fraud.map(|(class, words)| view! { <span class=class>{words}</span> });
    let renewal = order.subscription_id.as_ref().map(|id| {
        view! { <span class="orders__renewal">"Renewal of " {id.clone()}</span> }
    });
    view! {
        <tr role="row" data-order=order.id.clone()>
            <th role="rowheader" scope="row">{order.id.clone()} {renewal}</th>
            <td role="cell" data-label="Placed">{format::time(&order.placed_at, "en-GB")}</td>
            <td role="cell" data-label="Articles">{articles}</td>
            <td role="cell" data-label="Country">{order.market.name()}</td>
            <td role="cell" data-label="Payment">{words::payment(&order)} " " {fraud} {klarna}</td>
            <td role="cell" data-label="Total" class="orders__amount">
                {format::money(order.total, &locale)}
            </td>
        </tr>
    }
}
