//! What the typed client's arithmetic makes is always taken, and nothing else is.

use klarna_payments::{Country, MinorUnits, OrderLine, OrderLineType, Purchase};
use proptest::prelude::*;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::desk::{Answer, Desk};

fn create(body: &Value) -> Answer {
    let runtime = Runtime::new().expect("a runtime");
    runtime.block_on(Desk::new().call("POST", "/payments/v1/sessions", body.clone()))
}

/// An article, shipping, or with a rate of none US style.
fn line() -> impl Strategy<Value = OrderLine> {
    let kind = prop_oneof![
        Just(OrderLineType::Physical),
        Just(OrderLineType::Digital),
        Just(OrderLineType::ShippingFee),
        Just(OrderLineType::Surcharge),
        Just(OrderLineType::SalesTax),
    ];
    (
        kind,
        1..100i64,
        0..100_000i64,
        0..=100i64,
        prop::option::of(0..=10_000i64),
    )
        .prop_map(|(kind, quantity, price, discount_percent, rate)| {
            let discount = quantity * price * discount_percent / 100;
            let line = OrderLine::new("Article", quantity, MinorUnits(price))
                .and_then(|line| line.with_discount(MinorUnits(discount)))
                .map(|line| line.with_type(kind));
            match rate.filter(|_| kind != OrderLineType::SalesTax) {
                Some(rate) => line.and_then(|line| line.with_tax_rate(rate)),
                None => line,
            }
            .expect("small amounts")
        })
}

fn purchase() -> impl Strategy<Value = Value> {
    let country = prop::sample::select(Country::ALL.to_vec());
    (country, prop::collection::vec(line(), 1..8))
        .prop_map(|(country, lines)| json!(Purchase::new(country, lines).expect("small amounts")))
        .prop_filter("costs something", |body| body["order_amount"] != 0)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn what_the_arithmetic_makes_is_taken(body in purchase()) {
        let answer = create(&body);
        prop_assert_eq!(answer.status.as_u16(), 200, "{}", answer.body);
    }

    /// By more than the rounding that Klarna allows: one for a line's tax, one per line for the
    /// order's.
    #[test]
    fn an_altered_amount_is_refused(
        body in purchase(),
        by in prop_oneof![10..1_000i64, -1_000..-10i64],
        field in 0..7usize,
        index in any::<prop::sample::Index>(),
    ) {
        let mut altered = body.clone();
        let lines = body["order_lines"].as_array().expect("lines").len();
        let line = index.index(lines);
        let amount = match field {
            0 => &mut altered["order_amount"],
            1 => &mut altered["order_tax_amount"],
            2 => &mut altered["order_lines"][line]["total_amount"],
            3 => &mut altered["order_lines"][line]["unit_price"],
            4 => &mut altered["order_lines"][line]["total_discount_amount"],
            5 if body["order_lines"][line]["unit_price"] != 0 => {
                &mut altered["order_lines"][line]["quantity"]
            }
            _ => &mut altered["order_lines"][line]["total_tax_amount"],
        };
        prop_assume!(amount.is_i64());
        *amount = json!(amount.as_i64().expect("a number") + by);
        let answer = create(&altered);
        prop_assert_eq!(answer.status.as_u16(), 400, "{}", altered);
    }
}
