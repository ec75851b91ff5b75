//! Subscriptions that end, here and at Klarna.

use klarna_sandbox::TokenStatus;
use serde_json::{Value, json};

use super::{Club, DAY, HOUR, MONTH};

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_subscription_has_no_token_and_is_never_charged() {
    let club = Club::opens().await;
    let id = club.subscribes().await;
    let ended = club.cancel(&id).await.ok();
    assert_eq!(ended["status"], "cancelled");
    assert_eq!(ended["next_charge_on"], Value::Null);
    assert_eq!(club.token_status(), TokenStatus::Cancelled);
    assert_eq!(club.cancel(&id).await.ok(), ended);
    assert_eq!(club.calls("PATCH", "/status").len(), 1);
    club.charge_now(&id)
        .await
        .is_problem(409, "invalid_request");
    club.passes(3 * MONTH).await;
    assert_eq!(club.asked(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_charged_after_the_end_even_where_klarna_does_not_hear_of_it() {
    let club = Club::opens().await;
    let id = club.subscribes().await;
    let down = club.fault("rest-503", json!({"call": "cancel-customer-token"}));
    assert_eq!(club.cancel(&id).await.ok()["status"], "cancelled");
    assert_eq!(club.token_status(), TokenStatus::Active);
    for _ in 0..8 {
        club.passes(2 * DAY).await;
    }
    club.passes(2 * MONTH).await;
    assert_eq!(club.asked(), 0);
    assert_eq!(club.read(&id).await["status"], "cancelled");
    assert!(club.calls("PATCH", "/status").len() > 5);
    club.mend(&down);
    club.passes(6 * HOUR).await;
    assert_eq!(club.token_status(), TokenStatus::Cancelled);
    let patches = club.calls("PATCH", "/status").len();
    club.passes(MONTH).await;
    assert_eq!(club.calls("PATCH", "/status").len(), patches);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_to_the_end_is_asked_for_again() {
    let club = Club::opens().await;
    let id = club.subscribes().await;
    let lost = json!({"call": "cancel-customer-token", "times": 2});
    club.fault("rest-cut-off", lost);
    club.cancel(&id).await.ok();
    club.passes(60).await;
    club.passes(5 * 60).await;
    assert_eq!(club.calls("PATCH", "/status").len(), 3);
    assert_eq!(club.token_status(), TokenStatus::Cancelled);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_charge_under_way_at_the_end_is_settled() {
    let club = Club::opens().await;
    let id = club.subscribes().await;
    let slow = json!({"call": "create-token-order", "delay_ms": 300});
    club.fault("rest-slow", slow);
    club.sandbox.state().clock().advance(MONTH).unwrap();
    let cancel = async {
        while club.asked() == 0 {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        club.cancel(&id).await.ok()
    };
    let ((), ended) = tokio::join!(club.charges(), cancel);
    assert_eq!(ended["status"], "cancelled");
    assert_eq!(ended["charges"][0]["status"], "charged");
    assert_eq!(club.token_status(), TokenStatus::Cancelled);
    club.passes(2 * MONTH).await;
    assert_eq!(club.orders_at_klarna().await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_charge_whose_answer_was_lost_before_the_end_is_found_again() {
    let club = Club::opens().await;
    let id = club.subscribes().await;
    let lost = json!({"call": "create-token-order", "times": 1});
    club.fault("rest-cut-off", lost);
    club.passes(MONTH).await;
    assert_eq!(club.period(&id, 1).await["status"], "open");
    let ended = club.cancel(&id).await.ok();
    assert_eq!(ended["status"], "cancelled");
    assert_eq!(ended["charges"][0]["status"], "charged");
    assert_eq!(club.token_status(), TokenStatus::Cancelled);
    assert_eq!(club.orders_at_klarna().await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_charge_that_never_arrived_is_not_made_after_the_end() {
    let club = Club::opens().await;
    let id = club.subscribes().await;
    let lost = json!({"call": "create-token-order", "times": 1, "carried_out": false});
    club.fault("rest-cut-off", lost);
    club.passes(MONTH).await;
    let ended = club.cancel(&id).await.ok();
    assert_eq!(ended["status"], "cancelled");
    // Klarna does not say what became of the first sending, so that nothing is claimed of it.
    assert_eq!(ended["charges"][0]["status"], "open");
    assert_eq!(ended["charges"][0]["reason"], "OUTCOME_UNKNOWN");
    club.passes(MONTH).await;
    assert_eq!(club.orders_at_klarna().await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_charge_is_not_tried_again_after_the_end() {
    let club = Club::opens().await;
    let id = club.subscribes().await;
    club.fault("payment-method-failed", json!({"times": 1}));
    club.passes(MONTH).await;
    let ended = club.cancel(&id).await.ok();
    assert_eq!(ended["charges"][0]["status"], "failed");
    assert_eq!(ended["charges"][0]["next_try_at"], Value::Null);
    club.passes(MONTH).await;
    assert_eq!(club.asked(), 1);
}
