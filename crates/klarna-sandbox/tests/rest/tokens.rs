//! Customer tokens: made from an approval, read, suspended, cancelled.

pub(crate) mod charges;
mod sign_up;
mod step_up;

use serde_json::{Value, json};

use crate::desk::{Desk, purchase_with_addresses, with};
pub(crate) use sign_up::{new_token, plan, sign_up, trial};

#[tokio::test]
async fn a_token_is_read_as_it_was_stored() {
    let desk = Desk::new();
    let (session, authorization) = desk.approved(sign_up()).await;
    let stored = desk.store(&authorization, new_token()).await;
    assert!(stored.headers.contains_key("klarna-correlation-id"));
    let stored = stored.ok();
    assert!(stored["payment_method_reference"].is_string());
    assert_eq!(stored["billing_address"], sign_up()["billing_address"]);
    assert_eq!(stored["customer"], json!({ "date_of_birth": "1941-03-21" }));
    let token = stored["token_id"].as_str().expect("an id");
    let read = desk.read_token(token).await.ok();
    assert_eq!(
        read,
        json!({
            "status": "ACTIVE", "payment_method_type": "CARD",
            "card": {
                "brand": "VISA", "expiry_date": "12/1974", "masked_number": "************1111",
            },
        })
    );
    let redirect = stored["redirect_url"].as_str().expect("a URL");
    let path = redirect.trim_start_matches(crate::desk::URL);
    let answer = desk.raw("GET", path, None, String::new()).await;
    assert_eq!(
        answer.headers["location"],
        format!("https://shop.example/thanks?session={session}&order=")
    );
}

#[tokio::test]
async fn an_approval_is_good_for_a_token_and_an_order_in_either_sequence() {
    let desk = Desk::new();
    for intent in ["buy_and_tokenize", "buy_and_default_tokenize"] {
        let body = with(sign_up(), "intent", json!(intent));
        let (session, token) = desk.approved(body.clone()).await;
        desk.store(&token, new_token()).await.ok();
        assert_eq!(desk.read(&session).await.ok()["status"], "incomplete");
        desk.order(&token, body.clone()).await.ok();
        let (session, token) = desk.approved(body.clone()).await;
        desk.order(&token, body).await.ok();
        desk.store(&token, new_token()).await.ok();
        assert_eq!(desk.read(&session).await.ok()["status"], "complete");
    }
}

#[tokio::test]
async fn the_same_request_again_gets_the_same_token() {
    let desk = Desk::new();
    for body in [sign_up(), trial()] {
        let (_, authorization) = desk.approved(body).await;
        let first = desk.store(&authorization, new_token()).await.ok();
        desk.advance(2 * 60 * 60);
        assert_eq!(desk.store(&authorization, new_token()).await.ok(), first);
        let other = with(new_token(), "description", json!("Tea club"));
        let answer = desk.store(&authorization, other).await;
        assert_eq!((answer.error().0, answer.error().1), (409, "BAD_VALUE"));
        assert!(answer.error().2[0].contains("already completed"));
    }
}

#[tokio::test]
async fn a_trial_stores_a_token_and_gives_no_order() {
    let desk = Desk::new();
    let (session, authorization) = desk.approved(trial()).await;
    for _ in 0..2 {
        let refused = desk.order(&authorization, trial()).await;
        assert_eq!(
            refused.error(),
            (
                403,
                "INVALID_OPERATION",
                vec!["Not allowed to create orders for intent tokenize"]
            )
        );
        desk.store(&authorization, new_token()).await.ok();
    }
    assert_eq!(desk.read(&session).await.ok()["status"], "complete");
    assert_eq!(desk.cancel(&authorization).await.error().0, 404);
    assert!(desk.state.authorize(&session).is_err());
}

#[tokio::test]
async fn a_purchase_stores_no_token() {
    let desk = Desk::new();
    let (_, authorization) = desk.approved(purchase_with_addresses()).await;
    let refused = desk.store(&authorization, new_token()).await;
    assert_eq!(
        refused.error(),
        (
            403,
            "INVALID_OPERATION",
            vec!["Not allowed to create customer tokens for intent buy"]
        )
    );
}

#[tokio::test]
async fn an_approval_that_is_gone_stores_nothing() {
    let desk = Desk::new();
    let gone = (404, "NOT_FOUND", vec!["Invalid authorization token"]);
    let (session, replaced) = desk.approved(sign_up()).await;
    let expired = desk.approve(&session);
    desk.advance(60 * 60);
    let (_, cancelled) = desk.approved(sign_up()).await;
    desk.cancel(&cancelled).await;
    for authorization in [&replaced, &expired, &cancelled, &"nope".to_owned()] {
        let answer = desk.store(authorization, new_token()).await;
        assert_eq!(answer.error(), gone);
    }
    let (_, of_shop) = desk.approved(sign_up()).await;
    let path = format!("/payments/v1/authorizations/{of_shop}/customer-token");
    let other = desk.call_as("other", "POST", &path, new_token()).await;
    assert_eq!(other.error(), gone);
}

#[tokio::test]
async fn a_token_is_for_the_market_and_the_person_that_were_approved() {
    let desk = Desk::new();
    let (_, authorization) = desk.approved(sign_up()).await;
    let mut danish = new_token();
    danish["purchase_country"] = json!("DK");
    danish["purchase_currency"] = json!("DKK");
    danish["locale"] = json!("da-DK");
    let mut moved = new_token();
    moved["billing_address"] = json!({ "city": "Uppsala" });
    for (body, fields) in [
        (danish, "purchase_country, purchase_currency"),
        (moved, "billing_address.city"),
    ] {
        let answer = desk.store(&authorization, body).await;
        let message = format!("Not matching fields: [{fields}]");
        assert_eq!(answer.error(), (409, "BAD_VALUE", vec![message.as_str()]));
    }
    for (path, value) in [
        ("description", Value::Null),
        ("description", json!("")),
        ("description", json!("x".repeat(256))),
        ("intended_use", Value::Null),
        ("intended_use", json!("FUN")),
        ("locale", Value::Null),
        ("locale", json!("de-DE")),
        ("purchase_country", Value::Null),
        ("purchase_currency", json!("EUR")),
        ("billing_address", json!({ "email": "nobody" })),
        ("customer", json!({ "type": "robot" })),
    ] {
        let answer = desk
            .store(&authorization, with(new_token(), path, value))
            .await;
        assert!(answer.bad_fields()[0].starts_with(path), "{path}");
    }
    desk.store(&authorization, json!([])).await.error();
    desk.store(&authorization, new_token()).await.ok();
}

#[tokio::test]
async fn who_is_turned_down_stores_no_token() {
    let desk = Desk::new();
    let (_, authorization) = desk.approved(sign_up()).await;
    desk.fault(json!({ "kind": "token-refused" })).await.ok();
    for _ in 0..2 {
        let answer = desk.store(&authorization, new_token()).await;
        assert_eq!((answer.error().0, answer.error().1), (403, "REJECTED"));
    }
    // The authorization is not used up by it.
    desk.order(&authorization, sign_up()).await.ok();
    let denied = with(
        sign_up(),
        "billing_address.email",
        json!("customer+denied@email.se"),
    );
    let desk = Desk::new();
    let (_, authorization) = desk.approved(denied).await;
    let answer = desk.store(&authorization, new_token()).await;
    assert_eq!(answer.error().1, "REJECTED");
}

#[tokio::test]
async fn who_says_so_in_the_address_orders_and_stores_no_token() {
    let desk = Desk::new();
    let email = json!("customer+token-refused@email.se");
    let body = with(sign_up(), "billing_address.email", email);
    let (_, authorization) = desk.approved(body.clone()).await;
    let answer = desk.store(&authorization, new_token()).await;
    assert_eq!((answer.error().0, answer.error().1), (403, "REJECTED"));
    desk.order(&authorization, body).await.ok();
}

#[tokio::test]
async fn where_nothing_can_be_charged_again_no_token_is_stored() {
    let desk = Desk::new();
    let mut body = trial();
    body["purchase_country"] = json!("NZ");
    body["purchase_currency"] = json!("NZD");
    body["locale"] = json!("en-NZ");
    body["billing_address"] = Value::Null;
    body["shipping_address"] = Value::Null;
    let (_, authorization) = desk.approved(body).await;
    let mut token = new_token();
    token["purchase_country"] = json!("NZ");
    token["purchase_currency"] = json!("NZD");
    token["locale"] = json!("en-NZ");
    let answer = desk.store(&authorization, token).await;
    assert_eq!(
        answer.error(),
        (
            400,
            "BAD_REQUEST",
            vec!["NZD is not valid for creating customer tokens in NZ"]
        )
    );
}

#[tokio::test]
async fn a_token_is_cancelled_for_good() {
    let desk = Desk::new();
    let token = desk.token_for(sign_up()).await;
    let status = format!("/customer-token/v1/tokens/{token}/status");
    for body in [
        json!({}),
        json!({ "status": "ACTIVE" }),
        json!({ "status": "SUSPENDED" }),
    ] {
        let answer = desk.call("PATCH", &status, body).await;
        assert_eq!(answer.bad_fields(), ["status"]);
    }
    for _ in 0..2 {
        assert_eq!(desk.cancel_token(&token).await.status, 202);
        assert_eq!(desk.read_token(&token).await.ok()["status"], "CANCELLED");
    }
    let control = format!("/sandbox/tokens/{token}");
    let revived = desk
        .call("POST", &control, json!({ "status": "ACTIVE" }))
        .await;
    assert_eq!(revived.status, 400);
    assert_eq!(desk.read_token(&token).await.ok()["status"], "CANCELLED");
}

#[tokio::test]
async fn a_token_is_suspended_and_activated_from_outside() {
    let desk = Desk::new();
    let token = desk.token_for(sign_up()).await;
    let control = format!("/sandbox/tokens/{token}");
    for status in ["SUSPENDED", "ACTIVE", "CANCELLED"] {
        let body = json!({ "status": status });
        assert_eq!(desk.call("POST", &control, body).await.status, 204);
        assert_eq!(desk.read_token(&token).await.ok()["status"], status);
    }
    for body in [json!({}), json!({ "status": "PAUSED" }), json!([])] {
        assert_eq!(desk.call("POST", &control, body).await.status, 400);
    }
    let body = json!({ "status": "ACTIVE" });
    let unknown = desk.call("POST", "/sandbox/tokens/nope", body).await;
    assert_eq!(unknown.status, 404);
}

#[tokio::test]
async fn a_token_is_nobody_elses() {
    let desk = Desk::new();
    let token = desk.token_for(sign_up()).await;
    let path = format!("/customer-token/v1/tokens/{token}");
    let status = format!("{path}/status");
    let cancelled = json!({ "status": "CANCELLED" });
    for (method, path, body) in [
        ("GET", &path, Value::Null),
        ("PATCH", &status, cancelled.clone()),
    ] {
        let answer = desk.call_as("other", method, path, body).await;
        assert_eq!(
            (answer.error().0, answer.error().1),
            (403, "TOKEN_FORBIDDEN")
        );
    }
    assert_eq!(
        desk.read_token("nope").await.error(),
        (404, "NOT_FOUND", vec!["Invalid customer-token ID"])
    );
    assert_eq!(desk.cancel_token("nope").await.error().0, 404);
    let nobody = desk.raw("GET", &path, None, String::new()).await;
    assert_eq!(nobody.status, 401);
    let unknown = desk
        .call("GET", "/customer-token/v1/nope", Value::Null)
        .await;
    assert_eq!(unknown.error().1, "NOT_FOUND");
}

#[tokio::test]
async fn the_faults_of_rest_calls_strike_the_token_calls_too() {
    let desk = Desk::new();
    let (session, authorization) = desk.approved(sign_up()).await;
    let lost = json!({
        "kind": "rest-500", "call": "create-customer-token", "session": session,
        "carried_out": true, "times": 1,
    });
    desk.fault(lost).await.ok();
    let answer = desk.store(&authorization, new_token()).await;
    assert_eq!(answer.status, 500);
    let stored = desk.store(&authorization, new_token()).await.ok();
    let token = stored["token_id"].as_str().expect("an id");
    for call in [
        "read-customer-token",
        "cancel-customer-token",
        "create-token-order",
    ] {
        let fault = json!({ "kind": "rest-503", "call": call, "session": session });
        desk.fault(fault).await.ok();
    }
    assert_eq!(desk.read_token(token).await.status, 503);
    assert_eq!(desk.cancel_token(token).await.status, 503);
    assert_eq!(desk.charge(token, charges::renewal()).await.status, 503);
    assert_eq!(desk.read(&session).await.status, 200);
}
