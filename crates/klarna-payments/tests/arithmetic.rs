//! The sums that Klarna checks: its published examples, and the rules for every number.
#![allow(clippy::unwrap_used, reason = "in a test, a panic is a failure")]

use klarna_payments::{
    ArithmeticError, MinorUnits, OrderLine, OrderLineType,
    arithmetic::{
        check_line, check_order, included_tax, line_total, order_amount, order_tax_amount,
    },
};
use proptest::prelude::*;

fn line(quantity: i64, price: i64, discount: i64, rate: i64) -> OrderLine {
    OrderLine::new("Cup", quantity, MinorUnits(price))
        .and_then(|line| line.with_discount(MinorUnits(discount)))
        .and_then(|line| line.with_tax_rate(rate))
        .unwrap()
}

#[test]
fn the_tax_inside_a_total_is_that_of_klarnas_examples() {
    for (total, rate, tax) in [
        (9500, 2500, 1900),
        // 1999.8
        (9999, 2500, 2000),
        // Klarna's guide calls this one wrong; by its own formula it is right.
        (59500, 2500, 11900),
        (10000, 0, 0),
        (10000, 10000, 5000),
        (-9500, 2500, -1900),
        (0, 2500, 0),
    ] {
        assert_eq!(included_tax(MinorUnits(total), rate), Ok(MinorUnits(tax)));
    }
}

#[test]
fn a_line_may_miss_the_exact_tax_by_one_minor_unit() {
    let mut line = line(1, 9999, 0, 2500);
    for (tax, fits) in [(1998, false), (1999, true), (2000, true), (2001, false)] {
        line.total_tax_amount = Some(MinorUnits(tax));
        assert_eq!(check_line(&line).is_ok(), fits, "{tax}");
    }
}

#[test]
fn a_rate_without_a_tax_is_a_tax_of_nothing() {
    let mut line = line(1, 9999, 0, 2500);
    line.total_tax_amount = None;
    assert_eq!(check_line(&line).unwrap_err().field(), "total_tax_amount");
}

#[test]
fn a_wrong_tax_is_told_with_the_right_one() {
    let mut line = line(1, 9500, 0, 2500);
    line.total_tax_amount = Some(MinorUnits(2375));
    assert_eq!(
        check_line(&line),
        Err(ArithmeticError::Mismatch {
            field: "total_tax_amount".to_owned(),
            expected: 1900,
            found: 2375,
        })
    );
}

/// Numbers of a real request of a shop in the US.
fn american_order() -> Vec<OrderLine> {
    let line = |name: &str, price| OrderLine::new(name, 1, MinorUnits(price)).unwrap();
    vec![
        line("Shirt", 1000).with_type(OrderLineType::Physical),
        line("Shipping", 700).with_type(OrderLineType::ShippingFee),
        line("Discount", -100).with_type(OrderLineType::Discount),
        line("Sales Tax", 112).with_type(OrderLineType::SalesTax),
        line("Gift card", -300).with_type(OrderLineType::GiftCard),
    ]
}

#[test]
fn american_sales_tax_is_a_line_and_part_of_the_order_amount() {
    let lines = american_order();
    assert_eq!(order_amount(&lines), Ok(MinorUnits(1412)));
    assert_eq!(order_tax_amount(&lines), Ok(MinorUnits(112)));
    check_order(MinorUnits(1412), Some(MinorUnits(112)), &lines).unwrap();
}

#[test]
fn adding_sales_tax_a_second_time_is_an_error() {
    let wrong = check_order(
        MinorUnits(1412 + 112),
        Some(MinorUnits(112)),
        &american_order(),
    );
    assert_eq!(
        wrong,
        Err(ArithmeticError::Mismatch {
            field: "order_amount".to_owned(),
            expected: 1412,
            found: 1524,
        })
    );
}

#[test]
fn an_error_names_the_field_as_klarna_does() {
    let mut lines = vec![line(1, 1000, 0, 2500), line(2, 1000, 0, 2500)];
    lines[1].total_amount = MinorUnits(1999);
    let wrong = check_order(MinorUnits(2999), None, &lines).unwrap_err();
    assert_eq!(wrong.field(), "order_lines[1].total_amount");
}

#[test]
fn quantities_discounts_rates_and_orders_are_not_negative() {
    let field = |error: ArithmeticError| error.field().to_owned();
    let one = MinorUnits(1);
    assert_eq!(
        line_total(-1, one, MinorUnits::ZERO).map_err(field),
        Err("quantity".to_owned())
    );
    assert_eq!(
        line_total(1, one, MinorUnits(-1)).map_err(field),
        Err("total_discount_amount".to_owned())
    );
    for rate in [-1, 10_001, i64::MIN, i64::MAX] {
        assert_eq!(
            included_tax(one, rate).map_err(field),
            Err("tax_rate".to_owned())
        );
    }
    let refund = vec![OrderLine::new("Gift card", 1, MinorUnits(-300)).unwrap()];
    assert_eq!(
        check_order(MinorUnits(-300), None, &refund).map_err(field),
        Err("order_amount".to_owned())
    );
}

#[test]
fn a_discount_set_after_the_rate_moves_the_tax() {
    let before = line(2, 5000, 500, 2500);
    let after = OrderLine::new("Cup", 2, MinorUnits(5000))
        .and_then(|line| line.with_tax_rate(2500))
        .and_then(|line| line.with_discount(MinorUnits(500)))
        .unwrap();
    assert_eq!(before, after);
}

fn a_line() -> impl Strategy<Value = OrderLine> {
    (
        0..1_000_i64,
        -200_000_000..=200_000_000_i64,
        0..1_000_000_i64,
        0..=10_000_i64,
    )
        .prop_map(|(quantity, price, discount, rate)| line(quantity, price, discount, rate))
}

fn any_line() -> impl Strategy<Value = OrderLine> {
    let amount = any::<i64>().prop_map(MinorUnits);
    (
        any::<i64>(),
        amount.clone(),
        proptest::option::of(any::<i64>()),
        amount.clone(),
        proptest::option::of(amount.clone()),
        proptest::option::of(amount),
    )
        .prop_map(|(quantity, price, rate, total, discount, tax)| {
            let mut line = OrderLine::new("Cup", 1, MinorUnits(1)).unwrap();
            line.quantity = quantity;
            line.unit_price = price;
            line.tax_rate = rate;
            line.total_amount = total;
            line.total_discount_amount = discount;
            line.total_tax_amount = tax;
            line
        })
}

proptest! {
    #[test]
    fn what_the_constructors_build_passes_the_checks(
        lines in proptest::collection::vec(a_line(), 1..20)
    ) {
        let amount = order_amount(&lines).unwrap();
        let tax = order_tax_amount(&lines).unwrap();
        prop_assume!(amount.0 >= 0 && tax.0 >= 0);
        prop_assert_eq!(check_order(amount, Some(tax), &lines), Ok(()));
    }

    #[test]
    fn the_tax_is_the_nearest_whole_number(total in any::<i64>(), rate in 0..=10_000_i64) {
        let tax = i128::from(included_tax(MinorUnits(total), rate).unwrap().0);
        let whole = i128::from(10_000 + rate);
        let miss = tax * whole - i128::from(total) * i128::from(rate);
        prop_assert!(2 * miss.abs() <= whole);
    }

    #[test]
    fn a_total_that_is_off_at_all_fails(line in a_line(), off in 1..1_000_i64, up in any::<bool>()) {
        let mut line = line;
        line.total_amount.0 += if up { off } else { -off };
        let wrong = check_line(&line).unwrap_err();
        prop_assert_eq!(wrong.field(), "total_amount");
    }

    #[test]
    fn a_tax_that_is_off_by_more_than_one_fails(
        line in a_line(), off in 2..1_000_i64, up in any::<bool>()
    ) {
        let mut line = line;
        let tax = line.total_tax_amount.unwrap_or_default().0;
        line.total_tax_amount = Some(MinorUnits(if up { tax + off } else { tax - off }));
        let wrong = check_line(&line).unwrap_err();
        prop_assert_eq!(wrong.field(), "total_tax_amount");
    }

    #[test]
    fn an_order_may_miss_its_tax_by_one_minor_unit_per_line(
        lines in proptest::collection::vec(a_line(), 1..20), off in 0..40_i64
    ) {
        let amount = order_amount(&lines).unwrap();
        let tax = order_tax_amount(&lines).unwrap();
        prop_assume!(amount.0 >= 0 && tax.0 >= 0);
        let checked = check_order(amount, Some(MinorUnits(tax.0 + off)), &lines);
        prop_assert_eq!(checked.is_ok(), off <= i64::try_from(lines.len()).unwrap());
    }

    #[test]
    fn an_order_amount_that_is_off_at_all_fails(
        lines in proptest::collection::vec(a_line(), 1..20), off in 1..1_000_i64
    ) {
        let amount = order_amount(&lines).unwrap();
        prop_assert!(check_order(MinorUnits(amount.0 + off), None, &lines).is_err());
    }

    #[test]
    fn no_number_makes_it_panic(
        lines in proptest::collection::vec(any_line(), 0..5),
        amount in any::<i64>(),
        tax in proptest::option::of(any::<i64>()),
    ) {
        for line in &lines {
            let discount = line.total_discount_amount.unwrap_or_default();
            let _ = line_total(line.quantity, line.unit_price, discount);
            let _ = included_tax(line.total_amount, line.tax_rate.unwrap_or_default());
            let _ = check_line(line);
        }
        let _ = order_amount(&lines);
        let _ = order_tax_amount(&lines);
        let _ = check_order(MinorUnits(amount), tax.map(MinorUnits), &lines);
    }
}

#[test]
fn the_largest_numbers_are_refused_rather_than_wrapped() {
    for (quantity, price) in [(i64::MAX, i64::MAX), (i64::MAX, i64::MIN), (2, i64::MAX)] {
        assert!(line_total(quantity, MinorUnits(price), MinorUnits::ZERO).is_err());
    }
    let huge = OrderLine::new("Cup", 1, MinorUnits(i64::MAX)).unwrap();
    assert!(order_amount(&[huge.clone(), huge]).is_err());
}
