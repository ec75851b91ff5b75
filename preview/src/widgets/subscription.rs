//! The facts of a subscription.

use demo_shop_api::{Subscription, SubscriptionStatus};
use leptos::prelude::*;

use crate::{format, phrases};

/// The price, the next charge and the payment method of a subscription.
#[component]
pub(crate) fn SubscriptionFacts(
    /// The subscription.
    #[prop(into)]
    subscription: Signal<Subscription>,
    /// The locale of amounts and days; one-time.
    locale: String,
) -> impl IntoView {
    let locale = StoredValue::new(locale);
    let price = move || {
        let (amount, plan) = subscription.with(|it| (it.amount, it.plan));
        let amount = locale.with_value(|locale| format::money(amount, locale));
        format!("{amount} {}", phrases::interval(plan))
    };
    let next = move || {
        let next = subscription.with(|it| it.next_charge_on.clone());
        match next {
            Some(day) => locale.with_value(|locale| format::day(&day, locale)),
            None => match subscription.with(|it| it.status) {
                SubscriptionStatus::Stopped => "None until it is looked at".to_owned(),
                SubscriptionStatus::Active
                | SubscriptionStatus::PastDue
                | SubscriptionStatus::Cancelled => "None".to_owned(),
            },
        }
    };
    let method = move || {
        subscription.with(|it| {
            let method = it.method.as_deref();
            method.map_or_else(|| "Klarna".to_owned(), phrases::stored_payment_method)
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
