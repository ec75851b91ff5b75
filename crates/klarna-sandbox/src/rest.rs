//! Klarna's APIs: `/payments/v1`, `/customer-token/v1` for later charges, and `/ordermanagement/v1`.

mod answer;
mod auth;
mod call;
mod idempotency;
mod managed_order;
mod order;
mod response_fault;
mod session;
mod token;
mod token_order;

use axum::{
    Router,
    body::{Bytes, to_bytes},
    extract::{Path, Request, State as Shared},
    http::{HeaderMap, Method, Uri},
    response::Response,
    routing::{any, delete, get, patch, post},
};
use futures_util::{FutureExt, future::BoxFuture};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    Fault, FaultKind, FaultTarget, LogEntry, State,
    state::{Records, rfc3339},
    validation,
};
use answer::{Answer, Refusal, Reply};
use call::Call;
pub(crate) use idempotency::Answers;
use response_fault::ResponseFault;

/// The largest body that is read; a session with a thousand full lines fits.
const BODY_LIMIT: usize = 8 * 1024 * 1024;

/// The routes under `/payments/v1`, `/customer-token/v1` and `/ordermanagement/v1`.
pub(crate) fn routes() -> Router<State> {
    let unknown = || any(plain(|| Call::Unknown));
    Router::new()
        .route("/payments/v1/sessions", post(plain(|| Call::CreateSession)))
        .route(
            "/payments/v1/sessions/{id}",
            get(named(Call::ReadSession)).post(named(Call::UpdateSession)),
        )
        .route(
            "/payments/v1/sessions/{id}/redirect",
            get(session::redirect),
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

/// Carries a call out, with whatever fault strikes it, and notes it in the log.
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
    response_fault.render(answer, &arrived.correlation_id)
}

/// A request as it arrived. No body: it was too large, or did not arrive whole.
struct Arrived {
    correlation_id: String,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Option<Bytes>,
}

/// Everything that happens under the lock: who calls, which faults strike, what changes, the log.
fn decide(state: &State, call: &Call, arrived: &Arrived) -> (ResponseFault, Answer) {
    let merchant = auth::merchant(&arrived.headers);
    let body = parse(arrived.body.as_ref());
    let context = Context {
        url: state.url(),
        now: state.now(),
        merchant: merchant.as_deref().unwrap_or_default(),
        idempotency_key: arrived
            .headers
            .get(idempotency::HEADER)
            .and_then(|key| key.to_str().ok()),
    };
    let mut records = state.records();
    let faults = match &merchant {
        Some(_) => take_rest_faults(&mut records, call),
        None => Vec::new(),
    };
    let response_fault = ResponseFault::of(&faults);
    let outcome = if merchant.is_none() {
        Err(Refusal::Unauthorized)
    } else if response_fault.is_carried_out {
        body.as_ref()
            .map_err(Clone::clone)
            .and_then(|body| call.carry_out(&mut records, &context, body))
    } else {
        Ok(Reply::Empty)
    };
    let id = &arrived.correlation_id;
    let answer = response_fault.apply(Answer::new(outcome, id), id);
    records.log.push(LogEntry {
        at: rfc3339(context.now),
        merchant,
        method: arrived.method.to_string(),
        path: arrived.uri.path().to_owned(),
        status: Some(answer.status.as_u16()),
        correlation_id: Some(id.clone()),
        request: as_sent(arrived.body.as_ref()),
        response: answer.body.clone().unwrap_or_default(),
    });
    drop(records);
    state.send_callbacks();
    tracing::info!(method = %arrived.method, status = answer.status.as_u16(), "payments call");
    (response_fault, answer)
}

/// Who calls, when, under which key, and where the sandbox is.
struct Context<'a> {
    url: &'a str,
    now: time::OffsetDateTime,
    merchant: &'a str,
    idempotency_key: Option<&'a str>,
}

/// Makes a session for a page that knows no more than its merchant's username, and gives its id. No
/// fault of the REST API strikes, and the log shows the SDK's call alone.
///
/// # Errors
/// The fields that Klarna would not take, in dotted form; none where the body is not an object.
pub(crate) fn start_session(
    state: &State,
    merchant: &str,
    body: &Value,
) -> Result<String, Vec<String>> {
    let context = Context {
        url: state.url(),
        now: state.now(),
        merchant,
        idempotency_key: None,
    };
    let created = session::create(&mut state.records(), &context, body);
    match created {
        Ok(Reply::Json(created)) => Ok(created["session_id"]
            .as_str()
            .unwrap_or_default()
            .to_owned()),
        Err(Refusal::BadValue(fields)) => Err(fields),
        _ => Err(Vec::new()),
    }
}

/// The REST faults that strike a call. Of those that replace the answer, only the first one does:
/// the others keep their turn.
fn take_rest_faults(records: &mut Records, call: &Call) -> Vec<Fault> {
    let kind = call.kind();
    let session = call.session(records);
    let fits = |fault: &Fault| {
        let narrowed = fault.options.call;
        fault.kind.target() == FaultTarget::Rest && (narrowed.is_none() || narrowed == kind)
    };
    let slow = |fault: &Fault| fits(fault) && fault.kind == FaultKind::RestSlow;
    let other = |fault: &Fault| fits(fault) && fault.kind != FaultKind::RestSlow;
    let mut struck = records.faults.take(session.as_deref(), slow);
    struck.extend(records.faults.take_first(session.as_deref(), other));
    struck
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
