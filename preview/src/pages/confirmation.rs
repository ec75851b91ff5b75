//! The confirmation of an order or a subscription.

mod page;
mod phrases;

use std::time::Duration;

use demo_shop_api::{FraudStatus, Order, Subscription};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use self::page::{Stored, Thanks};
use crate::{
    api::{self, ApiError},
    polling::{Polled, use_polled},
    shop::use_shop,
    widgets::{ErrorNotice, Heading},
};

/// The time between two requests while Klarna is reviewing an order.
const PERIOD: Duration = Duration::from_secs(2);

/// The result of a checkout.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Purchase {
    /// An order, and the subscription that it started or renewed.
    Order(Box<Order>, Option<Box<Subscription>>),
    /// A subscription without an order: nothing was due yet.
    Stored(Box<Subscription>),
}

impl Purchase {
    const fn is_under_review(&self) -> bool {
        match self {
            Self::Order(order, _) => matches!(order.fraud_status, Some(FraudStatus::Pending)),
            Self::Stored(_) => false,
        }
    }
}

/// Loads the result of a checkout, by the shop's number or Klarna's id.
async fn purchase(number: String) -> Result<Purchase, ApiError> {
    match api::order(&number).await {
        Ok(order) => {
            let is_its = |it: &Subscription| match &order.subscription_id {
                Some(id) => it.id == *id,
                None => it.order_id == order.id,
            };
            // An error is no answer: there may be a subscription.
            let found = api::subscriptions().await?.into_iter().find(is_its);
            Ok(Purchase::Order(Box::new(order), found.map(Box::new)))
        }
        Err(ApiError::NotFound) => {
            let list = api::subscriptions().await?;
            let found = list.into_iter().find(|it| it.order_id == number);
            found
                .map(|it| Purchase::Stored(Box::new(it)))
                .ok_or(ApiError::NotFound)
        }
        Err(error) => Err(error),
    }
}

/// The confirmation of `?order=…`; without a number, that of the cart. Klarna leaves the number out if
/// nothing was due.
#[component]
pub(crate) fn Confirmation() -> impl IntoView {
    let shop = use_shop();
    let query = use_query_map();
    let number = Memo::new(move |_| {
        let number = query.with(|query| query.get("order"));
        let number = number.filter(|number| !number.is_empty());
        number.or_else(|| shop.order_id())
    });
    let is_loaded = move || shop.with_cart(|_| ()).is_some() || shop.error().is_some();
    // Another number is another confirmation.
    move || match number.get() {
        Some(number) => view! { <Found number/> }.into_any(),
        None if is_loaded() => view! { <Unknown on_retry=move |()| shop.refresh()/> }.into_any(),
        None => view! { <Loading/> }.into_any(),
    }
}

#[component]
fn Loading() -> impl IntoView {
    view! {
        <div class="page page--narrow" aria-busy="true">
            <p class="visually-hidden" role="status">"Loading your order"</p>
            <div class="skeleton skeleton--card"></div>
        </div>
    }
}

#[component]
fn Found(number: String) -> impl IntoView {
    let answer = use_polled(
        PERIOD,
        move || purchase(number.clone()),
        Purchase::is_under_review,
    );
    view! {
        <Shown answer/>
        <p class="visually-hidden" role="status">{move || review_status(answer)}</p>
    }
}

#[component]
fn Shown(answer: Polled<Purchase>) -> impl IntoView {
    move || match answer.latest().get() {
        None => view! { <Loading/> }.into_any(),
        Some(Ok(Purchase::Order(order, subscription))) => {
            view! { <Thanks order=*order subscription=subscription.map(|it| *it)/> }.into_any()
        }
        Some(Ok(Purchase::Stored(subscription))) => {
            view! { <Stored subscription=*subscription/> }.into_any()
        }
        Some(Err(ApiError::NotFound | ApiError::Refused)) => {
            view! { <Unknown on_retry=move |()| answer.refresh()/> }.into_any()
        }
        Some(Err(error)) => view! {
            <div class="page page--narrow">
                <Heading text="Your order"/>
                <ErrorNotice error on_retry=move |()| answer.refresh()/>
            </div>
        }
        .into_any(),
    }
}

/// Returns the state of Klarna's review, for a live region that is not drawn again with the page.
fn review_status(answer: Polled<Purchase>) -> Option<&'static str> {
    answer.latest().with(|latest| match latest {
        Some(Ok(Purchase::Order(order, _))) => phrases::review_status(order),
        Some(Ok(Purchase::Stored(_)) | Err(_)) | None => None,
    })
}

#[component]
fn Unknown(
    /// The shopper pressed "Look again".
    #[prop(into)]
    on_retry: Callback<()>,
) -> impl IntoView {
    view! {
        <div class="page page--narrow">
            <Heading text="We cannot find this order"/>
            <p>
                "The link may be incomplete. If you have just paid, it can take a moment until the \
                order appears here."
            </p>
            <div class="actions">
                <button type="button" class="button" on:click=move |_| on_retry.run(())>
                    "Look again"
                </button>
                <a class="button button--quiet" href="/">"Back to the shop"</a>
            </div>
        </div>
    }
}
