//! Klarna's rate limits, on request.

use klarna_sandbox::RateLimits;
use serde_json::{Value, json};

use crate::{
    desk::{Desk, purchase},
    tokens::{new_token, sign_up},
};

const CREATE: &str = "/payments/v1/sessions";

impl Desk {
    /// The number of calls that are let through before one is refused.
    async fn let_through(&self, method: &str, path: &str, body: Value) -> usize {
        for count in 0..=1_000 {
            let answer = self.call(method, path, body.clone()).await;
            if answer.status == 429 {
                assert_eq!(answer.error().1, "TOO_MANY_REQUESTS");
                assert!(!answer.headers.contains_key("retry-after"));
                return count;
            }
        }
        panic!("{method} {path} is not limited");
    }
}

#[tokio::test]
async fn each_group_of_calls_is_limited_for_itself() {
    for (limits, creating, other) in [(RateLimits::Playground, 5, 50), (RateLimits::Live, 40, 200)]
    {
        let desk = Desk::new();
        let (session, authorization) = desk.approved(sign_up()).await;
        desk.state.set_rate_limits(limits);
        let read = format!("{CREATE}/{session}");
        let store = format!("/payments/v1/authorizations/{authorization}/customer-token");
        let order = "/ordermanagement/v1/orders/nope";
        let sessions = desk.let_through("POST", CREATE, purchase()).await;
        assert_eq!(sessions, creating);
        assert_eq!(
            desk.let_through("POST", &store, new_token()).await,
            creating
        );
        assert_eq!(desk.let_through("GET", &read, Value::Null).await, other);
        // All other calls are one group.
        assert_eq!(desk.let_through("GET", order, Value::Null).await, 0);
    }
}

#[tokio::test]
async fn a_limit_is_each_merchants_and_ends_with_the_second() {
    let desk = Desk::new();
    desk.state.set_rate_limits(RateLimits::Playground);
    assert_eq!(desk.let_through("POST", CREATE, purchase()).await, 5);
    let other = desk.call_as("other", "POST", CREATE, purchase()).await;
    assert_eq!(other.status, 200);
    assert_eq!(desk.let_through("POST", CREATE, purchase()).await, 0);
    desk.advance(1);
    assert_eq!(desk.let_through("POST", CREATE, purchase()).await, 5);
    desk.state.set_rate_limits(RateLimits::Off);
    desk.session(purchase()).await;
}

#[tokio::test]
async fn a_refused_call_changes_nothing_takes_no_fault_and_is_in_the_log() {
    let desk = Desk::new();
    desk.state.set_rate_limits(RateLimits::Playground);
    desk.let_through("POST", CREATE, purchase()).await;
    desk.fault(json!({ "kind": "rest-500", "times": 1 }))
        .await
        .ok();
    assert_eq!(desk.let_through("POST", CREATE, purchase()).await, 0);
    assert_eq!(desk.state.faults().len(), 1);
    let statuses: Vec<_> = desk
        .log()
        .await
        .iter()
        .map(|entry| entry["status"].clone())
        .collect();
    assert_eq!(statuses, [200, 200, 200, 200, 200, 429, 429]);
}

#[tokio::test]
async fn without_limits_nothing_is_refused() {
    let desk = Desk::new();
    for _ in 0..60 {
        desk.session(purchase()).await;
    }
}

#[tokio::test]
async fn the_limits_are_a_setting_that_a_reset_ends() {
    let desk = Desk::new();
    for (name, limits) in [
        ("playground", RateLimits::Playground),
        ("off", RateLimits::Off),
        ("live", RateLimits::Live),
    ] {
        let body = json!({ "rate_limits": name });
        let set = desk.call("PATCH", "/sandbox/settings", body).await.ok();
        assert_eq!(set["rate_limits"], name);
        assert_eq!(desk.state.rate_limits(), limits);
    }
    let wrong = json!({ "rate_limits": "none" });
    let refused = desk.call("PATCH", "/sandbox/settings", wrong).await;
    assert_eq!(refused.status, 400);
    desk.call("POST", "/sandbox/reset", Value::Null).await.ok();
    assert_eq!(desk.state.rate_limits(), RateLimits::Off);
}
