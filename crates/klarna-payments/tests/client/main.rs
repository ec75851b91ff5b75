//! The client against a server of our own that answers as told.
#![allow(clippy::unwrap_used, reason = "in a test, a panic is a failure")]

mod last_call;
mod log;
mod orders;
mod server;
mod tokens;

use std::time::Duration;

use axum::http::StatusCode;
use klarna_payments::{
    AuthorizationToken, Client, ClientConfig, Country, Credentials, IntegrationMetadata,
    KlarnaError, Malformation, MinorUnits, OrderLine, Purchase, Retry, SessionId, SessionPlan,
    SessionStatus,
};
use serde_json::json;
use server::{Log, Reply, Server};

/// Fast, and three tries.
const RETRY: Retry = Retry {
    attempts: 3,
    first_gap: Duration::from_millis(1),
    max_gap: Duration::from_millis(5),
};

const TOKEN: &str = "b4bd3423-24e3-4d3e-8f0a-secret";

fn config(url: &str) -> ClientConfig {
    Log::shared();
    let mut config = ClientConfig::new(url, Credentials::new("user", "password"));
    config.retry = RETRY;
    config.timeout = Duration::from_secs(20);
    config
}

fn client(server: &Server) -> Client {
    Client::new(config(&server.url)).unwrap()
}

fn purchase() -> Purchase {
    let cup = OrderLine::new("Cup", 1, MinorUnits(9500))
        .and_then(|line| line.with_tax_rate(2500))
        .unwrap();
    Purchase::new(Country::Se, vec![cup]).unwrap()
}

async fn place(client: &Client) -> Result<String, KlarnaError> {
    let token = AuthorizationToken::new(TOKEN);
    let order = client
        .create_order(&token, &SessionPlan::OneTime.order(purchase()).unwrap())
        .await?;
    Ok(order.order_id.as_str().to_owned())
}

fn placed() -> Reply {
    Reply::json(200, json!({"order_id": "o-1", "fraud_status": "ACCEPTED"}))
}

fn refused(status: u16, code: &str) -> Reply {
    Reply::json(
        status,
        json!({"correlation_id": "c-1", "error_code": code, "error_messages": []}),
    )
}

#[tokio::test]
async fn every_call_describes_the_integration_where_it_is_configured() {
    let json = r#"{"integrator":{"name":"shop"}}"#;
    let server = Server::start([
        Reply::json(200, json!({"session_id": "s-1", "client_token": "t"})),
        Reply::json(200, json!({"status": "incomplete"})),
        placed(),
        Reply::json(200, json!({"status": "incomplete"})),
    ])
    .await;
    let mut config = config(&server.url);
    let silent = Client::new(config.clone()).unwrap();
    config.integration_metadata = Some(IntegrationMetadata::new(json).unwrap());
    let client = Client::new(config).unwrap();
    let session = SessionPlan::OneTime.session(purchase()).unwrap();
    let created = client.create_session(&session).await.unwrap();
    client.read_session(&created.session_id).await.unwrap();
    place(&client).await.unwrap();
    for seen in server.seen() {
        assert_eq!(seen.header("x-klarna-integration-metadata"), json);
    }
    silent.read_session(&created.session_id).await.unwrap();
    assert!(!server.seen()[3].has_header("x-klarna-integration-metadata"));
}

#[test]
fn integration_metadata_is_json_that_can_stand_in_a_header() {
    let long = |length: usize| format!("\"{}\"", "x".repeat(length - 2));
    for good in [r#"{"a": 1}"#, "[]", r#""\u00e4""#, &long(6 * 1024)] {
        assert!(IntegrationMetadata::new(good).is_ok(), "{good}");
    }
    for bad in ["", "shop", "{", "{}\n", "\"ä\"", &long(6 * 1024 + 1)] {
        assert!(IntegrationMetadata::new(bad).is_err(), "{bad}");
    }
}

#[tokio::test]
async fn a_session_is_created_updated_and_read() {
    let server = Server::start([
        Reply::json(200, json!({"session_id": "s-1", "client_token": "t"})),
        Reply::empty(204),
        Reply::json(
            200,
            json!({"status": "incomplete", "authorization_token": TOKEN}),
        ),
    ])
    .await;
    let client = client(&server);

    let session = SessionPlan::OneTime.session(purchase()).unwrap();
    let created = client.create_session(&session).await.unwrap();
    assert_eq!(created.session_id, SessionId::new("s-1"));
    let update = SessionPlan::OneTime.update(purchase()).unwrap();
    client
        .update_session(&created.session_id, &update)
        .await
        .unwrap();
    let read = client.read_session(&created.session_id).await.unwrap();
    assert_eq!(read.status, SessionStatus::Incomplete);
    assert_eq!(
        read.authorization_token,
        Some(AuthorizationToken::new(TOKEN))
    );

    let seen = server.seen();
    let calls: Vec<_> = seen.iter().map(server::Seen::call).collect();
    assert_eq!(
        calls,
        [
            "POST /payments/v1/sessions",
            "POST /payments/v1/sessions/s-1",
            "GET /payments/v1/sessions/s-1"
        ]
    );
    for seen in &seen {
        // user:password
        assert_eq!(seen.header("authorization"), "Basic dXNlcjpwYXNzd29yZA==");
        assert!(seen.header("user-agent").starts_with("leptos-klarna/"));
    }
    assert_eq!(seen[0].header("content-type"), "application/json");
    assert_eq!(seen[0].json(), serde_json::to_value(&session).unwrap());
    assert_eq!(seen[1].json(), serde_json::to_value(&update).unwrap());
}

#[tokio::test]
async fn an_order_is_placed_and_an_authorization_cancelled() {
    let server = Server::start([placed(), Reply::empty(204)]).await;
    let client = client(&server);
    assert_eq!(place(&client).await.unwrap(), "o-1");
    client
        .cancel_authorization(&AuthorizationToken::new(TOKEN))
        .await
        .unwrap();

    let calls: Vec<_> = server.seen().iter().map(server::Seen::call).collect();
    assert_eq!(
        calls,
        [
            format!("POST /payments/v1/authorizations/{TOKEN}/order"),
            format!("DELETE /payments/v1/authorizations/{TOKEN}"),
        ]
    );
}

#[tokio::test]
async fn what_cannot_be_right_is_not_sent() {
    let server = Server::start([]).await;
    let client = client(&server);
    let mut wrong = purchase();
    wrong.order_amount = MinorUnits(1);
    let error = client
        .create_session(&SessionPlan::OneTime.session(wrong).unwrap())
        .await
        .unwrap_err();
    assert!(matches!(error, KlarnaError::Invalid(_)));
    let error = client
        .cancel_authorization(&AuthorizationToken::new("../sessions"))
        .await
        .unwrap_err();
    assert!(matches!(error, KlarnaError::AuthorizationNotFound(_)));
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn a_repetition_sends_the_same_bytes() {
    let server = Server::start([
        refused(503, "SERVICE_UNAVAILABLE"),
        Reply::html(502),
        placed(),
    ])
    .await;
    assert_eq!(place(&client(&server)).await.unwrap(), "o-1");
    let seen = server.seen();
    assert_eq!(seen.len(), 3);
    assert!(seen.iter().all(|again| again.body == seen[0].body));
}

#[tokio::test]
async fn trouble_at_klarna_is_reported_after_the_last_try() {
    let server = Server::start([Reply::html(500), Reply::html(500), Reply::html(500)]).await;
    let error = place(&client(&server)).await.unwrap_err();
    assert!(matches!(error, KlarnaError::Unavailable { .. }));
    assert!(error.outcome_unknown() && error.is_retryable());
    assert_eq!(server.seen().len(), 3);
}

#[tokio::test]
async fn a_clear_refusal_is_reported_at_once() {
    let server = Server::start([refused(403, "REJECTED")]).await;
    let error = place(&client(&server)).await.unwrap_err();
    assert!(matches!(error, KlarnaError::Rejected(_)));
    assert!(!error.outcome_unknown() && !error.is_retryable());
    assert_eq!(error.correlation_id().unwrap().as_str(), "c-1");
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn klarnas_wait_is_kept_when_short_and_reported_when_long() {
    let wait = |seconds| refused(429, "TOO_MANY_REQUESTS").header("retry-after", seconds);
    let server = Server::start([wait("0"), placed()]).await;
    assert_eq!(place(&client(&server)).await.unwrap(), "o-1");

    let server = Server::start([wait("60")]).await;
    let error = place(&client(&server)).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(60)));
    assert!(matches!(error, KlarnaError::RateLimited { .. }));
    assert!(!error.outcome_unknown());
}

#[tokio::test]
async fn a_success_that_cannot_be_read_is_neither_paid_nor_failed() {
    let long = json!({"order_id": "x".repeat(2000)});
    for (reply, reason) in [
        (Reply::html(200), Malformation::NotJson),
        (Reply::empty(200), Malformation::NotJson),
        (Reply::json(200, json!({"id": 1})), Malformation::Shape),
        (Reply::json(200, long), Malformation::TooLong),
    ] {
        let server = Server::start([reply.header("klarna-correlation-id", "c-2")]).await;
        let mut config = config(&server.url);
        config.retry = Retry::NEVER;
        config.max_answer_bytes = 1000;
        let error = place(&Client::new(config).unwrap()).await.unwrap_err();
        assert!(error.outcome_unknown());
        assert_eq!(error.correlation_id().unwrap().as_str(), "c-2");
        match error {
            KlarnaError::Malformed { reason: found, .. } => assert_eq!(found, reason),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn silence_is_a_timeout_with_an_unknown_outcome() {
    let server = Server::start([Reply::never()]).await;
    let mut config = config(&server.url);
    config.retry = Retry::NEVER;
    config.timeout = Duration::from_millis(200);
    let error = place(&Client::new(config).unwrap()).await.unwrap_err();
    assert!(matches!(error, KlarnaError::Timeout(_)), "{error:?}");
    assert!(error.outcome_unknown());
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn an_answer_that_is_cut_off_has_an_unknown_outcome() {
    for start in [
        "",
        "HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{\"order_id\":",
    ] {
        let url = server::cut_off(start);
        let mut config = config(&url);
        config.retry = Retry::NEVER;
        let error = place(&Client::new(config).unwrap()).await.unwrap_err();
        assert!(matches!(error, KlarnaError::Interrupted(_)), "{error:?}");
        assert!(error.outcome_unknown());
    }
}

#[tokio::test]
async fn without_a_connection_nothing_was_sent() {
    let nobody = server::nobody();
    let error = place(&Client::new(config(&nobody.url)).unwrap())
        .await
        .unwrap_err();
    assert!(matches!(error, KlarnaError::Connect(_)), "{error:?}");
    assert!(!error.outcome_unknown() && error.is_retryable());
}

/// The first try may have placed the order; that the authorization is gone may be its echo.
#[tokio::test]
async fn a_refusal_of_the_authorization_does_not_settle_what_became_of_an_earlier_try() {
    for echo in [
        refused(403, "INVALID_OPERATION"),
        refused(404, "NOT_FOUND"),
        refused(404, "SESSION_COMPLETED"),
        refused(429, "TOO_MANY_REQUESTS").header("retry-after", "60"),
    ] {
        let server = Server::start([refused(500, "INTERNAL_SERVER_ERROR"), echo]).await;
        let error = place(&client(&server)).await.unwrap_err();
        assert!(error.outcome_unknown(), "{error:?}");
    }
}

/// The refusal was once taken for the outcome, with the order of the first try in place.
#[tokio::test]
async fn a_refusal_of_the_purchase_does_not_settle_what_became_of_an_earlier_try() {
    let server = Server::start([
        refused(500, "INTERNAL_SERVER_ERROR"),
        refused(403, "REJECTED"),
    ])
    .await;
    let error = place(&client(&server)).await.unwrap_err();
    assert!(error.outcome_unknown(), "{error}");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Server::start([placed()]).await;
    let server = Server::start([Reply::empty(307).header("location", &elsewhere.url)]).await;
    let error = place(&client(&server)).await.unwrap_err();
    assert!(matches!(error, KlarnaError::Refused(_)));
    assert_eq!(
        error.status(),
        Some(StatusCode::TEMPORARY_REDIRECT.as_u16())
    );
    assert!(elsewhere.seen().is_empty());
}
