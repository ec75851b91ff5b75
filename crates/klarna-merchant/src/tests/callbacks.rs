//! Approvals that Klarna itself tells of: with, before, after and without the browser.

use serde_json::{Value, json};

use super::{
    fake::{Does, Fake},
    shopper::{Answer, Shop, Shopper, json_request},
};

/// A shopper of a shop that Klarna can call.
pub(super) async fn callable(basket: &str) -> Shopper {
    let fake = Fake::start().await;
    let mut config = fake.config();
    config.public_url = Some("https://shop.example".to_owned());
    Shopper::with(fake, Shop::over(&config), basket).await
}

/// The secret that Klarna was given.
pub(super) fn secret(shopper: &Shopper) -> String {
    let told: Value = serde_json::from_slice(&shopper.fake.calls("create")[0].body).unwrap();
    let url = told["merchant_urls"]["authorization"].as_str().unwrap();
    let secret = url.strip_prefix("https://shop.example/klarna/callbacks/authorization/");
    secret.unwrap().to_owned()
}

pub(super) async fn callback(shopper: &Shopper, name: &str, secret: &str, body: &Value) -> Answer {
    let path = format!("/klarna/callbacks/{name}/{secret}");
    shopper.shop.send(json_request("POST", &path, body)).await
}

async fn tell(shopper: &Shopper, token: &str) {
    let body = json!({
        "authorization_token": token,
        "session_id": shopper.klarna_session,
        "merchant_reference1": "more than is needed",
    });
    let answer = callback(shopper, "authorization", &secret(shopper), &body).await;
    assert_eq!(answer.status, 204);
}

/// Waits until nothing is left of what Klarna told.
async fn taken(shopper: &Shopper) {
    let store = &shopper.shop.app.store;
    while !store.callback_approvals().await.unwrap().is_empty() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn without_the_browser_the_order_is_placed_all_the_same() {
    for (basket, status) in [
        ("once", "placed"),
        ("subscription", "placed"),
        ("trial", "stored"),
        ("mixed", "placed"),
    ] {
        let shopper = callable(basket).await;
        tell(&shopper, &shopper.agrees()).await;
        taken(&shopper).await;
        let now = shopper.status().await;
        assert_eq!(now["status"], status, "{basket}");
        assert_eq!(now["outcome"]["token_stored"], basket != "once");
        assert_eq!(
            shopper.shop.orders().await.len(),
            usize::from(basket != "trial")
        );
    }
}

/// Klarna also tells of approvals that the shopper goes on from to a page that shows the order: to
/// take them would order before the shopper has.
#[tokio::test]
async fn an_approval_that_the_shopper_has_yet_to_confirm_is_left_to_the_page() {
    let shopper = callable("once").await;
    let open = |auto_finalize: bool| {
        let body = json!({
            "cart": shopper.cart, "locale": "sv-SE", "auto_finalize": auto_finalize,
        });
        shopper.shop.post("/klarna/sessions", body)
    };
    open(false).await;
    let token = shopper.agrees();
    tell(&shopper, &token).await;
    taken(&shopper).await;
    assert_eq!(shopper.status().await["status"], "open");
    assert!(shopper.fake.steps().is_empty());

    let outcome = shopper.hands_over("key", &token).await.ok();
    assert_eq!(outcome["status"], "placed");
    assert_eq!(shopper.shop.orders().await.len(), 1);
}

/// A second tab that opened the cart as a checkout of one page made Klarna's callback order what the
/// shopper had yet to confirm.
#[tokio::test]
async fn a_cart_that_is_confirmed_later_stays_so_whatever_another_tab_says() {
    let shopper = callable("once").await;
    for auto_finalize in [false, true] {
        let body = json!({
            "cart": shopper.cart, "locale": "sv-SE", "auto_finalize": auto_finalize,
        });
        shopper.shop.post("/klarna/sessions", body).await.ok();
    }
    let token = shopper.agrees();
    tell(&shopper, &token).await;
    taken(&shopper).await;
    assert_eq!(shopper.status().await["status"], "open");
    assert!(shopper.fake.steps().is_empty());
    let outcome = shopper.hands_over("key", &token).await.ok();
    assert_eq!(outcome["status"], "placed");
}

#[tokio::test]
async fn whoever_comes_first_there_is_one_order_and_one_answer() {
    for told_first in [true, false] {
        let shopper = callable("mixed").await;
        let token = shopper.agrees();
        if told_first {
            tell(&shopper, &token).await;
            taken(&shopper).await;
        }
        let outcome = shopper.hands_over("key", &token).await.ok();
        for _ in 0..2 {
            tell(&shopper, &token).await;
            taken(&shopper).await;
        }
        assert_eq!(shopper.hands_over("key", &token).await.ok(), outcome);
        assert_eq!(outcome["order_id"], "order-1");
        assert_eq!(shopper.fake.steps(), ["token", "order"]);
        assert_eq!(shopper.shop.orders().await.len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn both_at_once_are_one_order_and_one_answer() {
    for _ in 0..20 {
        let shopper = callable("subscription").await;
        let token = shopper.agrees();
        let ((), (), outcome) = tokio::join!(
            tell(&shopper, &token),
            tell(&shopper, &token),
            shopper.hands_over("key", &token)
        );
        let outcome = outcome.ok();
        taken(&shopper).await;
        assert_eq!(shopper.status().await["outcome"], outcome);
        assert_eq!(shopper.fake.steps(), ["token", "order"]);
        assert_eq!(shopper.shop.orders().await.len(), 1);
    }
}

#[tokio::test]
async fn klarna_is_answered_before_the_order_is_placed() {
    let shopper = callable("once").await;
    shopper.fake.next("order", Does::Wait);
    tell(&shopper, &shopper.agrees()).await;
    shopper.fake.arrived().await;
    assert_eq!(shopper.status().await["status"], "authorized");
    shopper.fake.go_on();
    taken(&shopper).await;
    assert_eq!(shopper.status().await["status"], "placed");
}

#[tokio::test]
async fn what_klarna_told_outlives_an_outage() {
    let shopper = callable("once").await;
    shopper.fake.next("read", Does::Refuse(500, "", ""));
    let token = shopper.agrees();
    tell(&shopper, &token).await;
    taken(&shopper).await;
    assert_eq!(shopper.fake.count("order"), 0);
    assert!(shopper.shop.app.checkout.settle_leftovers().await);
    assert_eq!(shopper.status().await["status"], "placed");
}

#[tokio::test]
async fn a_cart_that_has_changed_is_not_ordered() {
    let shopper = callable("once").await;
    let token = shopper.agrees();
    shopper.shop.put(&shopper.cart, "mug", 5).await.ok();
    tell(&shopper, &token).await;
    taken(&shopper).await;
    assert_eq!(shopper.fake.steps(), ["cancel"]);
    assert_eq!(shopper.status().await, json!({"status": "failed"}));
    shopper
        .hands_over("key", &token)
        .await
        .is_problem(409, "cart_changed");
}

#[tokio::test]
async fn an_approval_of_a_session_that_was_replaced_is_given_back() {
    let shopper = callable("subscription").await;
    let token = shopper.agrees();
    shopper.shop.put(&shopper.cart, "mug", 1).await.ok();
    shopper.shop.refresh(&shopper.session).await.ok();
    assert_eq!(shopper.fake.count("create"), 2);
    tell(&shopper, &token).await;
    taken(&shopper).await;
    assert_eq!(shopper.fake.steps(), ["cancel"]);
    assert_eq!(shopper.fake.calls("cancel")[0].body, token.as_bytes());
    assert_eq!(shopper.status().await, json!({"status": "open"}));
}

#[tokio::test]
async fn an_approval_for_a_cart_that_was_paid_otherwise_is_given_back() {
    let shopper = callable("once").await;
    let token = shopper.agrees();
    shopper.shop.invoice(&shopper.cart).await.ok();
    tell(&shopper, &token).await;
    taken(&shopper).await;
    assert_eq!(shopper.fake.count("order"), 0);
    assert!(shopper.fake.count("cancel") >= 1);
    assert_eq!(shopper.shop.orders().await.len(), 1);
}

#[tokio::test]
async fn a_token_that_is_not_the_sessions_orders_nothing() {
    let shopper = callable("once").await;
    let older = shopper.agrees();
    let newer = shopper.agrees();
    tell(&shopper, &older).await;
    taken(&shopper).await;
    assert_eq!(shopper.fake.count("order"), 0);
    shopper.hands_over("key", &newer).await.ok();
    tell(&shopper, &older).await;
    taken(&shopper).await;
    assert_eq!(shopper.status().await["status"], "placed");
    assert_eq!(shopper.fake.orders().len(), 1);
}

#[tokio::test]
async fn an_older_approval_does_not_replace_one_that_waits() {
    let shopper = callable("once").await;
    let (older, newer) = (shopper.agrees(), shopper.agrees());
    shopper.fake.next("read", Does::Refuse(500, "", ""));
    shopper
        .hands_over("key", &newer)
        .await
        .is_problem(503, "klarna_unavailable");
    shopper.fake.next("read", Does::Refuse(500, "", ""));
    tell(&shopper, &older).await;
    while shopper.fake.count("read") < 2 {
        tokio::task::yield_now().await;
    }
    shopper.hands_over("key", &newer).await.ok();
    shopper.shop.app.checkout.settle_leftovers().await;
    taken(&shopper).await;
    assert_eq!(shopper.status().await["status"], "placed");
}

#[tokio::test]
async fn a_call_that_is_not_klarnas_is_refused() {
    let shopper = callable("once").await;
    let token = shopper.agrees();
    let good = json!({"authorization_token": token, "session_id": shopper.klarna_session});
    for wrong in ["wrong", &shopper.session, &"0".repeat(64), "%2E%2E"] {
        let answer = callback(&shopper, "authorization", wrong, &good).await;
        answer.is_problem(404, "session_not_found");
    }
    let secret = secret(&shopper);
    let unreadable = json!({"authorization_token": "../x", "session_id": shopper.klarna_session});
    for body in [
        json!({}),
        json!([]),
        json!({"session_id": "k1"}),
        json!({"authorization_token": 1, "session_id": "k1"}),
        unreadable,
    ] {
        let answer = callback(&shopper, "authorization", &secret, &body).await;
        answer.is_problem(422, "invalid_request");
    }
    let got = shopper
        .shop
        .get(&format!("/klarna/callbacks/authorization/{secret}"))
        .await;
    got.is_problem(405, "invalid_request");
    assert_eq!(shopper.fake.count("read"), 0);
    assert_eq!(shopper.status().await, json!({"status": "open"}));
}

#[tokio::test]
async fn the_secret_is_the_sessions_own_and_not_in_the_database() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("shop.db");
    let fake = Fake::start().await;
    let mut config = fake.config();
    config.public_url = Some("https://shop.example".to_owned());
    config.database = crate::Database::File(file.clone());
    let shopper = Shopper::with(fake, Shop::over(&config), "once").await;
    let first = secret(&shopper);
    let other = callable("once").await;
    assert_ne!(secret(&other), first);
    shopper.fake.next("order", Does::LoseAnswer);
    shopper.hands_over("key", &shopper.agrees()).await;
    for suffix in ["", "-wal"] {
        let bytes = std::fs::read(format!("{}{suffix}", file.display())).unwrap();
        let found = bytes
            .windows(first.len())
            .any(|window| window == first.as_bytes());
        assert!(!found, "shop.db{suffix}");
    }
    // The order names the same address.
    let sent = String::from_utf8(shopper.fake.calls("order")[0].body.to_vec()).unwrap();
    assert!(sent.contains(&format!("/callbacks/notification/{first}")));
}

#[tokio::test]
async fn a_shop_that_klarna_cannot_call_does_not_ask_for_it() {
    let shopper = Shopper::arrives().await;
    let told: Value = serde_json::from_slice(&shopper.fake.calls("create")[0].body).unwrap();
    assert_eq!(told["merchant_urls"].as_object().unwrap().len(), 1);
}
