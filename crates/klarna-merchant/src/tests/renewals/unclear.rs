//! Answers that are lost: neither charged nor failed, until Klarna says.

use klarna_payments::OrderId;
use serde_json::{Value, json};

use super::{Club, DAY, HOUR, MONTH};
use crate::{Answer, OutcomeKind, Outcomes};

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_is_asked_for_again_under_the_same_key() {
    let club = Club::opens().await;
    let id = club.subscribes().await;
    let lost = json!({"call": "create-token-order", "times": 2});
    club.fault("rest-cut-off", lost);
    club.passes(MONTH).await;
    let open = club.read(&id).await;
    assert_eq!(open["status"], "past_due");
    assert_eq!(open["charges"][0]["status"], "open");
    club.passes(60).await;
    club.passes(5 * 60).await;
    let charge = club.period(&id, 1).await;
    assert_eq!(charge["status"], "charged");
    assert_eq!(charge["attempts"], 3);
    assert_eq!(club.orders_at_klarna().await, 2);
    let bodies: Vec<Value> = club
        .calls("POST", "/order")
        .into_iter()
        .map(|call| call.request)
        .collect();
    assert!(bodies.iter().all(|body| *body == bodies[0]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_klarna_that_is_down_is_asked_again_with_growing_gaps() {
    let club = Club::opens().await;
    let id = club.subscribes().await;
    let down = club.fault("rest-429", json!({"call": "create-token-order"}));
    club.passes(MONTH).await;
    for gap in [
        60,
        5 * 60,
        30 * 60,
        2 * HOUR,
        6 * HOUR,
        6 * HOUR,
        6 * HOUR,
        6 * HOUR,
    ] {
        let asked = club.asked();
        club.passes(gap - 5).await;
        assert_eq!(club.asked(), asked, "not before its time");
        club.passes(6).await;
        assert_eq!(club.asked(), asked + 1);
    }
    // More than a day, and yet nothing was ever carried out: it may go on.
    club.mend(&down);
    club.passes(6 * HOUR).await;
    assert_eq!(club.period(&id, 1).await["status"], "charged");
    assert_eq!(club.orders_at_klarna().await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outcome_that_stays_unknown_for_a_day_is_a_persons_to_find_out() {
    let club = Club::opens().await;
    let id = club.subscribes().await;
    let lost = club.fault("rest-cut-off", json!({"call": "create-token-order"}));
    club.passes(MONTH).await;
    let asked = club.asked();
    club.mend(&lost);
    // Klarna forgets the key: to send the charge again would be a second one.
    club.passes(DAY).await;
    let stopped = club.read(&id).await;
    assert_eq!(stopped["status"], "stopped");
    assert_eq!(stopped["charges"][0]["status"], "open");
    assert_eq!(stopped["charges"][0]["reason"], "OUTCOME_UNKNOWN");
    club.charge_now(&id)
        .await
        .is_problem(409, "invalid_request");
    club.passes(MONTH).await;
    assert_eq!(club.asked(), asked);
    assert_eq!(club.orders_at_klarna().await, 2);
}

/// A club whose first charge was made at Klarna, and never answered.
async fn with_an_unknown_charge() -> (Club, String) {
    let club = Club::opens().await;
    let id = club.subscribes().await;
    let lost = club.fault("rest-cut-off", json!({"call": "create-token-order"}));
    club.passes(MONTH).await;
    club.mend(&lost);
    club.passes(DAY).await;
    let charge = club.period(&id, 1).await;
    assert_eq!(charge["reason"], "OUTCOME_UNKNOWN");
    (club, id)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_who_finds_the_charge_at_klarna_names_its_order() {
    let (club, id) = with_an_unknown_charge().await;
    let outcomes = Outcomes::open(&club.config).unwrap();
    let open = outcomes.list().await.unwrap();
    assert_eq!(open.len(), 1);
    assert_eq!(open[0].kind, OutcomeKind::ChargeUnknown);
    let number = &open[0].order_number;
    let settle = async |number: &str, order: &str| {
        let answer = Answer::Placed(OrderId::new(order));
        outcomes.settle(number, answer, "seen in the portal").await
    };
    let orders = club.klarna_orders().await;
    let ids = orders.iter().map(|order| order["id"].as_str().unwrap());
    // Only the order of that number will do.
    let mut taken = 0;
    for order in ids {
        taken += usize::from(settle(number, order).await.is_ok());
    }
    assert_eq!(taken, 1);
    settle(number, "nobody").await.unwrap_err();
    let charge = club.period(&id, 1).await;
    assert_eq!(charge["status"], "charged");
    assert_eq!(club.read(&id).await["status"], "active");
    assert!(outcomes.list().await.unwrap().is_empty());
    let late = outcomes.settle(number, Answer::Failed, "too late").await;
    late.unwrap_err();
    assert_eq!(club.orders_at_klarna().await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_charge_that_a_person_did_not_find_may_be_made_anew() {
    let (club, id) = with_an_unknown_charge().await;
    let outcomes = Outcomes::open(&club.config).unwrap();
    let number = outcomes.list().await.unwrap().pop().unwrap().order_number;
    for reason in ["", "  "] {
        let without = outcomes.settle(&number, Answer::Failed, reason).await;
        without.unwrap_err();
    }
    let found = outcomes.settle(&number, Answer::Failed, "not in the portal");
    found.await.unwrap();
    assert!(outcomes.list().await.unwrap().is_empty());
    let failed = club.read(&id).await;
    assert_eq!(failed["status"], "stopped");
    assert_eq!(failed["charges"][0]["status"], "failed");
    // Nothing is charged by itself.
    let asked = club.asked();
    club.passes(MONTH).await;
    assert_eq!(club.asked(), asked);
    club.charge_now(&id).await.ok();
    assert_eq!(club.period(&id, 1).await["status"], "charged");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_that_may_hide_an_order_keeps_its_key() {
    let club = Club::opens().await;
    let id = club.subscribes().await;
    let lost = json!({"call": "create-token-order", "times": 1});
    club.fault("rest-cut-off", lost);
    club.passes(MONTH).await;
    assert_eq!(club.period(&id, 1).await["status"], "open");
    // Not Klarna's word on the charge that was sent: somebody has mixed up the credentials.
    let mut config = club.config.clone();
    let base_url = config.klarna.base_url.clone();
    let wrong = klarna_payments::Credentials::new("demo-shop", "wrong");
    config.klarna = klarna_payments::ClientConfig::new(base_url, wrong);
    let shop = super::Shop::over(&config);
    club.sandbox.state().clock().advance(60).unwrap();
    shop.app.subscriptions.charge_due().await.unwrap();
    assert_eq!(club.period(&id, 1).await["attempts"], 2);
    club.passes(HOUR).await;
    assert_eq!(club.period(&id, 1).await["status"], "charged");
    assert_eq!(club.orders_at_klarna().await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_time_nothing_is_charged() {
    let club = Club::opens().await;
    club.subscribes().await;
    club.sandbox.state().clock().advance(MONTH).unwrap();
    let mut config = club.config.clone();
    config.klarna.base_url = "http://127.0.0.1:9".to_owned();
    let shop = super::Shop::over(&config);
    shop.app.subscriptions.charge_due().await.unwrap();
    club.charges().await;
    assert_eq!(club.asked(), 1);
}
