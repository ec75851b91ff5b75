//! Phrases for intervals and payment methods.

use demo_shop_api::{FraudStatus, Interval, Order, PaymentMethod, Plan};

/// Returns the interval between charges: `every month`, `every 3 months`.
pub(crate) fn interval(plan: Plan) -> String {
    match (plan.interval_count, unit(plan.interval)) {
        (1, unit) => format!("every {unit}"),
        (count, unit) => format!("every {count} {unit}s"),
    }
}

/// Returns the terms of a subscription: `14 days free, then 95,00 kr every month`. `price` is that of
/// each period.
pub(crate) fn terms(plan: Plan, price: &str) -> String {
    let interval = interval(plan);
    match plan.trial_days {
        0 => format!("{price} {interval}"),
        1 => format!("1 day free, then {price} {interval}"),
        days => format!("{days} days free, then {price} {interval}"),
    }
}

/// Returns the time of the first charge after the checkout: `After 14 days`, `In a month`.
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

/// Returns the payment method of an order.
pub(crate) const fn payment_method(order: &Order) -> &'static str {
    match (order.payment, order.fraud_status) {
        (PaymentMethod::Invoice, _) => "Bank transfer, before delivery",
        (PaymentMethod::Klarna, Some(FraudStatus::Pending)) => "Klarna, being reviewed",
        (PaymentMethod::Klarna, Some(FraudStatus::Rejected)) => "Klarna, rejected",
        (PaymentMethod::Klarna, _) => "Klarna",
    }
}

/// Returns a stored payment method, from Klarna's name for it: `DIRECT_DEBIT`.
pub(crate) fn stored_payment_method(name: &str) -> String {
    match name {
        "CARD" => "Card, through Klarna".to_owned(),
        "INVOICE" => "Klarna invoice".to_owned(),
        "DIRECT_DEBIT" => "Direct debit, through Klarna".to_owned(),
        other => format!("Klarna ({})", other.replace('_', " ").to_lowercase()),
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
    fn a_stored_payment_method_is_named_for_the_shopper() {
        assert_eq!(stored_payment_method("CARD"), "Card, through Klarna");
        assert_eq!(
            stored_payment_method("FIXED_AMOUNT"),
            "Klarna (fixed amount)"
        );
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
