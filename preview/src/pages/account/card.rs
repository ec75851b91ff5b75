//! A subscription: its status, its terms, its charges, and its actions.

use demo_shop_api::{Subscription, SubscriptionStatus};
use leptos::{html, prelude::*};

use super::{Subscriptions, cancel::Cancel, charges::Charges};
use crate::{
    api::{self, ApiError},
    shop::{confirmation_path, use_shop},
    widgets::{ErrorNotice, SubscriptionFacts, focus},
};

/// A subscription.
#[component]
pub(super) fn SubscriptionCard(
    /// The first state; one-time, later states come from `subscriptions`.
    subscription: Subscription,
    /// The latest states.
    subscriptions: Subscriptions,
) -> impl IntoView {
    let Subscription { id, name, .. } = subscription.clone();
    let shop = use_shop();
    let locale = shop.locale_for(subscription.market);
    // Outside of the sandbox the merchant has a token, and other pages.
    let is_sandbox = Memo::new(move |_| shop.is_sandbox());
    let anchor = format!("subscription-{id}");
    let heading = format!("{anchor}-name");
    let labelled = heading.clone();
    let current = latest(subscription, subscriptions);
    let status = Memo::new(move |_| current.with(|it| it.status));
    let charges = Memo::new(move |_| current.with(|it| it.charges.clone()));
    let error = RwSignal::new(None::<ApiError>);
    let sign_up = current.with_untracked(|it| confirmation_path(&it.order_id));
    let node = NodeRef::<html::Li>::new();
    scroll_to_anchor(node, anchor.clone());
    let title = NodeRef::<html::H2>::new();
    let on_cancelled = move |()| {
        if let Some(title) = title.get_untracked() {
            focus(&title);
        }
    };
    view! {
        <li class="subscription card" id=anchor node_ref=node aria-labelledby=labelled>
            <div class="section-top">
                <h2 id=heading node_ref=title tabindex="-1">{name.clone()}</h2>
                <Status status/>
            </div>
            <p class="small">
                {id.clone()} " · " <a href=sign_up>"How it began"</a>
            </p>
            <SubscriptionFacts subscription=current locale=locale.clone()/>
            <Charges charges amount=current.with_untracked(|it| it.amount) locale/>
            {move || error.get().map(|it| view! {
                <ErrorNotice error=it on_retry=move |()| error.set(None)/>
            })}
            <div class="actions" hidden=move || status.get() == SubscriptionStatus::Cancelled>
                <Cancel id=id.clone() name=name.clone() subscriptions error on_cancelled/>
                {move || is_sandbox.get().then(|| view! {
                    <ChargeNow id=id.clone() name=name.clone() subscriptions error/>
                })}
            </div>
        </li>
    }
}

/// Returns the latest state of a subscription.
fn latest(first: Subscription, subscriptions: Subscriptions) -> Signal<Subscription> {
    let latest = subscriptions.latest();
    Memo::new(move |before: Option<&Subscription>| {
        let now = latest.with(|latest| {
            let list = latest.as_ref()?.as_ref().ok()?;
            list.iter().find(|it| it.id == first.id).cloned()
        });
        now.or_else(|| before.cloned())
            .unwrap_or_else(|| first.clone())
    })
    .into()
}

/// Scrolls to a subscription once it is drawn, if the address names it: `/account#subscription-…`.
fn scroll_to_anchor(node: NodeRef<html::Li>, anchor: String) {
    Effect::new(move || {
        if let Some(card) = node.get()
            && window()
                .location()
                .hash()
                .is_ok_and(|hash| hash.strip_prefix('#') == Some(&anchor))
        {
            card.scroll_into_view();
        }
    });
}

#[component]
fn Status(#[prop(into)] status: Signal<SubscriptionStatus>) -> impl IntoView {
    let class = move || match status.get() {
        SubscriptionStatus::Active => "status status--good",
        SubscriptionStatus::PastDue => "status status--waiting",
        SubscriptionStatus::Stopped => "status status--bad",
        SubscriptionStatus::Cancelled => "status",
    };
    let words = move || match status.get() {
        SubscriptionStatus::Active => "Active",
        SubscriptionStatus::PastDue => "Payment overdue",
        SubscriptionStatus::Stopped => "Stopped",
        SubscriptionStatus::Cancelled => "Cancelled",
    };
    view! { <span class=class>{words}</span> }
}

/// The merchant's button that charges the next period now, after a login as the merchant. The server
/// does the same by itself when a period comes due.
#[component]
fn ChargeNow(
    id: String,
    name: String,
    subscriptions: Subscriptions,
    error: RwSignal<Option<ApiError>>,
) -> impl IntoView {
    let charge = Action::new_local(move |(): &()| {
        let id = id.clone();
        async move {
            // The charge stands also if the shopper has left the page.
            if let Err(it) = api::charge(&id).await {
                error.try_set(Some(it));
            }
            subscriptions.refresh();
        }
    });
    let is_charging = charge.pending();
    let press = move |_| {
        if !is_charging.get_untracked() {
            error.set(None);
            charge.dispatch_local(());
        }
    };
    view! {
        <div class="merchant-tool" role="group" aria-label=format!("As the merchant: {name}")>
            <span class="merchant-tool__mark" aria-hidden="true">"Merchant"</span>
            <button
                type="button"
                class="button button--quiet charge-now"
                aria-disabled=move || is_charging.get().to_string()
                on:click=press
            >
                {move || if is_charging.get() { "Charging…" } else { "Charge now" }}
            </button>
        </div>
    }
}
