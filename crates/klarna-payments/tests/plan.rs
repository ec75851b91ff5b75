//! What each plan takes and what it refuses, before Klarna is asked.
#![allow(clippy::unwrap_used, reason = "in a test, a panic is a failure")]

use std::collections::BTreeSet;

use klarna_payments::{
    Country, Intent, IntentError, Interval, MinorUnits, OrderLine, OrderLineType, Purchase,
    SessionPlan, Subscription,
};
use proptest::prelude::*;
use serde_json::{from_value, json, to_value};

fn once(price: i64) -> OrderLine {
    OrderLine::new("Cup", 1, MinorUnits(price)).unwrap()
}

fn monthly(price: i64) -> OrderLine {
    let line = OrderLine::new("Coffee", 1, MinorUnits(price))
        .unwrap()
        .with_type(OrderLineType::Digital);
    line.with_subscription(Subscription::every("Coffee", 1, Interval::Month))
}

fn purchase<const N: usize>(lines: [OrderLine; N]) -> Purchase {
    Purchase::new(Country::De, lines.to_vec()).unwrap()
}

#[test]
fn each_plan_takes_the_basket_it_is_for() {
    for (plan, purchase, intent) in [
        (SessionPlan::OneTime, purchase([once(900)]), Intent::Buy),
        (
            SessionPlan::Subscription,
            purchase([monthly(1900), once(500)]),
            Intent::BuyAndTokenize,
        ),
        (SessionPlan::Trial, purchase([monthly(0)]), Intent::Tokenize),
        // Klarna's older guide shows the price of the later charge.
        (
            SessionPlan::Trial,
            purchase([monthly(1900)]),
            Intent::Tokenize,
        ),
        (
            SessionPlan::Mixed,
            purchase([once(900)]),
            Intent::BuyAndDefaultTokenize,
        ),
        (SessionPlan::OnDemand, purchase([once(0)]), Intent::Tokenize),
        (
            SessionPlan::OnDemandPaid,
            purchase([once(900)]),
            Intent::BuyAndTokenize,
        ),
        (
            SessionPlan::Linked,
            purchase([once(900)]),
            Intent::BuyAndLink,
        ),
    ] {
        let session = plan.session(purchase.clone()).unwrap();
        assert_eq!(session.plan(), plan);
        assert_eq!(session.purchase(), &purchase);
        session.validate().unwrap();
        let written = to_value(&session).unwrap();
        assert_eq!(written["intent"], json!(intent.as_str()), "{plan:?}");
        assert!(written.get("plan").is_none());
        assert!(plan.update(purchase).is_ok());
    }
}

#[test]
fn every_refused_combination_has_a_code_of_its_own() {
    use IntentError as E;
    use SessionPlan as P;
    let token = |plan: P| plan.customer_token("Coffee", Country::De, "de-DE".parse().unwrap());
    let refusals = [
        (
            P::OneTime.session(purchase([once(0)])).unwrap_err(),
            E::OneTimeFree,
            "one_time_free",
        ),
        (
            P::OneTime.session(purchase([monthly(1900)])).unwrap_err(),
            E::OneTimeWithSubscription,
            "one_time_with_subscription",
        ),
        (
            P::Subscription.session(purchase([monthly(0)])).unwrap_err(),
            E::SubscriptionFree,
            "subscription_free",
        ),
        (
            P::Subscription.session(purchase([once(900)])).unwrap_err(),
            E::SubscriptionWithoutLine,
            "subscription_without_line",
        ),
        (
            P::Trial.session(purchase([once(0)])).unwrap_err(),
            E::TrialWithoutLine,
            "trial_without_line",
        ),
        (
            P::Mixed.session(purchase([once(0)])).unwrap_err(),
            E::MixedFree,
            "mixed_free",
        ),
        (
            P::Mixed
                .session(purchase([once(900), monthly(0)]))
                .unwrap_err(),
            E::MixedWithSubscription,
            "mixed_with_subscription",
        ),
        (
            P::OnDemandPaid.session(purchase([once(0)])).unwrap_err(),
            E::OnDemandFree,
            "on_demand_free",
        ),
        (
            P::OnDemand.session(purchase([monthly(0)])).unwrap_err(),
            E::OnDemandWithSubscription,
            "on_demand_with_subscription",
        ),
        (
            P::OnDemandPaid
                .session(purchase([monthly(1900)]))
                .unwrap_err(),
            E::OnDemandWithSubscription,
            "on_demand_with_subscription",
        ),
        (
            P::Trial.order(purchase([monthly(0)])).unwrap_err(),
            E::TokenizeOrdered,
            "tokenize_ordered",
        ),
        (
            P::OnDemand.order(purchase([once(900)])).unwrap_err(),
            E::TokenizeOrdered,
            "tokenize_ordered",
        ),
        (token(P::OneTime).unwrap_err(), E::BuyStored, "buy_stored"),
        (
            P::Linked.session(purchase([once(0)])).unwrap_err(),
            E::OneTimeFree,
            "one_time_free",
        ),
        (
            P::Linked.session(purchase([monthly(1900)])).unwrap_err(),
            E::OneTimeWithSubscription,
            "one_time_with_subscription",
        ),
        (token(P::Linked).unwrap_err(), E::BuyStored, "buy_stored"),
    ];
    for (refused, expected, code) in &refusals {
        assert_eq!(refused, expected);
        assert_eq!(refused.code(), *code);
    }
    let seen: BTreeSet<_> = refusals.iter().map(|(_, _, code)| *code).collect();
    assert_eq!(seen, E::ALL.map(E::code).into());
}

#[test]
fn a_plan_is_kept_by_its_name() {
    for plan in SessionPlan::ALL {
        let written = to_value(plan).unwrap();
        assert_eq!(from_value::<SessionPlan>(written).unwrap(), plan);
    }
    assert_eq!(
        to_value(SessionPlan::OnDemandPaid).unwrap(),
        json!("on_demand_paid")
    );
}

/// The table of Klarna's guides, written another way: which subscription lines, and whether
/// something has to be paid.
fn is_documented(plan: SessionPlan, subscribes: bool, free: bool) -> bool {
    let subscription_is_right = match plan {
        SessionPlan::Subscription | SessionPlan::Trial => subscribes,
        _ => !subscribes,
    };
    let pays = plan.intent() != Intent::Tokenize;
    subscription_is_right && !(pays && free)
}

fn any_lines() -> impl Strategy<Value = Vec<OrderLine>> {
    let price = prop_oneof![Just(0_i64), 1..100_000_i64];
    let line = (any::<bool>(), price).prop_map(|(subscribes, price)| {
        if subscribes {
            monthly(price)
        } else {
            once(price)
        }
    });
    proptest::collection::vec(line, 1..5)
}

proptest! {
    #[test]
    fn exactly_the_documented_combinations_pass(
        plan in proptest::sample::select(SessionPlan::ALL.to_vec()), lines in any_lines()
    ) {
        let subscribes = lines.iter().any(|line| line.subscription.is_some());
        let purchase = Purchase::new(Country::De, lines).unwrap();
        let free = purchase.order_amount == MinorUnits::ZERO;
        let fits = is_documented(plan, subscribes, free);

        prop_assert_eq!(plan.check(&purchase).is_ok(), fits);
        prop_assert_eq!(plan.session(purchase.clone()).is_ok(), fits);
        prop_assert_eq!(plan.update(purchase.clone()).is_ok(), fits);
        let orders = fits && plan.intent() != Intent::Tokenize;
        prop_assert_eq!(plan.order(purchase).is_ok(), orders);
        let token = plan.customer_token("Coffee", Country::De, "de-DE".parse().unwrap());
        let stores = !matches!(plan, SessionPlan::OneTime | SessionPlan::Linked);
        prop_assert_eq!(token.is_ok(), stores);
    }

    /// What a plan takes, Klarna's limits take too.
    #[test]
    fn a_session_that_fits_its_plan_is_valid(
        plan in proptest::sample::select(SessionPlan::ALL.to_vec()), lines in any_lines()
    ) {
        if let Ok(session) = plan.session(Purchase::new(Country::De, lines).unwrap()) {
            prop_assert_eq!(session.validate(), Ok(()));
        }
    }
}
