//! What a shopper has signed up for.

use demo_shop_api::{Subscription, SubscriptionStatus};
use leptos::prelude::*;

use crate::{format, words};

/// The terms of a subscription: how much, how often, when next, and how it is paid.
#[component]
pub(crate) fn SubscriptionFacts(
    /// Reactive. The subscription.
    #[prop(into)]
    subscription: Signal<Subscription>,
    /// Writes amounts and days; one-time.
    locale: String,
) -> impl IntoView {
    let locale = StoredValue::new(locale);
    let price = move || {
        let (amount, plan) = subscription.with(|it| (it.amount, it.plan));
        let amount = locale.with_value(|locale| format::money(amount, locale));
        format!("{amount} {}", words::every(plan))
    };
    let next = move || {
        let next = subscription.with(|it| it.next_charge_on.clone());
        match next {
            Some(day) => locale.with_value(|locale| format::day(&day, locale)),
            None => match subscription.with(|it| it.status) {
                SubscriptionStatus::Stopped => "None until it is looked at".to_owned(),
                _ => "None".to_owned(),
            },
        }
    };
    let method = move || {
        subscription.with(|it| {
            let method = it.method.as_deref();
            method.map_or_else(|| "Klarna".to_owned(), words::stored_method)
        })
    };
    view! {
        <dl class="facts">
            <div><dt>"Price"</dt><dd>{price}</dd></div>
            <div><dt>"Next charge"</dt><dd class="facts__next">{next}</dd></div>
            <div><dt>"Paid with"</dt><dd>{method}</dd></div>
        </dl>
    }
}
