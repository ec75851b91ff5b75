//! What `load` and `authorize` are told, and what the log shows of it.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{Sandbox, Session, email, report};

#[tokio::test]
async fn load_shows_the_widget_in_the_sessions_language_and_currency() {
    let sandbox = Sandbox::new();
    let session = sandbox.session().await;
    let answer = sandbox.call("load", &session, json!({})).await;
    assert_eq!(answer["result"], json!({ "show_form": true }));
    assert_eq!(
        answer["view"],
        json!({
            "locale": "de-DE", "currency": "EUR", "amount": 9500, "preferred": null,
            "methods": ["pay_now", "pay_later", "pay_over_time"], "installments": 3,
            "is_stored": false, "options": null,
        })
    );
    assert_eq!(answer["delivery"], json!({ "delay_ms": 0, "times": 1 }));
}

#[tokio::test]
async fn load_is_not_offered_to_a_customer_with_red_in_the_address() {
    let sandbox = Sandbox::new();
    let session = sandbox.session().await;
    let answer = sandbox
        .call("load", &session, email("customer+red@email.de"))
        .await;
    assert_eq!(answer["result"], json!({ "show_form": false }));
    assert_eq!(answer["view"], Value::Null);
}

#[tokio::test]
async fn load_is_not_offered_where_the_session_is_unknown_or_over() {
    let sandbox = Sandbox::new();
    let session = sandbox.session().await;
    sandbox.state.clock().advance(48 * 60 * 60);
    let unknown = Session {
        id: String::new(),
        token: "a.b.c".to_owned(),
    };
    for session in [&session, &unknown] {
        let answer = sandbox.call("load", session, json!({})).await;
        assert_eq!(answer["result"], json!({ "show_form": false }));
    }
}

#[tokio::test]
async fn invalid_fields_are_named_by_load_and_by_authorize() {
    let sandbox = Sandbox::new();
    let session = sandbox.session().await;
    let error = json!({ "invalid_fields": ["billing_address.email"] });
    let load = sandbox.call("load", &session, email("nobody")).await;
    assert_eq!(load["result"], json!({ "show_form": true, "error": error }));
    let authorize = sandbox.call("authorize", &session, email("nobody")).await;
    assert_eq!(
        authorize["result"],
        json!({ "approved": false, "show_form": true, "error": error })
    );
    assert_eq!(authorize["window"], Value::Null);
}

#[tokio::test]
async fn a_fault_that_throws_waits_for_a_call_that_can() {
    let sandbox = Sandbox::new();
    let session = sandbox.session().await;
    sandbox
        .fault(json!({"kind": "load-throws", "times": 1}))
        .await;
    let script = sandbox.get("/kp/lib/v1/api.js").await;
    assert!(script.text().contains(r#""load_may_throw":true"#));

    let mut report = report("load", &session, json!({}));
    report["may_throw"] = json!(false);
    let answer = sandbox.post("/kp/sdk/calls", &json!([report])).await.json();
    assert_eq!(answer["answers"][0]["throws"], Value::Null);
    assert_eq!(answer["standing"]["load_may_throw"], json!(true));

    let answer = sandbox.call("load", &session, json!({})).await;
    assert_eq!(
        answer["throws"],
        json!({ "name": "ApplicationNotInitializedError" })
    );
    let answer = sandbox.call("load", &session, json!({})).await;
    assert_eq!(answer["throws"], Value::Null);
}

#[tokio::test]
async fn an_error_loses_its_name_as_often_as_was_asked_for() {
    let sandbox = Sandbox::new();
    let session = sandbox.session().await;
    sandbox.fault(json!({"kind": "authorize-throws"})).await;
    sandbox
        .fault(json!({"kind": "throw-unnamed", "times": 1}))
        .await;
    for name in ["Error", "ApplicationNotLoadedError"] {
        let answer = sandbox.call("authorize", &session, json!({})).await;
        assert_eq!(answer["throws"], json!({ "name": name }));
    }
}

#[tokio::test]
async fn faults_decide_when_how_often_and_with_what_the_page_is_answered() {
    let sandbox = Sandbox::new();
    let session = sandbox.session().await;
    for (fault, delivery) in [
        (
            json!({"kind": "load-late", "delay_ms": 70, "times": 1}),
            json!({"delay_ms": 70, "times": 1}),
        ),
        (
            json!({"kind": "load-twice", "times": 1}),
            json!({"delay_ms": 0, "times": 2}),
        ),
        (
            json!({"kind": "load-never", "times": 1}),
            json!({"delay_ms": 0, "times": 0}),
        ),
    ] {
        sandbox.fault(fault).await;
        let answer = sandbox.call("load", &session, json!({})).await;
        assert_eq!(answer["delivery"], delivery);
    }
    sandbox
        .fault(json!({"kind": "widget-never-speaks", "times": 1}))
        .await;
    let answer = sandbox.call("load", &session, json!({})).await;
    assert_eq!(answer["widget_is_silent"], json!(true));
    sandbox
        .fault(json!({"kind": "authorize-result", "result": null, "times": 1}))
        .await;
    let answer = sandbox.call("authorize", &session, json!({})).await;
    assert_eq!(
        (&answer["is_decided"], &answer["result"]),
        (&json!(true), &Value::Null)
    );
}

#[tokio::test]
async fn the_log_shows_each_call_in_order_with_its_answer_once_there_is_one() {
    let sandbox = Sandbox::new();
    let session = sandbox.session().await;
    let mut init = report("init", &session, json!({}));
    init["over"] = json!(true);
    let load = report("load", &session, json!({ "order_amount": 9500 }));
    let answer = sandbox
        .post("/kp/sdk/calls", &json!([init, load]))
        .await
        .json();
    assert_eq!(answer["answers"][0], json!({}));
    let sdk_calls = || {
        let log = sandbox.state.log().into_iter();
        log.filter(|entry| entry.method == "SDK")
            .collect::<Vec<_>>()
    };
    let logged = sdk_calls();
    assert_eq!(
        logged
            .iter()
            .map(|entry| entry.path.as_str())
            .collect::<Vec<_>>(),
        ["init", "load"]
    );
    assert_eq!(logged[1].merchant.as_deref(), Some("Sample shop"));
    assert_eq!(logged[1].request["session_id"], json!(session.id));
    assert_eq!(logged[1].request["user_activation"], json!(true));
    assert_eq!(logged[1].request["data"], json!({ "order_amount": 9500 }));
    assert_eq!(logged[1].response, Value::Null);

    let answered =
        json!({ "call": answer["answers"][1]["call"], "response": { "show_form": true } });
    sandbox.post("/kp/sdk/answers", &answered).await;
    assert_eq!(sdk_calls()[1].response, json!({ "show_form": true }));
}

#[tokio::test]
async fn what_is_not_a_report_is_refused() {
    let sandbox = Sandbox::new();
    let session = sandbox.session().await;
    for (path, body) in [
        ("/kp/sdk/calls", json!({})),
        (
            "/kp/sdk/calls",
            json!([report("nope", &session, json!({}))]),
        ),
        ("/kp/sdk/answers", json!({ "call": "one" })),
        ("/kp/sdk/outcomes", json!([])),
        (
            "/kp/window/answers",
            json!({ "window": "x", "answer": "maybe" }),
        ),
    ] {
        let answer = sandbox.post(path, &body).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
    }
}
