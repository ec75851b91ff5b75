//! Signing up for a subscription: the customer token first, and the order after it.

use serde_json::{Value, json};

use super::{
    fake::Does,
    shopper::{Answer, Shopper},
};

/// What Klarna was told at the creation of its newest session.
fn told(shopper: &Shopper) -> Value {
    serde_json::from_slice(&shopper.fake.calls("create").last().unwrap().body).unwrap()
}

async fn subscriptions(shopper: &Shopper) -> usize {
    let store = &shopper.shop.app.store;
    store.subscriptions().await.unwrap().len()
}

async fn approves(shopper: &Shopper) -> Answer {
    shopper.hands_over("key", &shopper.agrees()).await
}

#[tokio::test]
async fn the_intent_and_the_terms_follow_from_the_cart() {
    for (basket, intent, amount, subscribes) in [
        ("once", "buy", 115_500, false),
        ("subscription", "buy_and_tokenize", 12_900, true),
        ("trial", "tokenize", 0, true),
        ("mixed", "buy_and_default_tokenize", 44_700, true),
    ] {
        let shopper = Shopper::wants(basket).await;
        let session = shopper.shop.open(&shopper.cart, "sv-SE").await.ok();
        assert_eq!(session["intent"], intent);
        assert_eq!(session["amount"]["minor_units"], amount, "{basket}");
        assert_eq!(told(&shopper)["intent"], intent);
        assert_eq!(told(&shopper)["order_amount"], amount);
        let Some(terms) = session["subscriptions"].get(0) else {
            assert!(!subscribes);
            continue;
        };
        assert!(subscribes);
        assert_eq!(terms["name"], "Coffee every month");
        assert_eq!(
            terms["amount"],
            json!({"minor_units": 12_900, "currency": "SEK"})
        );
        assert_eq!(
            (&terms["interval"], &terms["interval_count"]),
            (&json!("MONTH"), &json!(1))
        );
    }
}

#[tokio::test]
async fn a_cart_that_asks_for_something_else_gets_another_klarna_session() {
    let shopper = Shopper::wants("subscription").await;
    let in_flight = shopper.agrees();
    shopper.shop.put(&shopper.cart, "mug", 1).await.ok();
    let session = shopper.shop.refresh(&shopper.session).await.ok();
    assert_eq!(session["id"], shopper.session.as_str());
    assert_eq!(session["intent"], "buy_and_default_tokenize");
    assert_eq!(session["client_token"], "client-k2");
    assert_eq!(shopper.fake.count("update"), 0);
    assert_eq!(shopper.fake.count("cancel"), 0);
    // What was approved before is not what the cart is now.
    let late = shopper
        .shop
        .approve(&shopper.session, "late", &in_flight, 1)
        .await;
    late.is_problem(409, "cart_changed");
    let token = shopper.fake.approve("k2");
    let outcome = shopper
        .shop
        .approve(&shopper.session, "new", &token, 2)
        .await
        .ok();
    assert_eq!(outcome["token_stored"], true);
}

#[tokio::test]
async fn a_subscription_is_stored_then_paid() {
    for basket in ["subscription", "mixed"] {
        let shopper = Shopper::wants(basket).await;
        let outcome = approves(&shopper).await.ok();
        assert_eq!(outcome["status"], "placed");
        assert_eq!(outcome["token_stored"], true);
        assert_eq!(outcome["order_id"], "order-1");
        assert_eq!(shopper.fake.steps(), ["token", "order"]);
        let asked: Value = serde_json::from_slice(&shopper.fake.calls("token")[0].body).unwrap();
        assert_eq!(asked["description"], "Coffee every month");
        assert_eq!(asked["purchase_currency"], "SEK");
        let status = shopper.status().await;
        assert_eq!(status, json!({"status": "placed", "outcome": outcome}));
        assert_eq!(subscriptions(&shopper).await, 1);
        assert_eq!(
            approves(&shopper).await.code(),
            "invalid_request",
            "the key is taken"
        );
    }
}

#[tokio::test]
async fn a_trial_is_stored_and_nothing_is_ordered() {
    let shopper = Shopper::wants("trial").await;
    let token = shopper.agrees();
    let outcome = shopper.hands_over("key", &token).await.ok();
    let expected = json!({
        "status": "stored",
        "redirect_url": "https://klarna.example/stored",
        "token_stored": true,
    });
    assert_eq!(outcome, expected);
    assert_eq!(shopper.hands_over("other", &token).await.ok(), expected);
    assert_eq!(shopper.fake.steps(), ["token"]);
    assert!(shopper.shop.orders().await.is_empty());
    assert_eq!(shopper.status().await["status"], "stored");
    assert_eq!(subscriptions(&shopper).await, 1);
    // The cart is done with.
    let changed = shopper.shop.put(&shopper.cart, "mug", 1).await;
    changed.is_problem(409, "cart_changed");
    let again = shopper.shop.open(&shopper.cart, "sv-SE").await;
    again.is_problem(409, "cart_changed");
    let refreshed = shopper.shop.refresh(&shopper.session).await;
    refreshed.is_problem(409, "authorization_spent");
}

#[tokio::test]
async fn nobody_pays_for_a_subscription_that_cannot_be_renewed() {
    for (basket, status, code) in [
        ("subscription", 403, "REJECTED"),
        ("subscription", 400, "BAD_REQUEST"),
        ("trial", 403, "REJECTED"),
    ] {
        let shopper = Shopper::wants(basket).await;
        shopper.fake.next("token", Does::Refuse(status, code, ""));
        approves(&shopper).await.is_problem(402, "declined");
        // The approval is of no use any more, and is given back.
        assert_eq!(shopper.fake.steps(), ["token", "cancel"]);
        assert_eq!(shopper.status().await, json!({"status": "failed"}));
        assert_eq!(subscriptions(&shopper).await, 0);
        let outcome = shopper.hands_over("new", &shopper.agrees()).await.ok();
        assert_eq!(outcome["token_stored"], true);
    }
}

#[tokio::test]
async fn what_is_bought_once_is_ordered_even_if_no_token_is_stored() {
    let shopper = Shopper::wants("mixed").await;
    shopper
        .fake
        .next("token", Does::Refuse(403, "REJECTED", ""));
    let outcome = approves(&shopper).await.ok();
    assert_eq!(outcome["status"], "placed");
    assert_eq!(outcome["token_stored"], false);
    assert_eq!(shopper.fake.steps(), ["token", "order"]);
    assert_eq!(subscriptions(&shopper).await, 0);
    assert_eq!(shopper.status().await["outcome"]["token_stored"], false);
}

#[tokio::test]
async fn a_lost_answer_to_the_token_is_asked_for_again() {
    for basket in ["subscription", "trial", "mixed"] {
        for lost in [Does::LoseAnswer, Does::AnswerHtml] {
            let shopper = Shopper::wants(basket).await;
            let token = shopper.agrees();
            shopper.fake.next("token", lost);
            let answer = shopper.hands_over("key", &token).await;
            answer.is_problem(503, "klarna_unavailable");
            assert_eq!(shopper.fake.count("order"), 0);
            let changed = shopper.shop.put(&shopper.cart, "mug", 7).await;
            changed.is_problem(409, "cart_changed");
            assert_eq!(
                shopper.status().await["status"],
                if basket == "trial" {
                    "stored"
                } else {
                    "placed"
                }
            );
            let outcome = shopper.hands_over("key", &token).await.ok();
            assert_eq!(outcome["token_stored"], true);
            let asked = shopper.fake.calls("token");
            assert_eq!(asked.len(), 2);
            assert_eq!(asked[0].body, asked[1].body);
            assert_eq!(shopper.fake.tokens().len(), 1);
            assert_eq!(subscriptions(&shopper).await, 1);
        }
    }
}

#[tokio::test]
async fn what_klarna_certainly_did_not_store_blocks_nobody() {
    let shopper = Shopper::wants("mixed").await;
    shopper
        .fake
        .next("token", Does::Refuse(429, "TOO_MANY_REQUESTS", ""));
    approves(&shopper)
        .await
        .is_problem(503, "klarna_unavailable");
    shopper.shop.put(&shopper.cart, "mug", 7).await.ok();
    assert_eq!(shopper.status().await, json!({"status": "failed"}));
    assert_eq!(shopper.fake.count("order"), 0);
}

#[tokio::test]
async fn an_order_that_is_refused_ends_what_was_signed_up_for() {
    for refusal in [Does::Refuse(403, "REJECTED", ""), Does::Risk("REJECTED")] {
        let shopper = Shopper::wants("subscription").await;
        shopper.fake.next("order", refusal);
        approves(&shopper).await.is_problem(402, "declined");
        assert_eq!(subscriptions(&shopper).await, 0);
        assert_eq!(shopper.status().await, json!({"status": "failed"}));
    }
}

#[tokio::test]
async fn an_authorization_that_has_ended_stores_nothing() {
    for (minutes, status, code) in [
        (1, 409, "authorization_spent"),
        (61, 410, "authorization_expired"),
    ] {
        let shopper = Shopper::wants("subscription").await;
        let token = shopper.agrees();
        shopper.fake.next("token", Does::Refuse(500, "", ""));
        shopper
            .hands_over("key", &token)
            .await
            .is_problem(503, "klarna_unavailable");
        shopper.fake.forget_approval(&shopper.klarna_session);
        shopper
            .shop
            .wait(std::time::Duration::from_secs(60 * minutes));
        shopper
            .hands_over("key", &token)
            .await
            .is_problem(status, code);
        assert_eq!(shopper.fake.count("order"), 0);
    }
}

#[tokio::test]
async fn a_subscription_is_not_paid_by_invoice() {
    for basket in ["subscription", "trial", "mixed"] {
        let shopper = Shopper::wants(basket).await;
        let invoiced = shopper.shop.invoice(&shopper.cart).await;
        invoiced.is_problem(422, "invalid_request");
    }
}
