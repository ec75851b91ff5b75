//! Lines of every kind: what takes off, what comes on top, and their sums.
#![allow(clippy::unwrap_used, reason = "in a test, a panic is a failure")]

use klarna_payments::{
    ArithmeticError, Country, Interval, MinorUnits, OrderLine, ProductIdentifiers, Purchase,
    SessionPlan, Subscription,
    arithmetic::{check_line, order_amount, order_tax_amount},
};
use proptest::prelude::*;
use serde_json::{json, to_value};

type Kind = fn(&str, MinorUnits) -> Result<OrderLine, ArithmeticError>;

/// Each kind, its name at Klarna, and the sign of its price.
const KINDS: [(Kind, &str, i64); 6] = [
    (
        |name, amount| OrderLine::discount(name, amount),
        "discount",
        -1,
    ),
    (
        |name, amount| OrderLine::gift_card(name, amount),
        "gift_card",
        -1,
    ),
    (
        |name, amount| OrderLine::store_credit(name, amount),
        "store_credit",
        -1,
    ),
    (
        |name, amount| OrderLine::surcharge(name, amount),
        "surcharge",
        1,
    ),
    (
        |name, amount| OrderLine::shipping_fee(name, amount),
        "shipping_fee",
        1,
    ),
    (
        |name, amount| OrderLine::sales_tax(name, amount),
        "sales_tax",
        1,
    ),
];

#[test]
fn each_kind_of_line_is_written_with_its_sign() {
    for (kind, name, sign) in KINDS {
        let line = kind("Line", MinorUnits(250)).unwrap();
        let expected = json!({
            "type": name,
            "name": "Line",
            "quantity": 1,
            "unit_price": sign * 250,
            "total_amount": sign * 250,
        });
        assert_eq!(to_value(line).unwrap(), expected);
    }
}

#[test]
fn nobody_takes_off_or_adds_less_than_nothing() {
    for (kind, name, _) in KINDS {
        for amount in [-1, i64::MIN] {
            let refused = kind("Line", MinorUnits(amount)).unwrap_err();
            assert_eq!(refused.field(), "unit_price", "{name}");
        }
        assert!(kind("Line", MinorUnits::ZERO).is_ok(), "{name}");
        assert!(kind("Line", MinorUnits(i64::MAX)).is_ok(), "{name}");
    }
}

#[test]
fn a_discount_takes_its_tax_off_too() {
    let off = OrderLine::discount("Sale", MinorUnits(9500))
        .and_then(|line| line.with_tax_rate(2500))
        .unwrap();
    assert_eq!(off.total_tax_amount, Some(MinorUnits(-1900)));
    check_line(&off).unwrap();
}

#[test]
fn a_line_says_all_that_klarna_shows() {
    let line = OrderLine::new("Coffee", 1, MinorUnits(1900))
        .unwrap()
        .with_quantity_unit("bag")
        .with_image_url("https://shop.example/coffee.jpg")
        .with_product_url("https://shop.example/coffee")
        .with_merchant_data("batch 7")
        .with_product_identifiers(ProductIdentifiers {
            brand: Some("Roaster".into()),
            ..ProductIdentifiers::default()
        })
        .with_subscription(Subscription::every("Coffee", 3, Interval::Month));
    assert_eq!(
        to_value(line).unwrap(),
        json!({
            "name": "Coffee",
            "quantity": 1,
            "quantity_unit": "bag",
            "unit_price": 1900,
            "total_amount": 1900,
            "image_url": "https://shop.example/coffee.jpg",
            "product_url": "https://shop.example/coffee",
            "merchant_data": "batch 7",
            "product_identifiers": {"brand": "Roaster"},
            "subscription": {"name": "Coffee", "interval": "MONTH", "interval_count": 3},
        })
    );
}

/// A tax without a rate: nothing says how much it is, but less than nothing it is not.
#[test]
fn an_article_has_no_negative_tax() {
    let mut cup = OrderLine::new("Cup", 1, MinorUnits(1000)).unwrap();
    cup.total_tax_amount = Some(MinorUnits(-1));
    let mut purchase = Purchase::new(Country::Us, vec![cup]).unwrap();
    purchase.order_tax_amount = None;
    let session = SessionPlan::OneTime.session(purchase).unwrap();
    let invalid = session.validate().unwrap_err();
    assert_eq!(
        invalid.violations()[0].field,
        "order_lines[0].total_tax_amount"
    );
}

/// Articles, and lines of any kind that take off less than the articles cost.
fn a_basket() -> impl Strategy<Value = (Vec<OrderLine>, i64)> {
    let article = (1..10_i64, 1_000..100_000_i64, 0..=10_000_i64);
    let other = (0..KINDS.len(), 0..=100_i64, 0..=10_000_i64, any::<bool>());
    (
        proptest::collection::vec(article, 1..6),
        proptest::collection::vec(other, 0..6),
    )
        .prop_map(|(articles, others)| {
            let mut sum = 0;
            let mut lines = Vec::new();
            for (quantity, price, rate) in articles {
                sum += quantity * price;
                let line = OrderLine::new("Cup", quantity, MinorUnits(price));
                lines.push(line.and_then(|line| line.with_tax_rate(rate)).unwrap());
            }
            for (kind, amount, rate, taxed) in others {
                let (make, name, sign) = KINDS[kind];
                sum += sign * amount;
                let line = make("Line", MinorUnits(amount)).unwrap();
                let taxed = taxed && matches!(name, "discount" | "surcharge" | "shipping_fee");
                lines.push(if taxed {
                    line.with_tax_rate(rate).unwrap()
                } else {
                    line
                });
            }
            (lines, sum)
        })
}

proptest! {
    /// What is paid is what the articles cost, less what was taken off, and what came on top.
    #[test]
    fn a_basket_of_every_kind_adds_up_and_is_valid((lines, sum) in a_basket()) {
        prop_assert_eq!(order_amount(&lines), Ok(MinorUnits(sum)));
        for line in &lines {
            prop_assert_eq!(check_line(line), Ok(()));
        }
        let taxes: i64 = lines
            .iter()
            .map(|line| match line.total_tax_amount {
                Some(tax) => tax.0,
                None if to_value(&line.line_type).unwrap() == json!("sales_tax") => {
                    line.total_amount.0
                }
                None => 0,
            })
            .sum();
        prop_assert_eq!(order_tax_amount(&lines), Ok(MinorUnits(taxes)));
        let purchase = Purchase::new(Country::Se, lines).unwrap();
        // A discount at a higher rate than the articles' can take off more tax than there is.
        if taxes >= 0 {
            let session = SessionPlan::OneTime.session(purchase).unwrap();
            prop_assert_eq!(session.validate(), Ok(()));
        }
    }

    /// A discount of what a line costs, at its rate, leaves neither price nor tax.
    #[test]
    fn a_discount_undoes_an_article(price in 1..200_000_000_i64, rate in 0..=10_000_i64) {
        let article = OrderLine::new("Cup", 1, MinorUnits(price))
            .and_then(|line| line.with_tax_rate(rate))
            .unwrap();
        let discount = OrderLine::discount("Free", MinorUnits(price))
            .and_then(|line| line.with_tax_rate(rate))
            .unwrap();
        let lines = [article, discount];
        prop_assert_eq!(order_amount(&lines), Ok(MinorUnits::ZERO));
        prop_assert_eq!(order_tax_amount(&lines), Ok(MinorUnits::ZERO));
    }
}
