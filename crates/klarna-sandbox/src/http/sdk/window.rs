//! The authorization window's calls: its content, its buttons, and the page that waits for them.

use std::time::Duration;

use axum::{Json, body::Bytes, extract, http::StatusCode};
use serde::Deserialize;
use serde_json::Value;

use crate::{
    service::window::{self, Button},
    state::State,
};

/// The time for which a request for an outcome is held before it has to be sent again.
const HOLD_TIMEOUT: Duration = Duration::from_secs(5);

#[derive(Deserialize)]
struct Named {
    window: String,
}

#[derive(Deserialize)]
struct Pressed {
    window: String,
    answer: Button,
}

/// `POST /kp/window/details`: the window's content; 404 where there is nothing to answer any more.
pub(super) async fn details(
    extract::State(state): extract::State<State>,
    body: Bytes,
) -> Result<Json<Value>, StatusCode> {
    let named: Named = read(&body)?;
    let details = state.read(|records| window::details(records, &named.window));
    details.map(Json).ok_or(StatusCode::NOT_FOUND)
}

/// `POST /kp/window/answers`: a button was pressed. The first one counts, others change nothing.
pub(super) async fn answer(
    extract::State(state): extract::State<State>,
    body: Bytes,
) -> Result<StatusCode, StatusCode> {
    let pressed: Pressed = read(&body)?;
    let now = state.now();
    let is_known =
        state.change(|records| window::press(records, &pressed.window, pressed.answer, now));
    if is_known {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(StatusCode::NOT_FOUND)
    }
}

/// `POST /kp/sdk/outcomes`: the page's answer, or 204 where the shopper is still thinking.
pub(super) async fn outcome(
    extract::State(state): extract::State<State>,
    body: Bytes,
) -> Result<Json<Value>, StatusCode> {
    let named: Named = read(&body)?;
    let answered = tokio::time::timeout(HOLD_TIMEOUT, wait_for(&state, &named.window)).await;
    match answered {
        Ok(Some(outcome)) => Ok(Json(outcome)),
        Ok(None) => Err(StatusCode::NOT_FOUND),
        Err(_) => Err(StatusCode::NO_CONTENT),
    }
}

/// Waits until a window is answered. `None`: there is no such window.
async fn wait_for(state: &State, window: &str) -> Option<Value> {
    let mut changes = state.changes();
    loop {
        changes.mark_unchanged();
        let outcome = state.read(|records| Some(records.windows.get(window)?.outcome.clone()))?;
        if outcome.is_some() {
            return outcome;
        }
        changes.changed().await.ok()?;
    }
}

fn read<'a, T: Deserialize<'a>>(body: &'a Bytes) -> Result<T, StatusCode> {
    serde_json::from_slice(body).map_err(|_| StatusCode::UNPROCESSABLE_ENTITY)
}
