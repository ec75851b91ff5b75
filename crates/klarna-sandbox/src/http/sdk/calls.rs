//! The SDK's reports of what the page called.

use axum::{Json, body::Bytes, extract, http::StatusCode};
use serde::Deserialize;
use serde_json::Value;

use crate::{
    service::sdk_call::{self, SdkCall},
    state::State,
};

/// `POST /kp/sdk/calls`: a list of calls in the page's order. The answer's list has as many entries,
/// `{}` for calls that are over.
///
/// The body's type is `text/plain`: browsers send that to another origin without asking first.
pub(super) async fn report(
    extract::State(state): extract::State<State>,
    body: Bytes,
) -> Result<Json<Value>, StatusCode> {
    let calls: Vec<SdkCall> =
        serde_json::from_slice(&body).map_err(|_| StatusCode::UNPROCESSABLE_ENTITY)?;
    let (url, now) = (state.url(), state.now());
    let answers = state.change(|records| sdk_call::answer_all(records, url, now, &calls));
    Ok(Json(answers))
}

/// `POST /kp/sdk/answers`: `{"call": <number>, "response": <what the page got>}`.
pub(super) async fn note_answer(
    extract::State(state): extract::State<State>,
    body: Bytes,
) -> StatusCode {
    #[derive(Deserialize)]
    struct Answered {
        call: u64,
        response: Value,
    }
    match serde_json::from_slice::<Answered>(&body) {
        Ok(answered) => {
            state.answer_sdk_call(answered.call, answered.response);
            StatusCode::NO_CONTENT
        }
        Err(_) => StatusCode::UNPROCESSABLE_ENTITY,
    }
}
