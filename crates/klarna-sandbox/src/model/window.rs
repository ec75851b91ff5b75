//! Authorization windows, and the approvals given in them that wait for `finalize`.

use std::{collections::HashMap, fmt};

use serde_json::Value;
use uuid::Uuid;

/// The effect of the shopper's approval in a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// A token at once.
    Authorize,
    /// The same with `auto_finalize: false`.
    AuthorizeForLater,
    /// A new token for an order that costs more than the approved one.
    Reauthorize,
}

/// The wishes of Express Checkout besides the approval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Express {
    /// `collect_shipping_address`: the page gets the address to deliver to.
    pub(crate) collects_address: bool,
}

/// The question that a window puts to the shopper.
#[derive(Debug, Clone)]
pub(crate) struct Question {
    pub(crate) session: String,
    /// The payment method that is chosen.
    pub(crate) method: Option<String>,
    pub(crate) purpose: Purpose,
    pub(crate) express: Option<Express>,
}

/// An authorization window.
#[derive(Clone)]
pub(crate) struct Window {
    /// Counts the windows that were opened.
    number: u64,
    pub(crate) question: Question,
    /// The page's answer, once the shopper has pressed a button.
    pub(crate) outcome: Option<Value>,
}

/// The windows that were opened, and the approvals given in them that wait for `finalize`.
#[derive(Default)]
pub(crate) struct Windows {
    /// By the id in the window's address.
    opened: HashMap<String, Window>,
    last_number: u64,
    /// The approved amounts of the sessions whose approval waits. Kept here and not in the page, which
    /// may be another one by the time of `finalize`.
    awaiting_finalize: HashMap<String, i64>,
}

impl Windows {
    /// Prepares a window and returns its id, which nobody can guess: with it one can approve.
    pub(crate) fn open(&mut self, question: Question) -> String {
        let id = Uuid::new_v4().to_string();
        self.last_number += 1;
        let window = Window {
            number: self.last_number,
            question,
            outcome: None,
        };
        self.opened.insert(id.clone(), window);
        id
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Window> {
        self.opened.get(id)
    }

    /// The id of the window that was opened last for a session, of those without an answer.
    pub(crate) fn unanswered(&self, session: &str) -> Option<&str> {
        let waits =
            |window: &Window| window.question.session == session && window.outcome.is_none();
        let waiting = self.opened.iter().filter(|(_, window)| waits(window));
        let last = waiting.max_by_key(|(_, window)| window.number);
        last.map(|(id, _)| id.as_str())
    }

    pub(crate) fn get_mut(&mut self, id: &str) -> Option<&mut Window> {
        self.opened.get_mut(id)
    }

    /// Notes that the session is approved for that amount, and that its token is made with `finalize`.
    pub(crate) fn await_finalize(&mut self, session: &str, amount: i64) {
        self.awaiting_finalize.insert(session.to_owned(), amount);
    }

    /// The amount of the session's approval that waits for `finalize`.
    pub(crate) fn awaiting_finalize(&self, session: &str) -> Option<i64> {
        self.awaiting_finalize.get(session).copied()
    }

    /// Ends the wait for `finalize`. `false`: nothing waited.
    pub(crate) fn stop_awaiting(&mut self, session: &str) -> bool {
        self.awaiting_finalize.remove(session).is_some()
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
