//! The sandbox's own calls: log, clock, reset, and the page that shows it all.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use klarna_sandbox::{SandboxConfig, SdkFlow};
use serde_json::{Value, json};

use crate::{
    desk::{Desk, purchase},
    tokens::{charges::renewal, new_token, sign_up, trial},
};

#[tokio::test]
async fn every_call_is_in_the_log_with_these_fields() {
    let desk = Desk::new();
    let created = desk.call("POST", "/payments/v1/sessions", purchase()).await;
    let correlation_id = created.headers["klarna-correlation-id"]
        .to_str()
        .expect("text")
        .to_owned();
    let created = created.ok();
    desk.raw(
        "POST",
        "/payments/v1/sessions",
        Some(("shop", "sandbox")),
        "{".to_owned(),
    )
    .await;
    let session = created["session_id"].as_str().expect("an id");
    let sent = json!({ "options": {} });
    desk.state.log_sdk_call(
        Some(session),
        "load",
        sent.clone(),
        json!({ "show_form": true }),
    );
    let log = desk.log().await;
    assert_eq!(
        log[0],
        json!({
            "number": 0, "at": "1970-01-01T00:00:00Z", "merchant": "shop", "method": "POST",
            "path": "/payments/v1/sessions", "status": 200, "correlation_id": correlation_id,
            "session": session, "request": purchase(), "response": created,
        })
    );
    assert_eq!(log[1]["status"], 400);
    assert_eq!(log[1]["request"], "{");
    assert_eq!(log[1]["response"]["error_code"], "BAD_REQUEST");
    assert_eq!(
        log[2],
        json!({
            "number": 2, "at": "1970-01-01T00:00:00Z", "merchant": "shop", "method": "SDK",
            "path": "load", "status": null, "correlation_id": null, "session": session,
            "request": sent,
            "response": { "show_form": true },
        })
    );
}

#[tokio::test]
async fn the_log_holds_no_credentials() {
    let desk = Desk::new();
    desk.session(purchase()).await;
    let log = Value::from(desk.log().await).to_string();
    assert!(!log.to_lowercase().contains("basic "));
}

#[tokio::test]
async fn the_clock_is_moved_forward_only() {
    let desk = Desk::new();
    let session = desk.session(purchase()).await;
    let moved = desk
        .call("POST", "/sandbox/clock", json!({ "advance_seconds": 3600 }))
        .await;
    assert_eq!(
        moved.ok(),
        json!({ "now": "1970-01-01T01:00:00Z", "offset_seconds": 3600 })
    );
    for body in [
        json!({ "advance_seconds": -1 }),
        json!({ "advance_seconds": i64::MAX }),
        json!({ "advance_seconds": "1" }),
        json!({ "advance": 1 }),
        json!({}),
    ] {
        assert_eq!(desk.call("POST", "/sandbox/clock", body).await.status, 400);
    }
    let clock = desk.call("GET", "/sandbox/clock", Value::Null).await.ok();
    assert_eq!(clock["offset_seconds"], 3600);
    desk.call(
        "POST",
        "/sandbox/clock",
        json!({ "advance_seconds": 48 * 3600 }),
    )
    .await
    .ok();
    assert_eq!(desk.read(&session).await.error().0, 404);
}

#[tokio::test]
async fn a_reset_forgets_everything() {
    let desk = Desk::new();
    let session = desk.session(purchase()).await;
    let token = desk.approve(&session);
    desk.order(&token, purchase()).await.ok();
    desk.fault(json!({ "kind": "rest-500" })).await.ok();
    desk.advance(60);
    assert_eq!(
        desk.call("POST", "/sandbox/reset", Value::Null)
            .await
            .status,
        204
    );
    assert!(desk.log().await.is_empty());
    let state = desk.call("GET", "/sandbox/state", Value::Null).await.ok();
    for list in [
        "sessions",
        "authorizations",
        "orders",
        "tokens",
        "faults",
        "callbacks",
        "calls",
    ] {
        assert_eq!(state[list], json!([]), "{list}");
    }
    assert_eq!(state["offset_seconds"], 0);
    assert_eq!(desk.read(&session).await.error().0, 404);
}

#[tokio::test]
async fn the_state_shows_what_became_of_everything() {
    let desk = Desk::new();
    let session = desk.session(purchase()).await;
    let replaced = desk.approve(&session);
    let token = desk.approve(&session);
    desk.order(&token, purchase()).await.ok();
    desk.session(purchase()).await;
    let state = desk.call("GET", "/sandbox/state", Value::Null).await.ok();
    let status_of = |list: &str, key: &str, value: &str| {
        let rows = state[list].as_array().expect("an array");
        let row = rows.iter().find(|row| row[key] == value).expect("a row");
        row["status"].clone()
    };
    assert_eq!(status_of("sessions", "id", &session), "complete");
    assert_eq!(status_of("authorizations", "token", &token), "consumed");
    assert_eq!(status_of("authorizations", "token", &replaced), "replaced");
    assert_eq!(state["orders"][0]["session"], session);
    assert_eq!(state["orders"][0]["amount"], 14_400);
    assert_eq!(state["calls"].as_array().expect("an array").len(), 3);
}

#[tokio::test]
async fn the_state_shows_what_an_order_is_of_and_what_a_token_is_for() {
    let desk = Desk::new();
    let mut body = sign_up();
    body["merchant_reference2"] = json!("A-1");
    body["merchant_data"] = json!("{}");
    body["order_lines"][0]["product_url"] = json!("https://shop.example/cup");
    let (_, authorization) = desk.approved(body.clone()).await;
    let stored = desk.store(&authorization, new_token()).await.ok();
    body["auto_capture"] = json!(true);
    desk.order(&authorization, body).await.ok();
    let token = stored["token_id"].as_str().expect("an id");
    desk.charge(token, renewal()).await.ok();
    let state = desk.call("GET", "/sandbox/state", Value::Null).await.ok();
    let [renewal, first] = [&state["orders"][0], &state["orders"][1]];
    assert_eq!(first["auto_capture"], true);
    assert_eq!(first["references"], json!(["A-1"]));
    assert_eq!(first["merchant_data"], "{}");
    assert_eq!(first["tax"], 2_880);
    assert_eq!(first["token"], Value::Null);
    let line = &first["lines"][0];
    assert_eq!(line["subscription"], "Coffee club: 1 MONTH");
    assert_eq!(line["product_url"], "https://shop.example/cup");
    assert_eq!(first["lines"][1]["kind"], "shipping_fee");
    assert_eq!(renewal["token"], 1);
    assert_eq!(renewal["auto_capture"], false);
    let shown = &state["tokens"][0];
    assert_eq!(shown["number"], 1);
    assert_eq!(shown["id"], token);
    assert_eq!(shown["status"], "ACTIVE");
    assert_eq!(shown["method"], "card");
    assert_eq!(shown["subscriptions"], json!(["Coffee club: 1 MONTH"]));
    assert_eq!(shown["charges"], 1);
}

#[tokio::test]
async fn the_live_page_brings_everything_it_needs() {
    let desk = Desk::new();
    for (path, content_type) in [
        ("/", "text/html; charset=utf-8"),
        ("/live/live.js", "text/javascript; charset=utf-8"),
        ("/live/faults.js", "text/javascript; charset=utf-8"),
        ("/live/rows.js", "text/javascript; charset=utf-8"),
        ("/live/parts.js", "text/javascript; charset=utf-8"),
        ("/live/filter.js", "text/javascript; charset=utf-8"),
        ("/live/story.js", "text/javascript; charset=utf-8"),
        ("/live/calls.js", "text/javascript; charset=utf-8"),
        ("/live/orders.js", "text/javascript; charset=utf-8"),
        ("/live/live.css", "text/css; charset=utf-8"),
    ] {
        let answer = desk.raw("GET", path, None, String::new()).await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.headers["content-type"], content_type);
        let policy = answer.headers["content-security-policy"]
            .to_str()
            .expect("text");
        assert!(!policy.contains("unsafe"), "{policy}");
    }
}

/// The claims of the client token of a new session.
async fn claims(desk: &Desk) -> Value {
    claims_of(desk, purchase()).await
}

async fn claims_of(desk: &Desk, session: Value) -> Value {
    let created = desk.call("POST", "/payments/v1/sessions", session).await;
    let created = created.ok();
    let token = created["client_token"].as_str().expect("a token");
    let payload = token.split('.').nth(1).expect("a payload");
    let payload = BASE64_URL_SAFE_NO_PAD.decode(payload).expect("base64");
    serde_json::from_slice(&payload).expect("JSON")
}

fn experiment(flow: &str) -> Value {
    json!([{ "name": "sdk-flow", "variate": flow, "parameters": {} }])
}

#[tokio::test]
async fn the_flow_of_the_sdk_is_that_of_sessions_from_then_on() {
    let desk = Desk::new();
    let settings = desk.call("GET", "/sandbox/settings", Value::Null).await;
    assert_eq!(
        settings.ok(),
        json!({ "sdk_flow": "utopia", "rate_limits": "off" })
    );
    assert_eq!(claims(&desk).await["experiments"], experiment("utopia"));
    let iframe = json!({ "sdk_flow": "iframe", "rate_limits": "off" });
    let set = desk.call("PATCH", "/sandbox/settings", iframe.clone());
    assert_eq!(set.await.ok(), iframe);
    assert_eq!(claims(&desk).await["experiments"], experiment("iframe"));
    // What is left out stays.
    let same = desk.call("PATCH", "/sandbox/settings", json!({})).await;
    assert_eq!(same.ok(), iframe);
    desk.state.set_sdk_flow(SdkFlow::Utopia);
    assert_eq!(claims(&desk).await["experiments"], experiment("utopia"));
    for wrong in [json!({ "sdk_flow": "popup" }), json!({ "flow": "iframe" })] {
        let refused = desk.call("PATCH", "/sandbox/settings", wrong).await;
        assert_eq!(refused.status, 400);
    }
}

#[tokio::test]
async fn a_reset_brings_the_configured_flow_back() {
    let desk = Desk::with_config(SandboxConfig {
        sdk_flow: SdkFlow::Iframe,
        ..SandboxConfig::default()
    });
    assert_eq!(claims(&desk).await["experiments"], experiment("iframe"));
    desk.state.set_sdk_flow(SdkFlow::Utopia);
    desk.call("POST", "/sandbox/reset", Value::Null).await.ok();
    assert_eq!(desk.state.sdk_flow(), SdkFlow::Iframe);
}

#[tokio::test]
async fn the_client_token_names_what_is_tokenized() {
    let desk = Desk::new();
    assert_eq!(claims(&desk).await["i"], "b");
    assert_eq!(claims_of(&desk, sign_up()).await["i"], "bt");
    assert_eq!(claims_of(&desk, trial()).await["i"], "t");
}
