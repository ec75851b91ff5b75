//! The account: the shopper's subscriptions, with what was charged for them.

mod cancel;
mod card;
mod charges;
mod clock;
mod news;

use std::time::Duration;

use demo_shop_api::Subscription;
use leptos::prelude::*;

use self::{card::SubscriptionCard, clock::Clock, news::News};
use crate::{
    api, polling,
    shop::use_shop,
    widgets::{Heading, TroubleNotice},
};

/// How often to look: renewals appear while the shopper watches.
const EVERY: Duration = Duration::from_secs(1);

type Subscriptions = polling::Polled<Vec<Subscription>>;

/// The account.
#[component]
pub(crate) fn Account() -> impl IntoView {
    let shop = use_shop();
    let subscriptions = polling::use_polled(EVERY, api::subscriptions, |_| true);
    let sandbox = Memo::new(move |_| matches!(shop.config(), Some(Ok(config)) if config.sandbox));
    view! {
        <div class="page">
            <div class="page__top">
                <Heading text="Your subscriptions"/>
            </div>
            {move || sandbox.get().then(|| view! { <Clock subscriptions/> })}
            <News subscriptions/>
            <List subscriptions/>
        </div>
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Asking,
    Trouble(api::Trouble),
    Nothing,
    Some,
}

#[component]
fn List(subscriptions: Subscriptions) -> impl IntoView {
    let latest = subscriptions.latest();
    let stage = Memo::new(move |_| {
        latest.with(|latest| match latest {
            None => Stage::Asking,
            Some(Err(trouble)) => Stage::Trouble(*trouble),
            Some(Ok(list)) if list.is_empty() => Stage::Nothing,
            Some(Ok(_)) => Stage::Some,
        })
    });
    move || match stage.get() {
        Stage::Asking => view! {
            <div aria-busy="true">
                <p class="visually-hidden" role="status">"Loading your subscriptions"</p>
                <div class="skeleton skeleton--card"></div>
            </div>
        }
        .into_any(),
        Stage::Trouble(trouble) => {
            view! { <TroubleNotice trouble on_retry=move |()| subscriptions.ask()/> }.into_any()
        }
        Stage::Nothing => view! { <Nothing/> }.into_any(),
        Stage::Some => view! { <Cards subscriptions/> }.into_any(),
    }
}

#[component]
fn Nothing() -> impl IntoView {
    view! {
        <div class="empty">
            <p>"You have no subscriptions."</p>
            <a class="button" href="/?basket=subscription">"Try coffee every month"</a>
            <a class="button button--quiet" href="/?basket=trial">"Try it free for 14 days"</a>
        </div>
    }
}

/// One card each, which keeps its place and its focus while the shop is asked again.
#[component]
fn Cards(subscriptions: Subscriptions) -> impl IntoView {
    let latest = subscriptions.latest();
    let first = move || {
        latest.with(|latest| match latest {
            Some(Ok(list)) => list.clone(),
            _ => Vec::new(),
        })
    };
    view! {
        <ul class="subscriptions" aria-label="Subscriptions">
            <For each=first key=|it| it.id.clone() let:subscription>
                <SubscriptionCard subscription subscriptions/>
            </For>
        </ul>
    }
}
