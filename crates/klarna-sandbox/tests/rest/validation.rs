//! What Klarna takes and refuses in a session.

mod fields;

use klarna_payments::{Country, samples};
use serde_json::{Value, json};

use crate::desk::{Answer, Desk, purchase, with};

async fn create(body: Value) -> Answer {
    Desk::new()
        .call("POST", "/payments/v1/sessions", body)
        .await
}

fn text(length: usize) -> Value {
    "x".repeat(length).into()
}

#[tokio::test]
async fn a_thousand_lines_are_taken_and_one_more_is_not() {
    let line = json!({ "name": "Cup", "quantity": 1, "unit_price": 1, "total_amount": 1 });
    for (count, status) in [(1000, 200), (1001, 400)] {
        let body = json!({
            "purchase_country": "US", "purchase_currency": "USD", "order_amount": count,
            "order_lines": vec![line.clone(); count],
        });
        assert_eq!(create(body).await.status, status, "{count} lines");
    }
}

#[tokio::test]
async fn us_style_tax_is_a_line_of_its_own() {
    let body = json!({
        "purchase_country": "US", "purchase_currency": "USD", "locale": "en-US",
        "order_amount": 1_412, "order_tax_amount": 112,
        "order_lines": [
            { "name": "Cup", "quantity": 1, "unit_price": 1_000, "total_amount": 1_000 },
            { "type": "shipping_fee", "name": "Shipping", "quantity": 1, "unit_price": 700,
              "total_amount": 700 },
            { "type": "discount", "name": "Spring", "quantity": 1, "unit_price": -100,
              "total_amount": -100 },
            { "type": "sales_tax", "name": "Tax", "quantity": 1, "unit_price": 112,
              "total_amount": 112 },
            { "type": "gift_card", "name": "Card", "quantity": 1, "unit_price": -300,
              "total_amount": -300 },
        ],
    });
    assert_eq!(create(body.clone()).await.status, 200);
    let taxed_twice = with(body.clone(), "order_amount", json!(1_524));
    assert_eq!(create(taxed_twice).await.bad_fields(), ["order_amount"]);
    let mut adding_discount = with(body, "order_lines[2].unit_price", json!(100));
    adding_discount["order_lines"][2]["total_amount"] = json!(100);
    adding_discount["order_amount"] = json!(1_612);
    assert_eq!(
        create(adding_discount).await.bad_fields(),
        ["order_lines[2].unit_price", "order_lines[2].total_amount"],
    );
}

#[tokio::test]
async fn amounts_at_the_edge_of_64_bits_are_refused_not_wrapped() {
    let body = with(purchase(), "order_lines[0].quantity", json!(i64::MAX));
    assert_eq!(
        create(body).await.bad_fields(),
        ["order_lines[0].total_amount"]
    );
    let body = with(purchase(), "order_lines[0].unit_price", json!(i64::MIN));
    assert_eq!(
        create(body).await.bad_fields(),
        ["order_lines[0].total_amount"]
    );
    let body = with(purchase(), "order_amount", json!(u64::MAX));
    assert_eq!(create(body).await.bad_fields(), ["order_amount"]);
}

#[tokio::test]
async fn only_a_free_trial_may_cost_nothing() {
    let free = json!({
        "purchase_country": "SE", "purchase_currency": "SEK", "order_amount": 0,
        "order_lines": [{ "name": "Club", "quantity": 1, "unit_price": 0, "total_amount": 0 }],
    });
    let with_intent = |intent: &str| with(free.clone(), "intent", json!(intent));
    assert_eq!(create(with_intent("tokenize")).await.status, 200);
    for intent in ["buy", "buy_and_tokenize", "buy_and_default_tokenize"] {
        let answer = create(with_intent(intent)).await;
        assert_eq!(answer.bad_fields(), ["order_amount"], "{intent}");
    }
    assert_eq!(create(free).await.bad_fields(), ["order_amount"]);
}

#[tokio::test]
async fn a_subscription_needs_an_intent_that_stores_a_token() {
    let plan = json!({ "name": "Club", "interval": "MONTH", "interval_count": 1 });
    let body = with(purchase(), "order_lines[1].subscription", plan);
    for (intent, is_taken) in [
        (Value::Null, false),
        (json!("buy"), false),
        (json!("tokenize"), true),
        (json!("buy_and_tokenize"), true),
        (json!("buy_and_default_tokenize"), true),
    ] {
        let answer = create(with(body.clone(), "intent", intent.clone())).await;
        if is_taken {
            assert_eq!(answer.status, 200, "{intent}");
        } else {
            assert_eq!(answer.bad_fields(), ["order_lines[1].subscription"]);
        }
    }
    let desk = Desk::new();
    let session = desk.session(purchase()).await;
    let lines = json!({ "order_lines": body["order_lines"] });
    let answer = desk.update(&session, lines).await;
    assert_eq!(answer.bad_fields(), ["order_lines[1].subscription"]);
}

#[tokio::test]
async fn every_sample_customer_can_pay_at_home() {
    for country in Country::ALL {
        let sample = samples::customer(country);
        for locale in country.locales() {
            let body = json!({
                "purchase_country": country, "purchase_currency": country.currency(),
                "locale": locale, "order_amount": 100,
                "order_lines": [
                    { "name": "Cup", "quantity": 1, "unit_price": 100, "total_amount": 100 },
                ],
                "billing_address": sample.address, "shipping_address": sample.address,
                "customer": sample.customer,
            });
            let answer = create(body).await;
            assert_eq!(answer.status, 200, "{locale}: {}", answer.body);
        }
    }
}

#[tokio::test]
async fn some_countries_need_a_region_in_their_form() {
    for (country, currency, region, taken) in [
        ("US", "USD", json!("NY"), true),
        ("US", "USD", json!("New York"), false),
        ("US", "USD", json!(null), false),
        ("AU", "AUD", json!("QLD"), true),
        ("AU", "AUD", json!(null), false),
        ("CA", "CAD", json!("BC"), true),
        ("CA", "CAD", json!(null), true),
        ("CA", "CAD", json!("B1"), false),
        ("MX", "MXN", json!("CDMX"), true),
    ] {
        let body = json!({
            "purchase_country": country, "purchase_currency": currency, "order_amount": 100,
            "order_lines": [{ "name": "Cup", "quantity": 1, "unit_price": 100, "total_amount": 100 }],
            "billing_address": { "country": country, "street_address": "1 Main St", "region": region },
        });
        let answer = create(body).await;
        if taken {
            assert_eq!(answer.status, 200, "{country} {region}: {}", answer.body);
        } else {
            assert_eq!(
                answer.bad_fields(),
                ["billing_address.region"],
                "{country} {region}"
            );
        }
    }
}

#[tokio::test]
async fn greek_names_are_taken_in_greek() {
    let body = |locale: &str| {
        json!({
            "purchase_country": "GR", "purchase_currency": "EUR", "locale": locale,
            "order_amount": 100,
            "order_lines": [{ "name": "Cup", "quantity": 1, "unit_price": 100, "total_amount": 100 }],
            "billing_address": { "given_name": "Ελένη", "street_address": "Κηφισίας 37" },
        })
    };
    assert_eq!(create(body("el-GR")).await.status, 200);
    assert_eq!(
        create(body("en-GR")).await.bad_fields(),
        [
            "billing_address.given_name",
            "billing_address.street_address"
        ],
    );
}
