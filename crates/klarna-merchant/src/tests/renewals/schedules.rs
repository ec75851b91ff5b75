//! Periods that come due, one after the other.

use klarna_payments::Country;
use serde_json::json;

use super::{Club, DAY, MONTH};

/// What a line says that has to stay the same for as long as a subscription lasts.
fn lasting(order: &serde_json::Value) -> serde_json::Value {
    order["order_lines"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn three_renewals_follow_as_the_clock_moves() {
    for (country, price) in [(Country::Se, 12_900), (Country::Us, 1_290)] {
        let club = Club::opens().await;
        let id = club.signs_up(country, "subscription").await;
        let first = club.read(&id).await;
        assert_eq!(first["status"], "active");
        assert_eq!(first["charges"], json!([]));
        for n in 1..=3 {
            let due = club.read(&id).await["next_charge_on"].clone();
            let moved = club
                .shop
                .post("/shop/clock", json!({"advance_seconds": MONTH}))
                .await;
            assert_eq!(moved.status, 204);
            club.charges().await;
            let charge = club.period(&id, n).await;
            assert_eq!(charge["status"], "charged", "{charge}");
            assert_eq!((&charge["due_on"], &charge["attempts"]), (&due, &json!(1)));
            let path = format!("/shop/orders/{}", charge["order_id"].as_str().unwrap());
            let order = club.shop.get(&path).await.ok();
            assert_eq!(order["subscription_id"], id.as_str());
            assert_eq!(order["total"], first["amount"]);
            assert!(order["total"]["minor_units"].as_i64().unwrap() >= price / 2);
        }
        assert_eq!(club.read(&id).await["status"], "active");
        assert_eq!(club.orders_at_klarna().await, 4);
        let log = club.sandbox.state().log();
        let sign_up = log.iter().find(|call| call.path.ends_with("/order"));
        let sign_up = sign_up.unwrap().request.clone();
        for renewal in club.calls("POST", "/order") {
            assert_eq!(lasting(&renewal.request), lasting(&sign_up));
            assert_eq!(renewal.request["order_amount"], sign_up["order_amount"]);
            assert_eq!(
                renewal.request["order_tax_amount"],
                sign_up["order_tax_amount"]
            );
            assert_eq!(renewal.request["merchant_reference2"], id.as_str());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_charged_before_its_day() {
    let club = Club::opens().await;
    let trial = club.signs_up(Country::De, "trial").await;
    let paid = club.signs_up(Country::De, "subscription").await;
    club.charges().await;
    club.passes(12 * DAY).await;
    assert_eq!(club.asked(), 0);
    club.passes(3 * DAY).await;
    assert_eq!(club.period(&trial, 1).await["status"], "charged");
    assert_eq!(club.read(&paid).await["charges"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn overdue_periods_are_charged_one_a_day() {
    let club = Club::opens().await;
    let id = club.subscribes().await;
    club.passes(3 * MONTH).await;
    for charged in 1..=2 {
        club.charges().await;
        assert_eq!(club.asked(), charged, "no more on the same day");
        let next = club.read(&id).await["next_charge_on"].clone();
        let tomorrow = (club.sandbox.state().now().date() + time::Duration::DAY).to_string();
        assert_eq!(next, tomorrow);
        club.passes(DAY).await;
    }
    assert_eq!(club.asked(), 3);
    club.passes(DAY).await;
    assert_eq!(club.asked(), 3, "the fourth is not due yet");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shop_may_charge_more_overdue_periods_a_day() {
    let club = Club::opens_with(|charging| charging.per_day = 2).await;
    club.subscribes().await;
    club.passes(3 * MONTH).await;
    assert_eq!(club.asked(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn few_charges_are_under_way_at_a_time() {
    let club = Club::opens_with(|charging| {
        charging.at_once = 2;
        charging.gap = std::time::Duration::from_millis(20);
    })
    .await;
    for _ in 0..5 {
        club.subscribes().await;
    }
    let started = std::time::Instant::now();
    club.fault(
        "rest-slow",
        json!({"call": "create-token-order", "delay_ms": 100}),
    );
    club.passes(MONTH).await;
    assert_eq!(club.asked(), 5);
    // Five calls of a tenth of a second, two at a time.
    assert!(started.elapsed() >= std::time::Duration::from_millis(300));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_merchant_charges_the_next_period_at_once() {
    let club = Club::opens().await;
    let id = club.subscribes().await;
    let due = club.read(&id).await["next_charge_on"].clone();
    let after = club.charge_now(&id).await.ok();
    assert_eq!(after["charges"][0]["status"], "charged");
    assert_eq!(after["charges"][0]["due_on"], due);
    assert_ne!(after["next_charge_on"], due, "the schedule has moved on");
    // The day that it had been due on brings no second one.
    club.passes(MONTH).await;
    assert_eq!(club.asked(), 1);
    club.passes(MONTH).await;
    assert_eq!(club.asked(), 2);
}

/// Twelve presses were twelve periods once.
#[tokio::test(flavor = "multi_thread")]
async fn the_merchant_charges_no_more_on_a_day_than_the_shop_does_by_itself() {
    let club = Club::opens().await;
    let id = club.subscribes().await;
    club.charge_now(&id).await.ok();
    for _ in 0..12 {
        let answer = club.charge_now(&id).await;
        answer.is_problem(409, "invalid_request");
        let detail = answer.body["detail"].as_str().unwrap();
        let tomorrow = time::OffsetDateTime::now_utc().date().next_day().unwrap();
        assert!(detail.contains(&tomorrow.to_string()), "{detail}");
    }
    assert_eq!(club.asked(), 1);
    club.passes(DAY).await;
    club.charge_now(&id).await.ok();
    assert_eq!(club.asked(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn presses_while_a_charge_is_under_way_are_that_charge() {
    let club = Club::opens().await;
    let id = club.subscribes().await;
    let slow = json!({"call": "create-token-order", "delay_ms": 300});
    club.fault("rest-slow", slow);
    let presses = tokio::join!(
        club.charge_now(&id),
        club.charge_now(&id),
        club.charge_now(&id)
    );
    for answer in <[_; 3]>::from(presses) {
        let charges = answer.ok()["charges"].clone();
        assert_eq!(charges.as_array().unwrap().len(), 1);
        assert_eq!(charges[0]["status"], "charged");
    }
    assert_eq!(club.asked(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_exist_is_not_found() {
    let club = Club::opens().await;
    let path = "/shop/subscriptions/S-NOBODY";
    club.shop.get(path).await.is_problem(404, "invalid_request");
    let cancel = club.cancel("S-NOBODY").await;
    cancel.is_problem(404, "invalid_request");
    for action in ["charge", "cancel"] {
        let path = format!("/merchant/subscriptions/S-NOBODY/{action}");
        let answer = club.shop.ask_as_merchant(&path).await;
        answer.is_problem(404, "invalid_request");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_clock_moves_in_front_of_the_sandbox_only() {
    let club = Club::opens().await;
    let month = json!({"advance_seconds": MONTH});
    let too_far = json!({"advance_seconds": 400 * 365 * DAY});
    let answer = club.shop.post("/shop/clock", too_far).await;
    answer.is_problem(422, "invalid_request");
    let back = club
        .shop
        .post("/shop/clock", json!({"advance_seconds": -1}))
        .await;
    back.is_problem(422, "invalid_request");

    let mut config = club.config.clone();
    config.klarna.base_url = "http://127.0.0.1:9".to_owned();
    config.database = crate::Database::Memory;
    let alone = super::Shop::over(&config);
    let answer = alone.post("/shop/clock", month.clone()).await;
    answer.is_problem(503, "klarna_unavailable");
    config.sandbox = false;
    config.token_key = Some(crate::TokenKey::random());
    let answer = super::Shop::over(&config).post("/shop/clock", month).await;
    answer.is_problem(404, "invalid_request");
}
