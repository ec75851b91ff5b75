//! What a session offers: one category or several, and for subscriptions only what can be charged again.

use serde_json::{Value, json};

use crate::desk::{Desk, purchase};

fn identifiers(session: &Value) -> Vec<&str> {
    let categories = session["payment_method_categories"].as_array();
    categories
        .expect("a list")
        .iter()
        .map(|category| category["identifier"].as_str().expect("text"))
        .collect()
}

/// A subscription of nothing yet, in a country.
fn trial(country: &str, currency: &str) -> Value {
    json!({
        "purchase_country": country, "purchase_currency": currency, "intent": "tokenize",
        "order_amount": 0,
        "order_lines": [{
            "name": "Coffee club", "quantity": 1, "unit_price": 0, "total_amount": 0,
            "subscription": { "name": "Club", "interval": "MONTH", "interval_count": 1 },
        }],
    })
}

async fn create(desk: &Desk, body: Value) -> Value {
    desk.call("POST", "/payments/v1/sessions", body).await.ok()
}

#[tokio::test]
async fn several_categories_are_named_in_the_sessions_language_and_stay() {
    let desk = Desk::new();
    let fault = json!({ "kind": "several-categories", "times": 1 });
    desk.fault(fault).await.ok();
    let session = create(&desk, purchase()).await;
    assert_eq!(
        identifiers(&session),
        ["pay_later", "pay_now", "pay_over_time"]
    );
    let category = &session["payment_method_categories"][0];
    assert_eq!(category["name"], "Betala senare");
    assert!(category["asset_urls"]["standard"].is_string());
    let id = session["session_id"].as_str().expect("an id");
    desk.update(id, json!({ "locale": "en-SE" })).await.ok();
    let read = desk.read(id).await.ok();
    assert_eq!(identifiers(&read).len(), 3);
    assert_eq!(read["payment_method_categories"][0]["name"], "Pay later");
    let next = create(&desk, purchase()).await;
    assert_eq!(identifiers(&next), ["klarna"]);
}

#[tokio::test]
async fn one_session_alone_can_be_given_several_categories() {
    let desk = Desk::new();
    let one = desk.session(purchase()).await;
    let other = desk.session(purchase()).await;
    let fault = json!({ "kind": "several-categories", "session": one });
    desk.fault(fault).await.ok();
    for (session, count) in [(one, 3), (other, 1)] {
        desk.update(&session, json!({})).await;
        let read = desk.read(&session).await.ok();
        assert_eq!(identifiers(&read).len(), count);
    }
}

#[tokio::test]
async fn a_subscription_is_offered_where_something_can_be_charged_again() {
    let desk = Desk::new();
    for (country, currency, offered) in [
        ("SE", "SEK", true),
        ("DE", "EUR", true),
        ("US", "USD", true),
        ("NZ", "NZD", false),
        ("CH", "CHF", false),
    ] {
        let session = create(&desk, trial(country, currency)).await;
        assert_eq!(!identifiers(&session).is_empty(), offered, "{country}");
    }
    desk.fault(json!({ "kind": "several-categories" }))
        .await
        .ok();
    let session = create(&desk, trial("SE", "SEK")).await;
    assert_eq!(identifiers(&session), ["pay_later", "pay_now"]);
    let session = create(&desk, trial("FR", "EUR")).await;
    assert_eq!(identifiers(&session), ["pay_now"]);
}
