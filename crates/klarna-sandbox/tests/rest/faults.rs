//! What can be made to go wrong with the REST calls.

mod orders;

use std::time::{Duration, Instant};

use klarna_sandbox::{FaultKind, SdkRefusal};
use serde_json::{Value, json};

use crate::desk::{Desk, purchase};

const CREATE: &str = "/payments/v1/sessions";

#[tokio::test]
async fn an_unknown_kind_is_refused_with_the_known_ones() {
    let desk = Desk::new();
    for body in [
        json!({ "kind": "nope" }),
        json!({}),
        json!([]),
        json!({ "kind": null }),
    ] {
        let answer = desk.fault(body).await;
        assert_eq!(answer.status, 400);
        let known: Vec<_> = FaultKind::ALL.iter().map(|kind| kind.name()).collect();
        assert_eq!(answer.body["known"], json!(known));
    }
    let answer = desk
        .fault(json!({ "kind": "load-never", "delay_ms": 1 }))
        .await;
    assert_eq!(answer.status, 400);
    assert_eq!(answer.body["options"], json!(["session", "times"]));
    let answer = desk
        .raw("POST", "/sandbox/faults", None, "{".to_owned())
        .await;
    assert_eq!(answer.status, 400);
    assert!(desk.state.faults().is_empty());
}

#[tokio::test]
async fn every_kind_is_listed_with_its_meaning_and_can_be_asked_for() {
    let desk = Desk::new();
    let kinds = desk
        .call("GET", "/sandbox/fault-kinds", Value::Null)
        .await
        .ok();
    for kind in kinds.as_array().expect("an array") {
        assert!(!kind["meaning"].as_str().expect("a sentence").is_empty());
        let mut body = json!({ "kind": kind["kind"] });
        if kind["options"]
            .as_array()
            .expect("some")
            .contains(&json!("result"))
        {
            body["result"] = json!({ "show_form": "maybe" });
        }
        assert_eq!(desk.fault(body.clone()).await.status, 201, "{body}");
    }
    assert_eq!(desk.state.faults().len(), FaultKind::ALL.len());
}

#[tokio::test]
async fn faults_are_listed_and_removed() {
    let desk = Desk::new();
    let added = desk
        .fault(json!({ "kind": "rest-500", "times": 2 }))
        .await
        .ok();
    assert_eq!(added, json!({ "id": 1, "kind": "rest-500", "times": 2 }));
    desk.fault(json!({ "kind": "rest-503", "call": "create-order" }))
        .await
        .ok();
    let listed = desk.call("GET", "/sandbox/faults", Value::Null).await.ok();
    assert_eq!(
        listed[1],
        json!({ "id": 2, "kind": "rest-503", "call": "create-order" })
    );
    let remove = |path: &'static str| desk.call("DELETE", path, Value::Null);
    assert_eq!(remove("/sandbox/faults/1").await.status, 204);
    assert_eq!(remove("/sandbox/faults/1").await.status, 404);
    assert_eq!(remove("/sandbox/faults").await.status, 204);
    assert!(desk.state.faults().is_empty());
}

#[tokio::test]
async fn a_server_error_changes_nothing_unless_it_is_told_to() {
    for (kind, status) in [("rest-500", 500), ("rest-503", 503)] {
        for carried_out in [false, true] {
            let desk = Desk::new();
            let session = desk.session(purchase()).await;
            let token = desk.approve(&session);
            desk.fault(json!({ "kind": kind, "times": 1, "carried_out": carried_out }))
                .await
                .ok();
            let failed = desk.order(&token, purchase()).await;
            assert_eq!(failed.error().0, status);
            assert!(failed.headers.contains_key("klarna-correlation-id"));
            let expected = if carried_out {
                "complete"
            } else {
                "incomplete"
            };
            assert_eq!(desk.read(&session).await.ok()["status"], expected);
            desk.order(&token, purchase()).await.ok();
        }
    }
}

#[tokio::test]
async fn too_many_requests_say_when_to_come_back() {
    let desk = Desk::new();
    desk.fault(json!({ "kind": "rest-429", "retry_after": 7, "times": 1 }))
        .await
        .ok();
    let refused = desk.call("POST", CREATE, purchase()).await;
    assert_eq!(refused.status, 429);
    assert_eq!(refused.headers["retry-after"], "7");
    desk.session(purchase()).await;
    assert_eq!(desk.log().await.len(), 2);
}

#[tokio::test]
async fn a_fault_can_be_for_one_call_of_one_session() {
    let desk = Desk::new();
    let one = desk.session(purchase()).await;
    let other = desk.session(purchase()).await;
    desk.fault(json!({ "kind": "rest-500", "call": "read-session", "session": one }))
        .await
        .ok();
    assert_eq!(desk.read(&one).await.status, 500);
    assert_eq!(desk.update(&one, json!({})).await.status, 204);
    assert_eq!(desk.read(&other).await.status, 200);
    desk.session(purchase()).await;
    let token = desk.approve(&one);
    desk.fault(json!({ "kind": "rest-503", "call": "cancel-authorization", "session": one }))
        .await
        .ok();
    assert_eq!(desk.cancel(&token).await.status, 503);
}

#[tokio::test]
async fn faults_that_replace_the_answer_take_turns() {
    let desk = Desk::new();
    desk.fault(json!({ "kind": "rest-500", "times": 1 }))
        .await
        .ok();
    desk.fault(json!({ "kind": "rest-503", "times": 1 }))
        .await
        .ok();
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(desk.call("POST", CREATE, purchase()).await.status.as_u16());
    }
    assert_eq!(statuses, [500, 503, 200]);
}

#[tokio::test]
async fn an_answer_that_is_not_json_or_of_another_shape_is_given_after_the_fact() {
    for kind in ["rest-not-json", "rest-wrong-shape"] {
        let desk = Desk::new();
        let session = desk.session(purchase()).await;
        let token = desk.approve(&session);
        desk.fault(json!({ "kind": kind, "times": 1 })).await.ok();
        let answer = desk.order(&token, purchase()).await;
        assert_eq!(answer.status, 200);
        assert!(!answer.body["order_id"].is_string());
        let content_type = &answer.headers["content-type"];
        assert_eq!(
            content_type == "application/json",
            kind == "rest-wrong-shape"
        );
        assert_eq!(desk.read(&session).await.ok()["status"], "complete");
    }
}

#[tokio::test]
async fn a_slow_answer_is_carried_out_at_once_and_comes_late() {
    let desk = Desk::new();
    desk.fault(json!({ "kind": "rest-slow", "delay_ms": 60, "times": 1 }))
        .await
        .ok();
    let started = Instant::now();
    desk.session(purchase()).await;
    assert!(started.elapsed() >= Duration::from_millis(60));
    assert_eq!(desk.log().await.len(), 1);
}

#[tokio::test]
async fn a_session_can_be_made_to_expire() {
    let desk = Desk::new();
    let session = desk.session(purchase()).await;
    desk.fault(json!({ "kind": "session-expired", "times": 1 }))
        .await
        .ok();
    for _ in 0..2 {
        assert_eq!(desk.read(&session).await.error().0, 404);
    }
    assert_eq!(
        desk.state.sdk_update(&session, &json!({})),
        Err(SdkRefusal::SessionEnded)
    );
    let another = desk.session(purchase()).await;
    desk.read(&another).await.ok();
}

#[tokio::test]
async fn an_authorization_can_be_made_to_expire() {
    let desk = Desk::new();
    let session = desk.session(purchase()).await;
    let token = desk.approve(&session);
    desk.fault(json!({ "kind": "authorization-expired", "times": 1 }))
        .await
        .ok();
    for _ in 0..2 {
        let answer = desk.order(&token, purchase()).await;
        assert_eq!(
            answer.error(),
            (404, "NOT_FOUND", vec!["Invalid authorization token"])
        );
    }
    let token = desk.approve(&session);
    desk.order(&token, purchase()).await.ok();
}

#[tokio::test]
async fn a_session_can_be_made_not_to_be_offered() {
    let desk = Desk::new();
    desk.fault(json!({ "kind": "not-offered", "times": 1 }))
        .await
        .ok();
    let created = desk.call("POST", CREATE, purchase()).await.ok();
    assert_eq!(created["payment_method_categories"], json!([]));
    let created = desk.call("POST", CREATE, purchase()).await.ok();
    assert_ne!(created["payment_method_categories"], json!([]));
}
