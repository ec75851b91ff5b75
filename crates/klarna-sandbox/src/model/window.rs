//! Authorization windows, and the approvals given in them that wait for `finalize`.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::{
    bounded::{Bounded, Keyed},
    records::SESSIONS,
};

/// The effect of the shopper's approval in a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Purpose {
    /// A token at once.
    Authorize,
    /// The same with `auto_finalize: false`.
    AuthorizeForLater,
    /// A new token for an order that costs more than the approved one.
    Reauthorize,
}

impl Purpose {
    /// The name in the log: `authorize`.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Authorize => "authorize",
            Self::AuthorizeForLater => "authorize, finalize later",
            Self::Reauthorize => "reauthorize",
        }
    }
}

/// The wishes of Express Checkout besides the approval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Express {
    /// `collect_shipping_address`: the page gets the address to deliver to.
    pub(crate) collects_address: bool,
}

/// The question that a window puts to the shopper.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Question {
    pub(crate) session: String,
    /// The payment method that is chosen.
    pub(crate) method: Option<String>,
    pub(crate) purpose: Purpose,
    pub(crate) express: Option<Express>,
}

/// The number of windows that are kept: a shopper may open several for a session.
const WINDOWS: usize = 2 * SESSIONS;

/// An authorization window.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Window {
    /// The id in its address, which nobody can guess: with it one can approve.
    id: String,
    pub(crate) question: Question,
    /// The page's answer, once the shopper has pressed a button.
    pub(crate) outcome: Option<Value>,
}

/// An approval that waits for `finalize`.
#[derive(Serialize, Deserialize)]
struct AwaitingFinalize {
    session: String,
    /// The approved amount.
    amount: i64,
}

/// The newest windows that were opened, and the approvals given in them that wait for `finalize`.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Windows {
    opened: Bounded<Window, WINDOWS>,
    /// By session. Kept here and not in the page, which may be another one by the time of `finalize`.
    awaiting_finalize: Bounded<AwaitingFinalize, SESSIONS>,
}

impl Windows {
    /// Prepares a window and returns its id.
    pub(crate) fn open(&mut self, question: Question) -> String {
        let id = Uuid::new_v4().to_string();
        self.opened.insert(Window {
            id: id.clone(),
            question,
            outcome: None,
        });
        id
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Window> {
        self.opened.get(id)
    }

    /// The id of the window that was opened last for a session, of those without an answer.
    pub(crate) fn unanswered(&self, session: &str) -> Option<&str> {
        let waits =
            |window: &&Window| window.question.session == session && window.outcome.is_none();
        let last = self.opened.iter().rev().find(waits);
        last.map(|window| window.id.as_str())
    }

    pub(crate) fn get_mut(&mut self, id: &str) -> Option<&mut Window> {
        self.opened.get_mut(id)
    }

    /// Notes that the session is approved for that amount, and that its token is made with `finalize`.
    pub(crate) fn await_finalize(&mut self, session: &str, amount: i64) {
        self.awaiting_finalize.insert(AwaitingFinalize {
            session: session.to_owned(),
            amount,
        });
    }

    /// The amount of the session's approval that waits for `finalize`.
    pub(crate) fn awaiting_finalize(&self, session: &str) -> Option<i64> {
        let waiting = self.awaiting_finalize.get(session)?;
        Some(waiting.amount)
    }

    /// Ends the wait for `finalize`. `false`: nothing waited.
    pub(crate) fn stop_awaiting(&mut self, session: &str) -> bool {
        self.awaiting_finalize.remove(session).is_some()
    }
}

impl Keyed for Window {
    type Key = String;

    fn key(&self) -> String {
        self.id.clone()
    }
}

impl Keyed for AwaitingFinalize {
    type Key = String;

    fn key(&self) -> String {
        self.session.clone()
    }
}

impl fmt::Debug for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Window")
            .field("question", &self.question)
            .field("is_answered", &self.outcome.is_some())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Windows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Windows")
            .field("opened", &self.opened.len())
            .field("awaiting_finalize", &self.awaiting_finalize.len())
            .finish_non_exhaustive()
    }
}
