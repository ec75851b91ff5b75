//! A server that stops at the worst moment.

use std::sync::atomic::Ordering;

use serde_json::json;

use super::{
    callbacks::{callback, secret},
    fake::{Does, Fake},
    shopper::{Shop, Shopper, approval, json_request},
};
use crate::{Config, Database};

async fn shopper_with_file(file: &std::path::Path) -> (Shopper, Config) {
    shopper_who_wants("once", file).await
}

async fn shopper_who_wants(basket: &str, file: &std::path::Path) -> (Shopper, Config) {
    let fake = Fake::start().await;
    let mut config = fake.config();
    config.database = Database::File(file.to_owned());
    config.public_url = Some("https://shop.example".to_owned());
    let shopper = Shopper::with(fake, Shop::over(&config), basket).await;
    (shopper, config)
}

/// From here on the server writes so often, and is gone then.
fn crashes_after(shop: &Shop, writes: i64) {
    shop.app
        .store
        .transactions_until_crash
        .store(writes, Ordering::SeqCst);
}

/// Returns the number of transactions left to a server that [`crashes_after`] some.
fn transactions_left(shop: &Shop) -> i64 {
    shop.app
        .store
        .transactions_until_crash
        .load(Ordering::SeqCst)
}

#[tokio::test]
async fn a_server_that_died_after_the_order_was_sent_finds_it_when_it_starts() {
    let folder = tempfile::tempdir().unwrap();
    let (shopper, config) = shopper_with_file(&folder.path().join("shop.db")).await;
    shopper.fake.next("order", Does::LoseAnswer);
    let token = shopper.agrees();
    shopper.hands_over("key", &token).await;
    assert!(shopper.shop.orders().await.is_empty());

    let shop = shopper.shop.again(&config);
    shop.app.checkout.settle_leftovers().await;
    assert_eq!(shop.orders().await.len(), 1);
    assert_eq!(shopper.fake.orders().len(), 1);
    let status = shop.status(&shopper.session).await;
    assert_eq!(status["status"], "pending");
    assert_eq!(shopper.fake.count("order"), 1);
    pushed(&shop, &shopper).await;
    let status = shop.status(&shopper.session).await;
    assert_eq!(status["outcome"]["order_id"], "order-1");
    let again = shop.approve(&shopper.session, "key", &token, 1).await.ok();
    assert_eq!(again["order_id"], "order-1");
}

#[tokio::test]
async fn a_server_that_died_before_the_order_was_sent_sends_it() {
    let folder = tempfile::tempdir().unwrap();
    let (shopper, config) = shopper_with_file(&folder.path().join("shop.db")).await;
    shopper.fake.next("read", Does::Refuse(500, "", ""));
    let token = shopper.agrees();
    shopper.hands_over("key", &token).await;
    assert_eq!(shopper.fake.count("order"), 0);

    let shop = shopper.shop.again(&config);
    let outcome = shop.approve(&shopper.session, "key", &token, 1).await.ok();
    assert_eq!(outcome["order_id"], "order-1");
    assert_eq!(shop.orders().await.len(), 1);
}

#[tokio::test]
async fn a_shopper_who_closes_the_browser_still_gets_the_order() {
    let shopper = Shopper::arrives().await;
    shopper.fake.next("order", Does::Wait);
    let request = approval(&shopper.session, "key", &shopper.agrees(), 1);
    let shop = shopper.shop.clone();
    let request = tokio::spawn(async move { shop.send(request).await });
    shopper.fake.arrived().await;
    request.abort();
    assert!(request.await.unwrap_err().is_cancelled());
    shopper.fake.go_on();
    while shopper.status().await["status"] == "authorized" {
        tokio::task::yield_now().await;
    }
    assert_eq!(shopper.status().await["status"], "placed");
    assert_eq!(shopper.fake.count("order"), 1);
}

/// Klarna calls the server that took the place of the one that died: it says the order's id.
async fn pushed(shop: &Shop, shopper: &Shopper) {
    let path = format!(
        "/klarna/callbacks/push/{}?order_id=order-1",
        secret(shopper)
    );
    let answer = shop.send(json_request("POST", &path, &json!({}))).await;
    assert_eq!(answer.status, 204);
}

/// What has to be so in the end, wherever the server died in between.
async fn all_came_once(shopper: &Shopper, shop: &Shop, basket: &str) {
    let (orders, tokens) = match basket {
        "once" => (1, 0),
        "trial" => (0, 1),
        _ => (1, 1),
    };
    assert_eq!(shopper.fake.orders().len(), orders);
    assert_eq!(shop.orders().await.len(), orders);
    assert_eq!(shopper.fake.tokens().len(), tokens);
    let subscriptions = shop.app.store.subscriptions().await.unwrap();
    assert_eq!(subscriptions.len(), tokens);
    let mut status = shop.status(&shopper.session).await;
    if status["status"] == "pending" {
        // The order's id was lost with the server, and Klarna is not asked for the order again.
        assert_eq!(status["outcome"].get("order_id"), None);
        assert_eq!(shopper.fake.count("order"), 1);
        pushed(shop, shopper).await;
        status = shop.status(&shopper.session).await;
    }
    let done = if basket == "trial" {
        "stored"
    } else {
        "placed"
    };
    assert_eq!(status["status"], done);
    assert_eq!(status["outcome"]["token_stored"], tokens == 1);
    let sent = shopper.fake.calls("order");
    assert!(sent.iter().all(|call| call.body == sent[0].body));
    let asked = shopper.fake.calls("token");
    assert!(asked.iter().all(|call| call.body == asked[0].body));
    assert_eq!(shopper.fake.count("cancel"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_killed_between_any_two_writes_goes_on_where_it_stopped() {
    for basket in ["once", "subscription", "trial", "mixed"] {
        let mut writes = 0;
        loop {
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join("shop.db");
            let (shopper, config) = shopper_who_wants(basket, &file).await;
            let token = shopper.agrees();
            crashes_after(&shopper.shop, writes);
            let answer = shopper.hands_over("key", &token).await;
            let lived = transactions_left(&shopper.shop) >= 0;
            assert_eq!(answer.status.is_success(), lived, "{basket} {writes}");

            // Another address, as with a port that was free: a repeated order stays the same.
            let mut config = config;
            config.public_url = Some("https://elsewhere.example".to_owned());
            let shop = shopper.shop.again(&config);
            assert!(shop.app.checkout.settle_leftovers().await);
            let outcome = shop.approve(&shopper.session, "key", &token, 1).await.ok();
            assert_eq!(outcome["token_stored"], basket != "once");
            all_came_once(&shopper, &shop, basket).await;
            if lived {
                break;
            }
            writes += 1;
        }
        assert!(writes > 5, "{basket}: {writes}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_klarna_told_is_not_forgotten_by_a_server_that_dies() {
    for writes in 2..12 {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("shop.db");
        let (shopper, config) = shopper_who_wants("mixed", &file).await;
        let token = shopper.agrees();
        let body = serde_json::json!({
            "authorization_token": token,
            "session_id": shopper.klarna_session,
        });
        let secret = secret(&shopper);
        // The session is looked up, the approval written down, and Klarna answered.
        crashes_after(&shopper.shop, writes);
        let answer = callback(&shopper, "authorization", &secret, &body).await;
        assert_eq!(answer.status, 204);
        while transactions_left(&shopper.shop) > 0 {
            tokio::task::yield_now().await;
        }
        let shop = shopper.shop.again(&config);
        assert!(shop.app.checkout.settle_leftovers().await);
        all_came_once(&shopper, &shop, "mixed").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_carried_through_by_the_next_server() {
    let mut writes = 0;
    loop {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("shop.db");
        let (shopper, config) = shopper_who_wants("subscription", &file).await;
        let token = shopper.agrees();
        for _ in 0..3 {
            shopper
                .fake
                .next("token", Does::Refuse(403, "REJECTED", ""));
        }
        crashes_after(&shopper.shop, writes);
        shopper.hands_over("key", &token).await;
        let lived = transactions_left(&shopper.shop) >= 0;
        let shop = shopper.shop.again(&config);
        assert!(shop.app.checkout.settle_leftovers().await);
        let answer = shop.approve(&shopper.session, "key", &token, 1).await;
        answer.is_problem(402, "declined");
        assert_eq!(shopper.fake.count("order"), 0);
        assert!(shopper.fake.count("cancel") >= 1);
        if lived {
            break;
        }
        writes += 1;
    }
}
