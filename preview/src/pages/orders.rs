//! The merchant's page: all orders, newest first.

use demo_shop_api::{FraudStatus, Order};
use leptos::prelude::*;

use crate::{
    api::{self, ApiError},
    format, market, phrases,
    widgets::{ErrorNotice, Heading},
};

/// The merchant's orders.
#[component]
pub(crate) fn Orders() -> impl IntoView {
    let orders = LocalResource::new(api::all_orders);
    let is_loading = move || orders.get().is_none();
    let is_merchant = move || !matches!(orders.get(), Some(Err(ApiError::Unauthorized)));
    view! {
        <div class="page orders-page">
            <div class="page__top">
                <Heading text="Orders"/>
                {move || is_merchant().then(|| view! {
                    <button
                        type="button"
                        class="button button--quiet"
                        aria-disabled=move || is_loading().to_string()
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
    answer: Result<Vec<Order>, ApiError>,
    #[prop(into)] on_retry: Callback<()>,
) -> impl IntoView {
    match answer {
        Err(ApiError::Unauthorized) => view! { <LogIn on_done=on_retry/> }.into_any(),
        Err(error) => view! { <ErrorNotice error on_retry/> }.into_any(),
        Ok(orders) if orders.is_empty() => {
            view! { <p class="empty">"No orders yet."</p> }.into_any()
        }
        Ok(orders) => view! { <Table orders/> }.into_any(),
    }
}

/// The merchant's login: one click in front of the sandbox. Outside of it the merchant's calls take a
/// token, which no page of the shop has.
#[component]
fn LogIn(on_done: Callback<()>) -> impl IntoView {
    let error = RwSignal::new(None::<ApiError>);
    let log_in = Action::new_local(move |(): &()| async move {
        match api::log_in().await {
            Ok(()) => on_done.try_run(()).unwrap_or_default(),
            Err(it) => {
                error.try_set(Some(it));
            }
        }
    });
    let press = move |_| {
        log_in.dispatch_local(());
    };
    move || match error.get() {
        None => view! {
            <div class="empty">
                <p>"These are the orders of every shopper: log in as the merchant to see them."</p>
                <button type="button" class="button merchant-login" on:click=press>
                    "Log in as the merchant"
                </button>
            </div>
        }
        .into_any(),
        Some(it) => view! {
            <ErrorNotice error=it on_retry=move |()| error.set(None)/>
        }
        .into_any(),
    }
}

/// A table that becomes cards on a narrow screen. The roles are explicit because some browsers drop
/// them with the table's layout.
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
        .filter(|line| line.is_article())
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
            <td role="cell" data-label="Payment">{phrases::payment_method(&order)} " " {fraud} {klarna}</td>
            <td role="cell" data-label="Total" class="orders__amount">
                {format::money(order.total, &locale)}
            </td>
        </tr>
    }
}
