//! The pages of an order and of a subscription without one.

use demo_shop_api::{FraudStatus, Order, Subscription};
use leptos::prelude::*;

use super::phrases::{heading, next_step};
use crate::{
    format, phrases,
    shop::{Shop, use_shop},
    widgets::{Heading, OrderLines, SubscriptionFacts},
};

/// The confirmation of an order.
#[component]
pub(super) fn Thanks(order: Order, subscription: Option<Subscription>) -> impl IntoView {
    let shop = use_shop();
    let locale = shop.locale_for(order.market);
    let placed_at = format::time(&order.placed_at, &locale);
    let klarna_id = order.klarna_order_id.as_deref();
    let is_reported = klarna_id.is_some_and(Shop::is_not_stored);
    let number = order.id.clone();
    let is_missing = subscription.is_none();
    // The page that paid reports it, if the shopper was still there; the cart knows it otherwise.
    let is_not_stored =
        Memo::new(move |_| is_missing && (is_reported || shop.has_subscription_in(&number)));
    let icon = match order.fraud_status {
        Some(FraudStatus::Pending) => Icon::Waiting,
        Some(FraudStatus::Rejected) => Icon::Failure,
        _ => Icon::Success,
    };
    view! {
        <article class="page page--narrow">
            {icon.draw()}
            <Heading text=heading(&order)/>
            <p class="lead">{next_step(&order)}</p>
            {move || is_not_stored.get().then(|| view! { <NotStored/> })}
            <dl class="facts">
                <div><dt>"Order number"</dt><dd class="facts__number">{order.id.clone()}</dd></div>
                <div><dt>"Placed"</dt><dd>{placed_at}</dd></div>
                <div><dt>"Payment"</dt><dd class="facts__payment">{phrases::payment_method(&order)}</dd></div>
                <div><dt>"Goes to"</dt><dd>{order.market.name()}</dd></div>
            </dl>
            {subscription.map(|subscription| view! { <YourSubscription subscription/> })}
            <section class="card" aria-label="What you ordered">
                <OrderLines order locale/>
            </section>
            <p><a class="button button--quiet" href="/">"Back to the shop"</a></p>
        </article>
    }
}

/// The confirmation of a subscription without an order: nothing was due yet.
#[component]
pub(super) fn Stored(subscription: Subscription) -> impl IntoView {
    let locale = use_shop().locale_for(subscription.market);
    let started_at = format::time(&subscription.started_at, &locale);
    let lead = match &subscription.next_charge_on {
        Some(day) => format!(
            "Nothing was charged today. Klarna has stored how you pay, and the first charge comes on \
             {}. Cancel before that day, and you pay nothing.",
            format::day(day, &locale)
        ),
        None => "Nothing was charged.".to_owned(),
    };
    let number = subscription.order_id.clone();
    view! {
        <article class="page page--narrow">
            {Icon::Success.draw()}
            <Heading text="Your free trial has begun"/>
            <p class="lead">{lead}</p>
            <dl class="facts">
                <div><dt>"Number"</dt><dd class="facts__number">{number}</dd></div>
                <div><dt>"Began"</dt><dd>{started_at}</dd></div>
                <div><dt>"Goes to"</dt><dd>{subscription.market.name()}</dd></div>
            </dl>
            <YourSubscription subscription/>
            <p><a class="button button--quiet" href="/">"Back to the shop"</a></p>
        </article>
    }
}

#[component]
fn YourSubscription(subscription: Subscription) -> impl IntoView {
    let locale = use_shop().locale_for(subscription.market);
    let link = format!("/account#subscription-{}", subscription.id);
    view! {
        <section class="card subscribed" aria-labelledby="subscribed">
            <h2 id="subscribed">"Your subscription: " {subscription.name.clone()}</h2>
            <SubscriptionFacts subscription=Signal::stored(subscription) locale/>
            <p><a class="to-account" href=link>"See or cancel it in your account"</a></p>
        </section>
    }
}

/// A warning: the order is paid, but later charges are not possible.
#[component]
fn NotStored() -> impl IntoView {
    view! {
        <section class="notice notice--warning not-stored" aria-labelledby="not-stored">
            <div>
                <h2 class="notice__title" id="not-stored">"Your subscription could not be set up"</h2>
                <p>
                    "Klarna could not store how you want to pay for it, so it has not begun, and nothing \
                    will be charged for it. The rest of your order is as it says above."
                </p>
            </div>
            <a class="button button--quiet" href="/?basket=subscription">"Set it up again"</a>
        </section>
    }
}

/// The icon of a result.
#[derive(Debug, Clone, Copy)]
enum Icon {
    Success,
    Waiting,
    Failure,
}

impl Icon {
    fn draw(self) -> impl IntoView {
        let (class, path) = match self {
            Self::Success => ("tick", "M8 17l6 6 11-13"),
            Self::Waiting => ("tick tick--waiting", "M16 8v9l6 4"),
            Self::Failure => ("tick tick--no", "M10 10l12 12M22 10l-12 12"),
        };
        view! {
            <p class=class aria-hidden="true">
                <svg viewBox="0 0 32 32" focusable="false"><path d=path/></svg>
            </p>
        }
    }
}
