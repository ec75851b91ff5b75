//! Klarna's APIs: `/payments/v1`, `/customer-token/v1` for later charges, and `/ordermanagement/v1`.

mod answer;
mod auth;
mod call;
mod response_fault;

use axum::{
    Router,
    body::{Bytes, to_bytes},
    extract::{Path, Request, State as Shared},
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header::LOCATION},
    response::{IntoResponse, Response},
    routing::{any, delete, get, patch, post},
};
use futures_util::{FutureExt, future::BoxFuture};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    clock::rfc3339,
    model::{Fault, FaultKind, FaultTarget, LogEntry, Records, Refusal, Reply},
    service::{Context, rate_limit, session, token_order, validation},
    state::State,
};
use answer::Answer;
use call::Call;
use response_fault::ResponseFault;

/// The header under whose value an answer is kept.
const IDEMPOTENCY_KEY: &str = "klarna-idempotency-key";

/// The largest body that is read. Source: Klarna's guide to its API, which says 1 MB; that it counts in 1024s
/// is inferred.
const BODY_LIMIT: usize = 1024 * 1024;

/// The routes under `/payments/v1`, `/customer-token/v1` and `/ordermanagement/v1`.
pub(super) fn routes() -> Router<State> {
    let unknown = || any(plain(|| Call::Unknown));
    Router::new()
        .route("/payments/v1/sessions", post(plain(|| Call::CreateSession)))
        .route(
            "/payments/v1/sessions/{id}",
            get(named(Call::ReadSession)).post(named(Call::UpdateSession)),
        )
        .route("/payments/v1/sessions/{id}/redirect", get(redirect))
        .route(
            "/customer-token/v1/orders/{id}/redirect",
            get(redirect_from_order),
        )
        .route(
            "/payments/v1/authorizations/{token}/order",
            post(named(Call::CreateOrder)),
        )
        .route(
            "/payments/v1/authorizations/{token}/customer-token",
            post(named(Call::CreateCustomerToken)),
        )
        .route(
            "/payments/v1/authorizations/{token}",
            delete(named(Call::CancelAuthorization)),
        )
        .route(
            "/customer-token/v1/tokens/{token}",
            get(named(Call::ReadCustomerToken)),
        )
        .route(
            "/customer-token/v1/tokens/{token}/order",
            post(named(Call::CreateTokenOrder)),
        )
        .route(
            "/customer-token/v1/tokens/{token}/status",
            patch(named(Call::CancelCustomerToken)),
        )
        .route(
            "/ordermanagement/v1/orders/{id}",
            get(named(Call::ReadOrder)),
        )
        .route("/payments/{*rest}", unknown())
        .route("/customer-token/{*rest}", unknown())
        .route("/ordermanagement/{*rest}", unknown())
        .method_not_allowed_fallback(plain(|| Call::Unknown))
}

/// A call whose path names nothing.
fn plain(
    call: fn() -> Call,
) -> impl Fn(Shared<State>, Request) -> BoxFuture<'static, Response> + Clone {
    move |state, request| serve(state.0, call(), request).boxed()
}

/// A call whose path names one thing.
fn named(
    call: fn(String) -> Call,
) -> impl Fn(Shared<State>, Path<String>, Request) -> BoxFuture<'static, Response> + Clone {
    move |state, name, request| serve(state.0, call(name.0), request).boxed()
}

/// Carries a call out, with the faults that apply to it, and notes it in the log.
async fn serve(state: State, call: Call, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let arrived = Arrived {
        correlation_id: Uuid::new_v4().to_string(),
        method: parts.method,
        uri: parts.uri,
        headers: parts.headers,
        body: to_bytes(body, BODY_LIMIT).await.ok(),
    };
    let (response_fault, answer) = decide(&state, &call, &arrived);
    tokio::time::sleep(response_fault.delay).await;
    response_fault.render(answer)
}

/// A request as it arrived. No body: it was too large, or did not arrive whole.
struct Arrived {
    correlation_id: String,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Option<Bytes>,
}

/// Everything that happens under the lock: the merchant, the faults, the change, the log.
fn decide(state: &State, call: &Call, arrived: &Arrived) -> (ResponseFault, Answer) {
    let merchant = auth::merchant(&arrived.headers);
    let body = parse(arrived.body.as_ref());
    let request = as_sent(arrived.body.as_ref());
    let key = arrived.headers.get(IDEMPOTENCY_KEY);
    let context = Context {
        url: state.url(),
        now: state.now(),
        merchant: merchant.as_deref().unwrap_or_default(),
        idempotency_key: key.and_then(|key| key.to_str().ok()),
    };
    let (response_fault, answer) = state.change(|records| {
        let session = call.session(records);
        let mut created = None;
        let (response_fault, answer) = if merchant.is_some() {
            let (response_fault, outcome) =
                carry_out(records, &context, call, body, session.as_deref());
            created = created_session(&outcome);
            let id = &arrived.correlation_id;
            let answer = response_fault.apply(Answer::new(outcome, id), id);
            (response_fault, answer)
        } else {
            (ResponseFault::new(&[]), Answer::unauthorized())
        };
        records.log.push(LogEntry {
            at: rfc3339(context.now),
            merchant: merchant.clone(),
            method: arrived.method.to_string(),
            path: arrived.uri.path().to_owned(),
            status: Some(answer.status.as_u16()),
            correlation_id: answer.correlation_id.clone(),
            session: session.or(created),
            request,
            response: answer.logged(),
            ..LogEntry::default()
        });
        (response_fault, answer)
    });
    tracing::info!(method = %arrived.method, status = answer.status.as_u16(), "payments call");
    (response_fault, answer)
}

/// The outcome of a merchant's call, and the faults that shape the answer.
fn carry_out(
    records: &mut Records,
    context: &Context<'_>,
    call: &Call,
    body: Result<Value, Refusal>,
    session: Option<&str>,
) -> (ResponseFault, Result<Reply, Refusal>) {
    if let Err(refusal) = rate_limit::admit(records, context, call.group()) {
        return (ResponseFault::new(&[]), Err(refusal));
    }
    let response_fault = ResponseFault::new(&take_rest_faults(records, call, session));
    let outcome = if response_fault.is_carried_out {
        body.and_then(|body| call.carry_out(records, context, &body))
    } else {
        Ok(Reply::Empty)
    };
    (response_fault, outcome)
}

/// Takes the REST faults that apply to a call. Of those that replace the answer, only the first one
/// applies: the others keep their turn.
fn take_rest_faults(records: &mut Records, call: &Call, session: Option<&str>) -> Vec<Fault> {
    let kind = call.kind();
    let fits = |fault: &Fault| {
        let narrowed = fault.options.call;
        fault.kind.target() == FaultTarget::Rest && (narrowed.is_none() || narrowed == kind)
    };
    let slow = |fault: &Fault| fits(fault) && fault.kind == FaultKind::RestSlow;
    let other = |fault: &Fault| fits(fault) && fault.kind != FaultKind::RestSlow;
    let mut faults = records.faults.take(session, slow);
    faults.extend(records.faults.take_first(session, other));
    faults
}

/// The session that a call has created.
fn created_session(outcome: &Result<Reply, Refusal>) -> Option<String> {
    match outcome {
        Ok(Reply::Json(body)) => body["session_id"].as_str().map(str::to_owned),
        Ok(Reply::Accepted | Reply::Empty) | Err(_) => None,
    }
}

/// `GET /payments/v1/sessions/{id}/redirect`: Klarna sets a cookie here and sends the shopper on to the
/// merchant's confirmation page.
async fn redirect(Shared(state): Shared<State>, Path(id): Path<String>) -> Response {
    redirect_to(state.read(|records| session::confirmation_url(records, &id)))
}

/// `GET /customer-token/v1/orders/{id}/redirect`: the same for an order with a customer token.
async fn redirect_from_order(Shared(state): Shared<State>, Path(id): Path<String>) -> Response {
    redirect_to(state.read(|records| token_order::confirmation_url(records, &id)))
}

/// The response that sends a browser to a URL of the merchant's, if there is one.
fn redirect_to(url: Option<String>) -> Response {
    match url.map(HeaderValue::try_from) {
        Some(Ok(url)) => (StatusCode::FOUND, [(LOCATION, url)]).into_response(),
        // A merchant may name any text for its URL.
        Some(Err(_)) | None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// The body as JSON, or `null` where there is none.
fn parse(body: Option<&Bytes>) -> Result<Value, Refusal> {
    let body = body.ok_or(Refusal::TooLarge)?;
    if body.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_slice(body)
        .map(validation::without_nulls)
        .map_err(|error| Refusal::BadRequest(format!("Malformed JSON: {error}")))
}

/// The body for the log: as JSON if it is, else as text.
fn as_sent(body: Option<&Bytes>) -> Value {
    let Some(body) = body.filter(|body| !body.is_empty()) else {
        return Value::Null;
    };
    serde_json::from_slice(body)
        .unwrap_or_else(|_| Value::from(String::from_utf8_lossy(body).into_owned()))
}
