//! The shopper's answer without a browser: the buttons of the authorization window, pressed by a program.

use serde_json::Value;
use time::OffsetDateTime;

use super::{
    Decision, decision, session, view,
    window::{self, Button},
};
use crate::model::{Purpose, Question, Records, SdkRefusal, Session};

/// A reason for which an answer has no effect.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum AnswerRefusal {
    #[error("there is no such session")]
    NoSuchSession,
    #[error("the session has ended: it is completed, or its 48 hours are over")]
    SessionEnded,
    #[error("Klarna offers this customer no payment method")]
    NotOffered,
    #[error("Klarna turns this customer down: the e-mail address or the phone number says so")]
    CustomerDenied,
    #[error("no page has an authorization window open for this session")]
    NoWindow,
    #[error("Klarna would not take these fields: {}", .0.join(", "))]
    InvalidFields(Vec<String>),
}

impl From<SdkRefusal> for AnswerRefusal {
    fn from(refusal: SdkRefusal) -> Self {
        match refusal {
            SdkRefusal::SessionEnded => Self::SessionEnded,
            SdkRefusal::InvalidFields(fields) => Self::InvalidFields(fields),
        }
    }
}

/// Presses a button of the session's authorization window and returns the page's answer. Where no page
/// has opened a window, an approval is that of a page that has called `authorize` with this `data`.
pub(crate) fn answer(
    records: &mut Records,
    session: &str,
    button: Button,
    data: &Value,
    url: &str,
    now: OffsetDateTime,
) -> Result<Value, AnswerRefusal> {
    if records.sessions.get(session).is_none() {
        return Err(AnswerRefusal::NoSuchSession);
    }
    session::open(records, session, now)?;
    if matches!(button, Button::Approve) {
        if data.is_object() {
            session::update_from_page(records, session, data, url, now)?;
        }
        can_be_approved(records.sessions.get(session))?;
    }
    let window = match (records.windows.unanswered(session), button) {
        (Some(window), _) => window.to_owned(),
        (None, Button::Approve) => records.windows.open(question(records, session)),
        (None, Button::Decline | Button::Close) => return Err(AnswerRefusal::NoWindow),
    };
    window::press(records, &window, button, now);
    let answered = records.windows.get(&window);
    answered
        .and_then(|window| window.outcome.clone())
        .ok_or(AnswerRefusal::NoWindow)
}

/// A window's button approves any customer; Klarna does not.
fn can_be_approved(session: Option<&Session>) -> Result<(), AnswerRefusal> {
    let session = session.ok_or(AnswerRefusal::NoSuchSession)?;
    match decision::on(&session.fields) {
        Decision::Deny => Err(AnswerRefusal::CustomerDenied),
        Decision::NotOffered => Err(AnswerRefusal::NotOffered),
        Decision::Approve | Decision::ApprovePending if session.categories.is_empty() => {
            Err(AnswerRefusal::NotOffered)
        }
        Decision::Approve | Decision::ApprovePending => Ok(()),
    }
}

/// The question of a page whose shopper keeps the payment method that is preselected.
fn question(records: &Records, session: &str) -> Question {
    let known = records.sessions.get(session);
    let method = known.and_then(|session| view::method_to_approve(session, &Value::Null, None));
    Question {
        session: session.to_owned(),
        method: method.map(str::to_owned),
        purpose: Purpose::Authorize,
        express: None,
    }
}

impl AnswerRefusal {
    /// The name in JSON: `session_ended`.
    pub(crate) const fn code(&self) -> &'static str {
        match self {
            Self::NoSuchSession => "no_such_session",
            Self::SessionEnded => "session_ended",
            Self::NotOffered => "not_offered",
            Self::CustomerDenied => "customer_denied",
            Self::NoWindow => "no_window",
            Self::InvalidFields(_) => "invalid_fields",
        }
    }
}
