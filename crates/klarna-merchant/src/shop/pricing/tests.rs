use klarna_payments::arithmetic::check_order;
use proptest::prelude::*;

use super::*;
use crate::store::StoredLine;

/// Klarna's limit for a line's price and total.
const LIMIT: i64 = 200_000_000;

fn cart(market: Country, quantities: &[u32]) -> StoredCart {
    StoredCart {
        id: "cart".to_owned(),
        market,
        version: 1,
        lines: articles()
            .zip(quantities)
            .filter(|(_, quantity)| **quantity > 0)
            .map(|(article, quantity)| StoredLine {
                sku: article.sku.to_owned(),
                quantity: *quantity,
            })
            .collect(),
        order_number: None,
    }
}

proptest! {
    #[test]
    fn every_cart_in_every_market_passes_klarnas_arithmetic(
        market in proptest::sample::select(Country::ALL.to_vec()),
        quantities in proptest::collection::vec(0_u32..=99, articles().count()),
    ) {
        let cart = cart(market, &quantities);
        let lines = order_lines(&cart).unwrap();
        let view = cart_view(&cart).unwrap();
        prop_assert_eq!(lines.is_empty(), quantities.iter().all(|quantity| *quantity == 0));
        prop_assert_eq!(check_order(view.total.minor_units, Some(view.tax), &lines), Ok(()));
        prop_assert!(lines.iter().all(|line| line.total_amount.0 <= LIMIT));
        let shown: i64 = view.lines.iter().map(|line| line.total.0).sum();
        prop_assert_eq!(shown, view.total.minor_units.0);
        prop_assert_eq!(view.total.currency, market.currency());
    }
}

#[test]
fn europe_has_the_tax_inside_and_the_us_as_a_line() {
    let sweden = cart(Country::Se, &[1, 2]);
    let lines = order_lines(&sweden).unwrap();
    assert!(lines.iter().all(|line| line.tax_rate == Some(2500)));
    let view = cart_view(&sweden).unwrap();
    // 549 + 2 * 199 + 49 = 996 kronor, of which a fifth is tax.
    assert_eq!(view.total.minor_units, MinorUnits(99_600));
    assert_eq!(view.tax, MinorUnits(19_920));
    assert!(view.tax_included);

    let us = cart(Country::Us, &[1, 2]);
    let lines = order_lines(&us).unwrap();
    assert!(lines.iter().all(|line| line.tax_rate.is_none()));
    let view = cart_view(&us).unwrap();
    // 55 + 2 * 20 + 5.95 = 100.95 dollars, and 8.875 % on top: 8.959, so 8.96.
    assert_eq!(view.tax, MinorUnits(896));
    assert_eq!(view.total.minor_units, MinorUnits(10_991));
    assert_eq!(view.lines.last().unwrap().kind, LineKind::SalesTax);
    assert!(!view.tax_included);
}

#[test]
fn canada_has_a_line_for_each_of_its_taxes() {
    let view = cart_view(&cart(Country::Ca, &[1])).unwrap();
    let taxes: Vec<_> = view
        .lines
        .iter()
        .filter(|line| line.kind == LineKind::SalesTax)
        .map(|line| (line.sku.as_str(), line.total.0))
        .collect();
    // On 75 + 9.95 dollars.
    assert_eq!(taxes, [("gst", 425), ("pst", 595)]);
    assert_eq!(view.tax, MinorUnits(1020));
}
