//! The push: an order exists.

use serde_json::{Value, json};

use super::{Ear, logged};
use crate::{
    desk::{Desk, purchase, with},
    tokens::{charges::renewal, sign_up},
};

impl Ear {
    /// A URL of this server with both placeholders.
    fn push_url(&self) -> Value {
        json!(format!(
            "{}/push/secret?order={{order.id}}&session={{session.id}}",
            self.url
        ))
    }

    /// A body that asks for a push here, and for no other callback.
    fn pushed(&self, body: Value) -> Value {
        with(body, "merchant_urls.push", self.push_url())
    }
}

fn id(order: &Value) -> &str {
    order["order_id"].as_str().expect("an id")
}

fn push(order: &Value, session: &str) -> (String, Value) {
    let query = format!("order={}&session={session}", id(order));
    ("push".to_owned(), json!(query))
}

/// Approves and orders. The order brings no URLs of its own.
async fn placed(desk: &Desk, body: Value) -> (String, Value) {
    let (session, token) = desk.approved(body.clone()).await;
    let order = with(body, "merchant_urls", Value::Null);
    let order = desk.order(&token, order).await.ok();
    (session, order)
}

#[tokio::test]
async fn an_order_is_pushed_with_its_ids_in_the_url_and_no_body() {
    let desk = Desk::new();
    let mut ear = Ear::answering(&[]).await;
    let (session, order) = placed(&desk, ear.pushed(purchase())).await;
    assert_eq!(ear.next().await, push(&order, &session));
    assert_eq!(
        logged(&desk, 1).await[0],
        json!({
            "number": 2, "at": "1970-01-01T00:00:00Z", "merchant": "shop", "method": "CALLBACK",
            "path": "push", "status": 204, "correlation_id": null, "session": session,
            "request": { "order_id": order["order_id"], "session_id": session },
            "response": null,
        })
    );
    assert!(ear.is_quiet());
}

#[tokio::test]
async fn the_orders_own_url_takes_the_place_of_the_sessions() {
    let desk = Desk::new();
    let mut of_session = Ear::answering(&[]).await;
    let mut of_order = Ear::answering(&[]).await;
    let (session, token) = desk.approved(of_session.pushed(purchase())).await;
    let order = desk.order(&token, of_order.pushed(purchase())).await.ok();
    assert_eq!(of_order.next().await, push(&order, &session));
    logged(&desk, 1).await;
    assert!(of_session.is_quiet());
}

#[tokio::test]
async fn an_order_that_is_asked_for_again_is_not_pushed_again() {
    let desk = Desk::new();
    let mut ear = Ear::answering(&[]).await;
    let (_, token) = desk.approved(ear.pushed(purchase())).await;
    let body = with(purchase(), "merchant_urls", Value::Null);
    let order = desk.order(&token, body.clone()).await.ok();
    assert_eq!(desk.order(&token, body).await.ok(), order);
    ear.next().await;
    // Another one comes next.
    let (session, other) = placed(&desk, ear.pushed(purchase())).await;
    assert_eq!(ear.next().await, push(&other, &session));
    assert_eq!(logged(&desk, 2).await.len(), 2);
}

#[tokio::test]
async fn an_order_with_a_customer_token_is_pushed_only_where_it_says_so_itself() {
    let desk = Desk::new();
    let mut ear = Ear::answering(&[]).await;
    let (session, authorization) = desk.approved(ear.pushed(sign_up())).await;
    let token = desk.stored(&authorization).await;
    desk.charge(&token, renewal()).await.ok();
    let mut asks = renewal();
    asks["merchant_urls"] = json!({
        "confirmation": "https://shop.example/thanks", "push": ear.push_url(),
    });
    let order = desk.charge_under("one", &token, asks.clone()).await.ok();
    assert_eq!(ear.next().await, push(&order, &session));
    // Under the same key there is no other order.
    desk.charge_under("one", &token, asks).await.ok();
    let (session, order) = placed(&desk, ear.pushed(purchase())).await;
    assert_eq!(ear.next().await, push(&order, &session));
    assert_eq!(logged(&desk, 2).await.len(), 2);
}

#[tokio::test]
async fn a_push_that_is_not_taken_is_repeated() {
    let desk = Desk::new();
    let mut ear = Ear::answering(&[503]).await;
    placed(&desk, ear.pushed(purchase())).await;
    let first = ear.next().await;
    assert_eq!(ear.next().await, first);
    let log = logged(&desk, 2).await;
    assert_eq!([&log[0]["status"], &log[1]["status"]], [503, 204]);
}

#[tokio::test]
async fn a_push_is_held_back_or_repeated_without_the_other_callbacks() {
    let desk = Desk::new();
    let mut ear = Ear::answering(&[]).await;
    let body = || ear.pushed(ear.told(purchase()));
    let bodies = [body(), body()];
    for (kind, body) in ["callback-never", "callback-twice"].into_iter().zip(bodies) {
        let fault = json!({ "kind": kind, "callback": "push", "times": 1 });
        desk.fault(fault).await.ok();
        let (session, token) = desk.approved(body).await;
        assert_eq!(ear.next().await.1["session_id"], session);
        let order = with(purchase(), "merchant_urls", Value::Null);
        let order = desk.order(&token, order).await.ok();
        if kind == "callback-twice" {
            assert_eq!(ear.next().await, push(&order, &session));
            assert_eq!(ear.next().await, push(&order, &session));
        }
        assert!(desk.state.faults().is_empty());
    }
    assert_eq!(logged(&desk, 4).await.len(), 4);
}

#[tokio::test]
async fn a_push_overtakes_an_approval_that_is_late() {
    let desk = Desk::new();
    let mut ear = Ear::answering(&[]).await;
    let late = json!({
        "kind": "callback-late", "callback": "authorization", "delay_ms": 2_000, "times": 1,
    });
    desk.fault(late).await.ok();
    let (session, order) = placed(&desk, ear.pushed(ear.told(purchase()))).await;
    assert_eq!(ear.next().await, push(&order, &session));
    let (kind, approval) = ear.next().await;
    assert_eq!(kind, "authorization");
    assert_eq!(approval["session_id"], session);
}

#[tokio::test]
async fn only_callback_faults_are_narrowed_to_a_callback() {
    let desk = Desk::new();
    for body in [
        json!({ "kind": "rest-500", "callback": "push" }),
        json!({ "kind": "callback-never", "callback": "confirmation" }),
        json!({ "kind": "callback-never", "call": "create-order" }),
    ] {
        assert_eq!(desk.fault(body).await.status, 400);
    }
}

#[tokio::test]
async fn a_notification_has_its_ids_filled_in_too() {
    let desk = Desk::new();
    let mut ear = Ear::answering(&[]).await;
    let mut body = super::american("customer+pend-accept-00@email.us");
    body["merchant_urls"]["notification"] = json!(format!("{}/{{order.id}}/secret", ear.url));
    let (_, order) = placed(&desk, body).await;
    let (kind, told) = ear.next().await;
    assert_eq!(kind, id(&order));
    assert_eq!(told["order_id"], order["order_id"]);
}
