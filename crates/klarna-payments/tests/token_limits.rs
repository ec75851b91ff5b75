//! The customer token API's own limits, and those of subscriptions.
#![allow(clippy::unwrap_used, reason = "in a test, a panic is a failure")]

use klarna_payments::{
    Address, Country, Currency, IdempotencyKey, Interval, Invalid, MinorUnits, NewTokenOrder,
    OrderLine, Purchase, SessionPlan, Subscription, TokenOrderUrls,
};

fn fields(checked: Result<(), Invalid>) -> Vec<String> {
    let violations = checked.err();
    let violations = violations.iter().flat_map(Invalid::violations);
    violations
        .map(|violation| violation.field.clone())
        .collect()
}

fn coffee(price: i64) -> OrderLine {
    OrderLine::new("Coffee", 1, MinorUnits(price)).unwrap()
}

fn order(line: OrderLine) -> NewTokenOrder {
    NewTokenOrder::new(Currency::Eur, vec![line]).unwrap()
}

fn session(line: OrderLine) -> Vec<String> {
    let purchase = Purchase::new(Country::De, vec![line]).unwrap();
    let plan = if purchase.order_lines[0].subscription.is_some() {
        SessionPlan::Trial
    } else {
        SessionPlan::OnDemand
    };
    fields(plan.session(purchase).unwrap().validate())
}

#[test]
fn the_two_apis_disagree_about_a_lines_limits() {
    let text = |length| "ö".repeat(length);
    let none = Vec::<String>::new();
    for (line, by_session, by_order) in [
        (
            coffee(100_000_001),
            vec![],
            vec!["order_lines[0].unit_price", "order_lines[0].total_amount"],
        ),
        (
            coffee(1).with_reference(text(256)),
            vec!["order_lines[0].reference"],
            vec![],
        ),
        (
            coffee(1).with_reference(text(257)),
            vec!["order_lines[0].reference"],
            vec!["order_lines[0].reference"],
        ),
        (
            coffee(1).with_merchant_data(text(256)),
            vec![],
            vec!["order_lines[0].merchant_data"],
        ),
    ] {
        assert_eq!(session(line.clone()), by_session);
        assert_eq!(fields(order(line).validate()), by_order);
    }
    assert_eq!(session(coffee(200_000_000)), none);
    assert_eq!(fields(order(coffee(100_000_000)).validate()), none);
    let data = coffee(1).with_merchant_data(text(255));
    assert_eq!(fields(order(data).validate()), none);
}

#[test]
fn a_subscription_has_a_name_and_an_interval() {
    let with = |name: String, count| {
        coffee(1).with_subscription(Subscription::every(name, count, Interval::Month))
    };
    let name = "order_lines[0].subscription.name";
    let count = "order_lines[0].subscription.interval_count";
    for (line, refused) in [
        (with("ö".repeat(255), 1), vec![]),
        (with(String::new(), 1), vec![name]),
        (with("ö".repeat(256), 1), vec![name]),
        (with("Coffee".into(), 0), vec![count]),
        (with(String::new(), 0), vec![name, count]),
    ] {
        assert_eq!(session(line.clone()), refused);
        assert_eq!(fields(order(line).validate()), refused);
    }
}

#[test]
fn a_charge_is_of_something_and_adds_up() {
    assert_eq!(fields(order(coffee(0)).validate()), ["order_amount"]);
    let mut wrong = order(coffee(1900));
    wrong.order_amount = MinorUnits(1901);
    wrong.order_tax_amount = MinorUnits(-1);
    assert_eq!(
        fields(wrong.validate()),
        ["order_amount", "order_tax_amount"]
    );
    let mut empty = order(coffee(1));
    empty.order_lines.clear();
    assert_eq!(fields(empty.validate()), ["order_lines", "order_amount"]);
}

#[test]
fn a_charges_own_fields_have_limits() {
    let mut long = order(coffee(1900));
    long.merchant_reference1 = Some("x".repeat(256));
    long.merchant_reference2 = Some("x".repeat(256));
    long.merchant_data = Some("x".repeat(6001));
    long.merchant_urls = Some(TokenOrderUrls {
        confirmation: "x".repeat(2001),
        push: Some("x".repeat(2001)),
        authorization: Some("x".repeat(2001)),
    });
    long.shipping_address = Some(Address {
        phone: Some("1234".into()),
        ..Address::default()
    });
    assert_eq!(
        fields(long.validate()),
        [
            "merchant_reference1",
            "merchant_reference2",
            "merchant_data",
            "merchant_urls.confirmation",
            "merchant_urls.push",
            "merchant_urls.authorization",
            "shipping_address.phone",
        ]
    );
}

#[test]
fn a_token_is_described_in_the_markets_language() {
    let token = |description: &str, locale: &str| {
        let new =
            SessionPlan::Trial.customer_token(description, Country::De, locale.parse().unwrap());
        fields(new.unwrap().validate())
    };
    assert_eq!(token("Coffee", "en-DE"), Vec::<String>::new());
    assert_eq!(token("", "sv-SE"), ["description", "locale"]);
    assert_eq!(token(&"ö".repeat(256), "de-DE"), ["description"]);
}

#[test]
fn a_key_can_stand_in_a_header() {
    for good in ["k", "a-b_c.d:e/f~", &"k".repeat(255)] {
        assert_eq!(IdempotencyKey::new(good).unwrap().as_str(), good);
        assert!(serde_json::from_value::<IdempotencyKey>(good.into()).is_ok());
    }
    for bad in ["", " ", "a b", "a\n", "ä", "\u{7f}", &"k".repeat(256)] {
        assert!(IdempotencyKey::new(bad).is_err(), "{bad:?}");
        assert!(serde_json::from_value::<IdempotencyKey>(bad.into()).is_err());
    }
}
