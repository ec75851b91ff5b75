//! Handing over an approval: once, again, late, and with the wrong things.

use serde_json::json;

use super::{
    fake::Does,
    shopper::{Shop, Shopper},
};

#[tokio::test]
async fn an_approval_becomes_an_order() {
    let shopper = Shopper::arrives().await;
    assert_eq!(shopper.status().await, json!({"status": "open"}));
    let token = shopper.agrees();
    let outcome = shopper.hands_over("key", &token).await.ok();
    assert_eq!(
        outcome,
        json!({
            "status": "placed",
            "order_id": "order-1",
            "redirect_url": "https://klarna.example/order-1",
            "fraud_status": "ACCEPTED",
            "token_stored": false,
        })
    );
    assert_eq!(
        shopper.status().await,
        json!({"status": "placed", "outcome": outcome})
    );

    let orders = shopper.shop.orders().await;
    assert_eq!(orders.len(), 1);
    assert_eq!(orders[0]["klarna_order_id"], "order-1");
    assert_eq!(orders[0]["payment"], "klarna");
    let by_klarnas_number = shopper.shop.get("/shop/orders/order-1").await.ok();
    assert_eq!(by_klarnas_number, orders[0]);
    let cart = shopper.shop.read_cart(&shopper.cart).await.ok();
    assert_eq!(cart["order_id"], orders[0]["id"]);
    assert_eq!(cart["total"], orders[0]["total"]);
}

#[tokio::test]
async fn the_order_repeats_what_klarna_was_told_word_for_word() {
    let shopper = Shopper::arrives().await;
    shopper.hands_over("key", &shopper.agrees()).await.ok();
    let told = &shopper.fake.calls("create")[0].body;
    let ordered = &shopper.fake.calls("order")[0].body;
    let mut told: serde_json::Value = serde_json::from_slice(told).unwrap();
    let mut ordered: serde_json::Value = serde_json::from_slice(ordered).unwrap();
    let order = &shopper.shop.orders().await[0];
    let (told, ordered) = (told.as_object_mut(), ordered.as_object_mut());
    let (told, ordered) = (told.unwrap(), ordered.unwrap());
    assert_eq!(told.remove("intent"), Some(json!("buy")));
    assert_eq!(ordered.remove("auto_capture"), Some(json!(false)));
    let number = ordered.remove("merchant_reference1");
    assert_eq!(number.as_ref(), Some(&order["id"]));
    assert_eq!(told, ordered);
    assert_eq!(
        told["merchant_urls"]["confirmation"],
        "http://shop.test/confirmation?order={order.id}"
    );
}

#[tokio::test]
async fn the_same_key_gets_the_same_answer_and_asks_klarna_once() {
    let shopper = Shopper::arrives().await;
    let token = shopper.agrees();
    let first = shopper.hands_over("key", &token).await.ok();
    let calls = shopper.fake.count("read");
    assert_eq!(shopper.hands_over("key", &token).await.ok(), first);
    assert_eq!(shopper.fake.count("order"), 1);
    assert_eq!(shopper.fake.count("read"), calls);
}

#[tokio::test]
async fn another_key_with_the_same_token_gets_the_same_order() {
    let shopper = Shopper::arrives().await;
    let token = shopper.agrees();
    let first = shopper.hands_over("key", &token).await.ok();
    assert_eq!(shopper.hands_over("other", &token).await.ok(), first);
    assert_eq!(shopper.fake.count("order"), 1);
}

#[tokio::test]
async fn a_key_that_came_with_another_approval_is_refused() {
    let shopper = Shopper::arrives().await;
    let token = shopper.agrees();
    shopper.hands_over("key", &token).await.ok();
    let other_token = shopper.hands_over("key", "another").await;
    other_token.is_problem(422, "invalid_request");
    let other_version = shopper.shop.approve(&shopper.session, "key", &token, 2);
    other_version.await.is_problem(422, "invalid_request");
}

#[tokio::test]
async fn a_second_token_for_an_ordered_cart_is_spent() {
    let shopper = Shopper::arrives().await;
    shopper.hands_over("key", &shopper.agrees()).await.ok();
    let again = shopper.hands_over("other", &shopper.agrees()).await;
    again.is_problem(409, "authorization_spent");
    assert_eq!(shopper.fake.orders().len(), 1);
}

#[tokio::test]
async fn a_token_of_another_session_orders_nothing() {
    let shopper = Shopper::arrives().await;
    let other = Shopper::at(shopper.fake.clone(), shopper.shop.clone()).await;
    let token = other.agrees();
    // Both carts are alike: Klarna itself would see nothing wrong.
    let before_any = shopper.hands_over("key", &token).await;
    before_any.is_problem(409, "authorization_spent");
    let third = Shopper::at(shopper.fake.clone(), shopper.shop.clone()).await;
    third.agrees();
    let beside_its_own = third.hands_over("key", &token).await;
    beside_its_own.is_problem(409, "authorization_spent");
    assert_eq!(shopper.fake.count("order"), 0);
    assert_eq!(shopper.fake.count("cancel"), 0);
    // Its own session can still use it.
    other.hands_over("key", &token).await.ok();
}

#[tokio::test]
async fn an_approval_of_an_older_cart_is_given_back() {
    let shopper = Shopper::arrives().await;
    let token = shopper.agrees();
    shopper.shop.put(&shopper.cart, "mug", 5).await.ok();
    let answer = shopper.hands_over("key", &token).await;
    answer.is_problem(409, "cart_changed");
    let given_back = shopper.fake.calls("cancel");
    assert_eq!(given_back.len(), 1);
    assert_eq!(given_back[0].body, token.as_bytes());
    assert_eq!(shopper.fake.count("order"), 0);
    assert_eq!(shopper.status().await, json!({"status": "failed"}));

    // The version that Klarna was told of is what counts, not what the page says.
    let answer = shopper.agrees_to_version_2("new").await;
    answer.is_problem(409, "cart_changed");

    shopper.shop.refresh(&shopper.session).await.ok();
    let answer = shopper.agrees_to_version_2("newer").await;
    answer.ok();
    assert_eq!(shopper.fake.orders().len(), 1);
}

#[tokio::test]
async fn a_definite_answer_is_recorded_and_the_next_approval_is_a_new_one() {
    let shopper = Shopper::arrives().await;
    let token = shopper.agrees();
    shopper
        .fake
        .next("order", Does::Refuse(403, "REJECTED", "no"));
    shopper
        .hands_over("key", &token)
        .await
        .is_problem(402, "declined");
    shopper
        .hands_over("key", &token)
        .await
        .is_problem(402, "declined");
    shopper
        .hands_over("other", &token)
        .await
        .is_problem(402, "declined");
    assert_eq!(shopper.fake.count("order"), 1);
    assert_eq!(shopper.status().await, json!({"status": "failed"}));
    shopper.hands_over("new", &shopper.agrees()).await.ok();
    assert_eq!(shopper.status().await["status"], "placed");
}

#[tokio::test]
async fn klarnas_word_on_the_risk_is_passed_on() {
    let shopper = Shopper::arrives().await;
    shopper.fake.next("order", Does::Risk("PENDING"));
    let outcome = shopper.hands_over("key", &shopper.agrees()).await.ok();
    assert_eq!(outcome["status"], "pending");
    assert_eq!(outcome["fraud_status"], "PENDING");
    assert_eq!(shopper.status().await["status"], "pending");

    let shopper = Shopper::arrives().await;
    shopper.fake.next("order", Does::Risk("REJECTED"));
    let answer = shopper.hands_over("key", &shopper.agrees()).await;
    answer.is_problem(402, "declined");
    assert!(shopper.shop.orders().await.is_empty());
}

#[tokio::test]
async fn an_old_approval_has_expired() {
    let shopper = Shopper::arrives().await;
    let token = shopper.agrees();
    // Klarna still names the token, and does not take it any more.
    shopper.fake.next(
        "order",
        Does::Refuse(404, "NOT_FOUND", "Invalid authorization token"),
    );
    let answer = shopper.hands_over("key", &token).await;
    answer.is_problem(410, "authorization_expired");

    // Klarna does not name it any more.
    let token = shopper.agrees();
    shopper.fake.forget_approval(&shopper.klarna_session);
    let answer = shopper.hands_over("new", &token).await;
    answer.is_problem(410, "authorization_expired");
}

#[tokio::test]
async fn an_approval_in_a_session_that_has_ended_is_refused() {
    let shopper = Shopper::arrives().await;
    let token = shopper.agrees();
    shopper.fake.forget_session(&shopper.klarna_session);
    let answer = shopper.hands_over("key", &token).await;
    answer.is_problem(410, "session_expired");
    assert_eq!(shopper.fake.count("order"), 0);
}

#[tokio::test]
async fn the_token_is_forgotten_with_the_outcome() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("shop.db");
    let fake = super::fake::Fake::start().await;
    let mut config = fake.config();
    config.database = crate::Database::File(file.clone());
    let shopper = Shopper::at(fake, Shop::over(&config)).await;
    let token = shopper.agrees();
    // Sealed, as `at_rest` shows.
    let stored = || -> Vec<bool> {
        let database = rusqlite::Connection::open(&file).unwrap();
        let mut query = database
            .prepare("SELECT authorization_token NOT NULL FROM attempts ORDER BY id")
            .unwrap();
        let rows = query.query_map([], |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    };
    shopper.fake.next("order", Does::LoseAnswer);
    shopper
        .hands_over("key", &token)
        .await
        .is_problem(503, "klarna_unavailable");
    assert_eq!(stored(), [true]);
    shopper.hands_over("key", &token).await.ok();
    assert_eq!(stored(), [false]);
}
