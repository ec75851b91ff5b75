//! Klarna's Payments API: `/payments/v1`.

mod answer;
mod auth;
mod disguise;
mod order;
mod session;

use axum::{
    Router,
    body::{Bytes, to_bytes},
    extract::{Path, Request, State as Shared},
    http::{HeaderMap, Method, Uri},
    response::Response,
    routing::{any, delete, get, post},
};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    Fault, FaultKind, FaultTarget, LogEntry, RestCall, State,
    state::{Records, rfc3339},
    validation,
};
use answer::{Answer, Refusal, Reply};
use disguise::Disguise;

/// The largest body that is read; a session with a thousand full lines fits.
const BODY_LIMIT: usize = 8 * 1024 * 1024;

/// The routes under `/payments/v1`.
pub(crate) fn routes() -> Router<State> {
    Router::new()
        .route("/payments/v1/sessions", post(create_session))
        .route(
            "/payments/v1/sessions/{id}",
            get(read_session).post(update_session),
        )
        .route(
            "/payments/v1/sessions/{id}/redirect",
            get(session::redirect),
        )
        .route(
            "/payments/v1/authorizations/{token}/order",
            post(create_order),
        )
        .route(
            "/payments/v1/authorizations/{token}",
            delete(cancel_authorization),
        )
        .route("/payments/{*rest}", any(unknown_call))
        .method_not_allowed_fallback(unknown_call)
}

/// A call with what its path names.
enum Call {
    CreateSession,
    UpdateSession(String),
    ReadSession(String),
    CreateOrder(String),
    CancelAuthorization(String),
    Unknown,
}

async fn create_session(shared: Shared<State>, request: Request) -> Response {
    serve(shared.0, Call::CreateSession, request).await
}

async fn update_session(shared: Shared<State>, id: Path<String>, request: Request) -> Response {
    serve(shared.0, Call::UpdateSession(id.0), request).await
}

async fn read_session(shared: Shared<State>, id: Path<String>, request: Request) -> Response {
    serve(shared.0, Call::ReadSession(id.0), request).await
}

async fn create_order(shared: Shared<State>, token: Path<String>, request: Request) -> Response {
    serve(shared.0, Call::CreateOrder(token.0), request).await
}

async fn cancel_authorization(
    shared: Shared<State>,
    token: Path<String>,
    request: Request,
) -> Response {
    serve(shared.0, Call::CancelAuthorization(token.0), request).await
}

async fn unknown_call(shared: Shared<State>, request: Request) -> Response {
    serve(shared.0, Call::Unknown, request).await
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
    let (disguise, answer) = decide(&state, &call, &arrived);
    tokio::time::sleep(disguise.delay).await;
    disguise.render(answer, &arrived.correlation_id)
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
fn decide(state: &State, call: &Call, arrived: &Arrived) -> (Disguise, Answer) {
    let merchant = auth::merchant(&arrived.headers);
    let body = parse(arrived.body.as_ref());
    let context = Context {
        url: state.url(),
        now: state.now(),
        merchant: merchant.as_deref().unwrap_or_default(),
    };
    let mut records = state.records();
    let faults = match &merchant {
        Some(_) => struck(&mut records, call),
        None => Vec::new(),
    };
    let disguise = Disguise::of(&faults);
    let outcome = if merchant.is_none() {
        Err(Refusal::Unauthorized)
    } else if disguise.is_carried_out {
        body.as_ref()
            .map_err(Clone::clone)
            .and_then(|body| carry_out(&mut records, &context, call, body))
    } else {
        Ok(Reply::Empty)
    };
    let id = &arrived.correlation_id;
    let answer = disguise.apply(Answer::new(outcome, id), id);
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
    tracing::info!(method = %arrived.method, status = answer.status.as_u16(), "payments call");
    (disguise, answer)
}

/// Who calls, when, and where the sandbox is.
struct Context<'a> {
    url: &'a str,
    now: time::OffsetDateTime,
    merchant: &'a str,
}

fn carry_out(
    records: &mut Records,
    context: &Context<'_>,
    call: &Call,
    body: &Value,
) -> Result<Reply, Refusal> {
    match call {
        Call::CreateSession => session::create(records, context, body),
        Call::UpdateSession(id) => session::update(records, context, id, body),
        Call::ReadSession(id) => session::read(records, context, id),
        Call::CreateOrder(token) => order::create(records, context, token, body),
        Call::CancelAuthorization(token) => order::cancel(records, context, token),
        Call::Unknown => Err(Refusal::NotFound("No such call")),
    }
}

impl Call {
    fn kind(&self) -> Option<RestCall> {
        Some(match self {
            Self::CreateSession => RestCall::CreateSession,
            Self::UpdateSession(_) => RestCall::UpdateSession,
            Self::ReadSession(_) => RestCall::ReadSession,
            Self::CreateOrder(_) => RestCall::CreateOrder,
            Self::CancelAuthorization(_) => RestCall::CancelAuthorization,
            Self::Unknown => return None,
        })
    }
}

/// The REST faults that strike a call. Of those that replace the answer, only the first one does:
/// the others keep their turn.
fn struck(records: &mut Records, call: &Call) -> Vec<Fault> {
    let kind = call.kind();
    let session = match call {
        Call::UpdateSession(id) | Call::ReadSession(id) => Some(id.clone()),
        Call::CreateOrder(token) | Call::CancelAuthorization(token) => records
            .authorizations
            .get(token)
            .map(|authorization| authorization.session.clone()),
        Call::CreateSession | Call::Unknown => None,
    };
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
