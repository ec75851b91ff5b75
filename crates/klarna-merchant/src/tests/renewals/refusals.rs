//! What Klarna refuses: tried again where that can help, and left to a person where not.

use klarna_sandbox::TokenStatus;
use serde_json::{Value, json};

use super::{Club, DAY, HOUR, MONTH};

#[tokio::test(flavor = "multi_thread")]
async fn a_way_to_pay_without_money_is_tried_again_with_growing_gaps() {
    let club = Club::opens().await;
    let id = club.subscribes().await;
    let fault = club.fault("payment-method-failed", json!({}));
    club.passes(MONTH).await;
    for (tries, gap) in [(1, HOUR), (2, DAY), (3, 3 * DAY), (4, 5 * DAY)] {
        let subscription = club.read(&id).await;
        assert_eq!(subscription["status"], "past_due");
        let charge = &subscription["charges"][0];
        assert_eq!(charge["status"], "open");
        assert_eq!(charge["attempts"], tries);
        assert_eq!(charge["reason"], "PAYMENT_METHOD_FAILED");
        assert_ne!(charge["next_try_at"], Value::Null);
        club.passes(gap - 60).await;
        assert_eq!(club.asked(), tries, "not before its time");
        club.passes(61).await;
        assert_eq!(club.asked(), tries + 1);
    }
    let subscription = club.read(&id).await;
    assert_eq!(subscription["status"], "stopped");
    assert_eq!(subscription["next_charge_on"], Value::Null);
    assert_eq!(subscription["charges"][0]["status"], "failed");
    assert_eq!(
        subscription["charges"][0]["reason"],
        "PAYMENT_METHOD_FAILED"
    );
    club.passes(2 * MONTH).await;
    assert_eq!(club.asked(), 5, "nothing by itself any more");
    club.mend(&fault);
    let after = club.charge_now(&id).await.ok();
    assert_eq!(after["status"], "active");
    assert_eq!(after["charges"][0]["status"], "charged");
    assert_eq!(after["charges"][0]["reason"], Value::Null);
    // What came due meanwhile follows, a day apart.
    club.passes(DAY).await;
    assert_eq!(club.period(&id, 2).await["status"], "charged");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_way_to_pay_that_has_money_again_is_charged_once() {
    let club = Club::opens().await;
    let id = club.subscribes().await;
    club.fault("payment-method-failed", json!({"times": 2}));
    club.passes(MONTH).await;
    club.passes(HOUR).await;
    club.passes(DAY).await;
    let subscription = club.read(&id).await;
    assert_eq!(subscription["status"], "active");
    assert_eq!(subscription["charges"][0]["status"], "charged");
    assert_eq!(subscription["charges"][0]["attempts"], 3);
    assert_eq!(club.orders_at_klarna().await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suspended_token_stops_until_a_person_asks_again() {
    let club = Club::opens().await;
    let id = club.subscribes().await;
    club.set_token_status(TokenStatus::Suspended);
    club.passes(MONTH).await;
    let stopped = club.read(&id).await;
    assert_eq!(stopped["status"], "stopped");
    assert_eq!(stopped["charges"][0]["status"], "failed");
    assert_eq!(stopped["charges"][0]["reason"], "TOKEN_SUSPENDED");
    club.set_token_status(TokenStatus::Active);
    club.passes(MONTH).await;
    assert_eq!(club.asked(), 1, "nothing by itself any more");
    club.set_token_status(TokenStatus::Suspended);
    assert_eq!(club.charge_now(&id).await.ok()["status"], "stopped");
    club.set_token_status(TokenStatus::Active);
    let after = club.charge_now(&id).await.ok();
    assert_eq!(after["status"], "active");
    assert_eq!(after["charges"][0]["status"], "charged");
    assert_eq!(after["charges"][0]["attempts"], 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_charged_any_more_stops_at_once() {
    for (fault, reason) in [
        ("token-cancelled", "TOKEN_CANCELLED"),
        ("payment-method-unavailable", "UNAVAILABLE_PAYMENT_METHOD"),
    ] {
        let club = Club::opens().await;
        let id = club.subscribes().await;
        club.fault(fault, json!({}));
        club.passes(MONTH).await;
        club.passes(MONTH).await;
        let stopped = club.read(&id).await;
        assert_eq!(stopped["status"], "stopped");
        assert_eq!(stopped["charges"][0]["reason"], reason);
        assert_eq!(club.asked(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_stops_does_not_hold_up_the_others() {
    let club = Club::opens().await;
    let first = club.subscribes().await;
    club.set_token_status(TokenStatus::Suspended);
    let second = club.subscribes().await;
    club.passes(MONTH).await;
    assert_eq!(club.read(&first).await["status"], "stopped");
    assert_eq!(club.period(&second, 1).await["status"], "charged");
}
