//! Klarna's contradictory answers about an order that is placed.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::timeout;

use crate::{
    desk::{Desk, purchase},
    tokens::{new_token, sign_up, trial},
};

const ORDERED: &str = "one order is placed, and stays";

impl Desk {
    async fn order_ids(&self) -> Vec<Value> {
        let state = self.call("GET", "/sandbox/state", Value::Null).await.ok();
        let orders = state["orders"].as_array().expect("a list").iter();
        orders.map(|order| order["id"].clone()).collect()
    }
}

/// The answer takes longer than the test.
#[tokio::test]
async fn an_order_is_placed_before_its_answer_comes_late() {
    let desk = Desk::new();
    let (session, token) = desk.approved(purchase()).await;
    let fault = json!({
        "kind": "rest-slow", "call": "create-order", "delay_ms": 600_000, "times": 1,
    });
    desk.fault(fault).await.ok();
    let asked = desk.order(&token, purchase());
    assert!(timeout(Duration::from_millis(1), asked).await.is_err());
    assert_eq!(desk.read(&session).await.ok()["status"], "complete");
    let again = desk.order(&token, purchase()).await.ok();
    assert_eq!(desk.order_ids().await, [again["order_id"].clone()]);
}

#[tokio::test]
async fn an_order_is_placed_and_answered_with_an_error() {
    let desk = Desk::new();
    let (session, token) = desk.approved(purchase()).await;
    let fault = json!({
        "kind": "rest-500", "call": "create-order", "carried_out": true, "times": 1,
    });
    desk.fault(fault).await.ok();
    assert_eq!(desk.order(&token, purchase()).await.error().0, 500);
    assert_eq!(desk.read(&session).await.ok()["status"], "complete");
    assert_eq!(desk.order_ids().await.len(), 1);
}

#[tokio::test]
async fn an_order_that_is_asked_for_again_is_refused() {
    for (kind, refusal) in [
        (
            "order-repeated-403",
            (
                403,
                "INVALID_OPERATION",
                vec!["Authorization token already consumed"],
            ),
        ),
        (
            "order-repeated-404",
            (
                404,
                "SESSION_COMPLETED",
                vec!["The session's order is already placed"],
            ),
        ),
        (
            "order-repeated-not-found",
            (404, "NOT_FOUND", vec!["Invalid authorization token"]),
        ),
    ] {
        let desk = Desk::new();
        let (session, token) = desk.approved(purchase()).await;
        desk.fault(json!({ "kind": kind, "times": 1 })).await.ok();
        // The first time is no repetition.
        let order = desk.order(&token, purchase()).await.ok();
        assert_eq!(desk.state.faults().len(), 1);
        assert_eq!(desk.order(&token, purchase()).await.error(), refusal);
        assert!(desk.state.faults().is_empty());
        assert_eq!(desk.order(&token, purchase()).await.ok(), order);
        assert_eq!(desk.read(&session).await.ok()["status"], "complete");
        assert_eq!(desk.order_ids().await.len(), 1, "{ORDERED}");
    }
}

#[tokio::test]
async fn a_session_is_read_as_it_was_before_its_order() {
    let desk = Desk::new();
    let (session, token) = desk.approved(purchase()).await;
    desk.fault(json!({ "kind": "session-stale", "times": 1 }))
        .await
        .ok();
    let before = desk.read(&session).await.ok();
    assert_eq!(before["status"], "incomplete");
    assert_eq!(before["authorization_token"], token);
    // A read before the order is not stale: the fault waits.
    assert_eq!(desk.state.faults().len(), 1);
    desk.order(&token, purchase()).await.ok();
    assert_eq!(desk.read(&session).await.ok(), before);
    let after = desk.read(&session).await.ok();
    assert_eq!(after["status"], "complete");
    assert!(after["authorization_token"].is_null());
    assert_eq!(desk.order_ids().await.len(), 1, "{ORDERED}");
}

#[tokio::test]
async fn a_session_that_stores_a_token_is_read_as_before_that() {
    let desk = Desk::new();
    let (session, token) = desk.approved(trial()).await;
    let before = desk.read(&session).await.ok();
    desk.store(&token, new_token()).await.ok();
    desk.fault(json!({ "kind": "session-stale", "session": session, "times": 1 }))
        .await
        .ok();
    // Another session's read does not take it.
    let (other, other_token) = desk.approved(sign_up()).await;
    desk.order(&other_token, sign_up()).await.ok();
    assert_eq!(desk.read(&other).await.ok()["status"], "complete");
    assert_eq!(desk.read(&session).await.ok(), before);
    assert_eq!(desk.read(&session).await.ok()["status"], "complete");
}
