//! Klarna's answers lost, late or wrong: never a second order, never a lost one.

use std::time::Duration;

use klarna_payments::Retry;
use serde_json::json;

use super::{
    fake::{Does, Fake},
    shopper::{Shop, Shopper},
};

/// The order was asked for again, and its id came with the second answer. Klarna does not publish that
/// it answers so.
#[tokio::test]
async fn a_lost_answer_is_unknown_until_the_session_shows_the_order() {
    for lost in [Does::LoseAnswer, Does::AnswerHtml] {
        let shopper = Shopper::arrives().await;
        let token = shopper.agrees();
        shopper.fake.next("order", lost);
        let answer = shopper.hands_over("key", &token).await;
        answer.is_problem(503, "klarna_unavailable");
        assert!(answer.headers.contains_key("retry-after"));
        assert!(shopper.shop.orders().await.is_empty());

        let outcome = shopper.hands_over("key", &token).await.ok();
        assert_eq!(outcome["status"], "pending");
        assert_eq!(outcome.get("order_id"), None);
        assert_eq!(shopper.fake.orders(), ["order-1"]);
        assert_eq!(shopper.fake.count("order"), 1);
        assert_eq!(shopper.shop.orders().await.len(), 1);
    }
}

#[tokio::test]
async fn an_order_that_the_session_does_not_show_is_sent_again_as_it_was() {
    let shopper = Shopper::arrives().await;
    let token = shopper.agrees();
    shopper
        .fake
        .next("order", Does::Refuse(500, "INTERNAL_SERVER_ERROR", ""));
    let answer = shopper.hands_over("key", &token).await;
    answer.is_problem(503, "klarna_unavailable");
    let read = shopper.fake.count("read");
    // Nothing is sent while the session cannot be read.
    shopper.fake.next("read", Does::Refuse(503, "", ""));
    let answer = shopper.hands_over("key", &token).await;
    answer.is_problem(503, "klarna_unavailable");
    assert_eq!(shopper.fake.count("order"), 1);

    let outcome = shopper.hands_over("key", &token).await.ok();
    assert_eq!(outcome["order_id"], "order-1");
    assert_eq!(shopper.fake.count("read"), read + 2);
    let sent = shopper.fake.calls("order");
    assert_eq!(sent.len(), 2);
    assert_eq!(sent[0].body, sent[1].body);
    assert_eq!(shopper.shop.orders().await.len(), 1);
}

/// A shop that tries again by itself.
async fn patient_shopper() -> Shopper {
    let fake = Fake::start().await;
    let mut config = fake.config();
    config.klarna.retry = Retry {
        attempts: 3,
        first_gap: Duration::from_millis(1),
        max_gap: Duration::from_millis(2),
    };
    Shopper::at(fake, Shop::over(&config)).await
}

#[tokio::test]
async fn the_same_order_is_tried_again_before_the_page_hears_of_it() {
    for fault in [Does::Refuse(500, "", ""), Does::Refuse(429, "", "")] {
        let shopper = patient_shopper().await;
        shopper.fake.next("order", fault);
        let outcome = shopper.hands_over("key", &shopper.agrees()).await.ok();
        assert_eq!(outcome["order_id"], "order-1");
        let sent = shopper.fake.calls("order");
        assert_eq!(sent.len(), 2);
        assert_eq!(sent[0].body, sent[1].body);
    }
}

#[tokio::test]
async fn a_refusal_of_a_second_try_is_not_taken_for_the_outcome_of_the_first() {
    for (status, code) in [(403, "REJECTED"), (401, "UNAUTHORIZED"), (400, "BAD_VALUE")] {
        let shopper = patient_shopper().await;
        shopper.fake.next("order", Does::LoseAnswer);
        // The session shows no order yet, so the order is asked for again.
        shopper.fake.next("read", Does::Usual);
        for _ in 0..3 {
            shopper.fake.next("read", Does::Stale);
        }
        for _ in 0..2 {
            shopper.fake.next("order", Does::Refuse(status, code, ""));
        }
        let answer = shopper.hands_over("key", &shopper.agrees()).await;
        assert_ne!(answer.code(), "declined");
        assert_ne!(answer.code(), "internal");
        let invoiced = shopper.shop.invoice(&shopper.cart).await;
        invoiced.is_problem(409, "cart_changed");
        shopper.fake.recover();
        let status = shopper.status().await["status"].clone();
        assert!(status == "placed" || status == "pending", "{status}");
        assert_eq!(shopper.fake.orders().len(), 1);
        assert_eq!(shopper.shop.orders().await.len(), 1);
    }
}

#[tokio::test]
async fn asking_what_happened_finds_the_order() {
    let shopper = Shopper::arrives().await;
    shopper.fake.next("order", Does::LoseAnswer);
    let answer = shopper.hands_over("key", &shopper.agrees()).await;
    answer.is_problem(503, "klarna_unavailable");
    shopper
        .fake
        .next("read", Does::Refuse(500, "INTERNAL_SERVER_ERROR", ""));
    assert_eq!(shopper.status().await, json!({"status": "authorized"}));
    let status = shopper.status().await;
    assert_eq!(status["status"], "pending");
    assert_eq!(status["outcome"].get("order_id"), None);
    assert_eq!(shopper.fake.orders().len(), 1);
    assert_eq!(shopper.fake.count("order"), 1);
}

#[tokio::test]
async fn while_an_order_may_exist_nothing_else_happens_to_the_cart() {
    let shopper = Shopper::arrives().await;
    shopper.fake.next("order", Does::LoseAnswer);
    shopper.hands_over("key", &shopper.agrees()).await;

    let changed = shopper.shop.put(&shopper.cart, "mug", 7).await;
    changed.is_problem(409, "cart_changed");
    let invoiced = shopper.shop.invoice(&shopper.cart).await;
    invoiced.is_problem(409, "cart_changed");
    for _ in 0..3 {
        shopper
            .fake
            .next("read", Does::Refuse(503, "SERVICE_UNAVAILABLE", ""));
    }
    let other = shopper.hands_over("other", "another-token").await;
    other.is_problem(503, "klarna_unavailable");
    let opened = shopper.shop.open(&shopper.cart, "sv-SE").await;
    opened.is_problem(503, "klarna_unavailable");
    let refreshed = shopper.shop.refresh(&shopper.session).await;
    refreshed.is_problem(503, "klarna_unavailable");
    assert!(shopper.shop.orders().await.is_empty());

    // A newer token is spent as soon as the older one is known to be the order.
    let other = shopper.hands_over("other", "another-token").await;
    other.is_problem(409, "authorization_spent");
    assert_eq!(shopper.fake.orders().len(), 1);
    assert_eq!(shopper.shop.orders().await.len(), 1);
}

#[tokio::test]
async fn an_order_that_is_refused_after_it_went_through_is_an_order() {
    for (status, code, message) in [
        (
            403,
            "INVALID_OPERATION",
            "Authorization token already consumed",
        ),
        (404, "SESSION_COMPLETED", "completed"),
        (404, "NOT_FOUND", "Invalid authorization token"),
        (403, "REJECTED", ""),
        (409, "BAD_VALUE", "Not matching fields: [order_lines]"),
    ] {
        let shopper = Shopper::arrives().await;
        let token = shopper.agrees();
        shopper.fake.next("order", Does::LoseAnswer);
        shopper.hands_over("key", &token).await;
        // The session does not show the order yet, so the order is asked for again.
        shopper.fake.next("read", Does::Stale);
        shopper
            .fake
            .next("order", Does::Refuse(status, code, message));
        let outcome = shopper.hands_over("key", &token).await.ok();
        assert_eq!(shopper.fake.count("order"), 2);
        // Klarna's number for it is lost; the merchant looks before delivering.
        assert_eq!(outcome["status"], "pending", "{code}");
        assert_eq!(outcome.get("order_id"), None);
        let orders = shopper.shop.orders().await;
        assert_eq!(orders.len(), 1);
        let sent = &shopper.fake.calls("order")[0].body;
        let sent: serde_json::Value = serde_json::from_slice(sent).unwrap();
        assert_eq!(orders[0]["id"], sent["merchant_reference1"]);
        let invoiced = shopper.shop.invoice(&shopper.cart).await;
        invoiced.is_problem(409, "cart_changed");
    }
}

/// A refusal of the repetition and one read of the session were taken for the outcome of the first
/// request, which Klarna could still carry out: the shopper paid twice.
#[tokio::test]
async fn a_token_that_is_gone_has_failed_only_once_its_time_is_over() {
    let shopper = Shopper::arrives().await;
    let token = shopper.agrees();
    shopper
        .fake
        .next("order", Does::Refuse(500, "INTERNAL_SERVER_ERROR", ""));
    let answer = shopper.hands_over("key", &token).await;
    answer.is_problem(503, "klarna_unavailable");
    shopper.fake.forget_approval(&shopper.klarna_session);
    for minutes in [1, 58, 5] {
        shopper.shop.wait(Duration::from_secs(60 * minutes));
        let answer = shopper.hands_over("key", &token).await;
        answer.is_problem(503, "klarna_unavailable");
        assert_eq!(shopper.status().await, json!({"status": "authorized"}));
        let changed = shopper.shop.put(&shopper.cart, "mug", 7).await;
        changed.is_problem(409, "cart_changed");
    }
    shopper.shop.wait(Duration::from_secs(60));
    let answer = shopper.hands_over("key", &token).await;
    answer.is_problem(410, "authorization_expired");
    assert_eq!(shopper.status().await, json!({"status": "failed"}));
    // The cart is free again.
    shopper.shop.put(&shopper.cart, "mug", 7).await.ok();
    shopper.shop.invoice(&shopper.cart).await.ok();
}

#[tokio::test]
async fn what_klarna_certainly_did_not_carry_out_blocks_nobody() {
    for refusal in [
        Does::Refuse(429, "TOO_MANY_REQUESTS", ""),
        Does::Refuse(401, "UNAUTHORIZED", ""),
    ] {
        let shopper = Shopper::arrives().await;
        let token = shopper.agrees();
        shopper.fake.next("order", refusal);
        let answer = shopper.hands_over("key", &token).await;
        answer.is_problem(503, "klarna_unavailable");
        shopper.shop.invoice(&shopper.cart).await.ok();
        let answer = shopper.hands_over("key", &token).await;
        answer.is_problem(409, "cart_changed");
        assert!(shopper.fake.orders().is_empty());
        assert_eq!(shopper.shop.orders().await.len(), 1);
    }
}

#[tokio::test]
async fn when_klarna_cannot_be_asked_about_the_token_nothing_is_sent() {
    let shopper = Shopper::arrives().await;
    let token = shopper.agrees();
    for name in ["first", "status"] {
        shopper.fake.next("read", Does::Refuse(500, name, ""));
    }
    let answer = shopper.hands_over("key", &token).await;
    answer.is_problem(503, "klarna_unavailable");
    assert_eq!(shopper.status().await, json!({"status": "authorized"}));
    assert_eq!(shopper.fake.count("order"), 0);
    shopper.hands_over("key", &token).await.ok();
}

#[tokio::test]
async fn a_cart_that_changed_before_the_order_was_sent_is_not_ordered() {
    let shopper = Shopper::arrives().await;
    let token = shopper.agrees();
    shopper.fake.next("read", Does::Refuse(500, "", ""));
    shopper.hands_over("key", &token).await;
    shopper.shop.put(&shopper.cart, "mug", 7).await.ok();
    let answer = shopper.hands_over("key", &token).await;
    answer.is_problem(409, "cart_changed");
    assert_eq!(shopper.fake.calls("cancel")[0].body, token.as_bytes());
    assert_eq!(shopper.fake.count("order"), 0);
}

#[tokio::test]
async fn a_newer_approval_replaces_one_that_was_never_sent() {
    let shopper = Shopper::arrives().await;
    let first = shopper.agrees();
    shopper.fake.next("read", Does::Refuse(500, "", ""));
    shopper.hands_over("key", &first).await;
    let second = shopper.agrees();
    shopper.hands_over("new", &second).await.ok();
    let answer = shopper.hands_over("key", &first).await;
    answer.is_problem(409, "authorization_spent");
    assert_eq!(shopper.fake.orders().len(), 1);
}

#[tokio::test]
async fn what_was_approved_and_what_is_ordered_differ() {
    for message in [
        "Not matching fields: [order_lines]",
        "Not matching fields: [billing_address.postal_code, order_amount]",
        "Not matching fields: [Incorrect number of items in the cart. Expected: 2, Actual: 3]",
    ] {
        let shopper = Shopper::arrives().await;
        let token = shopper.agrees();
        shopper
            .fake
            .next("order", Does::Refuse(409, "BAD_VALUE", message));
        shopper
            .hands_over("key", &token)
            .await
            .is_problem(409, "cart_changed");
        assert_eq!(shopper.fake.calls("cancel")[0].body, token.as_bytes());
    }
}

#[tokio::test]
async fn each_refusal_of_an_order_has_its_code() {
    for (refusal, status, code) in [
        (
            Does::Refuse(400, "BAD_VALUE", "Bad value: order_lines"),
            500,
            "internal",
        ),
        (Does::Refuse(403, "REJECTED", ""), 402, "declined"),
        (Does::Refuse(403, "MERCHANT_INACTIVE", ""), 402, "declined"),
        (
            Does::Refuse(500, "INTERNAL_SERVER_ERROR", ""),
            503,
            "klarna_unavailable",
        ),
        (Does::Refuse(302, "", ""), 503, "klarna_unavailable"),
    ] {
        let shopper = Shopper::arrives().await;
        shopper.fake.next("order", refusal);
        let answer = shopper.hands_over("key", &shopper.agrees()).await;
        answer.is_problem(status, code);
        assert!(shopper.shop.orders().await.is_empty());
    }
}
