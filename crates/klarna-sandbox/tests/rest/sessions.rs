//! Sessions: what is answered, who sees what, and for how long.

use axum::http::HeaderValue;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use klarna_sandbox::SdkRefusal;
use serde_json::{Value, json};

use crate::desk::{Desk, URL, address, purchase, purchase_with_addresses, with};

const CREATE: &str = "/payments/v1/sessions";
const HOURS_48: i64 = 48 * 60 * 60;

#[tokio::test]
async fn a_session_has_an_id_a_token_and_one_way_to_pay() {
    let desk = Desk::new();
    let created = desk.call("POST", CREATE, purchase()).await;
    assert!(created.headers.contains_key("klarna-correlation-id"));
    let created = created.ok();
    assert_eq!(
        created["payment_method_categories"],
        json!([{
            "identifier": "klarna",
            "name": "Betala med Klarna",
            "asset_urls": {
                "descriptive": format!("{URL}/badges/descriptive.svg"),
                "standard": format!("{URL}/badges/standard.svg"),
            },
        }])
    );
    let token = created["client_token"].as_str().expect("a token");
    let session = desk
        .state
        .session_by_client_token(token)
        .expect("a session");
    assert_eq!(created["session_id"], session.id);
    let payload = token.split('.').nth(1).expect("a payload");
    let payload = BASE64_URL_SAFE_NO_PAD.decode(payload).expect("base64url");
    let payload: Value = serde_json::from_slice(&payload).expect("JSON");
    assert_eq!(payload["session_id"], session.id);
    assert_eq!(payload["base_url"], format!("{URL}/kp"));
    assert_eq!(payload["purchase_country"], "SE");
    assert_eq!(payload["language"], "sv");
}

#[tokio::test]
async fn the_badges_are_pictures_of_the_sandboxs_own() {
    let desk = Desk::new();
    for badge in ["standard", "descriptive"] {
        let path = format!("/badges/{badge}.svg");
        let answer = desk.raw("GET", &path, None, String::new()).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.headers["content-type"], "image/svg+xml");
    }
}

#[tokio::test]
async fn old_accounts_get_several_ways_to_pay() {
    let created = Desk::new()
        .call_as("shop-several", "POST", CREATE, purchase())
        .await
        .ok();
    let categories = created["payment_method_categories"]
        .as_array()
        .expect("some");
    let identifiers: Vec<_> = categories.iter().map(|c| &c["identifier"]).collect();
    // The amount is below the least of pay over time.
    assert_eq!(identifiers, ["pay_later", "pay_now"]);
}

#[tokio::test]
async fn too_large_an_order_is_not_offered() {
    let line = |amount: i64| json!({ "name": "Boat", "quantity": 1, "unit_price": amount, "total_amount": amount });
    for (amount, offered) in [(10_000_000, 1), (10_000_001, 0)] {
        let body = json!({
            "purchase_country": "SE", "purchase_currency": "SEK", "order_amount": amount,
            "order_lines": [line(amount)],
        });
        let created = Desk::new().call("POST", CREATE, body).await.ok();
        let categories = created["payment_method_categories"]
            .as_array()
            .expect("an array");
        assert_eq!(categories.len(), offered, "{amount}");
    }
}

#[tokio::test]
async fn wrong_credentials_get_a_page_whatever_is_called() {
    let desk = Desk::new();
    let wrong = [None, Some(("shop", "wrong")), Some(("", "sandbox"))];
    for (method, path) in [
        ("POST", CREATE),
        ("GET", "/payments/v1/sessions/x"),
        ("POST", "/payments/v1/authorizations/x/order"),
        ("DELETE", "/payments/v1/authorizations/x"),
        ("GET", "/customer-token/v1/tokens/x"),
        ("GET", "/ordermanagement/v1/orders/x"),
        ("GET", "/payments/v1/nope"),
    ] {
        for credentials in wrong {
            let answer = desk
                .raw(method, path, credentials, purchase().to_string())
                .await;
            assert_eq!(answer.status, 401, "{method} {path}");
            let header = |name: &str| answer.headers.get(name).map(HeaderValue::as_bytes);
            let challenge: &[u8] = b"Basic realm=\"very closed site\"";
            assert_eq!(header("www-authenticate"), Some(challenge));
            assert!(header("content-type").is_some_and(|is| is.starts_with(b"text/html")));
            assert_eq!(header("klarna-correlation-id"), None);
            assert!(answer.text.starts_with("<!doctype html>"));
        }
    }
    for entry in desk.log().await {
        assert_eq!(
            (&entry["merchant"], &entry["status"]),
            (&Value::Null, &json!(401))
        );
        assert_eq!(entry["correlation_id"], Value::Null);
    }
}

#[tokio::test]
async fn what_is_not_a_json_object_is_a_bad_request() {
    let desk = Desk::new();
    let session = desk.session(purchase()).await;
    let update = format!("{CREATE}/{session}");
    for path in [CREATE, update.as_str()] {
        for body in ["", "{", "[]", "7", "{\"order_amount\": 1,}"] {
            let answer = desk
                .raw("POST", path, Some(("shop", "sandbox")), body.to_owned())
                .await;
            let (status, code, _) = answer.error();
            assert_eq!((status, code), (400, "BAD_REQUEST"), "{path} {body}");
        }
    }
}

#[tokio::test]
async fn a_body_of_more_than_a_megabyte_is_refused() {
    let megabyte = 1024 * 1024;
    let of_length = |length: usize| {
        let mut body = purchase();
        body["something_new"] = json!("");
        let missing = length - body.to_string().len();
        with(body, "something_new", json!("x".repeat(missing))).to_string()
    };
    for (length, status) in [(megabyte, 200), (megabyte + 1, 413)] {
        let body = of_length(length);
        assert_eq!(body.len(), length);
        let answer = Desk::new()
            .raw("POST", CREATE, Some(("shop", "sandbox")), body)
            .await;
        assert_eq!(answer.status, status);
        if status == 413 {
            assert_eq!(answer.error().1, "REQUEST_TOO_LARGE");
        }
    }
}

#[tokio::test]
async fn an_update_replaces_what_it_names_and_keeps_the_rest() {
    let desk = Desk::new();
    let session = desk.session(purchase()).await;
    let updated = desk
        .update(&session, json!({ "merchant_reference1": "4711" }))
        .await;
    assert_eq!(
        (updated.status.as_u16(), &updated.body),
        (204, &Value::Null)
    );
    let read = desk.read(&session).await.ok();
    assert_eq!(read["merchant_reference1"], "4711");
    assert_eq!(read["order_lines"], purchase()["order_lines"]);
    let smaller = json!({
        "order_amount": 4_900, "order_tax_amount": 980,
        "order_lines": [purchase()["order_lines"][1]],
    });
    assert_eq!(desk.update(&session, smaller).await.status, 204);
    assert_eq!(desk.read(&session).await.ok()["order_amount"], 4_900);
}

#[tokio::test]
async fn an_update_that_does_not_fit_the_rest_changes_nothing() {
    let desk = Desk::new();
    let session = desk.session(purchase()).await;
    for (body, bad) in [
        (json!({ "order_amount": 1 }), "order_amount"),
        (json!({ "locale": "de-DE" }), "locale"),
        (json!({ "intent": "tokenize" }), "intent"),
        (
            json!({ "billing_address": { "email": "?" } }),
            "billing_address.email",
        ),
    ] {
        let body = with(body, "merchant_reference1", json!("half"));
        assert_eq!(desk.update(&session, body).await.bad_fields(), [bad]);
    }
    let read = desk.read(&session).await.ok();
    assert_eq!(read["order_amount"], 14_400);
    assert!(read["merchant_reference1"].is_null());
}

/// Each field that a session has, with another value than it was created with.
fn further_fields() -> Value {
    json!({
        "locale": "en-SE", "acquiring_channel": "TELESALES",
        "attachment": {
            "content_type": "application/vnd.klarna.internal.emd-v2+json",
            "body": r#"{"payment_history_simple":[{"unique_account_identifier":"7","paid_before":true}]}"#,
        },
        "options": { "color_text": "#0b5a63", "radius_border": "0.5rem" },
        "design": "agreed", "custom_payment_method_ids": ["zero"],
        "merchant_urls": { "confirmation": "https://shop.example/done", "push": "https://shop.example/push" },
        "merchant_reference1": "A-1", "merchant_reference2": "B-2", "merchant_data": "{}",
        "order_amount": 4_900, "order_tax_amount": 980,
        "order_lines": [purchase()["order_lines"][1]],
        "billing_address": address(), "shipping_address": with(address(), "city", json!("Uppsala")),
        "customer": { "date_of_birth": "1941-03-21", "type": "person", "gender": "female" },
    })
}

#[tokio::test]
async fn every_field_is_read_back_as_the_server_or_the_page_sent_it_last() {
    let desk = Desk::new();
    for by_page in [false, true] {
        let session = desk.session(purchase()).await;
        if by_page {
            let updated = desk.state.sdk_update(&session, &further_fields());
            assert_eq!(updated, Ok(()));
        } else {
            desk.update(&session, further_fields()).await.ok();
        }
        desk.approve(&session);
        let read = desk.read(&session).await.ok();
        for (name, value) in further_fields().as_object().expect("an object") {
            assert_eq!(&read[name], value, "{name}, by the page: {by_page}");
        }
    }
    let mut created = purchase();
    for (name, value) in further_fields().as_object().expect("an object") {
        created[name] = value.clone();
    }
    let session = desk.session(created).await;
    desk.approve(&session);
    let read = desk.read(&session).await.ok();
    for (name, value) in further_fields().as_object().expect("an object") {
        assert_eq!(&read[name], value, "{name}");
    }
}

#[tokio::test]
async fn an_order_ignores_what_its_description_lacks_and_checks_the_rest() {
    let desk = Desk::new();
    let session = desk.session(purchase()).await;
    let token = desk.approve(&session);
    let mut order = purchase();
    order["custom_payment_method_ids"] = json!([7]);
    let answer = desk.order(&token, order.clone()).await;
    assert_eq!(answer.bad_fields(), ["custom_payment_method_ids[0]"]);
    order["custom_payment_method_ids"] = json!(["zero"]);
    for name in [
        "acquiring_channel",
        "attachment",
        "options",
        "design",
        "intent",
    ] {
        order[name] = json!(7);
    }
    desk.order(&token, order).await.ok();
}

#[tokio::test]
async fn what_identifies_a_shopper_is_never_read_back() {
    let desk = Desk::new();
    let mut body = purchase();
    body["intent"] = json!("buy_and_link");
    body["customer"] = json!({
        "date_of_birth": "1941-03-21", "customer_token": "stored", "klarna_access_token": "signed-in",
        "last_four_ssn": "1234", "national_identification_number": "SE194103219202",
    });
    let session = desk.session(body.clone()).await;
    let token = desk.approve(&session);
    let read = desk.read(&session).await.ok();
    assert_eq!(read["intent"], "buy_and_link");
    assert_eq!(read["customer"], json!({ "date_of_birth": "1941-03-21" }));
    let order = desk.order(&token, body).await.ok();
    let path = format!(
        "/ordermanagement/v1/orders/{}",
        order["order_id"].as_str().expect("an id")
    );
    let order = desk.call("GET", &path, Value::Null).await.ok();
    assert_eq!(order["customer"], json!({ "date_of_birth": "1941-03-21" }));
}

/// The default locale fits no market but the US; it must not come back as the merchant's mistake.
#[tokio::test]
async fn a_session_without_a_locale_can_be_updated() {
    let desk = Desk::new();
    let session = desk.session(with(purchase(), "locale", Value::Null)).await;
    assert_eq!(desk.update(&session, json!({})).await.status, 204);
    assert_eq!(desk.state.sdk_update(&session, &json!({})), Ok(()));
    let read = desk.read(&session).await.ok();
    let name = &read["payment_method_categories"][0]["name"];
    assert_eq!(name, "Pay with Klarna");
}

#[tokio::test]
async fn null_means_the_same_as_nothing() {
    let desk = Desk::new();
    let mut body = purchase();
    body["billing_address"] = Value::Null;
    body["order_lines"][0]["image_url"] = Value::Null;
    let session = desk.session(body).await;
    desk.update(&session, json!({ "merchant_urls": null }))
        .await
        .ok();
    let read = desk.read(&session).await.ok();
    assert_eq!(read["merchant_urls"], purchase()["merchant_urls"]);
}

#[tokio::test]
async fn an_update_changes_the_language_of_the_ways_to_pay() {
    let desk = Desk::new();
    let session = desk.session(purchase()).await;
    desk.update(&session, json!({ "locale": "en-SE" }))
        .await
        .ok();
    let read = desk.read(&session).await.ok();
    assert_eq!(
        read["payment_method_categories"][0]["name"],
        "Pay with Klarna"
    );
}

#[tokio::test]
async fn who_pays_is_read_back_only_after_the_approval() {
    let desk = Desk::new();
    let session = desk.session(purchase_with_addresses()).await;
    let read = desk.read(&session).await.ok();
    assert_eq!(read["status"], "incomplete");
    assert_eq!(read["expires_at"], "1970-01-03T00:00:00Z");
    for field in [
        "billing_address",
        "shipping_address",
        "customer",
        "authorization_token",
    ] {
        assert!(read[field].is_null(), "{field}");
    }
    let token = desk.approve(&session);
    let read = desk.read(&session).await.ok();
    assert_eq!(read["authorization_token"], token);
    assert_eq!(read["billing_address"], address());
    assert_eq!(read["customer"], json!({ "date_of_birth": "1941-03-21" }));
}

#[tokio::test]
async fn a_session_ends_after_48_hours() {
    let desk = Desk::new();
    let session = desk.session(purchase()).await;
    desk.advance(HOURS_48 - 1);
    desk.read(&session).await.ok();
    desk.advance(1);
    for answer in [
        desk.read(&session).await,
        desk.update(&session, json!({})).await,
    ] {
        assert_eq!(
            answer.error(),
            (404, "NOT_FOUND", vec!["Invalid session id"])
        );
    }
    assert_eq!(
        desk.state.authorize(&session),
        Err(SdkRefusal::SessionEnded)
    );
}

#[tokio::test]
async fn nobody_finds_another_merchants_session() {
    let desk = Desk::new();
    let session = desk.session(purchase()).await;
    let path = format!("{CREATE}/{session}");
    for (method, body) in [
        ("GET", Value::Null),
        ("POST", json!({ "merchant_reference1": "x" })),
    ] {
        let answer = desk.call_as("another", method, &path, body).await;
        assert_eq!(
            answer.error(),
            (404, "NOT_FOUND", vec!["Invalid session id"])
        );
    }
    assert!(desk.read(&session).await.ok()["merchant_reference1"].is_null());
}

#[tokio::test]
async fn unknown_sessions_and_calls_are_not_found() {
    let desk = Desk::new();
    assert_eq!(desk.read("nope").await.error().1, "NOT_FOUND");
    for (method, path) in [
        ("GET", "/payments/v1/nope"),
        ("PUT", CREATE),
        ("GET", "/payments/v2"),
    ] {
        let answer = desk.call(method, path, Value::Null).await;
        assert_eq!(answer.error().1, "NOT_FOUND", "{method} {path}");
    }
}

#[tokio::test]
async fn the_page_changes_a_session_within_the_same_rules() {
    let desk = Desk::new();
    let session = desk.session(purchase()).await;
    let sent = json!({ "billing_address": { "email": "nobody", "phone": "x" } });
    assert_eq!(
        desk.state.sdk_update(&session, &sent),
        Err(SdkRefusal::InvalidFields(vec![
            "billing_address.email".to_owned(),
            "billing_address.phone".to_owned(),
        ]))
    );
    let sent = json!({ "billing_address": address() });
    assert_eq!(desk.state.sdk_update(&session, &sent), Ok(()));
    desk.approve(&session);
    let read = desk.read(&session).await.ok();
    assert_eq!(read["billing_address"], address());
    assert_eq!(
        read["shipping_address"],
        address(),
        "copied where none was given"
    );
}
