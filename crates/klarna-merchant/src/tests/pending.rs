//! Orders that Klarna looks at for a while, and its decision.

use serde_json::{Value, json};

use super::{
    callbacks::{callable, callback, secret},
    fake::Does,
    shopper::{Answer, Shopper},
};
use approval_rules::Alert;

async fn pending(basket: &str) -> (Shopper, String) {
    let shopper = callable(basket).await;
    shopper.fake.next("order", Does::Risk("PENDING"));
    let token = shopper.agrees();
    let outcome = shopper.hands_over("key", &token).await.ok();
    assert_eq!(outcome["status"], "pending");
    assert_eq!(outcome["fraud_status"], "PENDING");
    assert_eq!(shopper.status().await["status"], "pending");
    (shopper, token)
}

/// Klarna decides, and tells of it.
async fn decide(shopper: &Shopper, order: &str, event: &str) -> Answer {
    match event {
        "FRAUD_RISK_ACCEPTED" => shopper.fake.decide(order, "ACCEPTED"),
        "FRAUD_RISK_REJECTED" => shopper.fake.decide(order, "REJECTED"),
        _ => {}
    }
    tell(shopper, order, event).await
}

/// Somebody who knows the secret says that Klarna has decided.
async fn tell(shopper: &Shopper, order: &str, event: &str) -> Answer {
    let body = json!({"order_id": order, "event_type": event, "timestamp": "now"});
    callback(shopper, "notification", &secret(shopper), &body).await
}

async fn risk(shopper: &Shopper) -> Value {
    shopper.shop.orders().await[0]["fraud_status"].clone()
}

#[tokio::test]
async fn an_accepted_order_is_placed() {
    let (shopper, token) = pending("once").await;
    for _ in 0..2 {
        let answer = decide(&shopper, "order-1", "FRAUD_RISK_ACCEPTED").await;
        assert_eq!(answer.status, 200);
        assert_eq!(risk(&shopper).await, "ACCEPTED");
    }
    let status = shopper.status().await;
    assert_eq!(status["status"], "placed");
    assert_eq!(status["outcome"]["order_id"], "order-1");
    let again = shopper.hands_over("key", &token).await.ok();
    assert_eq!(again["status"], "placed");
    assert_eq!(again["fraud_status"], "ACCEPTED");
}

/// A rejection that came after an acceptance was ignored: the merchant delivered without being paid.
#[tokio::test]
async fn a_rejection_after_an_acceptance_wins_and_calls_for_a_person() {
    let (shopper, _) = pending("once").await;
    decide(&shopper, "order-1", "FRAUD_RISK_ACCEPTED").await;
    let late = decide(&shopper, "order-1", "FRAUD_RISK_REJECTED").await;
    assert_eq!(late.status, 200);
    assert_eq!(risk(&shopper).await, "REJECTED");
    assert_eq!(shopper.status().await, json!({"status": "failed"}));
    let alerts = shopper.shop.app.store.alerts().await.unwrap();
    assert_eq!(alerts.len(), 1);
    assert_eq!(alerts[0].alert, Alert::OrderRejected);
    // Whatever comes after it.
    decide(&shopper, "order-1", "FRAUD_RISK_ACCEPTED").await;
    assert_eq!(risk(&shopper).await, "REJECTED");
    let changed = shopper.shop.put(&shopper.cart, "mug", 9).await;
    changed.is_problem(409, "cart_changed");
}

/// The secret in the address was enough to have an order taken for accepted.
#[tokio::test]
async fn a_notification_alone_decides_nothing() {
    let (shopper, _) = pending("once").await;
    for event in ["FRAUD_RISK_ACCEPTED", "FRAUD_RISK_REJECTED"] {
        let answer = tell(&shopper, "order-1", event).await;
        // To be told again, once Klarna shows it.
        answer.is_problem(503, "klarna_unavailable");
        assert_eq!(risk(&shopper).await, "PENDING");
        assert_eq!(shopper.status().await["status"], "pending");
    }
    shopper.fake.decide("order-1", "REJECTED");
    let answer = tell(&shopper, "order-1", "FRAUD_RISK_ACCEPTED").await;
    assert_eq!(answer.status, 200);
    assert_eq!(risk(&shopper).await, "REJECTED");
    for _ in 0..2 {
        let refusal = Does::Refuse(500, "INTERNAL_SERVER_ERROR", "");
        shopper.fake.next("read-order", refusal);
        let answer = tell(&shopper, "order-1", "FRAUD_RISK_ACCEPTED").await;
        answer.is_problem(503, "klarna_unavailable");
    }
}

#[tokio::test]
async fn a_rejected_order_is_no_sale_and_no_second_one_comes_of_the_cart() {
    for basket in ["once", "subscription"] {
        let (shopper, token) = pending(basket).await;
        for _ in 0..2 {
            let answer = decide(&shopper, "order-1", "FRAUD_RISK_REJECTED").await;
            assert_eq!(answer.status, 200);
        }
        assert_eq!(risk(&shopper).await, "REJECTED");
        assert_eq!(shopper.status().await, json!({"status": "failed"}));
        let again = shopper.hands_over("key", &token).await;
        again.is_problem(402, "declined");
        let changed = shopper.shop.put(&shopper.cart, "mug", 9).await;
        changed.is_problem(409, "cart_changed");
        let subscriptions = shopper.shop.app.store.subscriptions().await.unwrap();
        let ended = crate::store::SubscriptionState::Cancelled;
        assert!(subscriptions.iter().all(|one| one.state == ended));
        assert_eq!(subscriptions.len(), usize::from(basket == "subscription"));
    }
}

#[tokio::test]
async fn an_order_whose_number_was_lost_is_found_by_the_decision() {
    let shopper = callable("once").await;
    let token = shopper.agrees();
    shopper.fake.next("order", Does::LoseAnswer);
    shopper.hands_over("key", &token).await;
    let completed = Does::Refuse(404, "SESSION_COMPLETED", "completed");
    shopper.fake.next("order", completed);
    shopper.hands_over("key", &token).await.ok();
    let answer = decide(&shopper, "order-1", "FRAUD_RISK_ACCEPTED").await;
    assert_eq!(answer.status, 200);
    let order = shopper.shop.get("/shop/orders/order-1").await.ok();
    assert_eq!(order["klarna_order_id"], "order-1");
    assert_eq!(shopper.status().await["outcome"]["order_id"], "order-1");
}

#[tokio::test]
async fn a_decision_that_is_not_the_sessions_changes_nothing() {
    let (shopper, _) = pending("once").await;
    let other = decide(&shopper, "order-2", "FRAUD_RISK_ACCEPTED").await;
    other.is_problem(404, "invalid_request");
    let unknown = decide(&shopper, "order-1", "FRAUD_RISK_STOPPED").await;
    unknown.is_problem(422, "invalid_request");
    let body = json!({"order_id": "order-1", "event_type": "FRAUD_RISK_ACCEPTED"});
    for wrong in ["wrong", "0", &shopper.session, &"f".repeat(64)] {
        let answer = callback(&shopper, "notification", wrong, &body).await;
        answer.is_problem(404, "session_not_found");
    }
    for body in [
        json!({}),
        json!({"order_id": "order-1"}),
        json!([]),
        json!({"order_id": 1, "event_type": "x"}),
    ] {
        let answer = callback(&shopper, "notification", &secret(&shopper), &body).await;
        answer.is_problem(422, "invalid_request");
    }
    // Not before there is an order.
    let early = callable("once").await;
    let answer = decide(&early, "order-1", "FRAUD_RISK_ACCEPTED").await;
    answer.is_problem(404, "invalid_request");
    assert_eq!(risk(&shopper).await, "PENDING");
}
