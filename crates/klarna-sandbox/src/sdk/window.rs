//! The authorization window: what it shows, which button was pressed, and who waits for that.

use std::{collections::HashMap, fmt, time::Duration};

use axum::{Json, body::Bytes, extract, http::StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::watch;
use uuid::Uuid;

use super::view::window_view;
use crate::State;

/// How long a question for an outcome is held before it has to be asked again.
const HELD: Duration = Duration::from_secs(5);

/// The windows that were opened, by the id in their address.
#[derive(Default)]
pub(crate) struct Windows(HashMap<String, Window>);

#[derive(Clone)]
struct Window {
    session: String,
    /// The way to pay that was chosen in the widget.
    chosen: Option<String>,
    /// What `authorize` answers, once the shopper has.
    outcome: watch::Sender<Option<Value>>,
}

impl fmt::Debug for Windows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Windows").field(&self.0.len()).finish()
    }
}

impl Windows {
    /// Prepares a window and gives its id. Nobody can guess it: who knows it can approve.
    pub(super) fn open(&mut self, session: &str, chosen: Option<&str>) -> String {
        let id = Uuid::new_v4().to_string();
        let window = Window {
            session: session.to_owned(),
            chosen: chosen.map(str::to_owned),
            outcome: watch::Sender::new(None),
        };
        self.0.insert(id.clone(), window);
        id
    }

    fn get(&self, id: &str) -> Option<Window> {
        self.0.get(id).cloned()
    }
}

#[derive(Deserialize)]
struct Question {
    window: String,
}

/// A button of the window. Closing it by the browser's own means is `close` too.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Button {
    Approve,
    Decline,
    Close,
}

#[derive(Deserialize)]
struct Pressed {
    window: String,
    answer: Button,
}

/// `POST /kp/window/details`: what the window shows; 404 where there is nothing to answer any more.
pub(super) async fn details(
    extract::State(state): extract::State<State>,
    body: Bytes,
) -> Result<Json<Value>, StatusCode> {
    let question: Question = read(&body)?;
    let window = find(&state, &question.window)?;
    if window.outcome.borrow().is_some() {
        return Err(StatusCode::NOT_FOUND);
    }
    let session = state
        .session(&window.session)
        .ok_or(StatusCode::NOT_FOUND)?;
    Ok(Json(window_view(&session, window.chosen.as_deref())))
}

/// `POST /kp/window/answers`: a button was pressed. The first one counts, others change nothing.
pub(super) async fn answer(
    extract::State(state): extract::State<State>,
    body: Bytes,
) -> Result<StatusCode, StatusCode> {
    let pressed: Pressed = read(&body)?;
    let window = find(&state, &pressed.window)?;
    // Decided within the lock of the channel: two buttons at once cannot both be the first.
    window.outcome.send_if_modified(|outcome| {
        let first = outcome.is_none();
        if first {
            *outcome = Some(decide(&state, &window, pressed.answer));
        }
        first
    });
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /kp/sdk/outcomes`: what `authorize` answers, or 204 where the shopper is still thinking.
pub(super) async fn outcome(
    extract::State(state): extract::State<State>,
    body: Bytes,
) -> Result<Json<Value>, StatusCode> {
    let question: Question = read(&body)?;
    let mut outcome = find(&state, &question.window)?.outcome.subscribe();
    let answered = tokio::time::timeout(HELD, outcome.wait_for(Option::is_some)).await;
    match answered {
        Ok(Ok(result)) => Ok(Json(json!(*result))),
        Ok(Err(_)) => Err(StatusCode::NOT_FOUND),
        Err(_) => Err(StatusCode::NO_CONTENT),
    }
}

/// The result of `authorize` for a button. An approval is what makes the token.
fn decide(state: &State, window: &Window, button: Button) -> Value {
    let failed = json!({ "approved": false, "show_form": false, "finalize_required": false });
    match button {
        Button::Approve => {
            if let Some(session) = state.records().sessions.get_mut(&window.session) {
                session.method.clone_from(&window.chosen);
            }
            match state.authorize(&window.session) {
                Ok(token) => json!({
                    "approved": true, "show_form": true, "finalize_required": false,
                    "authorization_token": token.expose(),
                }),
                Err(_) => failed,
            }
        }
        Button::Decline => failed,
        Button::Close => json!({
            "approved": false, "show_form": true, "finalize_required": false,
        }),
    }
}

fn read<'a, T: Deserialize<'a>>(body: &'a Bytes) -> Result<T, StatusCode> {
    serde_json::from_slice(body).map_err(|_| StatusCode::UNPROCESSABLE_ENTITY)
}

fn find(state: &State, id: &str) -> Result<Window, StatusCode> {
    state.records().windows.get(id).ok_or(StatusCode::NOT_FOUND)
}
