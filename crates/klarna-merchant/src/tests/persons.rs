//! Outcomes that only a person can find out, and the race between the person and the worker.

use std::time::Duration;

use klarna_payments::{FraudStatus, OrderId};
use serde_json::json;

use super::{
    callbacks::{callable, callback, secret},
    fake::Does,
    shopper::{Shop, Shopper, approval},
};
use crate::store::{OpenQuestion, PersonSettled, Settlement};
use approval_rules::{Alert, KnownOrder};

/// A shopper whose order was sent, and of which Klarna says nothing for an hour.
async fn in_the_dark() -> (Shopper, String, String) {
    let shopper = callable("once").await;
    let token = shopper.agrees();
    shopper.fake.next("order", Does::LoseAnswer);
    shopper.hands_over("key", &token).await;
    shopper.shop.wait(Duration::from_secs(66 * 60));
    let number = open(&shopper.shop).await.pop().unwrap().0;
    (shopper, token, number)
}

/// Returns the outcomes that a person has to find out: order number and question.
async fn open(shop: &Shop) -> Vec<(String, OpenQuestion)> {
    let now = shop.app.clock.now();
    let open = shop.app.store.open_outcomes(now).await.unwrap();
    open.into_iter()
        .map(|outcome| (outcome.order_number, outcome.question))
        .collect()
}

async fn settle(shop: &Shop, number: &str, settlement: Settlement) -> PersonSettled {
    let (store, now) = (&shop.app.store, shop.app.clock.now());
    let reason = "looked in the portal".to_owned();
    store
        .settle_by_person(number, settlement, reason, now)
        .await
        .unwrap()
}

fn placed(id: &str) -> Settlement {
    Settlement::Placed(KnownOrder {
        id: OrderId::new(id),
        fraud_status: FraudStatus::Accepted,
    })
}

#[tokio::test]
async fn an_unknown_outcome_is_listed_once_no_order_can_come_any_more() {
    let shopper = Shopper::arrives().await;
    shopper.fake.next("order", Does::LoseAnswer);
    shopper.hands_over("key", &shopper.agrees()).await;
    assert!(open(&shopper.shop).await.is_empty());
    let attempt = shopper.shop.app.store.live_attempt(&shopper.cart).await;
    let number = attempt.unwrap().unwrap().order_number;
    // Klarna may still carry it out.
    let early = settle(&shopper.shop, &number, Settlement::Failed).await;
    assert_eq!(early, PersonSettled::NotOpen);
    shopper.shop.wait(Duration::from_secs(66 * 60));
    let listed = open(&shopper.shop).await;
    assert_eq!(listed, [(number.clone(), OpenQuestion::IsOrdered)]);
    let nobody = settle(&shopper.shop, "NOBODY", Settlement::Failed).await;
    assert_eq!(nobody, PersonSettled::NotFound);
}

#[tokio::test]
async fn a_session_that_klarna_has_forgotten_is_a_persons() {
    let (shopper, token, number) = in_the_dark().await;
    shopper.fake.forget_session(&shopper.klarna_session);
    let answer = shopper.hands_over("key", &token).await;
    answer.is_problem(503, "klarna_unavailable");
    // Klarna is not asked for ever.
    let asked = shopper.fake.count("read");
    assert!(shopper.shop.app.checkout.settle_leftovers().await);
    assert_eq!(shopper.fake.count("read"), asked);
    assert_eq!(shopper.fake.count("order"), 1);
    assert_eq!(
        settle(&shopper.shop, &number, placed("order-1")).await,
        PersonSettled::Done
    );
    assert_eq!(shopper.status().await["outcome"]["order_id"], "order-1");
    assert!(open(&shopper.shop).await.is_empty());
}

#[tokio::test]
async fn a_person_who_finds_no_order_opens_the_cart() {
    let (shopper, token, number) = in_the_dark().await;
    assert_eq!(
        settle(&shopper.shop, &number, Settlement::Failed).await,
        PersonSettled::Done
    );
    let again = settle(&shopper.shop, &number, Settlement::Failed).await;
    assert_eq!(again, PersonSettled::NotOpen);
    let answer = shopper.hands_over("key", &token).await;
    answer.is_problem(409, "authorization_spent");
    shopper.shop.put(&shopper.cart, "mug", 7).await.ok();
    shopper.shop.invoice(&shopper.cart).await.ok();
}

#[tokio::test]
async fn an_order_whose_id_is_lost_is_listed_until_a_person_names_it() {
    let (shopper, token, number) = in_the_dark().await;
    let outcome = shopper.hands_over("key", &token).await.ok();
    assert_eq!(outcome["status"], "pending");
    assert_eq!(open(&shopper.shop).await[0].1, OpenQuestion::OrderId);
    assert_eq!(
        settle(&shopper.shop, &number, placed("order-1")).await,
        PersonSettled::Done
    );
    let status = shopper.status().await;
    assert_eq!(status["status"], "placed");
    assert_eq!(status["outcome"]["order_id"], "order-1");
    assert!(open(&shopper.shop).await.is_empty());
}

/// An order of which Klarna shows the session alone, and a person finds none: when Klarna shows the order
/// all the same, it could not be recorded a second time.
#[tokio::test]
async fn an_order_that_a_person_took_back_comes_back_with_its_id() {
    let (shopper, token, number) = in_the_dark().await;
    shopper.hands_over("key", &token).await.ok();
    let failed = settle(&shopper.shop, &number, Settlement::Failed).await;
    assert_eq!(failed, PersonSettled::Done);
    assert_eq!(shopper.status().await, json!({"status": "failed"}));
    // What was ordered once is not ordered again.
    let changed = shopper.shop.put(&shopper.cart, "mug", 7).await;
    changed.is_problem(409, "cart_changed");
    let found = settle(&shopper.shop, &number, placed("order-1")).await;
    assert_eq!(found, PersonSettled::Done);
    let status = shopper.status().await;
    assert_eq!(status["outcome"]["order_id"], "order-1");
    let orders = shopper.shop.orders().await;
    assert_eq!(orders.len(), 1);
    assert_eq!(orders[0]["fraud_status"], "ACCEPTED");
    let alerts = shopper.shop.app.store.alerts().await.unwrap();
    assert_eq!(alerts[0].alert, Alert::OrderAfterFailure);
}

/// The worker has put the question to Klarna, and a person answers meanwhile: what Klarna says with an
/// id counts, and the person learns of it.
#[tokio::test(flavor = "multi_thread")]
async fn klarnas_answer_after_a_persons_wins_where_it_has_an_order() {
    let shopper = Shopper::arrives().await;
    shopper.fake.next("order", Does::WaitWithAnswer);
    let request = approval(&shopper.session, "key", &shopper.agrees(), 1);
    let shop = shopper.shop.clone();
    let worker = tokio::spawn(async move { shop.send(request).await });
    shopper.fake.arrived().await;
    shopper.shop.wait(Duration::from_secs(66 * 60));
    let number = open(&shopper.shop).await.pop().unwrap().0;
    assert_eq!(
        settle(&shopper.shop, &number, Settlement::Failed).await,
        PersonSettled::Done
    );
    assert_eq!(shopper.status().await, json!({"status": "failed"}));
    shopper.fake.go_on();
    assert_eq!(worker.await.unwrap().ok()["order_id"], "order-1");
    let alerts = shopper.shop.app.store.alerts().await.unwrap();
    assert_eq!(alerts[0].alert, Alert::OrderAfterFailure);
    assert_eq!(shopper.shop.orders().await.len(), 1);
    assert_eq!(
        settle(&shopper.shop, &number, Settlement::Seen).await,
        PersonSettled::Done
    );
    assert!(shopper.shop.app.store.alerts().await.unwrap().is_empty());
    assert_eq!(
        settle(&shopper.shop, &number, Settlement::Seen).await,
        PersonSettled::NotFound
    );
}

/// The other end of the race: the worker has written first, and the person's answer changes nothing.
#[tokio::test]
async fn a_persons_answer_after_klarnas_changes_nothing() {
    let (shopper, _, number) = in_the_dark().await;
    let push = format!("{}?order_id=order-1", secret(&shopper));
    assert_eq!(
        callback(&shopper, "push", &push, &json!({})).await.status,
        204
    );
    let late = settle(&shopper.shop, &number, Settlement::Failed).await;
    assert_eq!(late, PersonSettled::NotOpen);
    assert_eq!(shopper.status().await["status"], "placed");
    let same = settle(&shopper.shop, &number, placed("order-1")).await;
    assert_eq!(same, PersonSettled::NotOpen);
    assert_eq!(shopper.shop.orders().await.len(), 1);
}
