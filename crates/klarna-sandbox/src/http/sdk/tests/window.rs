//! The authorization window and its outcome.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{Sandbox, email};

#[tokio::test]
async fn an_approval_hands_over_the_sessions_authorization() {
    let sandbox = Sandbox::new();
    let session = sandbox.session().await;
    let result = sandbox
        .press(&session, email("customer@email.de"), "approve")
        .await;
    let kept = sandbox
        .state
        .session(&session.id)
        .and_then(|session| session.authorization);
    assert_eq!(
        result,
        json!({
            "approved": true, "show_form": true, "finalize_required": false,
            "authorization_token": kept.expect("an authorization").expose(),
        })
    );
}

#[tokio::test]
async fn declining_and_closing_make_no_authorization() {
    let sandbox = Sandbox::new();
    let session = sandbox.session().await;
    for (button, show_form) in [("decline", false), ("close", true)] {
        assert_eq!(
            sandbox.press(&session, json!({}), button).await,
            json!({ "approved": false, "show_form": show_form, "finalize_required": false })
        );
    }
    let session = sandbox.state.session(&session.id).expect("the session");
    assert!(session.authorization.is_none());
}

#[tokio::test]
async fn the_first_button_counts() {
    let sandbox = Sandbox::new();
    let session = sandbox.session().await;
    let window = sandbox.call("authorize", &session, json!({})).await["window"].clone();
    for button in ["close", "approve"] {
        let pressed = json!({ "window": window, "answer": button });
        sandbox.post("/kp/window/answers", &pressed).await;
    }
    let outcome = sandbox
        .post("/kp/sdk/outcomes", &json!({ "window": window }))
        .await;
    assert_eq!(outcome.json()["approved"], json!(false));
    let session = sandbox.state.session(&session.id).expect("the session");
    assert!(session.authorization.is_none());
}

#[tokio::test]
async fn an_approval_after_the_sessions_end_is_a_failure() {
    let sandbox = Sandbox::new();
    let session = sandbox.session().await;
    let window = sandbox.call("authorize", &session, json!({})).await["window"].clone();
    sandbox.state.clock().advance(48 * 60 * 60);
    let pressed = json!({ "window": window, "answer": "approve" });
    sandbox.post("/kp/window/answers", &pressed).await;
    let outcome = sandbox
        .post("/kp/sdk/outcomes", &json!({ "window": window }))
        .await;
    assert_eq!(
        outcome.json(),
        json!({ "approved": false, "show_form": false, "finalize_required": false })
    );
}

#[tokio::test]
async fn authorize_on_a_session_that_is_over_is_refused_without_a_window() {
    let sandbox = Sandbox::new();
    let session = sandbox.session().await;
    sandbox.state.clock().advance(48 * 60 * 60);
    let answer = sandbox.call("authorize", &session, json!({})).await;
    assert_eq!(
        answer["result"],
        json!({ "approved": false, "show_form": false })
    );
    assert_eq!(answer["window"], Value::Null);
}

#[tokio::test]
async fn the_window_shows_the_latest_data_and_masks_the_address() {
    let sandbox = Sandbox::new();
    let session = sandbox.session().await;
    let data = email("customer+denied@email.de");
    let window = sandbox.call("authorize", &session, data).await["window"].clone();
    let details = sandbox
        .post("/kp/window/details", &json!({ "window": window }))
        .await;
    assert_eq!(
        details.json(),
        json!({
            "merchant": "Sample shop", "locale": "de-DE", "currency": "EUR", "amount": 9500,
            "lines": [{ "name": "Becher", "quantity": 1, "total": 9500 }],
            "email": "c•••@email.de", "company": null, "ships_to": null,
            "method": "pay_now", "is_stored": false, "charges": [], "has_grown": false, "default": "decline",
        })
    );
}

#[tokio::test]
async fn a_window_that_is_answered_or_unknown_shows_nothing() {
    let sandbox = Sandbox::new();
    let session = sandbox.session().await;
    let window = sandbox.call("authorize", &session, json!({})).await["window"].clone();
    let pressed = json!({ "window": window, "answer": "close" });
    sandbox.post("/kp/window/answers", &pressed).await;
    for window in [window, json!("nope")] {
        let details = sandbox
            .post("/kp/window/details", &json!({ "window": window }))
            .await;
        assert_eq!(details.status, StatusCode::NOT_FOUND);
    }
    let unknown = json!({ "window": "nope", "answer": "approve" });
    let answer = sandbox.post("/kp/window/answers", &unknown).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

#[tokio::test(start_paused = true)]
async fn a_question_for_an_outcome_is_held_and_then_has_to_be_asked_again() {
    let sandbox = Sandbox::new();
    let session = sandbox.session().await;
    let window = sandbox.call("authorize", &session, json!({})).await["window"].clone();
    let outcome = sandbox
        .post("/kp/sdk/outcomes", &json!({ "window": window }))
        .await;
    assert_eq!(outcome.status, StatusCode::NO_CONTENT);
}
