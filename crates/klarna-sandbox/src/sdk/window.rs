//! The authorization window: what it shows, which button was pressed, and who waits for that.

use std::{collections::HashMap, fmt, time::Duration};

use axum::{Json, body::Bytes, extract, http::StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::watch;
use uuid::Uuid;

use super::{
    approval::{self, Asked},
    view::window_view,
};
use crate::State;

/// How long a question for an outcome is held before it has to be asked again.
const HELD: Duration = Duration::from_secs(5);

/// The windows that were opened, and the approvals given in them that wait for `finalize`.
#[derive(Default)]
pub(crate) struct Windows {
    /// By the id in the window's address.
    opened: HashMap<String, Window>,
    /// The sessions whose approval waits, and the amounts that were approved. Kept here and not in the
    /// page, which may be another one by the time of `finalize`.
    waiting: HashMap<String, i64>,
}

#[derive(Clone)]
struct Window {
    asked: Asked,
    /// What the page is answered, once the shopper has.
    outcome: watch::Sender<Option<Value>>,
}

impl fmt::Debug for Windows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Windows")
            .field("opened", &self.opened.len())
            .field("waiting", &self.waiting.len())
            .finish()
    }
}

impl Windows {
    /// Prepares a window and gives its id. Nobody can guess it: who knows it can approve.
    pub(super) fn open(&mut self, asked: Asked) -> String {
        let id = Uuid::new_v4().to_string();
        let window = Window {
            asked,
            outcome: watch::Sender::new(None),
        };
        self.opened.insert(id.clone(), window);
        id
    }

    fn get(&self, id: &str) -> Option<Window> {
        self.opened.get(id).cloned()
    }

    /// The session is approved for that amount; its token is made with `finalize`.
    pub(super) fn wait(&mut self, session: &str, amount: i64) {
        self.waiting.insert(session.to_owned(), amount);
    }

    /// The amount of the session's approval that waits.
    pub(super) fn waiting(&self, session: &str) -> Option<i64> {
        self.waiting.get(session).copied()
    }

    /// Whether it waited until now.
    pub(super) fn stop_waiting(&mut self, session: &str) -> bool {
        self.waiting.remove(session).is_some()
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
        .session(&window.asked.session)
        .ok_or(StatusCode::NOT_FOUND)?;
    Ok(Json(window_view(&session, &window.asked)))
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
            *outcome = Some(decide(&state, &window.asked, pressed.answer));
        }
        first
    });
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /kp/sdk/outcomes`: what the page is answered, or 204 where the shopper is still thinking.
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

/// What the page is answered for a button. An approval is what makes the token.
fn decide(state: &State, asked: &Asked, button: Button) -> Value {
    match button {
        Button::Approve => approval::approve(state, asked),
        Button::Decline => approval::refusal(asked.purpose),
        Button::Close => approval::abort(asked.purpose),
    }
}

fn read<'a, T: Deserialize<'a>>(body: &'a Bytes) -> Result<T, StatusCode> {
    serde_json::from_slice(body).map_err(|_| StatusCode::UNPROCESSABLE_ENTITY)
}

fn find(state: &State, id: &str) -> Result<Window, StatusCode> {
    state.records().windows.get(id).ok_or(StatusCode::NOT_FOUND)
}
