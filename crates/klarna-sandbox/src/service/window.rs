//! The authorization window: its content, and the effect of its buttons.

use serde::Deserialize;
use serde_json::Value;
use time::OffsetDateTime;

use super::{approval, view, window_log};
use crate::model::{Question, Records};

/// A button of the window. A window that was closed by the browser's own means is [`Self::Close`] too.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Button {
    Approve,
    Decline,
    Close,
}

impl Button {
    /// The name of its press in the log.
    const fn event(self) -> &'static str {
        match self {
            Self::Approve => "approved",
            Self::Decline => "declined",
            Self::Close => "closed",
        }
    }
}

/// The content of a window. `None`: there is no such window, or it was answered.
pub(crate) fn details(records: &Records, window: &str) -> Option<Value> {
    let window = records.windows.get(window)?;
    if window.outcome.is_some() {
        return None;
    }
    let session = records.sessions.get(&window.question.session)?;
    Some(view::window_view(session, &window.question))
}

/// Answers a window. Its first button counts, others change nothing. `false`: there is no such
/// window.
pub(crate) fn press(
    records: &mut Records,
    window: &str,
    button: Button,
    now: OffsetDateTime,
) -> bool {
    let Some(known) = records.windows.get(window) else {
        return false;
    };
    if known.outcome.is_some() {
        return true;
    }
    let question = known.question.clone();
    let outcome = outcome(records, &question, button, now);
    window_log::write(records, &question, button.event(), outcome.clone(), now);
    if let Some(known) = records.windows.get_mut(window) {
        known.outcome = Some(outcome);
    }
    true
}

/// The page's answer for a button. An approval makes the token.
fn outcome(
    records: &mut Records,
    question: &Question,
    button: Button,
    now: OffsetDateTime,
) -> Value {
    match button {
        Button::Approve => approval::approve(records, question, now),
        Button::Decline => approval::refusal(question.purpose),
        Button::Close => approval::abort(question.purpose),
    }
}
