//! A Klarna that answers late, out of order, twice or stale, and a database that fails at the wrong
//! moment: never a second order, never a lost one.

use std::time::Duration;

use serde_json::json;

use super::{
    background::until,
    callbacks::{callback, secret},
    fake::{Does, Fake},
    shopper::{Shop, Shopper, approval},
};
use crate::{Config, Database, store::Store};
use approval_rules::{Alert, Event, Reason};

/// A server that stops waiting for Klarna after a moment.
async fn impatient() -> (Fake, Config) {
    let fake = Fake::start().await;
    let mut config = fake.config();
    config.public_url = Some("https://shop.example".to_owned());
    config.klarna.timeout = Duration::from_millis(200);
    (fake, config)
}

fn declined() -> Does {
    Does::Refuse(403, "REJECTED", "")
}

/// Klarna took longer than the server waits, and refused the repetition meanwhile. The shopper was told
/// that nothing had been ordered, and paid again.
#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_klarna_takes_after_the_server_stopped_waiting_is_the_only_one() {
    for refusal in [
        declined(),
        Does::Refuse(404, "NOT_FOUND", "Invalid authorization token"),
        Does::Refuse(409, "BAD_VALUE", "Not matching fields: [order_lines]"),
        Does::Refuse(
            403,
            "INVALID_OPERATION",
            "Authorization token already consumed",
        ),
    ] {
        let (fake, config) = impatient().await;
        let shopper = Shopper::at(fake, Shop::over(&config)).await;
        let token = shopper.agrees();
        shopper.fake.next("order", Does::Wait);
        let answer = shopper.hands_over("key", &token).await;
        answer.is_problem(503, "klarna_unavailable");
        // Repetitions are refused, and the session shows no order yet.
        shopper.fake.next("order", refusal.clone());
        shopper.fake.next("order", refusal);
        let answer = shopper.hands_over("key", &token).await;
        answer.is_problem(503, "klarna_unavailable");
        assert_eq!(shopper.status().await, json!({"status": "authorized"}));
        let invoiced = shopper.shop.invoice(&shopper.cart).await;
        invoiced.is_problem(409, "cart_changed");
        shopper.fake.go_on();
        until(async || shopper.fake.orders().len() == 1).await;
        until(async || shopper.status().await["status"] != "authorized").await;
        assert_eq!(shopper.shop.orders().await.len(), 1);
        assert_eq!(shopper.fake.orders().len(), 1);
    }
}

/// One stale read after a 500 reopened the cart.
#[tokio::test]
async fn a_session_that_is_read_as_it_was_before_its_order_opens_no_cart() {
    let shopper = Shopper::arrives().await;
    let token = shopper.agrees();
    shopper.fake.next("order", Does::LoseAnswer);
    shopper.hands_over("key", &token).await;
    for _ in 0..2 {
        shopper
            .fake
            .next("order", Does::Refuse(404, "NOT_FOUND", "Invalid token"));
        // Before the repetition, and after it.
        for _ in 0..2 {
            shopper.fake.next("read", Does::Stale);
        }
        let answer = shopper.hands_over("key", &token).await;
        answer.is_problem(503, "klarna_unavailable");
        let opened = shopper.shop.open(&shopper.cart, "sv-SE").await;
        assert_ne!(opened.status, 201);
        if shopper.status().await["status"] != "authorized" {
            break;
        }
    }
    assert_eq!(shopper.fake.count("create"), 1);
    assert_eq!(shopper.shop.orders().await.len(), 1);
    assert_eq!(shopper.fake.orders().len(), 1);
}

/// A completed session was a reason for a new one, also where an order had been sent in it.
#[tokio::test]
async fn a_completed_session_is_the_order_of_its_sent_approval() {
    let shopper = Shopper::arrives().await;
    let token = shopper.agrees();
    shopper.fake.next("order", Does::LoseAnswer);
    shopper.hands_over("key", &token).await;
    // Somebody has settled it as failed, wrongly.
    fail(&shopper.shop.app.store, &shopper.cart).await;
    assert_eq!(shopper.status().await, json!({"status": "failed"}));
    let opened = shopper.shop.open(&shopper.cart, "sv-SE").await;
    opened.is_problem(409, "authorization_spent");
    assert_eq!(shopper.fake.count("create"), 1);
    assert_eq!(shopper.shop.orders().await.len(), 1);
    assert_eq!(alerts(&shopper.shop).await, [Alert::OrderAfterFailure]);
    let changed = shopper.shop.put(&shopper.cart, "mug", 9).await;
    changed.is_problem(409, "cart_changed");
}

async fn fail(store: &Store, cart: &str) {
    let attempt = store.live_attempt(cart).await.unwrap().unwrap();
    // A person may say so only once no order can come.
    let now = time::OffsetDateTime::now_utc() + time::Duration::minutes(66);
    store
        .apply(attempt.id, Event::SettledAsFailed, None, now)
        .await
        .unwrap();
}

/// From here on no transaction succeeds; or every one does.
fn database_fails(shop: &Shop, fails: bool) {
    let left = if fails { 0 } else { i64::MAX };
    let transactions = &shop.app.store.transactions_until_crash;
    transactions.store(left, std::sync::atomic::Ordering::SeqCst);
}

async fn alerts(shop: &Shop) -> Vec<Alert> {
    let alerts = shop.app.store.alerts().await.unwrap();
    alerts.into_iter().map(|stored| stored.alert).collect()
}

/// Of two servers, the one with the refusal wrote first, and the order's id was thrown away.
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_with_an_id_counts_whoever_wrote_before_it() {
    let folder = tempfile::tempdir().unwrap();
    let fake = Fake::start().await;
    let mut config = fake.config();
    config.database = Database::File(folder.path().join("shop.db"));
    let shopper = Shopper::at(fake, Shop::over(&config)).await;
    let other = shopper.shop.again(&config);
    let token = shopper.agrees();
    shopper.fake.next("order", Does::WaitWithAnswer);
    let request = approval(&shopper.session, "key", &token, 1);
    let shop = shopper.shop.clone();
    let waiting = tokio::spawn(async move { shop.send(request).await });
    shopper.fake.arrived().await;
    // Carried out, and not yet answered.
    let completed = Does::Refuse(404, "SESSION_COMPLETED", "completed");
    shopper.fake.next("order", completed);
    let answer = other.approve(&shopper.session, "key", &token, 1).await.ok();
    assert_eq!(answer["status"], "pending");
    assert_eq!(answer.get("order_id"), None);
    shopper.fake.go_on();
    let answer = waiting.await.unwrap().ok();
    assert_eq!(answer["order_id"], "order-1");
    let order = other.get("/shop/orders/order-1").await.ok();
    assert_eq!(order["fraud_status"], "ACCEPTED");
    assert_eq!(shopper.status().await["outcome"]["order_id"], "order-1");
    assert!(alerts(&other).await.is_empty());
}

/// The database was locked when Klarna's answer came: the order stayed unknown until a restart.
#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_the_database_did_not_take_is_recorded_once_it_does() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("shop.db");
    let fake = Fake::start().await;
    let mut config = fake.config();
    config.database = Database::File(file.clone());
    let shopper = Shopper::at(fake, Shop::over(&config)).await;
    let (running, stopped) = tokio::sync::watch::channel(false);
    let checkout = shopper.shop.app.checkout.clone();
    let settling = tokio::spawn(crate::checkout::keep_settling(checkout, stopped));
    shopper.fake.next("order", Does::WaitWithAnswer);
    let request = approval(&shopper.session, "key", &shopper.agrees(), 1);
    let shop = shopper.shop.clone();
    let waiting = tokio::spawn(async move { shop.send(request).await });
    shopper.fake.arrived().await;
    database_fails(&shopper.shop, true);
    // Klarna does not give the id a second time.
    for _ in 0..9 {
        let completed = Does::Refuse(404, "SESSION_COMPLETED", "completed");
        shopper.fake.next("order", completed);
    }
    shopper.fake.go_on();
    waiting.await.unwrap().is_problem(500, "internal");
    database_fails(&shopper.shop, false);
    until(async || shopper.shop.orders().await.len() == 1).await;
    let order = shopper.shop.get("/shop/orders/order-1").await.ok();
    assert_eq!(order["fraud_status"], "ACCEPTED");
    drop(running);
    settling.await.unwrap();
}

/// The same, and the server was killed too: with nobody to ask again, Klarna's push brings the id.
#[tokio::test(flavor = "multi_thread")]
async fn a_push_brings_the_id_of_an_order_whose_answer_was_lost() {
    let (fake, config) = impatient().await;
    let shopper = Shopper::at(fake, Shop::over(&config)).await;
    let secret = secret(&shopper);
    let push = async |order: &str| {
        let path = format!("{secret}?order_id={order}");
        callback(&shopper, "push", &path, &json!({})).await
    };
    push("order-1").await.is_problem(404, "invalid_request");
    let token = shopper.agrees();
    shopper.fake.next("order", Does::LoseAnswer);
    shopper.hands_over("key", &token).await;
    let other = Shopper::at(shopper.fake.clone(), shopper.shop.clone()).await;
    for wrong in ["order-2", "", "..%2F"] {
        let answer = push(wrong).await;
        assert!(answer.status.is_client_error(), "{wrong}");
    }
    shopper
        .fake
        .next("read-order", Does::Refuse(503, "SERVICE_UNAVAILABLE", ""));
    push("order-1").await.is_problem(503, "klarna_unavailable");
    for _ in 0..2 {
        assert_eq!(push("order-1").await.status, 204);
        assert_eq!(shopper.status().await["outcome"]["order_id"], "order-1");
        assert_eq!(shopper.shop.orders().await.len(), 1);
    }
    // Another cart's order is none of its own.
    let answer = callback(&other, "push", "nobody?order_id=order-1", &json!({})).await;
    answer.is_problem(404, "session_not_found");
    assert_eq!(other.status().await, json!({"status": "open"}));
}

/// An approval that was not sent any more when a person paid otherwise, and yet has an order.
#[tokio::test]
async fn a_second_order_of_a_cart_is_said_and_changes_nothing() {
    let shopper = Shopper::arrives().await;
    let token = shopper.agrees();
    shopper.fake.next("order", Does::LoseAnswer);
    shopper.hands_over("key", &token).await;
    fail(&shopper.shop.app.store, &shopper.cart).await;
    shopper.shop.invoice(&shopper.cart).await.ok();
    let attempt = shopper.shop.app.store.latest_attempt(&shopper.session);
    let attempt = attempt.await.unwrap().unwrap();
    let order = approval_rules::KnownOrder {
        id: klarna_payments::OrderId::new("order-1"),
        fraud_status: klarna_payments::FraudStatus::Accepted,
    };
    for _ in 0..2 {
        let now = time::OffsetDateTime::now_utc();
        let event = Event::Shown(order.clone());
        let store = &shopper.shop.app.store;
        store.apply(attempt.id, event, None, now).await.unwrap();
    }
    assert_eq!(alerts(&shopper.shop).await, [Alert::SecondOrder]);
    assert_eq!(shopper.shop.orders().await.len(), 1);
    assert_eq!(shopper.shop.orders().await[0]["payment"], "invoice");
    assert_eq!(Reason::SettledByPerson.problem().status, 409);
}
