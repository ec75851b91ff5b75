//! How the shop says how often, and how something is paid.

use demo_shop_api::{FraudStatus, Interval, Order, PaymentMethod, Plan};

/// How often a subscription is charged: `every month`, `every 3 months`.
pub(crate) fn every(plan: Plan) -> String {
    match (plan.interval_count, unit(plan.interval)) {
        (1, unit) => format!("every {unit}"),
        (count, unit) => format!("every {count} {unit}s"),
    }
}

/// A subscription in one line: `14 days free, then 95,00 kr every month`. `price` is what each
/// period costs.
pub(crate) fn terms(plan: Plan, price: &str) -> String {
    let every = every(plan);
    match plan.trial_days {
        0 => format!("{price} {every}"),
        1 => format!("1 day free, then {price} {every}"),
        days => format!("{days} days free, then {price} {every}"),
    }
}

/// When the first charge after the checkout comes: `After 14 days`, `In a month`.
pub(crate) fn first_charge(plan: Plan) -> String {
    match (plan.trial_days, plan.interval_count, unit(plan.interval)) {
        (0, 1, unit) => format!("In a {unit}"),
        (0, count, unit) => format!("In {count} {unit}s"),
        (1, _, _) => "After a day".to_owned(),
        (days, _, _) => format!("After {days} days"),
    }
}

const fn unit(interval: Interval) -> &'static str {
    match interval {
        Interval::Day => "day",
        Interval::Week => "week",
        Interval::Month => "month",
        Interval::Year => "year",
    }
}

/// How an order was paid.
pub(crate) const fn payment(order: &Order) -> &'static str {
    match (order.payment, order.fraud_status) {
        (PaymentMethod::Invoice, _) => "Bank transfer, before delivery",
        (PaymentMethod::Klarna, Some(FraudStatus::Pending)) => "Klarna, being reviewed",
        (PaymentMethod::Klarna, Some(FraudStatus::Rejected)) => "Klarna, rejected",
        (PaymentMethod::Klarna, _) => "Klarna",
    }
}

/// A way to pay that Klarna has stored, from its own word for it: `direct_debit`.
pub(crate) fn stored_method(klarna: &str) -> String {
    match klarna {
        "card" => "Card, through Klarna".to_owned(),
        "invoice" => "Klarna invoice".to_owned(),
        "direct_debit" => "Direct debit, through Klarna".to_owned(),
        other => format!("Klarna ({})", other.replace('_', " ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn plan(interval: Interval, interval_count: u32, trial_days: u32) -> Plan {
        Plan {
            interval,
            interval_count,
            trial_days,
        }
    }

    #[test]
    fn terms_say_how_often_and_from_when() {
        let monthly = plan(Interval::Month, 1, 0);
        assert_eq!(terms(monthly, "95,00 kr"), "95,00 kr every month");
        assert_eq!(first_charge(monthly), "In a month");
        let trial = plan(Interval::Month, 1, 14);
        let words = "14 days free, then 95,00 kr every month";
        assert_eq!(terms(trial, "95,00 kr"), words);
        assert_eq!(first_charge(trial), "After 14 days");
        let quarterly = plan(Interval::Month, 3, 1);
        assert_eq!(terms(quarterly, "$3"), "1 day free, then $3 every 3 months");
        assert_eq!(first_charge(quarterly), "After a day");
        assert_eq!(first_charge(plan(Interval::Week, 2, 0)), "In 2 weeks");
    }
}
