use demo_shop_api::Extra;
use klarna_payments::{Purchase, arithmetic::check_order};
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
        extras: Vec::new(),
        order_number: None,
        closed: false,
    }
}

/// Quantities of everything but subscriptions: those come one at a time.
fn any_cart() -> impl Strategy<Value = StoredCart> {
    let market = proptest::sample::select(Country::ALL.to_vec());
    let once = proptest::collection::vec(0_u32..=99, 5);
    let subscribed = proptest::option::of((5_usize..7, 1_u32..=99));
    let extras = [Extra::Discount, Extra::GiftCard, Extra::GiftWrap];
    let extras = proptest::sample::subsequence(extras.to_vec(), 0..=3);
    (market, once, subscribed, extras).prop_map(|(market, mut quantities, subscribed, extras)| {
        quantities.resize(articles().count(), 0);
        if let Some((index, quantity)) = subscribed {
            quantities[index] = quantity;
        }
        StoredCart {
            extras,
            ..cart(market, &quantities)
        }
    })
}

fn lines_of(cart: &StoredCart) -> Vec<OrderLine> {
    price(cart).unwrap().lines
}

fn kinds(lines: &[OrderLine]) -> Vec<OrderLineType> {
    let kinds = lines.iter().map(|line| line.line_type.clone());
    kinds.collect::<Option<_>>().unwrap()
}

proptest! {
    #[test]
    fn every_cart_in_every_market_passes_klarnas_arithmetic(cart in any_cart()) {
        let Priced { lines, sign_up, .. } = price(&cart).unwrap();
        let view = cart_view(&cart).unwrap();
        prop_assert_eq!(lines.is_empty(), cart.lines.is_empty());
        prop_assert_eq!(check_order(view.total.minor_units, Some(view.tax), &lines), Ok(()));
        prop_assert!(lines.iter().all(|line| line.total_amount.0 <= LIMIT));
        let shown: i64 = view.lines.iter().map(|line| line.total.0).sum();
        prop_assert_eq!(shown, view.total.minor_units.0);
        prop_assert_eq!(view.total.currency, cart.market.currency());
        if let Some(sign_up) = sign_up {
            let amount = order_amount(&sign_up.lines).unwrap();
            let tax = order_tax_amount(&sign_up.lines).unwrap();
            prop_assert_eq!(check_order(amount, Some(tax), &sign_up.lines), Ok(()));
            prop_assert!(amount.0 > 0);
        }
    }

    #[test]
    fn klarna_takes_every_cart_with_the_plan_that_follows_from_it(cart in any_cart()) {
        let Priced { plan, lines, sign_up } = price(&cart).unwrap();
        if lines.is_empty() {
            return Ok(());
        }
        let free = order_amount(&lines).unwrap() == MinorUnits::ZERO;
        prop_assert_eq!(free, plan == SessionPlan::Trial);
        let purchase = Purchase::new(cart.market, lines).unwrap();
        let session = plan.session(purchase).unwrap();
        prop_assert_eq!(session.validate(), Ok(()));
        prop_assert_eq!(sign_up.is_some(), plan.intent().stores_token());
        if let Some(sign_up) = sign_up {
            prop_assert!(sign_up.lines[0].subscription.is_some());
            let shown = cart_view(&cart).unwrap().lines;
            let plans: Vec<_> = shown.iter().filter_map(|line| line.plan).collect();
            prop_assert_eq!(plans, [sign_up.plan]);
        }
    }
}

#[test]
fn extras_are_lines_of_their_own_kinds() {
    let all = vec![Extra::Discount, Extra::GiftCard, Extra::GiftWrap];
    let sweden = StoredCart {
        extras: all.clone(),
        ..cart(Country::Se, &[1, 2])
    };
    let lines = lines_of(&sweden);
    assert_eq!(
        kinds(&lines),
        [
            OrderLineType::Physical,
            OrderLineType::Physical,
            OrderLineType::Discount,
            OrderLineType::Surcharge,
            OrderLineType::ShippingFee,
            OrderLineType::GiftCard,
        ]
    );
    let totals: Vec<_> = lines.iter().map(|line| line.total_amount.0).collect();
    assert_eq!(totals, [54_900, 39_800, -9470, 3900, 4900, -10_000]);
    // The discount takes its tax with it; the gift card was taxed with nothing.
    assert_eq!(lines[2].total_tax_amount, Some(MinorUnits(-1894)));
    assert_eq!(lines[5].total_tax_amount, None);

    let us = StoredCart {
        extras: all,
        ..cart(Country::Us, &[1, 2])
    };
    let view = cart_view(&us).unwrap();
    // 8.875 % on 95 - 9.50 + 3.95 + 5.95 dollars, and the gift card after it.
    assert_eq!(view.tax, MinorUnits(847));
    assert_eq!(
        view.total.minor_units,
        MinorUnits(8550 + 395 + 595 + 847 - 1000)
    );
    assert_eq!(view.lines.last().unwrap().kind, LineKind::GiftCard);
}

#[test]
fn a_gift_card_pays_for_articles_bought_once_and_no_more() {
    let candle = StoredCart {
        extras: vec![Extra::GiftCard],
        ..cart(Country::Hu, &[0, 0, 0, 0, 0, 1])
    };
    assert!(!kinds(&lines_of(&candle)).contains(&OrderLineType::GiftCard));
    for market in Country::ALL {
        let mug = StoredCart {
            extras: vec![Extra::GiftCard],
            ..cart(market, &[0, 1])
        };
        let lines = lines_of(&mug);
        let card = lines.last().unwrap();
        assert_eq!(card.line_type, Some(OrderLineType::GiftCard));
        assert!(-card.total_amount.0 <= lines[0].total_amount.0);
        assert!(order_amount(&lines).unwrap().0 > 0, "{market}");
    }
}

#[test]
fn what_a_subscription_costs_now_depends_on_the_cart() {
    let now = |quantities: &[u32]| {
        let view = cart_view(&cart(Country::Us, quantities)).unwrap();
        let coffee = view.lines.iter().find(|line| line.plan.is_some()).unwrap();
        (coffee.total.0, view.tax.0, view.total.minor_units.0)
    };
    // 13 dollars and 8.875 % of them.
    assert_eq!(now(&[0, 0, 0, 0, 0, 1]), (1300, 115, 1415));
    assert_eq!(now(&[0, 0, 0, 0, 0, 0, 1]), (0, 0, 0));
    // A mug, shipping, and tax on both.
    assert_eq!(now(&[0, 1, 0, 0, 0, 1]), (0, 230, 2000 + 595 + 230));
    let later = price(&cart(Country::Us, &[0, 1, 0, 0, 0, 1])).unwrap();
    let later = later.sign_up.unwrap().lines;
    assert_eq!(order_amount(&later).unwrap().0, 1415);
}

#[test]
fn europe_has_the_tax_inside_and_the_us_as_a_line() {
    let sweden = cart(Country::Se, &[1, 2]);
    let lines = lines_of(&sweden);
    assert!(lines.iter().all(|line| line.tax_rate == Some(2500)));
    let view = cart_view(&sweden).unwrap();
    // 549 + 2 * 199 + 49 = 996 kronor, of which a fifth is tax.
    assert_eq!(view.total.minor_units, MinorUnits(99_600));
    assert_eq!(view.tax, MinorUnits(19_920));
    assert!(view.tax_included);

    let us = cart(Country::Us, &[1, 2]);
    let lines = lines_of(&us);
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
