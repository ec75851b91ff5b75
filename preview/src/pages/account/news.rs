//! What has changed about the subscriptions while the shopper watches, for eyes and for ears.

use demo_shop_api::{Charge, ChargeStatus, Subscription, SubscriptionStatus};
use leptos::prelude::*;

use super::Subscriptions;
use crate::{format, shop::use_shop};

/// A live region that tells of new charges and of ends.
#[component]
pub(super) fn News(
    /// The latest states.
    subscriptions: Subscriptions,
) -> impl IntoView {
    let shop = use_shop();
    let latest = subscriptions.latest();
    let news = RwSignal::new(Vec::<String>::new());
    Effect::new(move |before: Option<Option<Vec<Subscription>>>| {
        let now = latest.with(|latest| latest.as_ref()?.as_ref().ok().cloned());
        if let (Some(Some(before)), Some(now)) = (&before, &now) {
            let fresh = changes(before, now, |it| {
                format::money(it.amount, &shop.locale_for(it.market))
            });
            if !fresh.is_empty() {
                news.set(fresh);
            }
        }
        now.or_else(|| before.flatten())
    });
    let lines = move || {
        let lines = news.get().into_iter().map(|line| view! { <p>{line}</p> });
        lines.collect_view()
    };
    view! { <div class="news" role="status">{lines}</div> }
}

/// What is new about each subscription, in sentences. `price` writes what one period costs.
fn changes(
    before: &[Subscription],
    now: &[Subscription],
    price: impl Fn(&Subscription) -> String,
) -> Vec<String> {
    let mut news = Vec::new();
    for it in now {
        let Some(old) = before.iter().find(|old| old.id == it.id) else {
            continue;
        };
        let new = |status| count(&it.charges, status).saturating_sub(count(&old.charges, status));
        match new(ChargeStatus::Charged) {
            0 => {}
            1 => news.push(format!("{}: {} charged.", it.name, price(it))),
            n => news.push(format!("{}: {n} times {} charged.", it.name, price(it))),
        }
        if new(ChargeStatus::Failed) > 0 {
            news.push(format!("{}: a charge did not work.", it.name));
        }
        if it.status != old.status {
            match it.status {
                SubscriptionStatus::PastDue => {
                    news.push(format!("{}: the payment is overdue.", it.name));
                }
                SubscriptionStatus::Stopped => {
                    news.push(format!("{}: stopped, nothing more is charged.", it.name));
                }
                SubscriptionStatus::Cancelled => news.push(format!("{}: cancelled.", it.name)),
                SubscriptionStatus::Active => {}
            }
        }
    }
    news
}

fn count(charges: &[Charge], status: ChargeStatus) -> usize {
    charges.iter().filter(|it| it.status == status).count()
}

#[cfg(test)]
mod tests {
    use demo_shop_api::{Currency, Interval, MinorUnits, Money, Plan};
    use klarna_payments::Country;

    use super::*;

    fn charge(period: u32, status: ChargeStatus) -> Charge {
        Charge {
            period,
            due_on: "2026-04-01".to_owned(),
            status,
            order_id: None,
            attempts: 1,
            next_try_at: None,
            reason: None,
        }
    }

    fn coffee(status: SubscriptionStatus, charges: &[ChargeStatus]) -> Subscription {
        Subscription {
            id: "S1".to_owned(),
            name: "Coffee".to_owned(),
            status,
            market: Country::Se,
            amount: Money {
                minor_units: MinorUnits(9500),
                currency: Currency::Sek,
            },
            plan: Plan {
                interval: Interval::Month,
                interval_count: 1,
                trial_days: 0,
            },
            started_at: "2026-03-01T12:00:00Z".to_owned(),
            order_id: "O1".to_owned(),
            next_charge_on: None,
            method: None,
            charges: (1..).zip(charges).map(|(n, it)| charge(n, *it)).collect(),
        }
    }

    fn told(before: &Subscription, now: &Subscription) -> Vec<String> {
        let price = |_: &Subscription| "95 kr".to_owned();
        changes(
            std::slice::from_ref(before),
            std::slice::from_ref(now),
            price,
        )
    }

    #[test]
    fn renewals_failures_and_ends_are_told_once() {
        use ChargeStatus::{Charged, Failed, Open};
        use SubscriptionStatus::{Active, Cancelled, Stopped};
        let fresh = coffee(Active, &[]);
        let one = coffee(Active, &[Charged]);
        assert_eq!(told(&fresh, &one), ["Coffee: 95 kr charged."]);
        assert_eq!(told(&one, &one), [""; 0]);
        let three = coffee(Active, &[Charged, Charged, Charged]);
        assert_eq!(told(&one, &three), ["Coffee: 2 times 95 kr charged."]);
        assert_eq!(told(&one, &coffee(Active, &[Charged, Open])), [""; 0]);
        let stopped = coffee(Stopped, &[Charged, Failed]);
        let words = [
            "Coffee: a charge did not work.",
            "Coffee: stopped, nothing more is charged.",
        ];
        assert_eq!(told(&one, &stopped), words);
        assert_eq!(
            told(&stopped, &coffee(Cancelled, &[Charged, Failed])),
            ["Coffee: cancelled."]
        );
    }

    #[test]
    fn a_subscription_that_was_not_there_before_is_no_renewal() {
        let now = coffee(SubscriptionStatus::Active, &[ChargeStatus::Charged]);
        assert_eq!(changes(&[], &[now], |_| String::new()), [""; 0]);
    }
}
