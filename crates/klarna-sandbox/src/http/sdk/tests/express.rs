//! Express Checkout.

use serde_json::{Value, json};

use super::{Sandbox, email, report};
use crate::service::express::button_words;

fn call(method: &str, options: Value, order: Value) -> Value {
    json!({
        "method": method, "options": options, "data": order, "response": null,
        "client_token": null, "client_id": "Express shop",
        "user_activation": true, "widget": null, "may_throw": true,
    })
}

fn order() -> Value {
    json!({
        "purchase_country": "SE", "purchase_currency": "SEK", "locale": "sv-SE",
        "order_amount": 9500, "merchant_reference1": "A-1",
        "order_lines": [{
            "name": "Mugg", "quantity": 1, "unit_price": 9500, "total_amount": 9500,
        }],
    })
}

impl Sandbox {
    async fn report_one(&self, call: Value) -> Value {
        let answers = self.post("/kp/sdk/calls", &json!([call])).await.json();
        answers["answers"][0].clone()
    }
}

#[test]
fn the_button_has_words_in_the_language_of_every_locale() {
    let words = button_words();
    assert_eq!(words.len(), 17);
    for (language, expected) in [
        ("fr", "Payer avec Klarna"),
        ("de", "Mit Klarna bezahlen"),
        ("en", "Pay with Klarna"),
    ] {
        assert_eq!(words[language], expected);
    }
}

#[tokio::test]
async fn an_order_without_a_session_starts_one_of_the_merchants() {
    let sandbox = Sandbox::new();
    let answer = sandbox
        .report_one(call("Buttons.authorize", json!({}), order()))
        .await;
    let result = sandbox.answer_window(&answer["window"], "approve").await;
    let id = result["session_id"].as_str().expect("a session");
    let session = sandbox.state.session(id).expect("the session");
    assert_eq!(session.merchant, "Express shop");
    assert_eq!(result["client_token"], session.client_token.expose());
    assert_eq!(
        result["authorization_token"],
        session.authorization.expect("a token").expose()
    );
    assert_eq!(result["merchant_reference1"], "A-1");
    assert_eq!(result.get("collected_shipping_address"), None);
}

#[tokio::test]
async fn an_order_that_klarna_would_not_take_names_its_fields() {
    let sandbox = Sandbox::new();
    let mut wrong = order();
    wrong["purchase_currency"] = json!("EUR");
    let answer = sandbox
        .report_one(call("Buttons.authorize", json!({}), wrong))
        .await;
    assert_eq!(
        answer["result"],
        json!({
            "approved": false, "show_form": true,
            "error": { "invalid_fields": ["purchase_currency"] },
        })
    );
}

#[tokio::test]
async fn an_address_is_collected_and_kept_where_it_was_asked_for() {
    let sandbox = Sandbox::new();
    let options = json!({ "collect_shipping_address": true });
    let answer = sandbox
        .report_one(call("Buttons.authorize", options, order()))
        .await;
    let question = json!({ "window": answer["window"] });
    let details = sandbox.post("/kp/window/details", &question).await.json();
    let shown = details["ships_to"].as_str().expect("an address");
    assert!(shown.contains("Stockholm"), "{shown}");
    let result = sandbox.answer_window(&answer["window"], "approve").await;
    let address = &result["collected_shipping_address"];
    assert_eq!(address["city"], "Stockholm");
    let id = result["session_id"].as_str().expect("a session");
    let session = sandbox.state.session(id).expect("the session");
    assert_eq!(session.fields.get("shipping_address"), Some(address));
}

#[tokio::test]
async fn with_a_session_it_is_that_one_which_is_authorized() {
    let sandbox = Sandbox::new();
    let session = sandbox.session().await;
    let mut call = report("Buttons.authorize", &session, email("customer@email.de"));
    call["options"] = json!({ "auto_finalize": false });
    let answer = sandbox.report_one(call).await;
    let result = sandbox.answer_window(&answer["window"], "approve").await;
    assert_eq!(result["session_id"], json!(session.id));
    assert_eq!(result["finalize_required"], json!(true));
    assert_eq!(result.get("authorization_token"), None);
}

#[tokio::test]
async fn what_is_not_approved_tells_nothing_of_the_session() {
    let sandbox = Sandbox::new();
    for button in ["decline", "close"] {
        let answer = sandbox
            .report_one(call("Buttons.authorize", json!({}), order()))
            .await;
        let result = sandbox.answer_window(&answer["window"], button).await;
        assert_eq!(result["approved"], json!(false));
        assert_eq!(result.get("session_id"), None);
    }
}
