//! What the typed client's arithmetic makes is always taken, and nothing else is.

use std::collections::HashSet;

use klarna_payments::{
    Country, Currency, MinorUnits, NewTokenOrder, OrderLine, OrderLineType, Purchase,
};
use proptest::prelude::*;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::{
    desk::{Answer, Desk, with},
    tokens::{charges::renewal, new_token, sign_up},
};

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
                .map(|line| line.with_type(kind.clone()));
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

/// What a merchant may do with one approval, in any order, lost answers included.
#[derive(Debug, Clone, Copy)]
enum Step {
    Order,
    Store,
    Cancel,
    Charge,
    LoseTheNextAnswer,
    Wait,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        3 => Just(Step::Order),
        3 => Just(Step::Store),
        1 => Just(Step::Cancel),
        2 => Just(Step::Charge),
        2 => Just(Step::LoseTheNextAnswer),
        1 => Just(Step::Wait),
    ];
    prop::collection::vec(step, 1..16)
}

/// The orders and tokens that there are in the end, and those that the answers named.
async fn walk(desk: &Desk, steps: &[Step]) -> (Value, HashSet<String>, HashSet<String>) {
    let (_, authorization) = desk.approved(sign_up()).await;
    let mut orders: HashSet<String> = HashSet::new();
    let mut tokens: HashSet<String> = HashSet::new();
    for step in steps {
        let answer = match step {
            Step::Order => desk.order(&authorization, sign_up()).await,
            Step::Store => desk.store(&authorization, new_token()).await,
            Step::Cancel => desk.cancel(&authorization).await,
            Step::Charge => match tokens.iter().next() {
                Some(token) => desk.charge_under("month-1", token, renewal()).await,
                None => continue,
            },
            Step::LoseTheNextAnswer => {
                let lost = json!({ "kind": "rest-500", "carried_out": true, "times": 1 });
                desk.fault(lost).await
            }
            Step::Wait => {
                desk.advance(25 * 60);
                continue;
            }
        };
        let text = |name: &str| answer.body[name].as_str().map(str::to_owned);
        if matches!(step, Step::Order) {
            orders.extend(text("order_id"));
        }
        tokens.extend(text("token_id"));
    }
    let state = desk.call("GET", "/sandbox/state", Value::Null).await.ok();
    (state, orders, tokens)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn what_the_arithmetic_makes_is_taken(body in purchase()) {
        let answer = create(&body);
        prop_assert_eq!(answer.status.as_u16(), 200, "{}", answer.body);
    }

    #[test]
    fn a_charge_that_the_arithmetic_makes_is_taken_and_an_altered_one_is_not(
        lines in prop::collection::vec(line(), 1..8),
        by in prop_oneof![1..1_000i64, -1_000..-1i64],
    ) {
        let order = NewTokenOrder::new(Currency::Sek, lines).expect("small amounts");
        prop_assume!(order.order_amount > MinorUnits(0));
        let body = json!(order);
        let mut altered = body.clone();
        altered["order_amount"] = json!(order.order_amount.0 + by);
        let runtime = Runtime::new().expect("a runtime");
        let (taken, refused) = runtime.block_on(async {
            let desk = Desk::new();
            let on_demand = with(sign_up(), "order_lines[0].subscription", Value::Null);
            let token = desk.token_for(on_demand).await;
            (desk.charge(&token, body).await, desk.charge(&token, altered).await)
        });
        prop_assert_eq!(taken.status.as_u16(), 200, "{}", taken.body);
        prop_assert_eq!(refused.status.as_u16(), 400, "{}", refused.body);
    }

    #[test]
    fn one_approval_gives_one_order_and_one_token_however_often_it_is_asked(steps in steps()) {
        let runtime = Runtime::new().expect("a runtime");
        let (state, orders, tokens) = runtime.block_on(async {
            walk(&Desk::new(), &steps).await
        });
        let all = state["orders"].as_array().expect("a list");
        let (charged, ordered): (Vec<_>, Vec<_>) =
            all.iter().partition(|order| order["token"].is_u64());
        prop_assert!(ordered.len() <= 1);
        prop_assert!(charged.len() <= 1);
        prop_assert!(state["tokens"].as_array().expect("a list").len() <= 1);
        prop_assert!(tokens.len() <= 1);
        for id in &orders {
            prop_assert_eq!(&ordered[0]["id"], id);
        }
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
