//! Orders with a customer token: each under its key once, and only as it was signed up for.

use klarna_sandbox::PASSWORD;
use serde_json::{Value, json};

use super::{plan, sign_up, trial};
use crate::desk::{Answer, Desk, purchase, with};

const HOURS_24: i64 = 24 * 60 * 60;

/// A month of the coffee club.
pub(crate) fn renewal() -> Value {
    json!({
        "purchase_currency": "SEK", "order_amount": 9_500, "order_tax_amount": 1_900,
        "order_lines": [{
            "name": "Kaffe", "quantity": 1, "unit_price": 9_500, "tax_rate": 2_500,
            "total_amount": 9_500, "total_tax_amount": 1_900, "subscription": plan(),
        }],
    })
}

impl Desk {
    pub(crate) async fn charge(&self, token: &str, body: Value) -> Answer {
        let path = format!("/customer-token/v1/tokens/{token}/order");
        self.call("POST", &path, body).await
    }

    pub(crate) async fn charge_under(&self, key: &str, token: &str, body: Value) -> Answer {
        let path = format!("/customer-token/v1/tokens/{token}/order");
        let headers = [("klarna-idempotency-key", key)];
        let credentials = Some(("shop", PASSWORD));
        self.raw_with("POST", &path, credentials, &headers, body.to_string())
            .await
    }

    async fn orders(&self) -> Vec<Value> {
        let state = self.call("GET", "/sandbox/state", Value::Null).await.ok();
        state["orders"].as_array().expect("a list").clone()
    }
}

#[tokio::test]
async fn an_active_token_is_charged_as_often_as_it_is_asked() {
    let desk = Desk::new();
    for body in [sign_up(), trial()] {
        let token = desk.token_for(body).await;
        let mut ids = Vec::new();
        for _ in 0..3 {
            desk.advance(30 * HOURS_24);
            let order = desk.charge(&token, renewal()).await.ok();
            assert_eq!(order["fraud_status"], "ACCEPTED");
            assert_eq!(order["authorized_payment_method"]["type"], "card");
            ids.push(order["order_id"].as_str().expect("an id").to_owned());
        }
        ids.dedup();
        assert_eq!(ids.len(), 3);
    }
    assert_eq!(desk.orders().await.len(), 6);
}

#[tokio::test]
async fn a_key_is_good_for_one_order_in_24_hours() {
    let desk = Desk::new();
    let token = desk.token_for(sign_up()).await;
    let first = desk.charge_under("one", &token, renewal()).await.ok();
    desk.advance(HOURS_24 - 1);
    let again = desk.charge_under("one", &token, renewal()).await.ok();
    assert_eq!(again, first);
    let other = with(renewal(), "merchant_reference1", json!("other"));
    let refused = desk.charge_under("one", &token, other).await;
    assert_eq!((refused.error().0, refused.error().1), (409, "BAD_VALUE"));
    let another = desk.token_for(sign_up()).await;
    let refused = desk.charge_under("one", &another, renewal()).await;
    assert_eq!(refused.error().0, 409);
    assert_eq!(desk.orders().await.len(), 1);
    let second = desk.charge_under("two", &token, renewal()).await.ok();
    assert_ne!(second, first);
    desk.advance(1);
    let later = desk.charge_under("one", &token, renewal()).await.ok();
    assert_ne!(later, first);
}

#[tokio::test]
async fn keys_are_each_merchants_own() {
    let desk = Desk::new();
    let token = desk.token_for(sign_up()).await;
    let first = desk.charge_under("one", &token, renewal()).await.ok();
    let path = format!("/customer-token/v1/tokens/{token}/order");
    let headers = [("klarna-idempotency-key", "one")];
    let credentials = Some(("other", PASSWORD));
    let answer = desk
        .raw_with("POST", &path, credentials, &headers, renewal().to_string())
        .await;
    assert_eq!(answer.error().1, "TOKEN_FORBIDDEN");
    assert_eq!(
        desk.charge_under("one", &token, renewal()).await.ok(),
        first
    );
}

#[tokio::test]
async fn a_refusal_under_a_key_is_repeated_and_a_new_key_asks_anew() {
    let desk = Desk::new();
    let token = desk.token_for(sign_up()).await;
    desk.fault(json!({ "kind": "payment-method-failed", "times": 1 }))
        .await
        .ok();
    for _ in 0..2 {
        let refused = desk.charge_under("one", &token, renewal()).await;
        assert_eq!(
            (refused.error().0, refused.error().1),
            (403, "PAYMENT_METHOD_FAILED")
        );
    }
    desk.charge_under("two", &token, renewal()).await.ok();
}

#[tokio::test]
async fn an_answer_that_was_lost_is_there_under_its_key() {
    let desk = Desk::new();
    let token = desk.token_for(sign_up()).await;
    let lost = json!({
        "kind": "rest-503", "call": "create-token-order", "carried_out": true, "times": 1,
    });
    desk.fault(lost).await.ok();
    let answer = desk.charge_under("one", &token, renewal()).await;
    assert_eq!(answer.status, 503);
    desk.charge_under("one", &token, renewal()).await.ok();
    assert_eq!(desk.orders().await.len(), 1);
    let not_carried_out = json!({ "kind": "rest-503", "times": 1 });
    desk.fault(not_carried_out).await.ok();
    let answer = desk.charge_under("two", &token, renewal()).await;
    assert_eq!(answer.status, 503);
    assert_eq!(desk.orders().await.len(), 1);
    desk.charge_under("two", &token, renewal()).await.ok();
}

#[tokio::test]
async fn only_an_active_token_is_charged() {
    let desk = Desk::new();
    let token = desk.token_for(sign_up()).await;
    for (status, code) in [
        ("SUSPENDED", "TOKEN_SUSPENDED"),
        ("CANCELLED", "TOKEN_CANCELLED"),
    ] {
        let body = json!({ "status": status });
        desk.call("POST", &format!("/sandbox/tokens/{token}"), body)
            .await;
        let refused = desk.charge(&token, renewal()).await;
        assert_eq!((refused.error().0, refused.error().1), (403, code));
    }
    let refused = desk.charge("nope", renewal()).await;
    assert_eq!(
        (refused.error().0, refused.error().1),
        (404, "TOKEN_NOT_FOUND")
    );
}

#[tokio::test]
async fn what_fails_on_request_fails_with_its_code_for_its_session() {
    for (kind, code, status_after) in [
        ("token-suspended", "TOKEN_SUSPENDED", "SUSPENDED"),
        ("token-cancelled", "TOKEN_CANCELLED", "CANCELLED"),
        ("payment-method-failed", "PAYMENT_METHOD_FAILED", "ACTIVE"),
        (
            "payment-method-unavailable",
            "UNAVAILABLE_PAYMENT_METHOD",
            "ACTIVE",
        ),
    ] {
        let desk = Desk::new();
        let (session, authorization) = desk.approved(sign_up()).await;
        let stored = desk.store(&authorization, super::new_token()).await.ok();
        let token = stored["token_id"].as_str().expect("an id");
        let unharmed = desk.token_for(sign_up()).await;
        desk.fault(json!({ "kind": kind, "session": session, "times": 1 }))
            .await
            .ok();
        desk.charge(&unharmed, renewal()).await.ok();
        let refused = desk.charge(token, renewal()).await;
        assert_eq!((refused.error().0, refused.error().1), (403, code));
        let read = desk.read_token(token).await.ok();
        assert_eq!(read["status"], status_after);
        let again = desk.charge(token, renewal()).await;
        assert_eq!(again.status == 200, status_after == "ACTIVE", "{kind}");
    }
}

#[tokio::test]
async fn who_says_so_in_the_address_cannot_be_charged() {
    let desk = Desk::new();
    let email = json!("customer+payment-failed@email.se");
    let token = desk
        .token_for(with(sign_up(), "billing_address.email", email))
        .await;
    for _ in 0..2 {
        let refused = desk.charge(&token, renewal()).await;
        assert_eq!(refused.error().1, "PAYMENT_METHOD_FAILED");
    }
}

#[tokio::test]
async fn a_renewal_carries_what_was_signed_up_for_unchanged() {
    let desk = Desk::new();
    let token = desk.token_for(sign_up()).await;
    for (path, value) in [
        ("order_lines[0].subscription", Value::Null),
        ("order_lines[0].subscription.name", json!("Tea club")),
        ("order_lines[0].subscription.interval", json!("WEEK")),
        ("order_lines[0].subscription.interval_count", json!(2)),
    ] {
        let answer = desk.charge(&token, with(renewal(), path, value)).await;
        assert_eq!(answer.bad_fields(), ["order_lines[0].subscription"]);
    }
    let mut with_shipping = renewal();
    let lines = with_shipping["order_lines"].as_array_mut();
    lines
        .expect("a list")
        .push(purchase()["order_lines"][1].clone());
    with_shipping["order_amount"] = json!(14_400);
    with_shipping["order_tax_amount"] = json!(2_880);
    desk.charge(&token, with_shipping).await.ok();
}

#[tokio::test]
async fn a_token_of_no_subscription_is_charged_for_none_unless_one_starts_later() {
    let desk = Desk::new();
    let without = with(sign_up(), "order_lines[0].subscription", Value::Null);
    let plain = with(renewal(), "order_lines[0].subscription", Value::Null);
    let on_demand = desk.token_for(without.clone()).await;
    desk.charge(&on_demand, plain.clone()).await.ok();
    let refused = desk.charge(&on_demand, renewal()).await;
    assert_eq!(refused.bad_fields(), ["order_lines[0].subscription"]);
    let mixed = with(without, "intent", json!("buy_and_default_tokenize"));
    let mixed = desk.token_for(mixed).await;
    desk.charge(&mixed, renewal()).await.ok();
    desk.charge(&mixed, plain).await.ok();
}

#[tokio::test]
async fn a_charge_is_of_the_tokens_currency() {
    let desk = Desk::new();
    let token = desk.token_for(sign_up()).await;
    let euros = with(renewal(), "purchase_currency", json!("EUR"));
    let answer = desk.charge(&token, euros).await;
    assert_eq!(
        (answer.error().0, answer.error().1),
        (403, "PAYMENT_METHOD_CURRENCY_MISMATCH")
    );
    let small = with(renewal(), "purchase_currency", json!("sek"));
    desk.charge(&token, small).await.ok();
}

#[tokio::test]
async fn the_limits_of_a_charge_are_its_own() {
    let desk = Desk::new();
    let token = desk.token_for(sign_up()).await;
    let text = |length: usize| json!("x".repeat(length));
    for (path, taken, refused) in [
        ("order_lines[0].reference", text(256), text(257)),
        ("order_lines[0].merchant_data", text(255), text(256)),
        ("merchant_reference1", text(255), text(256)),
        ("merchant_reference2", text(255), text(256)),
        ("merchant_data", text(6000), text(6001)),
        ("auto_capture", json!(true), json!("yes")),
        ("locale", json!("sv-SE"), json!("s")),
        (
            "merchant_urls",
            json!({ "confirmation": "", "push": "" }),
            json!({ "push": "https://shop.example/" }),
        ),
        ("order_lines[0].type", json!("digital"), json!("service")),
        ("order_lines[0].quantity_unit", text(300), json!(1)),
        ("step_up", json!("NOT_SUPPORTED"), json!("MAYBE")),
        ("merchant_reference1", json!(4711), json!(47.11)),
        (
            "shipping_address",
            json!({ "phone": "12345" }),
            json!({ "phone": "1234" }),
        ),
    ] {
        let body = with(renewal(), path, taken);
        assert_eq!(desk.charge(&token, body).await.status, 200, "{path}");
        let answer = desk.charge(&token, with(renewal(), path, refused)).await;
        assert!(answer.bad_fields()[0].starts_with(path), "{path}");
    }
    for path in [
        "order_amount",
        "order_tax_amount",
        "order_lines",
        "purchase_currency",
    ] {
        let answer = desk
            .charge(&token, with(renewal(), path, Value::Null))
            .await;
        assert!(answer.bad_fields().contains(&path), "{path}");
    }
    let answer = desk.charge(&token, json!("text")).await;
    assert_eq!((answer.error().0, answer.error().1), (400, "BAD_REQUEST"));
}

#[tokio::test]
async fn the_amounts_of_a_charge_add_up() {
    let desk = Desk::new();
    let token = desk.token_for(sign_up()).await;
    for (path, value) in [
        ("order_amount", json!(9_499)),
        ("order_tax_amount", json!(1_898)),
        ("order_lines[0].total_amount", json!(9_499)),
        ("order_lines[0].total_tax_amount", json!(1_902)),
    ] {
        let answer = desk.charge(&token, with(renewal(), path, value)).await;
        assert!(answer.bad_fields().contains(&path), "{path}");
    }
    let amount = |amount: i64| {
        let mut body = renewal();
        body["order_amount"] = json!(amount);
        body["order_tax_amount"] = json!(0);
        body["order_lines"] = json!([{
            "name": "Kaffe", "quantity": 1, "unit_price": amount, "total_amount": amount,
            "subscription": plan(),
        }]);
        body
    };
    for (minor_units, is_taken) in [
        (0, false),
        (1, true),
        (100_000_000, true),
        (100_000_001, false),
    ] {
        let answer = desk.charge(&token, amount(minor_units)).await;
        assert_eq!(answer.status == 200, is_taken, "{minor_units}");
    }
}

#[tokio::test]
async fn a_charge_leads_back_to_the_shop() {
    let desk = Desk::new();
    let (session, authorization) = desk.approved(sign_up()).await;
    let token = desk.stored(&authorization).await;
    let own = json!({ "confirmation": "https://shop.example/renewed?{order.id}" });
    for (urls, location) in [
        (own, "https://shop.example/renewed?ORDER"),
        (
            Value::Null,
            "https://shop.example/thanks?session=SESSION&order=ORDER",
        ),
    ] {
        let body = with(renewal(), "merchant_urls", urls);
        let order = desk.charge(&token, body).await.ok();
        let redirect = order["redirect_url"].as_str().expect("a URL");
        let path = redirect.trim_start_matches(crate::desk::URL);
        let answer = desk.raw("GET", path, None, String::new()).await;
        assert_eq!(answer.status, 302);
        let id = order["order_id"].as_str().expect("an id");
        let expected = location.replace("SESSION", &session).replace("ORDER", id);
        assert_eq!(answer.headers["location"], expected);
    }
    let unknown = "/customer-token/v1/orders/nope/redirect";
    assert_eq!(
        desk.raw("GET", unknown, None, String::new()).await.status,
        404
    );
}

#[tokio::test]
async fn a_token_is_charged_in_its_own_country() {
    let desk = Desk::new();
    let token = desk.token_for(sign_up()).await;
    for (path, home, abroad) in [
        ("purchase_country", json!("se"), json!("DE")),
        (
            "shipping_address",
            json!({ "country": "SE" }),
            json!({ "country": "DE" }),
        ),
    ] {
        let body = with(renewal(), path, home);
        desk.charge(&token, body).await.ok();
        let answer = desk.charge(&token, with(renewal(), path, abroad)).await;
        let message = vec!["Bad value: purchase_country"];
        assert_eq!(answer.error(), (400, "BAD_VALUE", message));
    }
}
