//! Orders read from order management.

use klarna_payments::{
    Country, Currency, FraudStatus, KlarnaError, ManagedOrder, MinorUnits, OrderId, OrderStatus,
    Repetition,
};
use serde_json::{Value, json};

use crate::{
    client, refused,
    server::{Reply, Seen, Server},
};

/// An order with every field that Klarna describes and this crate reads, and some that it drops.
fn order() -> Value {
    json!({
        "order_id": "o-1",
        "status": "PART_CAPTURED",
        "fraud_status": "ACCEPTED",
        "order_amount": 9500,
        "original_order_amount": 9500,
        "captured_amount": 5000,
        "refunded_amount": 1000,
        "remaining_authorized_amount": 4500,
        "purchase_country": "SE",
        "purchase_currency": "SEK",
        "locale": "sv-SE",
        "order_lines": [{"name": "Cup"}],
        "klarna_reference": "K4MADNY-1",
        "merchant_reference1": "order 7",
        "merchant_reference2": "",
        "billing_address": {"given_name": "find-me"},
        "customer": {"date_of_birth": "1970-01-01"},
        "created_at": "2026-01-15T10:00:00.000Z",
        "expires_at": "2026-02-12T00:00:00.000Z",
        "initial_payment_method": {"type": "INVOICE"},
        "captures": [],
        "refunds": [],
    })
}

fn with(field: &str, value: Value) -> ManagedOrder {
    let mut order = order();
    order[field] = value;
    serde_json::from_value(order).unwrap()
}

fn id() -> OrderId {
    OrderId::new("o-1")
}

#[tokio::test]
async fn an_order_is_read_without_the_buyer() {
    let server = Server::start([Reply::json(200, order())]).await;
    let read = client(&server).read_order(&id()).await.unwrap();
    let expected = ManagedOrder {
        order_id: id(),
        status: OrderStatus::PartCaptured,
        fraud_status: FraudStatus::Accepted,
        order_amount: Some(MinorUnits(9500)),
        remaining_authorized_amount: Some(MinorUnits(4500)),
        captured_amount: Some(MinorUnits(5000)),
        refunded_amount: Some(MinorUnits(1000)),
        purchase_country: Some(Country::Se),
        purchase_currency: Some(Currency::Sek),
        merchant_reference1: Some("order 7".to_owned()),
        merchant_reference2: Some(String::new()),
        klarna_reference: Some("K4MADNY-1".to_owned()),
        created_at: Some("2026-01-15T10:00:00.000Z".to_owned()),
        expires_at: Some("2026-02-12T00:00:00.000Z".to_owned()),
    };
    assert_eq!(read, expected);
    assert!(!format!("{read:?}").contains("find-me"));

    let [seen] = server.seen().try_into().ok().unwrap();
    assert_eq!(seen.call(), "GET /ordermanagement/v1/orders/o-1");
    assert_eq!(seen.header("authorization"), "Basic dXNlcjpwYXNzd29yZA==");
    assert!(seen.body.is_empty());
}

#[test]
fn a_status_is_one_that_klarna_describes_or_none_of_them() {
    for (word, status) in [
        ("AUTHORIZED", OrderStatus::Authorized),
        ("PART_CAPTURED", OrderStatus::PartCaptured),
        ("CAPTURED", OrderStatus::Captured),
        ("CANCELLED", OrderStatus::Cancelled),
        ("EXPIRED", OrderStatus::Expired),
        ("CLOSED", OrderStatus::Closed),
        ("SOMETHING_NEW", OrderStatus::Other),
        ("captured", OrderStatus::Other),
        ("", OrderStatus::Other),
    ] {
        assert_eq!(with("status", json!(word)).status, status, "{word}");
    }
}

#[test]
fn an_unknown_word_on_the_risk_is_no_permission_to_deliver() {
    for word in ["PENDING", "STOPPED", "accepted"] {
        let read = with("fraud_status", json!(word));
        assert_eq!(read.fraud_status, FraudStatus::Pending, "{word}");
    }
}

#[test]
fn a_detail_does_not_make_an_order_unreadable() {
    let least = json!({"order_id": "o-1", "status": "CAPTURED", "fraud_status": "ACCEPTED"});
    let least: ManagedOrder = serde_json::from_value(least).unwrap();
    assert_eq!(least.status, OrderStatus::Captured);
    assert_eq!(least.order_amount, None);

    assert_eq!(with("purchase_country", json!("XX")).purchase_country, None);
    assert_eq!(with("purchase_currency", json!(7)).purchase_currency, None);
    assert_eq!(with("order_amount", json!("9500")).order_amount, None);
    assert_eq!(with("expires_at", Value::Null).expires_at, None);
    assert_eq!(
        with("merchant_reference2", json!(7)).merchant_reference2,
        None
    );
}

#[tokio::test]
async fn what_a_decision_needs_has_to_be_there() {
    for field in ["order_id", "status", "fraud_status"] {
        let mut order = order();
        order.as_object_mut().unwrap().remove(field);
        let replies = [(); 3].map(|()| Reply::json(200, order.clone()));
        let server = Server::start(replies).await;
        let error = client(&server).read_order(&id()).await.unwrap_err();
        assert!(matches!(error, KlarnaError::Malformed { .. }), "{field}");
    }
}

#[tokio::test]
async fn an_order_that_klarna_does_not_know_is_said_at_once() {
    let server = Server::start([refused(404, "NO_SUCH_ORDER")]).await;
    let error = client(&server).read_order(&id()).await.unwrap_err();
    assert!(matches!(error, KlarnaError::OrderNotFound(_)), "{error:?}");
    assert_eq!(error.repetition(), Repetition::Never);
    assert!(!error.outcome_unknown() && !error.settles_key());
    assert_eq!(error.code(), Some("NO_SUCH_ORDER"));
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn a_read_is_repeated_and_its_last_answer_counts() {
    let server = Server::start([
        refused(503, "TEMPORARILY_UNAVAILABLE"),
        Reply::html(502),
        Reply::json(200, order()),
    ])
    .await;
    client(&server).read_order(&id()).await.unwrap();
    let calls: Vec<_> = server.seen().iter().map(Seen::call).collect();
    assert_eq!(calls, ["GET /ordermanagement/v1/orders/o-1"; 3]);

    let server = Server::start([
        refused(500, "UNEXPECTED_ERROR"),
        refused(404, "NO_SUCH_ORDER"),
    ])
    .await;
    let error = client(&server).read_order(&id()).await.unwrap_err();
    assert!(matches!(error, KlarnaError::OrderNotFound(_)), "{error:?}");
}

#[tokio::test]
async fn an_id_that_klarna_cannot_have_given_is_not_sent() {
    let server = Server::start([]).await;
    for odd in ["", "..", "o-1/cancel", "o-1?x", "o 1"] {
        let error = client(&server)
            .read_order(&OrderId::new(odd))
            .await
            .unwrap_err();
        assert!(matches!(error, KlarnaError::OrderNotFound(_)), "{odd}");
        assert_eq!(error.status(), None);
    }
    assert!(server.seen().is_empty());
}
