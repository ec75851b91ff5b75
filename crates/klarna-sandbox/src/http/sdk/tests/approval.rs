//! `finalize` and `reauthorize`.

use serde_json::{Value, json};

use super::{Sandbox, Session, email, report};

impl Sandbox {
    /// Approves with `auto_finalize: false` and a payment method.
    async fn approve_for_later(&self, session: &Session, method: &str) -> Value {
        let mut call = report("authorize", session, email("customer@email.de"));
        call["options"]["auto_finalize"] = json!(false);
        call["chosen"] = json!(method);
        let answers = self.post("/kp/sdk/calls", &json!([call])).await.json();
        self.answer_window(&answers["answers"][0]["window"], "approve")
            .await
    }

    async fn result(&self, method: &str, session: &Session, data: Value) -> Value {
        self.call(method, session, data).await["result"].clone()
    }

    /// The sessions that the callbacks in the outbox are about.
    fn called_back(&self) -> Vec<String> {
        self.state.read(|records| {
            let callbacks = records.outbox.after(0);
            callbacks
                .map(|(_, callback)| callback.session.clone())
                .collect()
        })
    }

    fn live_token(&self, session: &Session) -> Option<String> {
        let session = self.state.session(&session.id)?;
        Some(session.authorization?.expose().to_owned())
    }
}

#[tokio::test]
async fn what_pays_at_once_waits_for_finalize_and_what_does_not_is_done() {
    for (method, waits) in [
        ("pay_now", true),
        ("card", true),
        ("direct_debit", true),
        ("direct_bank_transfer", true),
        ("pay_later", false),
        ("invoice", false),
        ("pay_over_time", false),
    ] {
        let sandbox = Sandbox::new();
        let session = sandbox.session().await;
        let result = sandbox.approve_for_later(&session, method).await;
        assert_eq!(result["approved"], json!(true), "{method}");
        assert_eq!(result["finalize_required"], json!(waits), "{method}");
        let token = result.get("authorization_token").and_then(Value::as_str);
        assert_eq!(token.is_none(), waits, "{method}");
        assert_eq!(sandbox.live_token(&session).as_deref(), token, "{method}");
    }
}

#[tokio::test]
async fn finalize_makes_the_token_once() {
    let sandbox = Sandbox::new();
    let session = sandbox.session().await;
    sandbox.approve_for_later(&session, "pay_now").await;
    let result = sandbox.result("finalize", &session, json!({})).await;
    let token = sandbox.live_token(&session).expect("a token");
    assert_eq!(
        result,
        json!({ "approved": true, "show_form": true, "authorization_token": token })
    );
    let again = sandbox.result("finalize", &session, json!({})).await;
    assert_eq!(again, json!({ "approved": false, "show_form": false }));
}

#[tokio::test]
async fn the_merchant_is_called_back_at_finalize_and_not_before() {
    let sandbox = Sandbox::new();
    let nowhere = "http://127.0.0.1:1/nowhere";
    let urls = json!({ "confirmation": nowhere, "authorization": nowhere });
    let session = sandbox.session_of(json!({ "merchant_urls": urls })).await;
    sandbox.approve_for_later(&session, "pay_now").await;
    assert!(sandbox.called_back().is_empty());
    sandbox.result("finalize", &session, json!({})).await;
    assert_eq!(sandbox.called_back(), [session.id]);
}

#[tokio::test]
async fn finalize_without_an_approval_that_waits_is_refused() {
    let sandbox = Sandbox::new();
    let session = sandbox.session().await;
    let refused = json!({ "approved": false, "show_form": false });
    assert_eq!(
        sandbox.result("finalize", &session, json!({})).await,
        refused
    );
    sandbox.press(&session, json!({}), "approve").await;
    assert_eq!(
        sandbox.result("finalize", &session, json!({})).await,
        refused
    );
}

#[tokio::test]
async fn finalize_with_invalid_data_can_be_repeated() {
    let sandbox = Sandbox::new();
    let session = sandbox.session().await;
    sandbox.approve_for_later(&session, "pay_now").await;
    assert_eq!(
        sandbox.result("finalize", &session, email("nobody")).await,
        json!({
            "approved": false, "show_form": true,
            "error": { "invalid_fields": ["billing_address.email"] },
        })
    );
    let result = sandbox.result("finalize", &session, json!({})).await;
    assert_eq!(result["approved"], json!(true));
}

#[tokio::test]
async fn finalize_looks_at_the_customer_again() {
    let sandbox = Sandbox::new();
    let session = sandbox.session().await;
    sandbox.approve_for_later(&session, "pay_now").await;
    let denied = email("customer+denied@email.de");
    for data in [denied, email("customer@email.de")] {
        assert_eq!(
            sandbox.result("finalize", &session, data).await,
            json!({ "approved": false, "show_form": false })
        );
    }
    assert_eq!(sandbox.live_token(&session), None);
}

#[tokio::test]
async fn finalize_after_the_sessions_end_is_refused() {
    let sandbox = Sandbox::new();
    let session = sandbox.session().await;
    sandbox.approve_for_later(&session, "pay_now").await;
    sandbox.state.clock().advance(48 * 60 * 60);
    assert_eq!(
        sandbox.result("finalize", &session, json!({})).await,
        json!({ "approved": false, "show_form": false })
    );
}

/// An order of that many cups.
fn cups(quantity: i64) -> Value {
    json!({
        "order_amount": 9500 * quantity, "order_tax_amount": 0,
        "order_lines": [{
            "name": "Becher", "quantity": quantity, "unit_price": 9500,
            "total_amount": 9500 * quantity,
        }],
    })
}

#[tokio::test]
async fn reauthorize_replaces_the_token_without_asking_where_nothing_is_dearer() {
    let sandbox = Sandbox::new();
    let session = sandbox.session().await;
    let first = sandbox.press(&session, cups(2), "approve").await;
    let result = sandbox.result("reauthorize", &session, cups(1)).await;
    let token = sandbox.live_token(&session).expect("a token");
    assert_ne!(first["authorization_token"], json!(token));
    assert_eq!(
        result,
        json!({ "approved": true, "authorization_token": token })
    );
}

#[tokio::test]
async fn reauthorize_asks_where_it_has_become_dearer() {
    let sandbox = Sandbox::new();
    let session = sandbox.session().await;
    sandbox.press(&session, cups(1), "approve").await;
    for (button, approved) in [("close", false), ("decline", false), ("approve", true)] {
        let before = sandbox.live_token(&session);
        let window = sandbox.call("reauthorize", &session, cups(2)).await["window"].clone();
        let details = sandbox
            .post("/kp/window/details", &json!({ "window": window }))
            .await;
        assert_eq!(details.json()["has_grown"], json!(true));
        let result = sandbox.answer_window(&window, button).await;
        assert_eq!(result["approved"], json!(approved), "{button}");
        assert_eq!(result.get("show_form"), None, "{button}");
        assert_eq!(sandbox.live_token(&session) != before, approved, "{button}");
    }
}

#[tokio::test]
async fn reauthorize_takes_an_approval_that_waits_for_finalize() {
    let sandbox = Sandbox::new();
    let session = sandbox.session().await;
    sandbox.approve_for_later(&session, "pay_now").await;
    let dearer = sandbox.call("reauthorize", &session, cups(2)).await;
    assert!(dearer["window"].is_string(), "{dearer}");
    let result = sandbox.result("reauthorize", &session, cups(1)).await;
    let token = sandbox.live_token(&session).expect("a token");
    assert_eq!(
        result,
        json!({ "approved": true, "authorization_token": token })
    );
    let again = sandbox.result("finalize", &session, json!({})).await;
    assert_eq!(again["approved"], json!(false));
}

#[tokio::test]
async fn reauthorize_needs_an_earlier_approval_and_an_acceptable_customer() {
    let sandbox = Sandbox::new();
    let session = sandbox.session().await;
    let refused = json!({ "approved": false });
    assert_eq!(
        sandbox.result("reauthorize", &session, json!({})).await,
        refused
    );
    sandbox
        .press(&session, email("customer@email.de"), "approve")
        .await;
    assert_eq!(
        sandbox
            .result("reauthorize", &session, email("nobody"))
            .await,
        json!({ "approved": false, "error": { "invalid_fields": ["billing_address.email"] } })
    );
    let denied = email("customer+denied@email.de");
    assert_eq!(
        sandbox.result("reauthorize", &session, denied).await,
        refused
    );
}

#[tokio::test]
async fn reauthorize_renews_a_token_whose_hour_is_over() {
    let sandbox = Sandbox::new();
    let session = sandbox.session().await;
    sandbox.press(&session, json!({}), "approve").await;
    sandbox.state.clock().advance(61 * 60);
    let result = sandbox.result("reauthorize", &session, json!({})).await;
    assert_eq!(result["approved"], json!(true));
}

#[tokio::test]
async fn reauthorize_after_the_merchant_cancelled_is_refused() {
    let sandbox = Sandbox::new();
    let session = sandbox.session().await;
    sandbox.press(&session, json!({}), "approve").await;
    let token = sandbox.live_token(&session).expect("a token");
    let cancelled = sandbox
        .as_merchant(
            "DELETE",
            &format!("/payments/v1/authorizations/{token}"),
            "",
        )
        .await;
    assert!(cancelled.status.is_success());
    assert_eq!(
        sandbox.result("reauthorize", &session, json!({})).await,
        json!({ "approved": false })
    );
}

#[tokio::test]
async fn faults_strike_finalize_and_reauthorize() {
    let sandbox = Sandbox::new();
    let session = sandbox.session().await;
    for method in ["finalize", "reauthorize"] {
        for (fault, delivery) in [
            (
                json!({ "kind": format!("{method}-late"), "delay_ms": 70, "times": 1 }),
                json!({ "delay_ms": 70, "times": 1 }),
            ),
            (
                json!({ "kind": format!("{method}-twice"), "times": 1 }),
                json!({ "delay_ms": 0, "times": 2 }),
            ),
            (
                json!({ "kind": format!("{method}-never"), "times": 1 }),
                json!({ "delay_ms": 0, "times": 0 }),
            ),
        ] {
            sandbox.fault(fault).await;
            let answer = sandbox.call(method, &session, json!({})).await;
            assert_eq!(answer["delivery"], delivery);
        }
        let fault = json!({ "kind": format!("{method}-result"), "result": 7, "times": 1 });
        sandbox.fault(fault).await;
        assert_eq!(sandbox.result(method, &session, json!({})).await, json!(7));
    }
}
