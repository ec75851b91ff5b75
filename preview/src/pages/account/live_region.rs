//! Changes to the subscriptions while the shopper watches, shown and read aloud.

use demo_shop_api::{Charge, ChargeStatus, Subscription, SubscriptionStatus};
use leptos::prelude::*;

use super::Subscriptions;
use crate::{format, shop::use_shop};

/// A live region with new charges and new statuses.
#[component]
pub(super) fn LiveRegion(
    /// The latest states.
    subscriptions: Subscriptions,
) -> impl IntoView {
    let shop = use_shop();
    let latest = subscriptions.latest();
    let messages = RwSignal::new(Vec::<String>::new());
    Effect::new(move |before: Option<Option<Vec<Subscription>>>| {
        let now = latest.with(|latest| latest.as_ref()?.as_ref().ok().cloned());
        if let (Some(Some(before)), Some(now)) = (&before, &now) {
            let fresh = changes(before, now, |it| {
                format::money(it.amount, &shop.locale_for(it.market))
            });
            if !fresh.is_empty() {
                messages.set(fresh);
            }
        }
        now.or_else(|| before.flatten())
    });
    let lines = move || {
        let lines = messages
            .get()
            .into_iter()
            .map(|line| view! { <p>{line}</p> });
        lines.collect_view()
    };
    view! { <div class="news" role="status">{lines}</div> }
}

/// Returns a message for each change between two lists of subscriptions. `price` formats the price of a
/// period.
fn changes(
    before: &[Subscription],
    now: &[Subscription],
    price: impl Fn(&Subscription) -> String,
) -> Vec<String> {
    let mut messages = Vec::new();
    for it in now {
        let Some(old) = before.iter().find(|old| old.id == it.id) else {
            continue;
        };
        let new = |status| count(&it.charges, status).saturating_sub(count(&old.charges, status));
        let charged = match new(ChargeStatus::Charged) {
            0 => None,
            1 => Some(format!("{} charged.", price(it))),
            n => Some(format!("{n} times {} charged.", price(it))),
        };
        let failed = (new(ChargeStatus::Failed) > 0).then(|| "a charge did not work.".to_owned());
        let status = (it.status != old.status)
            .then(|| status_message(it.status))
            .flatten()
            .map(str::to_owned);
        let parts = [charged, failed, status].into_iter().flatten();
        messages.extend(parts.map(|part| format!("{}: {part}", it.name)));
    }
    messages
}

const fn status_message(status: SubscriptionStatus) -> Option<&'static str> {
    match status {
        SubscriptionStatus::Active => None,
        SubscriptionStatus::PastDue => Some("the payment is overdue."),
        SubscriptionStatus::Stopped => Some("stopped, nothing more is charged."),
        SubscriptionStatus::Cancelled => Some("cancelled."),
    }
}

fn count(charges: &[Charge], status: ChargeStatus) -> usize {
    charges.iter().filter(|it| it.status == status).count()
}

#[cfg(test)]
mod tests {
    use demo_shop_api::{Country, Currency, Interval, MinorUnits, Money, Plan};

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

    fn messages(before: &Subscription, now: &Subscription) -> Vec<String> {
        let price = |_: &Subscription| "95 kr".to_owned();
        changes(
            std::slice::from_ref(before),
            std::slice::from_ref(now),
            price,
        )
    }

    #[test]
    fn each_renewal_failure_and_end_gives_one_message() {
        use ChargeStatus::{Charged, Failed, Open};
        use SubscriptionStatus::{Active, Cancelled, Stopped};
        let fresh = coffee(Active, &[]);
        let one = coffee(Active, &[Charged]);
        assert_eq!(messages(&fresh, &one), ["Coffee: 95 kr charged."]);
        assert_eq!(messages(&one, &one), [""; 0]);
        let three = coffee(Active, &[Charged, Charged, Charged]);
        assert_eq!(messages(&one, &three), ["Coffee: 2 times 95 kr charged."]);
        assert_eq!(messages(&one, &coffee(Active, &[Charged, Open])), [""; 0]);
        let stopped = coffee(Stopped, &[Charged, Failed]);
        let words = [
            "Coffee: a charge did not work.",
            "Coffee: stopped, nothing more is charged.",
        ];
        assert_eq!(messages(&one, &stopped), words);
        assert_eq!(
            messages(&stopped, &coffee(Cancelled, &[Charged, Failed])),
            ["Coffee: cancelled."]
        );
    }

    #[test]
    fn a_new_subscription_gives_no_message() {
        let now = coffee(SubscriptionStatus::Active, &[ChargeStatus::Charged]);
        assert_eq!(changes(&[], &[now], |_| String::new()), [""; 0]);
    }
}
