//! The account: the shopper's subscriptions and their charges.

mod cancel;
mod card;
mod charges;
mod clock;
mod live_region;

use std::time::Duration;

use demo_shop_api::Subscription;
use leptos::prelude::*;

use self::{card::SubscriptionCard, clock::Clock, live_region::LiveRegion};
use crate::{
    api::{self, ApiError},
    polling,
    shop::use_shop,
    widgets::{ErrorNotice, Heading},
};

/// The time between two requests: renewals appear while the shopper watches.
const PERIOD: Duration = Duration::from_secs(1);

type Subscriptions = polling::Polled<Vec<Subscription>>;

/// The account.
#[component]
pub(crate) fn Account() -> impl IntoView {
    let shop = use_shop();
    let subscriptions = polling::use_polled(PERIOD, api::subscriptions, |_| true);
    let is_sandbox = Memo::new(move |_| shop.is_sandbox());
    view! {
        <div class="page">
            <div class="page__top">
                <Heading text="Your subscriptions"/>
            </div>
            {move || is_sandbox.get().then(|| view! { <Clock subscriptions/> })}
            <LiveRegion subscriptions/>
            <List subscriptions/>
        </div>
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Loading,
    Error(ApiError),
    Empty,
    List,
}

#[component]
fn List(subscriptions: Subscriptions) -> impl IntoView {
    let latest = subscriptions.latest();
    let stage = Memo::new(move |_| {
        latest.with(|latest| match latest {
            None => Stage::Loading,
            Some(Err(error)) => Stage::Error(*error),
            Some(Ok(list)) if list.is_empty() => Stage::Empty,
            Some(Ok(_)) => Stage::List,
        })
    });
    move || match stage.get() {
        Stage::Loading => view! {
            <div aria-busy="true">
                <p class="visually-hidden" role="status">"Loading your subscriptions"</p>
                <div class="skeleton skeleton--card"></div>
            </div>
        }
        .into_any(),
        Stage::Error(error) => {
            view! { <ErrorNotice error on_retry=move |()| subscriptions.refresh()/> }.into_any()
        }
        Stage::Empty => view! { <Empty/> }.into_any(),
        Stage::List => view! { <Cards subscriptions/> }.into_any(),
    }
}

#[component]
fn Empty() -> impl IntoView {
    view! {
        <div class="empty">
            <p>"You have no subscriptions."</p>
            <a class="button" href="/?basket=subscription">"Try coffee every month"</a>
            <a class="button button--quiet" href="/?basket=trial">"Try it free for 14 days"</a>
        </div>
    }
}

/// A card for each subscription, which keeps its place and its focus while the list is refreshed.
#[component]
fn Cards(subscriptions: Subscriptions) -> impl IntoView {
    let latest = subscriptions.latest();
    let list = move || {
        latest.with(|latest| match latest {
            Some(Ok(list)) => list.clone(),
            None | Some(Err(_)) => Vec::new(),
        })
    };
    view! {
        <ul class="subscriptions" aria-label="Subscriptions">
            <For each=list key=|it| it.id.clone() let:subscription>
                <SubscriptionCard subscription subscriptions/>
            </For>
        </ul>
    }
}
