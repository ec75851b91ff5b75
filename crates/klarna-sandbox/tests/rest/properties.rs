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

/// Text of at most so many characters, as the description of Klarna's API counts them.
fn text(longest: usize) -> impl Strategy<Value = Value> {
    let short = prop::collection::vec(any::<char>(), 0..=longest.min(40));
    let full = any::<char>().prop_map(move |c| vec![c; longest]);
    prop_oneof![9 => short, 1 => full]
        .prop_map(|chars| json!(chars.into_iter().collect::<String>()))
}

/// One of these texts.
fn one_of(texts: &'static [&'static str]) -> impl Strategy<Value = Value> {
    prop::sample::select(texts).prop_map(|text| json!(text))
}

/// An object with some of these fields.
fn object(fields: Vec<(&'static str, BoxedStrategy<Value>)>) -> BoxedStrategy<Value> {
    let fields = fields.into_iter().map(|(name, value)| {
        prop::option::of(value).prop_map(move |value| value.map(|value| (name.to_owned(), value)))
    });
    let fields: Vec<_> = fields.collect();
    fields
        .prop_map(|fields| fields.into_iter().flatten().collect())
        .boxed()
}

/// The names and streets that Klarna's guide to the data of customers allows; the rest is any text.
fn address() -> BoxedStrategy<Value> {
    let name = "([A-Za-zÀ-ÖØ-öø-ÿ]{2}[A-Za-z' .-]{0,89})?"
        .prop_map(|text| json!(text))
        .boxed();
    let street = "[A-Za-zÀ-ÖØ-öø-ÿ0-9 ,.#&/()-]{0,99}"
        .prop_map(|text| json!(text))
        .boxed();
    object(vec![
        ("given_name", name.clone()),
        ("family_name", name),
        ("email", one_of(&["", "customer@email.com"]).boxed()),
        ("title", text(20).boxed()),
        ("street_address", street.clone()),
        ("street_address2", street),
        ("postal_code", text(10).boxed()),
        ("city", text(99).boxed()),
        ("region", text(99).boxed()),
        ("phone", one_of(&["", "+46701740615"]).boxed()),
        ("organization_name", text(99).boxed()),
        ("attention", text(99).boxed()),
    ])
}

fn customer() -> BoxedStrategy<Value> {
    object(vec![
        ("date_of_birth", one_of(&["", "1941-03-21"]).boxed()),
        ("gender", text(300).boxed()),
        ("title", text(300).boxed()),
        ("type", one_of(&["person", "organization"]).boxed()),
        ("last_four_ssn", one_of(&["1234", "123456789"]).boxed()),
        ("national_identification_number", text(300).boxed()),
        ("vat_id", text(300).boxed()),
        ("organization_registration_id", text(300).boxed()),
        (
            "organization_entity_type",
            one_of(&["SOLE_TRADER", "OTHER"]).boxed(),
        ),
    ])
}

/// The fields of a session besides its amounts.
fn rest_of_session() -> BoxedStrategy<Value> {
    let reference = prop_oneof![text(255), any::<i64>().prop_map(|number| json!(number))].boxed();
    let colour = "#[A-Fa-f0-9]{6}".prop_map(|text| json!(text)).boxed();
    let urls = object(vec![
        ("confirmation", text(2000).boxed()),
        ("notification", text(2000).boxed()),
        ("push", text(2000).boxed()),
        ("authorization", text(2000).boxed()),
    ]);
    let options = object(vec![
        ("color_border", colour.clone()),
        ("color_border_selected", colour.clone()),
        ("color_details", colour.clone()),
        ("color_text", colour),
        ("radius_border", text(300).boxed()),
    ]);
    let attachment = (text(300), text(300))
        .prop_map(|(body, content_type)| json!({ "body": body, "content_type": content_type }));
    let ids = prop::collection::vec(text(300), 0..4).prop_map(|ids| json!(ids));
    object(vec![
        (
            "acquiring_channel",
            one_of(&["ECOMMERCE", "IN_STORE", "TELESALES"]).boxed(),
        ),
        ("attachment", attachment.boxed()),
        ("billing_address", address()),
        ("shipping_address", address()),
        ("customer", customer()),
        ("custom_payment_method_ids", ids.boxed()),
        ("design", text(300).boxed()),
        ("merchant_data", text(6000).boxed()),
        ("merchant_reference1", reference.clone()),
        ("merchant_reference2", reference),
        ("merchant_urls", urls),
        ("options", options),
        ("intent", one_of(&["buy", "buy_and_tokenize"]).boxed()),
    ])
}

/// The fields of an order line besides its amounts, with the limits in which the two APIs differ. The types of which
/// the amounts depend are left to [`line`].
fn rest_of_line(reference: usize, merchant_data: usize) -> BoxedStrategy<Value> {
    let identifiers = object(vec![
        ("brand", text(70).boxed()),
        ("category_path", text(750).boxed()),
        ("global_trade_item_number", text(50).boxed()),
        ("manufacturer_part_number", text(70).boxed()),
        ("color", text(64).boxed()),
        ("size", text(64).boxed()),
    ]);
    object(vec![
        ("reference", text(reference).boxed()),
        (
            "quantity_unit",
            text(7)
                .prop_map(|unit| json!(format!("u{}", unit.as_str().expect("text"))))
                .boxed(),
        ),
        ("image_url", text(1024).boxed()),
        ("product_url", text(1024).boxed()),
        ("merchant_data", text(merchant_data).boxed()),
        ("product_identifiers", identifiers),
    ])
}

/// The fields of a charge besides its amounts.
fn rest_of_charge() -> BoxedStrategy<Value> {
    let urls = (text(2000), text(2000))
        .prop_map(|(confirmation, push)| json!({ "confirmation": confirmation, "push": push }));
    let attachment = (text(300), text(300))
        .prop_map(|(body, content_type)| json!({ "body": body, "content_type": content_type }));
    object(vec![
        ("attachment", attachment.boxed()),
        (
            "auto_capture",
            any::<bool>().prop_map(|flag| json!(flag)).boxed(),
        ),
        ("merchant_data", text(6000).boxed()),
        ("merchant_reference1", text(255).boxed()),
        ("merchant_reference2", text(255).boxed()),
        ("merchant_urls", urls.boxed()),
        ("shipping_address", address()),
    ])
}

fn extend(body: &mut Value, with: Value) {
    let (Value::Object(body), Value::Object(with)) = (body, with) else {
        panic!("two objects");
    };
    body.extend(with);
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
    fn what_the_description_of_klarnas_api_allows_is_taken(
        purchase in purchase(),
        session in rest_of_session(),
        line in rest_of_line(255, 1024),
        kind in prop::option::of("service|return_fee|[a-c]{0,300}"),
    ) {
        let mut body = purchase;
        extend(&mut body, session);
        extend(&mut body["order_lines"][0], line);
        if let Some(kind) = kind.filter(|_| body["order_lines"][0]["type"] != "sales_tax") {
            body["order_lines"][0]["type"] = json!(kind);
        }
        let runtime = Runtime::new().expect("a runtime");
        let answers = runtime.block_on(async {
            let desk = Desk::new();
            let created = desk.call("POST", "/payments/v1/sessions", body.clone()).await;
            let id = created.body["session_id"].as_str().unwrap_or_default().to_owned();
            let updated = desk.update(&id, body.clone()).await;
            let Ok(token) = desk.state.authorize(&id) else {
                return vec![created];
            };
            vec![created, updated, desk.order(token.expose(), body.clone()).await]
        });
        for answer in answers {
            prop_assert!(answer.status.is_success(), "{} {}", answer.body, body);
        }
    }

    #[test]
    fn what_the_description_of_a_charge_allows_is_taken(
        lines in prop::collection::vec(line(), 1..8),
        charge in rest_of_charge(),
        line in rest_of_line(256, 255),
        unit in text(300),
    ) {
        let order = NewTokenOrder::new(Currency::Sek, lines).expect("small amounts");
        prop_assume!(order.order_amount > MinorUnits(0));
        let mut body = json!(order);
        extend(&mut body, charge);
        extend(&mut body["order_lines"][0], line);
        body["order_lines"][0]["quantity_unit"] = unit;
        let runtime = Runtime::new().expect("a runtime");
        let answer = runtime.block_on(async {
            let desk = Desk::new();
            let on_demand = with(sign_up(), "order_lines[0].subscription", Value::Null);
            let token = desk.token_for(on_demand).await;
            desk.charge(&token, body.clone()).await
        });
        prop_assert!(answer.status.is_success(), "{} {}", answer.body, body);
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
