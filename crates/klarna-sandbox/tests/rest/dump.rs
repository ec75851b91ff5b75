//! Dumps: everything the sandbox knows, written by one sandbox and loaded by another.

use std::collections::BTreeMap;

use klarna_sandbox::Clock;
use proptest::prelude::*;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::{
    callbacks::{Ear, american},
    desk::{Desk, purchase, with},
    tokens::{charges::renewal, new_token, sign_up},
};

async fn dump(desk: &Desk) -> Value {
    desk.call("GET", "/sandbox/dump", Value::Null).await.ok()
}

async fn load(desk: &Desk, dump: Value) {
    let answer = desk.call("PUT", "/sandbox/dump", dump).await;
    assert_eq!(answer.status, 204, "{}", answer.body);
}

/// A page's call to the SDK over its HTTP calls.
async fn sdk_call(desk: &Desk, method: &str, client_token: &str, options: Value) -> Value {
    let call = json!({
        "method": method, "client_token": client_token, "data": null, "options": options,
        "user_activation": true, "widget": "klarna", "response": null,
    });
    let answers = desk.call("POST", "/kp/sdk/calls", json!([call])).await.ok();
    answers["answers"][0].clone()
}

#[tokio::test]
async fn an_approval_is_good_for_an_order_in_the_sandbox_that_loads_it() {
    let desk = Desk::new();
    let created = desk.call("POST", "/payments/v1/sessions", purchase()).await;
    let created = created.ok();
    let client_token = created["client_token"].as_str().expect("a token");
    let options = json!({ "payment_method_category": "klarna" });
    let asked = sdk_call(&desk, "authorize", client_token, options).await;
    desk.advance(55 * 60);

    // The shopper answers a window that the first sandbox has opened.
    let second = Desk::new();
    load(&second, dump(&desk).await).await;
    let pressed = json!({ "window": asked["window"], "answer": "approve" });
    second
        .call("POST", "/kp/window/answers", pressed)
        .await
        .ok();
    let window = json!({ "window": asked["window"] });
    let approval = second.call("POST", "/kp/sdk/outcomes", window).await.ok();
    let token = approval["authorization_token"].as_str().expect("a token");
    second.advance(55 * 60);

    let third = Desk::new();
    load(&third, dump(&second).await).await;
    let order = third.order(token, purchase()).await.ok();
    let read = third.read(created["session_id"].as_str().expect("an id"));
    assert_eq!(read.await.ok()["status"], "complete");
    let story: Vec<Value> = third.log().await;
    let story: Vec<&Value> = story.iter().map(|call| &call["path"]).collect();
    assert_eq!(story.len(), 6, "{story:?}");
    assert_eq!(
        story[..4],
        ["/payments/v1/sessions", "authorize", "opened", "approved"]
    );

    // And the order is known to a fourth one, which gives it again.
    let fourth = Desk::new();
    load(&fourth, dump(&third).await).await;
    assert_eq!(fourth.order(token, purchase()).await.ok(), order);
    fourth.advance(50 * 3600);
    let read = fourth.read(created["session_id"].as_str().expect("an id"));
    assert_eq!(read.await.error().0, 404);
}

#[tokio::test]
async fn the_clock_goes_on_from_the_time_of_the_dump() {
    let desk = Desk::new();
    desk.advance(1_000);
    let session = desk.session(purchase()).await;
    let written = dump(&desk).await;
    assert_eq!(
        written["clock"],
        json!({ "now": "1970-01-01T00:16:40Z", "offset_seconds": 1_000 })
    );
    // In a sandbox whose clock is ahead, and runs, the session has as long to live as it had.
    let later = Desk::with_clock(Clock::system());
    load(&later, written).await;
    assert_eq!(later.read(&session).await.status, 200);
    let clock = later.call("GET", "/sandbox/clock", Value::Null).await.ok();
    let now = clock["now"].as_str().expect("a time");
    assert!(now.starts_with("1970-01-01T00:1"), "{now}");
    later.advance(48 * 3600);
    assert_eq!(later.read(&session).await.status, 404);
}

#[tokio::test]
async fn a_pending_order_is_decided_after_a_load() {
    let desk = Desk::new();
    let mut ear = Ear::answering(&[]).await;
    let body = ear.told(american("customer+pend-accept-05@email.us"));
    let (_, token) = desk.approved(body.clone()).await;
    ear.next().await;
    let order = desk.order(&token, body).await.ok();
    assert_eq!(order["fraud_status"], "PENDING");
    let written = dump(&desk).await;
    drop(desk);

    let second = Desk::new();
    load(&second, written).await;
    second.advance(5 * 60);
    let (kind, body) = ear.next().await;
    assert_eq!(kind, "notification");
    assert_eq!(body["order_id"], order["order_id"]);
    assert_eq!(body["event_type"], "FRAUD_RISK_ACCEPTED");
}

#[tokio::test]
async fn a_callback_in_the_outbox_is_sent_after_a_load_whatever_was_sent_before() {
    let desk = Desk::new();
    let mut ear = Ear::answering(&[]).await;
    let mut other = Ear::answering(&[]).await;
    // Ten minutes: no test waits for it.
    let late = json!({ "kind": "callback-late", "delay_ms": 600_000, "times": 1 });
    desk.fault(late).await.ok();
    let (session, _) = desk.approved(ear.told(purchase())).await;
    let mut written = dump(&desk).await;
    assert_eq!(written["outbox"].as_array().map(Vec::len), Some(1));
    written["outbox"][0]["delay"] = json!({ "secs": 0, "nanos": 0 });

    // The first number of this sandbox's outbox is taken by a callback that was sent.
    let second = Desk::new();
    second.approved(other.told(purchase())).await;
    other.next().await;
    load(&second, written).await;
    let (kind, body) = ear.next().await;
    assert_eq!(kind, "authorization");
    assert_eq!(body["session_id"], session);
    assert!(other.is_quiet());
    assert_eq!(dump(&second).await["faults"]["list"], json!([]));
}

#[tokio::test]
async fn a_dump_that_is_not_understood_changes_nothing() {
    let desk = Desk::new();
    let session = desk.session(purchase()).await;
    desk.advance(60);
    let before = dump(&desk).await;
    for (bad, reason) in [
        (
            json!([]),
            "this is no dump of a sandbox: it is not a JSON object",
        ),
        (
            json!({}),
            "this is no dump of a sandbox: it has no `version`",
        ),
        (
            with(before.clone(), "version", json!(2)),
            "the dump has the version 2, and this sandbox reads version 1 only",
        ),
        (
            with(before.clone(), "version", json!("1")),
            "the dump has the version \"1\", and this sandbox reads version 1 only",
        ),
        (
            with(before.clone(), "clock.now", json!("2050-01-01T00:00:00Z")),
            "the dump's clock is more than ten years ahead of this sandbox's",
        ),
        (
            with(before.clone(), "clock.now", json!("soon")),
            "the dump's content: `clock.now`: ",
        ),
        (
            with(before.clone(), "sessions[0].expires_at", json!(7)),
            "the dump's content: `sessions[0].expires_at`: ",
        ),
        (
            with(before.clone(), "orders", Value::Null),
            "the dump's content: `.`: missing field `orders`",
        ),
        (
            with(before.clone(), "shoppers", json!([])),
            "the dump's content: `shoppers`: unknown field `shoppers`",
        ),
    ] {
        let answer = desk.call("PUT", "/sandbox/dump", bad).await;
        assert_eq!(answer.status, 400, "{reason}");
        let error = answer.body["error"].as_str().expect("a sentence");
        assert!(error.starts_with(reason), "{error}");
    }
    let cut_off = "{\"version\": 1".to_owned();
    let answer = desk.raw("PUT", "/sandbox/dump", None, cut_off).await;
    assert_eq!(answer.status, 400);
    assert_eq!(dump(&desk).await, before);
    assert_eq!(desk.read(&session).await.status, 200);
}

#[tokio::test]
async fn a_dump_is_loaded_by_no_page_elsewhere() {
    let desk = Desk::new();
    let written = dump(&desk).await.to_string();
    let origin = [("origin", "http://evil.example")];
    for method in ["GET", "PUT"] {
        let answer = desk.raw_with(method, "/sandbox/dump", None, &origin, written.clone());
        assert_eq!(answer.await.status, 403, "{method}");
    }
}

/// Things that may happen in a sandbox.
#[derive(Debug, Clone, Copy)]
enum Step {
    Create,
    SignUp,
    Approve,
    Open,
    Order,
    Store,
    Charge,
    Fault,
    Refused,
    Wait,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop::sample::select(vec![
        Step::Create,
        Step::SignUp,
        Step::Approve,
        Step::Open,
        Step::Order,
        Step::Store,
        Step::Charge,
        Step::Fault,
        Step::Refused,
        Step::Wait,
    ]);
    prop::collection::vec(step, 0..24)
}

async fn walk(desk: &Desk, steps: &[Step]) {
    let mut sessions: Vec<(Value, Value)> = Vec::new();
    let mut approved = BTreeMap::new();
    let mut token = None;
    for step in steps {
        let last = sessions.last().map(|(created, _)| created);
        let id = last.and_then(|created| created["session_id"].as_str());
        let approval = id.and_then(|id| approved.get(id)).cloned();
        match step {
            Step::Create | Step::SignUp => {
                let body = match step {
                    Step::Create => with(purchase(), "merchant_urls.push", json!("http://x.test/")),
                    _ => sign_up(),
                };
                let path = "/payments/v1/sessions";
                let created = desk.call("POST", path, body.clone()).await;
                if created.status.is_success() {
                    sessions.push((created.body, body));
                }
            }
            Step::Approve => {
                if let Some(id) = id
                    && let Ok(authorization) = desk.state.authorize(id)
                {
                    approved.insert(id.to_owned(), authorization.expose().to_owned());
                }
            }
            Step::Open => {
                let client_token = last.and_then(|created| created["client_token"].as_str());
                let options = json!({ "auto_finalize": false });
                sdk_call(desk, "authorize", client_token.unwrap_or_default(), options).await;
            }
            Step::Order => {
                if let (Some(approval), Some((_, body))) = (approval, sessions.last()) {
                    desk.order(&approval, body.clone()).await;
                }
            }
            Step::Store => {
                if let Some(approval) = approval {
                    let stored = desk.store(&approval, new_token()).await.body;
                    token = stored["token_id"].as_str().map(str::to_owned).or(token);
                }
            }
            Step::Charge => {
                let token = token.clone().unwrap_or_else(|| "none".to_owned());
                desk.charge_under("key", &token, renewal()).await;
            }
            Step::Fault => {
                let fault = json!({ "kind": "load-result", "result": null, "times": 2 });
                desk.fault(fault).await.ok();
                let fault = json!({ "kind": "rest-500", "carried_out": true, "times": 1 });
                desk.fault(fault).await.ok();
            }
            Step::Refused => {
                desk.call("POST", "/payments/v1/sessions", json!({})).await;
            }
            Step::Wait => desk.advance(25 * 60),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn a_dump_that_was_loaded_is_dumped_as_it_was(steps in steps()) {
        let runtime = Runtime::new().expect("a runtime");
        let (written, again) = runtime.block_on(async {
            // Without delivery, which would go on between the two.
            let first = Desk::without_delivery();
            walk(&first, &steps).await;
            let second = Desk::without_delivery();
            // A load replaces what there is.
            walk(&second, &[Step::Create, Step::Approve, Step::Fault, Step::Wait]).await;
            let written = first.state.dump();
            second.state.load(written.as_bytes()).expect("a dump");
            (written, second.state.dump())
        });
        prop_assert_eq!(written, again);
    }
}
