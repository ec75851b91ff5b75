//! `POST /sandbox/sessions/{id}/approve`, `/decline`, `/close`: the shopper's answer without a browser.

use axum::{
    Json, Router,
    body::Bytes,
    extract::{Path, State as Shared},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::post,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{BadControl, parse};
use crate::{
    service::{
        shopper::{self, AnswerRefusal},
        window::Button,
    },
    state::State,
};

/// The routes under `/sandbox/sessions`.
pub(super) fn routes() -> Router<State> {
    Router::new()
        .route("/sandbox/sessions/{id}/approve", post(approve))
        .route("/sandbox/sessions/{id}/decline", post(decline))
        .route("/sandbox/sessions/{id}/close", post(close))
}

/// The body of `approve`, which may be left out.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Approve {
    /// The `data` of the page's `authorize`: addresses and customer.
    #[serde(default)]
    data: Value,
}

async fn approve(
    Shared(state): Shared<State>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, BadControl> {
    let Approve { data } = if body.is_empty() {
        Approve::default()
    } else {
        parse(&body)?
    };
    Ok(answer(&state, &id, Button::Approve, &data))
}

async fn decline(Shared(state): Shared<State>, Path(id): Path<String>) -> Response {
    answer(&state, &id, Button::Decline, &Value::Null)
}

async fn close(Shared(state): Shared<State>, Path(id): Path<String>) -> Response {
    answer(&state, &id, Button::Close, &Value::Null)
}

fn answer(state: &State, session: &str, button: Button, data: &Value) -> Response {
    let now = state.now();
    match state.change(|records| shopper::answer(records, session, button, data, state.url(), now))
    {
        Ok(outcome) => Json(outcome).into_response(),
        Err(refusal) => refused(&refusal),
    }
}

fn refused(refusal: &AnswerRefusal) -> Response {
    let mut body = json!({ "error": refusal.to_string(), "code": refusal.code() });
    let status = match refusal {
        AnswerRefusal::NoSuchSession => StatusCode::NOT_FOUND,
        AnswerRefusal::SessionEnded
        | AnswerRefusal::NotOffered
        | AnswerRefusal::CustomerDenied
        | AnswerRefusal::NoWindow => StatusCode::CONFLICT,
        AnswerRefusal::InvalidFields(fields) => {
            body["invalid_fields"] = json!(fields);
            StatusCode::BAD_REQUEST
        }
    };
    (status, Json(body)).into_response()
}
