//! Orders as order management shows them.

use klarna_payments::{FraudStatus, ManagedOrder, OrderStatus};
use serde_json::{Value, json};

use crate::{
    desk::{Answer, Desk, address, purchase, purchase_with_addresses, with},
    tokens::{charges::renewal, sign_up},
};

const MINUTES_5: i64 = 5 * 60;

impl Desk {
    pub(crate) async fn read_order(&self, id: &str) -> Answer {
        self.call(
            "GET",
            &format!("/ordermanagement/v1/orders/{id}"),
            Value::Null,
        )
        .await
    }

    /// Places an order, and gives its id.
    async fn placed(&self, body: Value) -> String {
        let (_, token) = self.approved(body.clone()).await;
        let order = self.order(&token, body).await.ok();
        order["order_id"].as_str().expect("an id").to_owned()
    }
}

#[tokio::test]
async fn an_order_is_read_as_it_was_placed() {
    let desk = Desk::new();
    let mut body = purchase_with_addresses();
    body["merchant_reference1"] = json!("A-1");
    let id = desk.placed(body.clone()).await;
    let read = desk.read_order(&id).await;
    assert!(read.headers.contains_key("klarna-correlation-id"));
    let read = read.ok();
    let decoded: ManagedOrder = serde_json::from_value(read.clone()).expect("the client reads it");
    assert_eq!(decoded.status, OrderStatus::Authorized);
    assert_eq!(decoded.fraud_status, FraudStatus::Accepted);
    assert_eq!(
        read,
        json!({
            "order_id": id,
            "status": "AUTHORIZED",
            "fraud_status": "ACCEPTED",
            "order_amount": 14_400,
            "original_order_amount": 14_400,
            "captured_amount": 0,
            "refunded_amount": 0,
            "remaining_authorized_amount": 14_400,
            "purchase_country": "SE",
            "purchase_currency": "SEK",
            "locale": "sv-SE",
            "order_lines": body["order_lines"],
            "klarna_reference": id[..8].to_uppercase(),
            "merchant_reference1": "A-1",
            "billing_address": address(),
            "shipping_address": address(),
            "customer": { "date_of_birth": "1941-03-21" },
            "created_at": "1970-01-01T00:00:00Z",
            "expires_at": "1970-01-29T00:00:00Z",
            "initial_payment_method": { "type": "INVOICE" },
            "captures": [],
            "refunds": [],
        })
    );
}

#[tokio::test]
async fn an_order_that_is_captured_at_once_reads_so() {
    let desk = Desk::new();
    let body = with(purchase(), "auto_capture", json!(true));
    let (_, token) = desk.approved(purchase()).await;
    let order = desk.order(&token, body).await.ok();
    let id = order["order_id"].as_str().expect("an id");
    let read = desk.read_order(id).await.ok();
    assert_eq!(read["status"], "CAPTURED");
    assert_eq!(read["captured_amount"], 14_400);
    assert_eq!(read["remaining_authorized_amount"], 0);
    assert_eq!(read["captures"][0]["captured_amount"], 14_400);
}

#[tokio::test]
async fn the_risk_follows_klarnas_review() {
    for (tag, decided) in [("accept", "ACCEPTED"), ("reject", "REJECTED")] {
        let desk = Desk::new();
        let mut body = json!({
            "purchase_country": "US", "purchase_currency": "USD", "locale": "en-US",
            "order_amount": 100,
            "order_lines": [{ "name": "Cup", "quantity": 1, "unit_price": 100, "total_amount": 100 }],
        });
        body["billing_address"] = json!({ "email": format!("customer+pend-{tag}-05@email.us") });
        let id = desk.placed(body).await;
        let fraud_status = async || desk.read_order(&id).await.ok()["fraud_status"].clone();
        assert_eq!(fraud_status().await, "PENDING");
        desk.advance(MINUTES_5 - 1);
        assert_eq!(fraud_status().await, "PENDING");
        desk.advance(1);
        while fraud_status().await == "PENDING" {
            tokio::task::yield_now().await;
        }
        assert_eq!(fraud_status().await, decided);
        assert_eq!(desk.read_order(&id).await.ok()["status"], "AUTHORIZED");
    }
}

#[tokio::test]
async fn an_order_with_a_customer_token_has_its_own_references_and_the_sign_ups_market() {
    let desk = Desk::new();
    let signed_up = with(sign_up(), "merchant_reference1", json!("sign-up"));
    let token = desk.token_for(signed_up).await;
    let charge = with(renewal(), "merchant_reference2", json!("month 2"));
    let order = desk.charge(&token, charge).await.ok();
    let id = order["order_id"].as_str().expect("an id");
    let read = desk.read_order(id).await.ok();
    assert_eq!(read["order_id"], id);
    assert_eq!(read["status"], "AUTHORIZED");
    assert_eq!(read["fraud_status"], "ACCEPTED");
    assert_eq!(read["order_amount"], 9_500);
    assert_eq!(read["purchase_country"], "SE");
    assert_eq!(read["purchase_currency"], "SEK");
    assert_eq!(read["merchant_reference1"], Value::Null);
    assert_eq!(read["merchant_reference2"], "month 2");
    assert_eq!(read["initial_payment_method"], json!({ "type": "CARD" }));
    assert_eq!(read["order_lines"], renewal()["order_lines"]);
}

#[tokio::test]
async fn an_order_is_its_merchants_alone() {
    let desk = Desk::new();
    let id = desk.placed(purchase()).await;
    let path = format!("/ordermanagement/v1/orders/{id}");
    let of_another = desk.call_as("other", "GET", &path, Value::Null).await;
    let unknown = desk
        .read_order("00000000-0000-0000-0000-000000000000")
        .await;
    for refused in [of_another, unknown] {
        assert_eq!(refused.error().0, 404);
        assert_eq!(refused.error().1, "NO_SUCH_ORDER");
        assert!(refused.body["correlation_id"].is_string());
    }
    let without = desk.raw("GET", &path, None, String::new()).await;
    assert_eq!(without.status, 401);
}

#[tokio::test]
async fn what_else_order_management_does_is_not_there() {
    let desk = Desk::new();
    let id = desk.placed(purchase()).await;
    for (method, path) in [
        ("POST", format!("/ordermanagement/v1/orders/{id}")),
        ("POST", format!("/ordermanagement/v1/orders/{id}/captures")),
        ("GET", "/ordermanagement/v1/orders".to_owned()),
    ] {
        let refused = desk.call(method, &path, json!({})).await;
        assert_eq!((refused.error().0, refused.error().1), (404, "NOT_FOUND"));
    }
}

#[tokio::test]
async fn faults_strike_the_reading_of_an_order() {
    let desk = Desk::new();
    let id = desk.placed(purchase()).await;
    let fault = json!({ "kind": "rest-503", "call": "read-order", "times": 1 });
    desk.fault(fault).await.ok();
    desk.session(purchase()).await;
    assert_eq!(desk.read_order(&id).await.error().0, 503);
    desk.read_order(&id).await.ok();
}
