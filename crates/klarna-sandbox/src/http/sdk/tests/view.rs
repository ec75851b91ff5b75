//! What the widget and the window show.

use proptest::{
    prelude::*,
    sample::{select, subsequence},
};
use serde_json::{Value, json};

use super::{Sandbox, report};
use crate::service::view::widget_view;

/// What the widget shows of a session with these fields, for these options.
async fn widget(fields: Value, options: Value) -> Value {
    let sandbox = Sandbox::new();
    let session = sandbox.session_of(fields).await;
    let mut call = report("load", &session, json!({}));
    call["options"] = options;
    let answer = sandbox.post("/kp/sdk/calls", &json!([call])).await.json();
    answer["answers"][0]["view"].clone()
}

/// What the window shows of a session with these fields, once authorized with that data.
async fn window(fields: Value, data: Value) -> Value {
    let sandbox = Sandbox::new();
    let session = sandbox.session_of(fields).await;
    let window = sandbox.call("authorize", &session, data).await["window"].clone();
    let question = json!({ "window": window });
    sandbox.post("/kp/window/details", &question).await.json()
}

fn subscription(intent: &str, amount: i64) -> Value {
    json!({
        "intent": intent, "order_amount": amount, "order_tax_amount": 0,
        "order_lines": [{
            "name": "Club", "quantity": 1, "unit_price": amount, "total_amount": amount,
            "subscription": { "name": "Club", "interval": "MONTH", "interval_count": 3 },
        }],
    })
}

#[tokio::test]
async fn a_category_lists_what_is_in_it() {
    for (options, methods) in [
        (
            json!({ "payment_method_category": "pay_now" }),
            json!(["card", "direct_debit", "direct_bank_transfer"]),
        ),
        (
            json!({ "payment_method_category": "pay_later" }),
            json!(["invoice"]),
        ),
        (
            json!({ "payment_method_category": "pay_over_time" }),
            json!(["pay_over_time"]),
        ),
        (
            json!({ "payment_method_category": "direct_debit" }),
            json!(["direct_debit"]),
        ),
        (
            json!({ "payment_method_categories": ["pay_now", "pay_later"], "instance_id": "one" }),
            json!(["card", "direct_debit", "direct_bank_transfer", "invoice"]),
        ),
        (
            json!({ "payment_method_category": "klarna" }),
            json!(["pay_now", "pay_later", "pay_over_time"]),
        ),
        (json!({}), json!(["pay_now", "pay_later", "pay_over_time"])),
    ] {
        let view = widget(json!({}), options.clone()).await;
        assert_eq!(view["methods"], methods, "{options}");
    }
}

#[tokio::test]
async fn a_preferred_method_is_preselected_itself_or_by_its_group() {
    for (category, preferred, expected) in [
        ("klarna", "direct_debit", json!("pay_now")),
        ("klarna", "invoice", json!("pay_later")),
        ("klarna", "base_account", json!("pay_over_time")),
        ("pay_now", "direct_debit", json!("direct_debit")),
        (
            "pay_now",
            "direct_bank_transfer",
            json!("direct_bank_transfer"),
        ),
        ("pay_later", "b2b_invoice", json!("invoice")),
        ("pay_later", "direct_debit", Value::Null),
    ] {
        let options =
            json!({ "payment_method_category": category, "preferred_payment_method": preferred });
        let view = widget(json!({}), options).await;
        assert_eq!(view["preferred"], expected, "{category}, {preferred}");
    }
}

#[tokio::test]
async fn a_session_that_stores_lists_what_can_be_charged_again() {
    let all = json!({ "payment_method_category": "klarna" });
    let view = widget(subscription("buy_and_tokenize", 990), all.clone()).await;
    assert_eq!(view["methods"], json!(["card", "invoice", "direct_debit"]));
    assert_eq!(view["is_stored"], json!(true));
    assert_eq!(view["amount"], json!(990));
    let now = json!({ "payment_method_category": "pay_now" });
    let view = widget(subscription("buy_and_tokenize", 990), now).await;
    assert_eq!(view["methods"], json!(["card", "direct_debit"]));
    let view = widget(subscription("tokenize", 990), all).await;
    assert_eq!(view["amount"], json!(0));
}

#[tokio::test]
async fn the_window_says_what_is_stored_and_charged_later() {
    let charge = |amount: Option<i64>| json!([{ "name": "Club", "interval": "MONTH", "interval_count": 3, "amount": amount }]);
    let view = window(subscription("buy_and_tokenize", 990), json!({})).await;
    assert_eq!(
        (&view["is_stored"], &view["amount"]),
        (&json!(true), &json!(990))
    );
    assert_eq!(view["charges"], charge(Some(990)));
    let view = window(subscription("tokenize", 990), json!({})).await;
    assert_eq!(view["amount"], json!(0));
    assert_eq!(view["charges"], charge(Some(990)));
    let view = window(subscription("tokenize", 0), json!({})).await;
    assert_eq!(view["charges"], charge(None));
}

#[tokio::test]
async fn a_company_is_shown_by_its_type_or_by_a_name_alone() {
    for (data, company) in [
        (json!({}), Value::Null),
        (json!({ "customer": { "type": "person" } }), Value::Null),
        (json!({ "customer": { "type": "organization" } }), json!("")),
        (
            json!({ "billing_address": { "organization_name": "Muster GmbH" } }),
            json!("Muster GmbH"),
        ),
        (
            json!({
                "billing_address": { "organization_name": "Muster GmbH" },
                "customer": { "type": "person" },
            }),
            json!("Muster GmbH"),
        ),
    ] {
        let view = window(json!({}), data.clone()).await;
        assert_eq!(view["company"], company, "{data}");
    }
}

proptest! {
    /// Whatever is asked for, in whatever order and however often.
    #[test]
    fn what_is_listed_was_asked_for_and_is_listed_once(
        requested in subsequence(CATEGORIES.to_vec(), 0..CATEGORIES.len()).prop_shuffle(),
        intent in select(vec!["buy", "tokenize", "buy_and_tokenize"]),
        preferred in select(vec!["invoice", "direct_debit", "base_account", "pix"]),
    ) {
        let session = tokio::runtime::Builder::new_current_thread().enable_time().build()?.block_on(async {
            let sandbox = Sandbox::new();
            let session = sandbox.session_of(json!({ "intent": intent })).await;
            sandbox.state.session(&session.id).expect("the session")
        });
        let options = json!({
            "payment_method_categories": requested, "preferred_payment_method": preferred,
        });
        let view = widget_view(&session, &options).unwrap_or_default();
        let listed = view["methods"].as_array().cloned().unwrap_or_default();
        let all = requested.is_empty() || requested.contains(&"klarna");
        for (index, method) in listed.iter().enumerate() {
            prop_assert!(!listed[..index].contains(method), "{view}");
            let method = method.as_str().unwrap_or_default();
            let is_wanted = |category: &&str| groups(method).contains(category);
            prop_assert!(all || requested.iter().any(is_wanted), "{requested:?}: {view}");
        }
        prop_assert!(view["preferred"].is_null() || listed.contains(&view["preferred"]));
    }
}

const CATEGORIES: [&str; 8] = [
    "klarna",
    "pay_later",
    "pay_now",
    "pay_over_time",
    "pay_in_parts",
    "direct_bank_transfer",
    "direct_debit",
    "card",
];

/// The categories that a payment method is in.
fn groups(method: &str) -> &'static [&'static str] {
    match method {
        "card" => &["card", "pay_now"],
        "direct_debit" => &["direct_debit", "pay_now"],
        "direct_bank_transfer" => &["direct_bank_transfer", "pay_now"],
        "invoice" => &["pay_later"],
        "pay_over_time" => &["pay_over_time", "pay_in_parts"],
        _ => &[],
    }
}
