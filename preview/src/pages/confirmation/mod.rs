//! Thank you: what was ordered or signed up for, and how it is paid.

mod page;
mod words;

use std::time::Duration;

use demo_shop_api::{FraudStatus, Order, Subscription};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use self::page::{Stored, Thanks};
use crate::{
    api::{self, Trouble},
    polling::{Polled, use_polled},
    shop::use_shop,
    widgets::{Heading, TroubleNotice},
};

/// How often to look while Klarna is reviewing an order.
const EVERY: Duration = Duration::from_secs(2);

/// What came of a checkout.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Purchase {
    /// An order, and the subscription that it started or renewed.
    Order(Box<Order>, Option<Box<Subscription>>),
    /// A subscription for which nothing was due yet.
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

/// What came of a checkout, by the shop's number for it or Klarna's.
async fn purchase(number: String) -> Result<Purchase, Trouble> {
    match api::order(&number).await {
        Ok(order) => {
            let wanted = order.subscription_id.clone();
            let is_its = |it: &Subscription| match &wanted {
                Some(id) => it.id == *id,
                None => it.order_id == order.id,
            };
            // Not to know of a subscription is not to know that there is none.
            let found = api::subscriptions().await?.into_iter().find(is_its);
            Ok(Purchase::Order(Box::new(order), found.map(Box::new)))
        }
        Err(Trouble::NotFound) => {
            let list = api::subscriptions().await?;
            let found = list.into_iter().find(|it| it.order_id == number);
            found
                .map(|it| Purchase::Stored(Box::new(it)))
                .ok_or(Trouble::NotFound)
        }
        Err(trouble) => Err(trouble),
    }
}

/// The confirmation of `?order=…`; without a number, that of the cart. Klarna leaves the number out
/// where nothing was due.
#[component]
pub(crate) fn Confirmation() -> impl IntoView {
    let shop = use_shop();
    let query = use_query_map();
    let number = Memo::new(move |_| {
        let named = query.with(|query| query.get("order"));
        let named = named.filter(|number| !number.is_empty());
        named.or_else(|| shop.ordered())
    });
    let cart_is_known = move || shop.with_cart(|_| ()).is_some() || shop.problem().is_some();
    // Another number is another confirmation.
    move || match number.get() {
        Some(number) => view! { <Found number/> }.into_any(),
        None if cart_is_known() => {
            view! { <Unknown on_retry=move |()| shop.refresh()/> }.into_any()
        }
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
        EVERY,
        move || purchase(number.clone()),
        Purchase::is_under_review,
    );
    view! {
        <Shown answer/>
        <p class="visually-hidden" role="status">{move || verdict(answer)}</p>
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
        Some(Err(Trouble::NotFound | Trouble::Refused)) => {
            view! { <Unknown on_retry=move |()| answer.ask()/> }.into_any()
        }
        Some(Err(trouble)) => view! {
            <div class="page page--narrow">
                <Heading text="Your order"/>
                <TroubleNotice trouble on_retry=move |()| answer.ask()/>
            </div>
        }
        .into_any(),
    }
}

/// What Klarna's review came to, for those who hear the page. Outside of what is drawn anew.
fn verdict(answer: Polled<Purchase>) -> Option<&'static str> {
    answer.latest().with(|latest| match latest {
        Some(Ok(Purchase::Order(order, _))) => words::verdict(order),
        _ => None,
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
