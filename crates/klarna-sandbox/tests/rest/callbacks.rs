//! What merchants' servers are told in the background, heard by a real one.

mod hosts;
mod push;

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use axum::{
    Router,
    body::Bytes,
    extract::{Path, RawQuery, State},
    http::StatusCode,
    routing::post,
};
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::mpsc, time::timeout};

use crate::desk::{Desk, purchase, purchase_with_addresses, with};

const MINUTE: i64 = 60;
/// A test that waits longer has failed.
const PATIENCE: Duration = Duration::from_secs(20);

/// A merchant's server that hears callbacks.
pub(crate) struct Ear {
    url: String,
    heard: mpsc::UnboundedReceiver<(String, Value)>,
    answers: Arc<Mutex<VecDeque<u16>>>,
}

#[derive(Clone)]
struct Shared {
    heard: mpsc::UnboundedSender<(String, Value)>,
    answers: Arc<Mutex<VecDeque<u16>>>,
}

impl Ear {
    /// Answers with these statuses in turn, then with 204.
    pub(crate) async fn answering(statuses: &[u16]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let (sender, heard) = mpsc::unbounded_channel();
        let answers = Arc::new(Mutex::new(statuses.iter().copied().collect()));
        let shared = Shared {
            heard: sender,
            answers: Arc::clone(&answers),
        };
        let router = Router::new()
            .route("/{kind}/secret", post(hear))
            .with_state(shared);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self {
            url,
            heard,
            answers,
        }
    }

    pub(crate) async fn next(&mut self) -> (String, Value) {
        let heard = timeout(PATIENCE, self.heard.recv()).await;
        heard.expect("a callback").expect("the server listens")
    }

    pub(crate) fn is_quiet(&mut self) -> bool {
        self.heard.try_recv().is_err()
    }

    /// A session's body that asks for callbacks here.
    pub(crate) fn told(&self, mut body: Value) -> Value {
        for kind in ["authorization", "notification"] {
            body["merchant_urls"][kind] = json!(format!("{}/{kind}/secret", self.url));
        }
        body
    }
}

/// The body is heard or, where there is none, the query.
async fn hear(
    State(shared): State<Shared>,
    Path(kind): Path<String>,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> StatusCode {
    let body = if body.is_empty() {
        Value::from(query)
    } else {
        serde_json::from_slice(&body).expect("JSON")
    };
    let status = shared.answers.lock().expect("whole").pop_front();
    // Nobody listens any more at the end of a test.
    let _ = shared.heard.send((kind, body));
    StatusCode::from_u16(status.unwrap_or(204)).expect("a status")
}

/// Every callback in the log, once there are so many.
async fn logged(desk: &Desk, count: usize) -> Vec<Value> {
    let started = Instant::now();
    loop {
        assert!(started.elapsed() < PATIENCE, "{count} callbacks");
        let mut log = desk.log().await;
        log.retain(|entry| entry["method"] == "CALLBACK");
        if log.len() >= count {
            return log;
        }
        tokio::task::yield_now().await;
    }
}

pub(crate) fn american(email: &str) -> Value {
    json!({
        "purchase_country": "US", "purchase_currency": "USD", "locale": "en-US",
        "order_amount": 100,
        "order_lines": [{ "name": "Cup", "quantity": 1, "unit_price": 100, "total_amount": 100 }],
        "billing_address": { "email": email },
        "merchant_urls": { "confirmation": "https://shop.example/thanks" },
    })
}

/// An order that is looked at, with its approval told.
async fn pending(desk: &Desk, ear: &mut Ear, email: &str) -> String {
    let body = ear.told(american(email));
    let (_, token) = desk.approved(body.clone()).await;
    ear.next().await;
    // The order brings fewer URLs than the session: those of the session stay.
    let order = with(
        body,
        "merchant_urls",
        json!({ "confirmation": "https://shop.example/" }),
    );
    let order = desk.order(&token, order).await.ok();
    assert_eq!(order["fraud_status"], "PENDING");
    order["order_id"].as_str().expect("an id").to_owned()
}

async fn fraud_status(desk: &Desk) -> Value {
    let state = desk.call("GET", "/sandbox/state", Value::Null).await.ok();
    state["orders"][0]["fraud_status"].clone()
}

#[tokio::test]
async fn an_approval_is_told_with_its_token_and_references() {
    let desk = Desk::new();
    let mut ear = Ear::answering(&[]).await;
    let body = with(purchase(), "merchant_reference1", json!("A-1"));
    let (session, token) = desk.approved(ear.told(body)).await;
    assert_eq!(
        ear.next().await,
        (
            "authorization".to_owned(),
            json!({
                "authorization_token": token, "session_id": session,
                "merchant_reference1": "A-1",
            })
        )
    );
    assert_eq!(
        logged(&desk, 1).await[0],
        json!({
            "number": 1, "at": "1970-01-01T00:00:00Z", "merchant": "shop", "method": "CALLBACK",
            "path": "authorization", "status": 204, "correlation_id": null, "session": session,
            "request": { "session_id": session }, "response": null,
        })
    );
    assert!(ear.is_quiet());
}

#[tokio::test]
async fn without_a_url_nobody_is_told() {
    let desk = Desk::new();
    let mut ear = Ear::answering(&[]).await;
    desk.approved(purchase()).await;
    desk.approved(ear.told(purchase())).await;
    ear.next().await;
    assert_eq!(logged(&desk, 1).await.len(), 1);
}

#[tokio::test]
async fn an_approval_that_is_not_taken_is_told_again() {
    let desk = Desk::new();
    let mut ear = Ear::answering(&[500]).await;
    desk.approved(ear.told(purchase())).await;
    let first = ear.next().await;
    assert_eq!(ear.next().await, first);
    let log = logged(&desk, 2).await;
    assert_eq!([&log[0]["status"], &log[1]["status"]], [500, 204]);
}

#[tokio::test]
async fn a_server_that_is_not_there_is_in_the_log_without_its_address() {
    let desk = Desk::new();
    let url = "http://127.0.0.1:9/authorization/secret";
    let body = with(purchase(), "merchant_urls", json!({ "authorization": url }));
    desk.approved(body).await;
    let entry = &logged(&desk, 1).await[0];
    assert_eq!(entry["status"], Value::Null);
    assert_eq!(entry["response"], json!({ "error": "cannot be reached" }));
    assert!(!entry.to_string().contains("secret"));
}

#[tokio::test]
async fn callbacks_come_never_late_or_twice_on_request() {
    let desk = Desk::new();
    let mut ear = Ear::answering(&[]).await;
    let fault = |kind: &'static str| desk.fault(json!({ "kind": kind, "times": 1 }));
    fault("callback-never").await.ok();
    let (never, _) = desk.approved(ear.told(purchase())).await;
    fault("callback-twice").await.ok();
    let (twice, _) = desk.approved(ear.told(purchase())).await;
    let heard = [ear.next().await.1, ear.next().await.1];
    assert_eq!(heard[0]["session_id"], twice);
    assert_eq!(heard[0], heard[1]);
    let late = json!({ "kind": "callback-late", "delay_ms": 80, "times": 1 });
    desk.fault(late).await.ok();
    let started = Instant::now();
    let (late, _) = desk.approved(ear.told(purchase())).await;
    assert_eq!(ear.next().await.1["session_id"], late);
    assert!(started.elapsed().as_millis() >= 80);
    let log = Value::from(logged(&desk, 3).await).to_string();
    assert!(!log.contains(&never));
}

#[tokio::test]
async fn a_pending_order_is_decided_when_the_clock_says_so() {
    for (email, event, status) in [
        (
            "customer+pend-accept-05@email.us",
            "FRAUD_RISK_ACCEPTED",
            "ACCEPTED",
        ),
        (
            "customer+pend-reject-05@email.us",
            "FRAUD_RISK_REJECTED",
            "REJECTED",
        ),
    ] {
        let desk = Desk::new();
        let mut ear = Ear::answering(&[]).await;
        let order = pending(&desk, &mut ear, email).await;
        desk.advance(5 * MINUTE - 1);
        assert_eq!(fraud_status(&desk).await, "PENDING");
        desk.call("POST", "/sandbox/clock", json!({ "advance_seconds": 1 }))
            .await
            .ok();
        assert_eq!(
            ear.next().await,
            (
                "notification".to_owned(),
                json!({ "order_id": order, "event_type": event })
            )
        );
        assert_eq!(fraud_status(&desk).await, status);
        assert_eq!(logged(&desk, 2).await[1]["path"], "notification");
        assert!(ear.is_quiet());
    }
}

#[tokio::test]
async fn a_notification_is_repeated_every_ten_minutes_until_it_is_taken() {
    let desk = Desk::new();
    let mut ear = Ear::answering(&[]).await;
    pending(&desk, &mut ear, "customer+pend-accept-05@email.us").await;
    ear.answers.lock().expect("whole").extend([500, 302, 404]);
    desk.advance(5 * MINUTE);
    let first = ear.next().await;
    for count in 2..=4 {
        logged(&desk, count).await;
        assert!(ear.is_quiet());
        desk.advance(10 * MINUTE);
        assert_eq!(ear.next().await, first);
    }
    let statuses: Vec<_> = logged(&desk, 5)
        .await
        .iter()
        .map(|entry| entry["status"].clone())
        .collect();
    assert_eq!(statuses, [204, 500, 302, 404, 204]);
    desk.advance(10 * MINUTE);
    assert!(ear.is_quiet());
}

#[tokio::test]
async fn a_notification_is_given_up_after_a_day() {
    let desk = Desk::new();
    let mut ear = Ear::answering(&[]).await;
    pending(&desk, &mut ear, "customer+pend-accept-00@email.us").await;
    ear.answers.lock().expect("whole").extend([500; 3]);
    ear.next().await;
    logged(&desk, 2).await;
    desk.advance(24 * 60 * MINUTE - 1);
    ear.next().await;
    logged(&desk, 3).await;
    desk.advance(60 * MINUTE);
    // Another one gets through, the old one is over.
    let other = pending(&desk, &mut ear, "customer+pend-accept-00@email.us").await;
    assert_eq!(ear.next().await.1["order_id"], other);
}

#[tokio::test]
async fn outside_its_countries_nothing_is_pending() {
    let desk = Desk::new();
    let email = json!("customer+pend-accept-05@email.se");
    let body = with(purchase_with_addresses(), "billing_address.email", email);
    let (_, token) = desk.approved(body.clone()).await;
    assert_eq!(
        desk.order(&token, body).await.ok()["fraud_status"],
        "ACCEPTED"
    );
}

#[tokio::test]
async fn a_reset_stops_what_is_under_way() {
    let desk = Desk::new();
    let mut ear = Ear::answering(&[]).await;
    pending(&desk, &mut ear, "customer+pend-accept-05@email.us").await;
    desk.call("POST", "/sandbox/reset", Value::Null).await;
    desk.advance(5 * MINUTE);
    let (session, _) = desk.approved(ear.told(purchase())).await;
    assert_eq!(ear.next().await.1["session_id"], session);
    assert_eq!(logged(&desk, 1).await.len(), 1);
}

#[tokio::test]
async fn callbacks_end_with_their_sandbox() {
    let desk = Desk::new();
    let mut ear = Ear::answering(&[]).await;
    pending(&desk, &mut ear, "customer+pend-accept-05@email.us").await;
    let clock = desk.state.clock().clone();
    drop(desk);
    clock.advance(5 * MINUTE);
    let desk = Desk::new();
    let (session, _) = desk.approved(ear.told(purchase())).await;
    assert_eq!(ear.next().await.1["session_id"], session);
}
