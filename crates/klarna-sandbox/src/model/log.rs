//! The log of calls and answers.

use std::collections::VecDeque;

use serde::Serialize;
use serde_json::Value;

/// One call, as `GET /sandbox/log` shows it. Bodies are shown whole, tokens included: everything
/// in the sandbox is made up, and a test has to be able to look.
#[derive(Clone, Serialize)]
pub struct LogEntry {
    /// When it was answered, by the sandbox's clock: RFC 3339, UTC.
    pub at: String,
    /// The username that called; `null` where none was accepted.
    pub merchant: Option<String>,
    /// The HTTP method; `SDK` for a call of the page's to the JavaScript SDK; [`Self::CALLBACK`].
    pub method: String,
    /// The path; the SDK method's name; `authorization`, `notification` or `push` for a callback, whose
    /// URL is the merchant's secret.
    pub path: String,
    /// The HTTP status; `null` for the SDK, and where a callback was not answered.
    pub status: Option<u16>,
    /// The answer's `Klarna-Correlation-Id`; `null` for the SDK, and where the answer has none.
    pub correlation_id: Option<String>,
    /// The request's body; a string where it was not JSON, `null` where there was none. For a push,
    /// which has none, the ids of its order and session.
    pub request: Value,
    /// The answer's body; `null` where there was none.
    pub response: Value,
}

impl LogEntry {
    /// The method of a call of the page's to the SDK.
    pub const SDK: &str = "SDK";
    /// The method of a call that the sandbox made itself, to a merchant's server.
    pub const CALLBACK: &str = "CALLBACK";
}

impl std::fmt::Debug for LogEntry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LogEntry")
            .field("method", &self.method)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

/// The last calls. Bounded, so that a sandbox can run for weeks.
#[derive(Debug, Default)]
pub(crate) struct Log {
    kept: VecDeque<LogEntry>,
    /// The number of calls that were forgotten.
    forgotten: u64,
}

impl Log {
    /// The number of calls that are kept.
    pub(crate) const CAPACITY: usize = 10_000;

    /// Adds a call, and gives it a number by which its answer can be added later.
    pub(crate) fn push(&mut self, entry: LogEntry) -> u64 {
        if self.kept.len() == Self::CAPACITY {
            self.kept.pop_front();
            self.forgotten += 1;
        }
        let number = self.forgotten + self.kept.len() as u64;
        self.kept.push_back(entry);
        number
    }

    /// Adds the answer of a call that was still running when it was added. Does nothing where the
    /// call is forgotten or has an answer already.
    pub(crate) fn answer(&mut self, number: u64, response: Value) {
        let entry = number
            .checked_sub(self.forgotten)
            .and_then(|index| self.kept.get_mut(usize::try_from(index).ok()?));
        if let Some(entry) = entry.filter(|entry| entry.response.is_null()) {
            entry.response = response;
        }
    }

    /// Oldest first, each with its number.
    pub(crate) fn numbered(&self) -> impl DoubleEndedIterator<Item = (u64, &LogEntry)> {
        let number = |index: usize| self.forgotten + index as u64;
        let kept = self.kept.iter().enumerate();
        kept.map(move |(index, entry)| (number(index), entry))
    }

    /// Oldest first.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &LogEntry> {
        self.kept.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_calls_are_forgotten_first() {
        let mut log = Log::default();
        for n in 0..=Log::CAPACITY {
            log.push(LogEntry {
                at: String::new(),
                merchant: None,
                method: "GET".into(),
                path: n.to_string(),
                status: None,
                correlation_id: None,
                request: Value::Null,
                response: Value::Null,
            });
        }
        assert_eq!(log.iter().count(), Log::CAPACITY);
        assert_eq!(log.iter().next().map(|e| e.path.as_str()), Some("1"));
    }
}
