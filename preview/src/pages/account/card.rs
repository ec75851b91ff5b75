//! One subscription: where it stands, its terms, its charges, and what can be done about it.

use demo_shop_api::{Subscription, SubscriptionStatus};
use leptos::{html, prelude::*, task::spawn_local};

use super::{Subscriptions, cancel::Cancel, charges::Charges};
use crate::{
    api::{self, Trouble},
    shop::use_shop,
    widgets::{SubscriptionFacts, TroubleNotice},
};

/// A subscription.
#[component]
pub(super) fn SubscriptionCard(
    /// As it is now; one-time, later states come from `subscriptions`.
    subscription: Subscription,
    /// The latest states.
    subscriptions: Subscriptions,
) -> impl IntoView {
    let Subscription { id, name, .. } = subscription.clone();
    let shop = use_shop();
    let locale = shop.locale_for(subscription.market);
    // Elsewhere the merchant has a token and pages of their own.
    let sandbox = Memo::new(move |_| matches!(shop.config(), Some(Ok(config)) if config.sandbox));
    let anchor = format!("subscription-{id}");
    let heading = format!("{anchor}-name");
    let labelled = heading.clone();
    let current = latest(subscription, subscriptions);
    let status = Memo::new(move |_| current.with(|it| it.status));
    let charges = Memo::new(move |_| current.with(|it| it.charges.clone()));
    let trouble = RwSignal::new(None::<Trouble>);
    let sign_up = format!(
        "/confirmation?order={}",
        current.with_untracked(|it| it.order_id.clone())
    );
    let node = NodeRef::<html::Li>::new();
    land_on(node, anchor.clone());
    let title = NodeRef::<html::H2>::new();
    let on_ended = move |()| {
        if let Some(title) = title.get_untracked() {
            // Refused only for an element that cannot take the focus.
            let _ = title.focus();
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
            {move || trouble.get().map(|it| view! {
                <TroubleNotice trouble=it on_retry=move |()| trouble.set(None)/>
            })}
            <div class="actions" hidden=move || status.get() == SubscriptionStatus::Cancelled>
                <Cancel id=id.clone() name=name.clone() subscriptions trouble on_ended/>
                {move || sandbox.get().then(|| view! {
                    <ChargeNow id=id.clone() name=name.clone() subscriptions trouble/>
                })}
            </div>
        </li>
    }
}

/// The subscription as the server last told of it.
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

/// A link to one subscription (`/account#subscription-…`) scrolls to it once it is there.
fn land_on(node: NodeRef<html::Li>, anchor: String) {
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

/// The merchant's tool, which logs in as the merchant first: what the shop does by itself when a period comes due.
#[component]
fn ChargeNow(
    id: String,
    name: String,
    subscriptions: Subscriptions,
    trouble: RwSignal<Option<Trouble>>,
) -> impl IntoView {
    let charging = RwSignal::new(false);
    let charge = move |_| {
        if charging.get_untracked() {
            return;
        }
        charging.set(true);
        trouble.set(None);
        let id = id.clone();
        spawn_local(async move {
            let answer = api::charge(&id).await;
            // The shopper may have left the page; the charge stands all the same.
            charging.try_set(false);
            if let Err(it) = answer {
                trouble.try_set(Some(it));
            }
            subscriptions.ask();
        });
    };
    view! {
        <div class="merchant-tool" role="group" aria-label=format!("As the merchant: {name}")>
            <span class="merchant-tool__mark" aria-hidden="true">"Merchant"</span>
            <button
                type="button"
                class="button button--quiet charge-now"
                aria-disabled=move || charging.get().to_string()
                on:click=charge
            >
                {move || if charging.get() { "Charging…" } else { "Charge now" }}
            </button>
        </div>
    }
}
