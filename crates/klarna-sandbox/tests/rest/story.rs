//! The story of a session in the log, and the live page's search and filter.

use serde_json::{Value, json};

use crate::{
    callbacks::Ear,
    desk::{Desk, purchase, purchase_with_addresses, with},
};

/// A page's call to the SDK.
async fn sdk_call(desk: &Desk, call: Value) -> Value {
    let mut sent = json!({
        "data": null, "options": {}, "user_activation": true, "widget": "klarna", "response": null,
    });
    for (name, value) in call.as_object().into_iter().flatten() {
        sent[name] = value.clone();
    }
    let answers = desk.call("POST", "/kp/sdk/calls", json!([sent])).await.ok();
    answers["answers"][0].clone()
}

async fn press(desk: &Desk, window: &Value, button: &str) {
    let pressed = json!({ "window": window, "answer": button });
    desk.call("POST", "/kp/window/answers", pressed).await.ok();
}

/// Method, path and status of each entry.
async fn story(desk: &Desk, session: &str) -> Vec<(String, String, Value)> {
    let path = format!("/sandbox/log?session={session}");
    let log = desk.call("GET", &path, Value::Null).await.ok();
    let entries = log.as_array().expect("a list").iter();
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let entry = |it: &Value| (text(&it["method"]), text(&it["path"]), it["status"].clone());
    entries
        .inspect(|entry| assert_eq!(entry["session"], session))
        .map(entry)
        .collect()
}

#[tokio::test]
async fn a_story_has_calls_windows_and_callbacks_in_their_order() {
    let desk = Desk::new();
    let mut ear = Ear::answering(&[]).await;
    let body = ear.told(purchase());
    let created = desk
        .call("POST", "/payments/v1/sessions", body.clone())
        .await
        .ok();
    let session = created["session_id"].as_str().expect("an id").to_owned();
    let other = desk.session(purchase()).await;
    let token = &created["client_token"];
    let call = json!({ "method": "authorize", "client_token": token });
    let declined = sdk_call(&desk, call.clone()).await["window"].clone();
    press(&desk, &declined, "decline").await;
    press(&desk, &declined, "approve").await;
    let closed = sdk_call(&desk, call.clone()).await["window"].clone();
    press(&desk, &closed, "close").await;
    let approved = sdk_call(&desk, call).await["window"].clone();
    press(&desk, &approved, "approve").await;
    ear.next().await;
    let window = json!({ "window": approved });
    let outcome = desk.call("POST", "/kp/sdk/outcomes", window).await.ok();
    let token = outcome["authorization_token"].as_str().expect("a token");
    // The callback is noted once the merchant's server has answered it.
    while story(&desk, &session).await.len() < 11 {
        tokio::task::yield_now().await;
    }
    desk.order(token, body).await.ok();
    desk.read(&other).await.ok();
    let order = format!("/payments/v1/authorizations/{token}/order");
    let expected = [
        ("POST", "/payments/v1/sessions", json!(200)),
        ("SDK", "authorize", Value::Null),
        ("WINDOW", "opened", Value::Null),
        ("WINDOW", "declined", Value::Null),
        ("SDK", "authorize", Value::Null),
        ("WINDOW", "opened", Value::Null),
        ("WINDOW", "closed", Value::Null),
        ("SDK", "authorize", Value::Null),
        ("WINDOW", "opened", Value::Null),
        ("WINDOW", "approved", Value::Null),
        ("CALLBACK", "authorization", json!(204)),
        ("POST", &order, json!(200)),
    ];
    let expected =
        expected.map(|(method, path, status)| (method.to_owned(), path.to_owned(), status));
    assert_eq!(story(&desk, &session).await, expected);
}

#[tokio::test]
async fn a_session_that_an_express_button_starts_has_the_click_in_its_story() {
    let desk = Desk::new();
    let call = json!({
        "method": "Buttons.authorize", "client_id": "shop", "data": purchase_with_addresses(),
    });
    sdk_call(&desk, call).await;
    let state = desk.call("GET", "/sandbox/state", Value::Null).await.ok();
    let session = state["sessions"][0]["id"].as_str().expect("an id");
    let told = story(&desk, session).await;
    let told: Vec<&str> = told.iter().map(|(_, path, _)| path.as_str()).collect();
    assert_eq!(told, ["Buttons.authorize", "opened"]);
}

/// The ids of the sessions, and the numbers of the other rows, that a query leaves.
async fn left(desk: &Desk, query: &str) -> (Vec<Value>, [usize; 3]) {
    let path = format!("/sandbox/state?{query}");
    let state = desk.call("GET", &path, Value::Null).await.ok();
    let rows = |list: &str| state[list].as_array().expect("a list").clone();
    let sessions = rows("sessions")
        .iter()
        .map(|row| row["id"].clone())
        .collect();
    let others = ["authorizations", "orders", "calls"];
    (sessions, others.map(|list| rows(list).len()))
}

#[tokio::test]
async fn a_search_finds_what_belongs_to_the_sessions_that_fit() {
    let desk = Desk::new();
    let mut body = with(
        purchase_with_addresses(),
        "merchant_reference1",
        json!("A-1001"),
    );
    body["billing_address"]["email"] = json!("alice@email.se");
    let first = desk.session(body.clone()).await;
    let token = desk.approve(&first);
    let order = desk.order(&token, body).await.ok();
    let path = "/payments/v1/sessions";
    let other = desk
        .call_as("book-shop", "POST", path, purchase())
        .await
        .ok();
    let other = other["session_id"].clone();
    let order = order["order_id"].as_str().expect("an id");
    for search in [
        "a-1001",
        "ALICE%40email",
        "alice",
        "test",
        &first[..13],
        &token,
        order,
        "%20a-1001%20",
    ] {
        let found = left(&desk, &format!("search={search}")).await;
        assert_eq!(found, (vec![json!(first)], [1, 1, 2]), "{search}");
    }
    let found = left(&desk, "search=book-shop").await;
    assert_eq!(found, (vec![other.clone()], [0, 0, 1]));
    assert_eq!(left(&desk, "search=nothing").await, (vec![], [0, 0, 0]));
    let all = left(&desk, "search=&merchant=&session=").await;
    assert_eq!(all, (vec![other.clone(), json!(first)], [1, 1, 3]));

    assert_eq!(
        left(&desk, "merchant=book-shop").await,
        (vec![other], [0, 0, 1])
    );
    assert_eq!(left(&desk, "merchant=book").await, (vec![], [0, 0, 0]));
    let of_first = left(&desk, &format!("session={first}")).await;
    assert_eq!(of_first, (vec![json!(first)], [1, 1, 2]));
    let both = left(&desk, &format!("session={first}&merchant=book-shop")).await;
    assert_eq!(both, (vec![], [0, 0, 0]));
    let state = desk.call("GET", "/sandbox/state?search=nothing", Value::Null);
    assert_eq!(state.await.ok()["merchants"], json!(["book-shop", "shop"]));
}
