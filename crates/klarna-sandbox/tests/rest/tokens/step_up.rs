//! Step-up: a refused charge that the shopper makes good in a session.

use serde_json::{Value, json};

use super::{charges::renewal, new_token, sign_up, trial};
use crate::desk::{Desk, purchase, with};

/// A purchase for a wallet: the token is of no subscription.
fn wallet() -> Value {
    with(sign_up(), "order_lines[0].subscription", Value::Null)
}

/// A charge of that wallet while the shopper is there.
fn charge() -> Value {
    let plain = with(renewal(), "order_lines[0].subscription", Value::Null);
    with(plain, "step_up", json!("SUPPORTED"))
}

/// A session that makes the charge good.
fn recovery(token: &str, step_up_id: &str) -> Value {
    let mut body = wallet();
    body["step_up_id"] = json!(step_up_id);
    body["customer"] = json!({ "customer_token": token });
    body
}

impl Desk {
    /// The `step_up_id` of a charge that fails.
    async fn step_up(&self, token: &str) -> String {
        self.fault(json!({ "kind": "payment-method-failed", "times": 1 }))
            .await
            .ok();
        let refused = self.charge(token, charge()).await;
        assert_eq!(refused.status, 403);
        let id = refused.body["step_up_id"].as_str();
        id.expect("an id").to_owned()
    }

    /// The shopper chooses a payment method without a widget, and approves.
    async fn choose(&self, session: &str, method: &str) -> String {
        let client_token = self
            .state
            .session(session)
            .expect("it is there")
            .client_token;
        let call = json!([{
            "method": "authorize", "client_token": client_token.expose(), "options": {},
            "data": { "customer": { "date_of_birth": "1941-03-21" } }, "chosen": method,
            "response": null,
        }]);
        let called = self.call("POST", "/kp/sdk/calls", call).await.ok();
        let window = &called["answers"][0]["window"];
        let pressed = json!({ "window": window, "answer": "approve" });
        self.call("POST", "/kp/window/answers", pressed).await.ok();
        let read = self.read(session).await.ok();
        let token = read["authorization_token"].as_str();
        token.expect("an approval").to_owned()
    }
}

#[tokio::test]
async fn a_refused_charge_offers_a_step_up_to_who_supports_one() {
    let desk = Desk::new();
    let token = desk.token_for(wallet()).await;
    for (kind, code) in [
        ("payment-method-failed", "PAYMENT_METHOD_FAILED"),
        ("payment-method-unavailable", "UNAVAILABLE_PAYMENT_METHOD"),
    ] {
        for (step_up, is_offered) in [
            (json!("SUPPORTED"), true),
            (json!("NOT_SUPPORTED"), false),
            (Value::Null, false),
        ] {
            desk.fault(json!({ "kind": kind, "times": 1 })).await.ok();
            let body = with(charge(), "step_up", step_up);
            let refused = desk.charge(&token, body).await;
            assert_eq!((refused.error().0, refused.error().1), (403, code));
            let body = refused.body;
            assert_eq!(body["step_up_id"].is_string(), is_offered);
            assert_eq!(body["reason"].is_string(), is_offered);
            let (status, method) = if is_offered {
                (json!("REJECTED"), json!({ "type": "card" }))
            } else {
                (Value::Null, Value::Null)
            };
            assert_eq!(body["fraud_status"], status);
            assert_eq!(body["authorized_payment_method"], method);
        }
    }
    let suspended = json!({ "kind": "token-suspended", "times": 1 });
    desk.fault(suspended).await.ok();
    let refused = desk.charge(&token, charge()).await;
    assert_eq!(refused.error().1, "TOKEN_SUSPENDED");
    assert!(refused.body["step_up_id"].is_null());
}

#[tokio::test]
async fn the_same_key_gets_the_same_step_up() {
    let desk = Desk::new();
    let token = desk.token_for(wallet()).await;
    desk.fault(json!({ "kind": "payment-method-failed", "times": 1 }))
        .await
        .ok();
    let first = desk.charge_under("one", &token, charge()).await;
    let again = desk.charge_under("one", &token, charge()).await;
    assert!(first.body["step_up_id"].is_string());
    assert_eq!(again.body["step_up_id"], first.body["step_up_id"]);
}

#[tokio::test]
async fn the_payment_method_of_a_step_ups_order_is_the_tokens_from_then_on() {
    for intent in ["buy_and_tokenize", "tokenize"] {
        let desk = Desk::new();
        let email = json!("customer+payment-failed@email.se");
        let signed_up = with(wallet(), "billing_address.email", email);
        let token = desk
            .token_for(with(signed_up, "intent", json!(intent)))
            .await;
        let id = desk.charge(&token, charge()).await.body["step_up_id"].clone();
        let id = id.as_str().expect("an id");
        let body = with(recovery(&token, id), "intent", json!(intent));
        let session = desk.session(body.clone()).await;
        let approval = desk.choose(&session, "invoice").await;
        let read = desk.read_token(&token).await.ok();
        assert_eq!(read["payment_method_type"], "CARD", "no order yet");
        desk.order(&approval, body.clone()).await.ok();
        let read = desk.read_token(&token).await.ok();
        assert_eq!(read["payment_method_type"], "INVOICE", "{intent}");
        let charged = desk.charge(&token, charge()).await.ok();
        assert_eq!(charged["authorized_payment_method"]["type"], "invoice");
        // It made one charge good.
        let answer = desk.call("POST", "/payments/v1/sessions", body).await;
        assert_eq!(answer.bad_fields(), ["step_up_id"]);
    }
}

#[tokio::test]
async fn a_step_up_is_of_a_token_of_the_merchants_and_of_its_country() {
    let desk = Desk::new();
    let token = desk.token_for(wallet()).await;
    let other = desk.token_for(wallet()).await;
    let id = desk.step_up(&token).await;
    let good = recovery(&token, &id);
    let mut danish = good.clone();
    danish["purchase_country"] = json!("DK");
    danish["purchase_currency"] = json!("DKK");
    danish["locale"] = json!("da-DK");
    danish["billing_address"]["country"] = Value::Null;
    for (body, field) in [
        (
            with(good.clone(), "step_up_id", json!("nope")),
            "step_up_id",
        ),
        (recovery(&other, &id), "step_up_id"),
        (recovery("nope", &id), "customer.customer_token"),
        (
            with(good.clone(), "customer", Value::Null),
            "customer.customer_token",
        ),
        (danish, "purchase_country"),
    ] {
        let answer = desk.call("POST", "/payments/v1/sessions", body).await;
        assert_eq!(answer.bad_fields(), [field]);
    }
    let foreign = desk
        .call_as("other", "POST", "/payments/v1/sessions", good.clone())
        .await;
    assert_eq!(foreign.bad_fields(), ["customer.customer_token"]);
    let session = desk.session(good).await;
    assert!(desk.read(&session).await.ok()["customer"].is_null());
    // It is fixed, as the intent is.
    let later = json!({ "step_up_id": id });
    assert_eq!(desk.update(&session, later.clone()).await.status, 204);
    let plain = desk.session(purchase()).await;
    assert_eq!(
        desk.update(&plain, later).await.bad_fields(),
        ["step_up_id"]
    );
}

#[tokio::test]
async fn a_wallets_own_intent_still_stores_without_an_order() {
    let desk = Desk::new();
    let (_, authorization) = desk.approved(trial()).await;
    assert_eq!(desk.order(&authorization, trial()).await.status, 403);
    desk.store(&authorization, new_token()).await.ok();
}
