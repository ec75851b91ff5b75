//! Orders: placed once, as approved, in time.

use serde_json::{Value, json};

use crate::desk::{Desk, URL, purchase, purchase_with_addresses, with};

const MINUTES_60: i64 = 60 * 60;
const NO_SUCH_TOKEN: (u16, &str, [&str; 1]) = (404, "NOT_FOUND", ["Invalid authorization token"]);

async fn approved(desk: &Desk, body: Value) -> (String, String) {
    let session = desk.session(body).await;
    let token = desk.approve(&session);
    (session, token)
}

#[tokio::test]
async fn an_order_completes_its_session_and_leads_back_to_the_shop() {
    let desk = Desk::new();
    let (session, token) = approved(&desk, purchase_with_addresses()).await;
    let order = desk.order(&token, purchase_with_addresses()).await;
    assert!(order.headers.contains_key("klarna-correlation-id"));
    let order = order.ok();
    let id = order["order_id"].as_str().expect("an id");
    assert_eq!(order["fraud_status"], "ACCEPTED");
    assert_eq!(order["authorized_payment_method"]["type"], "invoice");
    let redirect = format!("/payments/v1/sessions/{session}/redirect");
    assert_eq!(order["redirect_url"], format!("{URL}{redirect}"));
    let answer = desk.raw("GET", &redirect, None, String::new()).await;
    assert_eq!(answer.status, 302);
    assert_eq!(
        answer.headers["location"],
        format!("https://shop.example/thanks?session={session}&order={id}")
    );
    let read = desk.read(&session).await.ok();
    assert_eq!(read["status"], "complete");
    assert!(read["authorization_token"].is_null());
    let update = desk.update(&session, json!({})).await;
    assert_eq!(update.error().0, 404);
    assert_eq!(update.error().1, "SESSION_COMPLETED");
    assert!(desk.state.authorize(&session).is_err());
}

#[tokio::test]
async fn before_the_order_there_is_no_way_back() {
    let desk = Desk::new();
    let (session, _) = approved(&desk, purchase()).await;
    for session in [session.as_str(), "nope"] {
        let path = format!("/payments/v1/sessions/{session}/redirect");
        assert_eq!(
            desk.raw("GET", &path, None, String::new()).await.status,
            404
        );
    }
}

#[tokio::test]
async fn without_a_confirmation_page_there_is_no_redirect() {
    let desk = Desk::new();
    let body = with(purchase(), "merchant_urls", Value::Null);
    let (_, token) = approved(&desk, body.clone()).await;
    assert!(desk.order(&token, body).await.ok()["redirect_url"].is_null());
}

#[tokio::test]
async fn the_same_request_again_gets_the_same_order() {
    let desk = Desk::new();
    let (_, token) = approved(&desk, purchase()).await;
    let first = desk.order(&token, purchase()).await.ok();
    desk.advance(2 * MINUTES_60);
    assert_eq!(desk.order(&token, purchase()).await.ok(), first);
    let other = with(purchase(), "merchant_reference1", json!("other"));
    let answer = desk.order(&token, other).await;
    assert_eq!((answer.error().0, answer.error().1), (409, "BAD_VALUE"));
}

#[tokio::test]
async fn an_order_has_to_be_what_was_approved() {
    let desk = Desk::new();
    let (_, token) = approved(&desk, purchase_with_addresses()).await;
    let mut cheaper = with(
        purchase_with_addresses(),
        "order_lines[0].unit_price",
        json!(4_000),
    );
    cheaper["order_lines"][0]["total_amount"] = json!(7_500);
    cheaper["order_lines"][0]["total_tax_amount"] = json!(1_500);
    cheaper["order_amount"] = json!(12_400);
    cheaper["order_tax_amount"] = json!(2_480);
    let mut fewer = purchase();
    fewer["order_lines"] = json!([purchase()["order_lines"][1]]);
    fewer["order_amount"] = json!(4_900);
    fewer["order_tax_amount"] = json!(980);
    let mut more = purchase();
    let line = purchase()["order_lines"][1].clone();
    more["order_lines"]
        .as_array_mut()
        .expect("lines")
        .push(line);
    more["order_amount"] = json!(19_300);
    more["order_tax_amount"] = json!(3_860);
    for (body, fields) in [
        (
            cheaper,
            "order_amount, order_tax_amount, order_lines[0].unit_price, \
             order_lines[0].total_amount, order_lines[0].total_tax_amount",
        ),
        (
            fewer,
            "Incorrect number of items in the cart. Expected: 2, Actual: 1",
        ),
        (
            more,
            "Incorrect number of items in the cart. Expected: 2, Actual: 3",
        ),
        (
            with(
                purchase_with_addresses(),
                "billing_address.postal_code",
                json!("11 149"),
            ),
            "billing_address.postal_code",
        ),
        (
            with(
                purchase_with_addresses(),
                "shipping_address.city",
                json!("Uppsala"),
            ),
            "shipping_address.city",
        ),
        (
            with(purchase(), "order_lines[1].name", json!("Delivery")),
            "order_lines[1].name",
        ),
    ] {
        let answer = desk.order(&token, body).await;
        let message = format!("Not matching fields: [{fields}]");
        assert_eq!(answer.error(), (409, "BAD_VALUE", vec![message.as_str()]));
    }
    desk.order(&token, purchase_with_addresses()).await.ok();
}

#[tokio::test]
async fn what_was_not_given_before_may_come_with_the_order() {
    let desk = Desk::new();
    let (_, token) = approved(&desk, purchase()).await;
    desk.order(&token, purchase_with_addresses()).await.ok();
}

#[tokio::test]
async fn a_session_changed_since_does_not_change_what_was_approved() {
    let desk = Desk::new();
    let (session, token) = approved(&desk, purchase()).await;
    let mut changed = purchase();
    changed["order_lines"] = json!([purchase()["order_lines"][1]]);
    changed["order_amount"] = json!(4_900);
    changed["order_tax_amount"] = json!(980);
    desk.update(&session, changed.clone()).await.ok();
    assert_eq!(desk.order(&token, changed.clone()).await.status, 409);
    let token = desk.approve(&session);
    desk.order(&token, changed).await.ok();
}

#[tokio::test]
async fn an_order_is_validated_like_a_session() {
    let desk = Desk::new();
    let (_, token) = approved(&desk, purchase()).await;
    for (path, value) in [
        ("order_lines", Value::Null),
        ("order_amount", json!(1)),
        ("purchase_currency", json!("EUR")),
        ("auto_capture", json!("yes")),
    ] {
        let answer = desk.order(&token, with(purchase(), path, value)).await;
        assert_eq!(answer.bad_fields(), [path]);
    }
}

#[tokio::test]
async fn an_authorization_is_good_for_60_minutes() {
    let desk = Desk::new();
    let (session, token) = approved(&desk, purchase()).await;
    desk.advance(MINUTES_60);
    let (status, code, messages) = NO_SUCH_TOKEN;
    let answer = desk.order(&token, purchase()).await;
    assert_eq!(answer.error(), (status, code, messages.to_vec()));
    assert!(desk.read(&session).await.ok()["authorization_token"].is_null());
    let token = desk.approve(&session);
    desk.advance(MINUTES_60 - 1);
    desk.order(&token, purchase()).await.ok();
}

#[tokio::test]
async fn replaced_cancelled_and_unknown_tokens_are_not_found() {
    let desk = Desk::new();
    let (session, replaced) = approved(&desk, purchase()).await;
    let cancelled = desk.approve(&session);
    assert_eq!(desk.cancel(&cancelled).await.status, 204);
    for token in [&replaced, &cancelled, "nope"] {
        let (status, code, messages) = NO_SUCH_TOKEN;
        let answer = desk.order(token, purchase()).await;
        assert_eq!(answer.error(), (status, code, messages.to_vec()));
        let answer = desk.cancel(token).await;
        assert_eq!(answer.error(), (status, code, messages.to_vec()));
    }
    let token = desk.approve(&session);
    desk.order(&token, purchase()).await.ok();
    let late = desk.order(&replaced, purchase()).await;
    assert_eq!(late.error().1, "SESSION_COMPLETED");
    let answer = desk.cancel(&token).await;
    assert_eq!(
        answer.error(),
        (404, "NOT_FOUND", vec!["Authorization cannot be deleted"])
    );
}

#[tokio::test]
async fn nobody_orders_with_another_merchants_authorization() {
    let desk = Desk::new();
    let (_, token) = approved(&desk, purchase()).await;
    let order = format!("/payments/v1/authorizations/{token}/order");
    let cancel = format!("/payments/v1/authorizations/{token}");
    let answer = desk.call_as("another", "POST", &order, purchase()).await;
    assert_eq!(answer.error().0, 404);
    let answer = desk
        .call_as("another", "DELETE", &cancel, Value::Null)
        .await;
    assert_eq!(answer.error().0, 404);
    desk.order(&token, purchase()).await.ok();
}

#[tokio::test]
async fn nothing_is_ordered_where_nothing_is_bought() {
    let desk = Desk::new();
    let body = with(purchase(), "intent", json!("tokenize"));
    let (_, token) = approved(&desk, body).await;
    let answer = desk.order(&token, purchase()).await;
    assert_eq!(answer.error().0, 403);
    assert_eq!(answer.error().1, "INVALID_OPERATION");
}

#[tokio::test]
async fn some_customers_are_looked_at_longer() {
    for (country, currency, email, expected) in [
        ("US", "USD", "customer+pend-accept-05@email.us", "PENDING"),
        ("GB", "GBP", "customer+pend-reject-05@email.uk", "PENDING"),
        ("SE", "SEK", "customer+pend-accept-05@email.se", "ACCEPTED"),
    ] {
        let desk = Desk::new();
        let body = json!({
            "purchase_country": country, "purchase_currency": currency, "order_amount": 100,
            "order_lines": [{ "name": "Cup", "quantity": 1, "unit_price": 100, "total_amount": 100 }],
            "billing_address": { "email": email },
        });
        let (_, token) = approved(&desk, body.clone()).await;
        assert_eq!(
            desk.order(&token, body).await.ok()["fraud_status"],
            expected
        );
    }
}

#[tokio::test]
async fn a_customer_first_named_with_the_order_can_still_be_turned_down() {
    let desk = Desk::new();
    let (session, token) = approved(&desk, purchase()).await;
    let mut body = purchase();
    body["billing_address"] = json!({ "email": "customer+denied@email.se" });
    let answer = desk.order(&token, body).await;
    assert_eq!((answer.error().0, answer.error().1), (403, "REJECTED"));
    assert_eq!(desk.read(&session).await.ok()["status"], "incomplete");
}
