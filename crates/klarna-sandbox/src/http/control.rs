//! The sandbox's own calls, below `/sandbox`: faults, log, clock, settings, reset. For programs, the live page and
//! pages of allowed origins.

mod shopper;

use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, Query, State as Shared},
    http::{HeaderValue, StatusCode, header::CONTENT_TYPE},
    middleware::from_fn_with_state,
    response::{IntoResponse, Response},
    routing::{delete, get, post},
};
use serde::Deserialize;
use serde_json::{Value, json};
use tower_http::cors::{Any, CorsLayer};

use super::guard;
use crate::{
    clock::{Clock, rfc3339},
    model::{Fault, FaultError, FaultKind, LogEntry, RateLimits, SdkFlow, TokenStatus},
    service::overview::{Filter, Overview},
    state::State,
};

/// The largest dump that is read: several times that of a sandbox that is full of usual sessions.
const DUMP_LIMIT: usize = 512 * 1024 * 1024;

/// The routes under `/sandbox`.
pub(super) fn routes(state: &State) -> Router<State> {
    let origins = state.access().config().allowed_origins.iter();
    // An origin is made of what a header may hold.
    let origins = origins.filter_map(|origin| HeaderValue::from_str(origin.as_str()).ok());
    let cors = CorsLayer::new()
        .allow_origin(origins.collect::<Vec<_>>())
        .allow_methods(Any)
        .allow_headers(Any);
    Router::new()
        .route(
            "/sandbox/faults",
            post(add_fault).get(list_faults).delete(remove_faults),
        )
        .route("/sandbox/faults/{id}", delete(remove_fault))
        .route("/sandbox/fault-kinds", get(fault_kinds))
        .route("/sandbox/log", get(log))
        .route("/sandbox/clock", post(move_clock).get(read_clock))
        .route("/sandbox/tokens/{id}", post(set_token))
        .route(
            "/sandbox/settings",
            get(read_settings).patch(change_settings),
        )
        .route("/sandbox/reset", post(reset))
        .route(
            "/sandbox/dump",
            get(dump)
                .put(load_dump)
                .layer(DefaultBodyLimit::max(DUMP_LIMIT)),
        )
        .route("/sandbox/state", get(overview))
        .merge(shopper::routes())
        .layer(cors)
        .layer(from_fn_with_state(
            state.clone(),
            guard::require_allowed_origin,
        ))
}

/// A control call that was not understood: 400 with a sentence, and more where it helps.
struct BadControl(Value);

impl IntoResponse for BadControl {
    fn into_response(self) -> Response {
        (StatusCode::BAD_REQUEST, Json(self.0)).into_response()
    }
}

impl From<FaultError> for BadControl {
    fn from(error: FaultError) -> Self {
        let mut body = json!({ "error": error.to_string() });
        match error {
            FaultError::UnknownKind(_) => body["known"] = json!(FaultKind::ALL),
            FaultError::BadOption { kind, .. } => body["options"] = json!(options(kind)),
        }
        Self(body)
    }
}

/// Reads a body as JSON whatever its media type is: a page may send it as text, without asking the
/// sandbox first.
fn parse<T: for<'a> Deserialize<'a>>(body: &Bytes) -> Result<T, BadControl> {
    serde_json::from_slice(body)
        .map_err(|error| BadControl(json!({ "error": format!("the body: {error}") })))
}

async fn add_fault(
    Shared(state): Shared<State>,
    body: Bytes,
) -> Result<(StatusCode, Json<Fault>), BadControl> {
    let fault = Fault::parse(parse(&body)?)?;
    Ok((StatusCode::CREATED, Json(state.add_fault(fault))))
}

async fn list_faults(Shared(state): Shared<State>) -> Json<Vec<Fault>> {
    Json(state.faults())
}

async fn remove_faults(Shared(state): Shared<State>) -> StatusCode {
    state.remove_fault(None);
    StatusCode::NO_CONTENT
}

async fn remove_fault(Shared(state): Shared<State>, Path(id): Path<u64>) -> StatusCode {
    if state.remove_fault(Some(id)) {
        StatusCode::NO_CONTENT
    } else {
        StatusCode::NOT_FOUND
    }
}

/// Every kind with what it means and takes.
async fn fault_kinds() -> Json<Value> {
    let kinds = FaultKind::ALL
        .iter()
        .map(|kind| json!({ "kind": kind, "meaning": kind.meaning(), "options": options(*kind) }));
    Json(kinds.collect())
}

fn options(kind: FaultKind) -> Vec<&'static str> {
    let of_all = ["session", "times"];
    of_all
        .into_iter()
        .chain(kind.options().iter().copied())
        .collect()
}

/// The query of `GET /sandbox/log`.
#[derive(Deserialize)]
struct LogQuery {
    session: Option<String>,
}

async fn log(Shared(state): Shared<State>, Query(query): Query<LogQuery>) -> Json<Vec<LogEntry>> {
    Json(match query.session {
        Some(session) => state.log_of_session(&session),
        None => state.log(),
    })
}

/// The body of `POST /sandbox/clock`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MoveClock {
    advance_seconds: i64,
}

async fn move_clock(Shared(state): Shared<State>, body: Bytes) -> Result<Json<Value>, BadControl> {
    let MoveClock { advance_seconds } = parse(&body)?;
    if state.clock().advance(advance_seconds).is_none() {
        let error = format!(
            "the clock moves forward only, and at most {} seconds in all",
            Clock::LIMIT
        );
        return Err(BadControl(json!({ "error": error })));
    }
    Ok(Json(clock(&state)))
}

async fn read_clock(Shared(state): Shared<State>) -> Json<Value> {
    Json(clock(&state))
}

fn clock(state: &State) -> Value {
    json!({ "now": rfc3339(state.now()), "offset_seconds": state.clock().offset_seconds() })
}

/// The body of `POST /sandbox/tokens/{id}`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SetToken {
    status: TokenStatus,
}

/// Changes a customer token as Klarna or the shopper does, without the merchant. A cancelled token
/// stays cancelled.
async fn set_token(
    Shared(state): Shared<State>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<StatusCode, BadControl> {
    let SetToken { status } = parse(&body)?;
    match state.set_token_status(&id, status) {
        None => Ok(StatusCode::NOT_FOUND),
        Some(now) if now == status => Ok(StatusCode::NO_CONTENT),
        Some(_) => Err(BadControl(
            json!({ "error": "a cancelled customer token stays cancelled" }),
        )),
    }
}

/// The body of `PATCH /sandbox/settings`: what is left out stays as it is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChangeSettings {
    sdk_flow: Option<SdkFlow>,
    rate_limits: Option<RateLimits>,
}

async fn change_settings(
    Shared(state): Shared<State>,
    body: Bytes,
) -> Result<Json<Value>, BadControl> {
    let ChangeSettings {
        sdk_flow,
        rate_limits,
    } = parse(&body)?;
    if let Some(flow) = sdk_flow {
        state.set_sdk_flow(flow);
    }
    if let Some(limits) = rate_limits {
        state.set_rate_limits(limits);
    }
    Ok(Json(settings(&state)))
}

async fn read_settings(Shared(state): Shared<State>) -> Json<Value> {
    Json(settings(&state))
}

fn settings(state: &State) -> Value {
    json!({ "sdk_flow": state.sdk_flow(), "rate_limits": state.rate_limits() })
}

async fn reset(Shared(state): Shared<State>) -> StatusCode {
    state.reset();
    StatusCode::NO_CONTENT
}

async fn dump(Shared(state): Shared<State>) -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], state.dump())
}

async fn load_dump(Shared(state): Shared<State>, body: Bytes) -> Result<StatusCode, BadControl> {
    let loaded = state.load(&body);
    loaded.map_err(|error| BadControl(json!({ "error": error.to_string() })))?;
    Ok(StatusCode::NO_CONTENT)
}

/// The content of the live page.
async fn overview(Shared(state): Shared<State>, Query(filter): Query<Filter>) -> Json<Overview> {
    Json(state.overview(&filter))
}
