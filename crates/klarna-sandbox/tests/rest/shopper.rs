//! The shopper's answer without a browser.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::{
    desk::{Answer, Desk, address, purchase},
    tokens::{new_token, sign_up},
};

/// Presses a button: `approve`, `decline`, `close`.
async fn press(desk: &Desk, session: &str, button: &str, body: Value) -> Answer {
    let path = format!("/sandbox/sessions/{session}/{button}");
    desk.call("POST", &path, body).await
}

/// A refusal's status and code.
fn refusal(answer: &Answer) -> (StatusCode, &str) {
    assert!(answer.body["error"].is_string(), "{}", answer.body);
    (answer.status, answer.body["code"].as_str().expect("a code"))
}

#[tokio::test]
async fn an_approval_is_good_for_an_order() {
    let desk = Desk::new();
    let session = desk.session(purchase()).await;
    let approved = press(&desk, &session, "approve", Value::Null).await.ok();
    assert_eq!(approved["approved"], true);
    assert_eq!(approved["finalize_required"], false);
    let token = approved["authorization_token"].as_str().expect("a token");
    desk.order(token, purchase()).await.ok();
    let again = press(&desk, &session, "approve", Value::Null).await;
    assert_eq!(refusal(&again), (StatusCode::CONFLICT, "session_ended"));
}

#[tokio::test]
async fn an_approval_of_a_subscription_is_good_for_a_customer_token() {
    let desk = Desk::new();
    let session = desk.session(sign_up()).await;
    let approved = press(&desk, &session, "approve", Value::Null).await.ok();
    let token = approved["authorization_token"].as_str().expect("a token");
    desk.store(token, new_token()).await.ok();
}

#[tokio::test]
async fn the_data_of_an_approval_decides_on_the_customer_and_is_in_the_order() {
    let desk = Desk::new();
    let session = desk.session(purchase()).await;
    let mut customer = address();
    for (email, code) in [
        ("customer+denied@email.se", "customer_denied"),
        ("customer+red@email.se", "not_offered"),
    ] {
        customer["email"] = json!(email);
        let body = json!({ "data": { "billing_address": customer } });
        let answer = press(&desk, &session, "approve", body).await;
        assert_eq!(refusal(&answer), (StatusCode::CONFLICT, code));
    }
    let body = json!({ "data": { "billing_address": address() } });
    press(&desk, &session, "approve", body).await.ok();
    let read = desk.read(&session).await.ok();
    assert_eq!(read["billing_address"]["city"], "Stockholm");
}

#[tokio::test]
async fn an_approval_is_refused_where_a_page_would_get_none() {
    let desk = Desk::new();
    let unknown = press(&desk, "no-such", "approve", Value::Null).await;
    assert_eq!(
        refusal(&unknown),
        (StatusCode::NOT_FOUND, "no_such_session")
    );

    let session = desk.session(purchase()).await;
    let body = json!({ "data": { "billing_address": { "email": "nonsense" } } });
    let invalid = press(&desk, &session, "approve", body).await;
    let expected = (StatusCode::BAD_REQUEST, "invalid_fields");
    assert_eq!(refusal(&invalid), expected);
    assert_eq!(
        invalid.body["invalid_fields"],
        json!(["billing_address.email"])
    );
    let unknown_field = press(&desk, &session, "approve", json!({ "dat": {} })).await;
    assert_eq!(unknown_field.status, 400);

    desk.advance(48 * 3600);
    let ended = press(&desk, &session, "approve", Value::Null).await;
    assert_eq!(refusal(&ended), (StatusCode::CONFLICT, "session_ended"));

    desk.fault(json!({ "kind": "not-offered" })).await.ok();
    let session = desk.session(purchase()).await;
    let answer = press(&desk, &session, "approve", Value::Null).await;
    assert_eq!(refusal(&answer), (StatusCode::CONFLICT, "not_offered"));
}

/// Calls `authorize` as the SDK does, and returns the window that it opens.
pub(crate) async fn open_window(desk: &Desk, session: &str) -> String {
    let known = desk.state.session(session).expect("a session");
    let call = json!([{
        "method": "authorize", "client_token": known.client_token.expose(),
        "options": {}, "data": {}, "response": null,
    }]);
    let answer = desk.call("POST", "/kp/sdk/calls", call).await.ok();
    let window = &answer["answers"][0]["window"];
    window.as_str().expect("a window").to_owned()
}

#[tokio::test]
async fn an_open_window_is_answered_and_its_page_gets_the_same() {
    let desk = Desk::new();
    let session = desk.session(purchase()).await;
    for button in ["decline", "close"] {
        let none = press(&desk, &session, button, Value::Null).await;
        assert_eq!(refusal(&none), (StatusCode::CONFLICT, "no_window"));
    }
    for (button, approved, show_form) in [
        ("close", false, true),
        ("decline", false, false),
        ("approve", true, true),
    ] {
        let window = open_window(&desk, &session).await;
        let pressed = press(&desk, &session, button, Value::Null).await.ok();
        assert_eq!(pressed["approved"], approved, "{button}");
        assert_eq!(pressed["show_form"], show_form, "{button}");
        let outcome = desk.call("POST", "/kp/sdk/outcomes", json!({ "window": window }));
        assert_eq!(outcome.await.ok(), pressed, "{button}");
    }
}

#[tokio::test]
async fn the_window_that_was_opened_last_is_answered() {
    let desk = Desk::new();
    let session = desk.session(purchase()).await;
    for _ in 0..5 {
        open_window(&desk, &session).await;
    }
    let last = open_window(&desk, &session).await;
    let pressed = press(&desk, &session, "approve", Value::Null).await.ok();
    let outcome = desk.call("POST", "/kp/sdk/outcomes", json!({ "window": last }));
    assert_eq!(outcome.await.ok(), pressed);
}
