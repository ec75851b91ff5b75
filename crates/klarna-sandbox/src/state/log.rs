//! What was called, and what was answered.

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
    /// The HTTP method, or `SDK` for a call of the page's to the JavaScript SDK.
    pub method: String,
    /// The path, or the SDK method's name.
    pub path: String,
    /// The HTTP status; `null` for the SDK.
    pub status: Option<u16>,
    /// The answer's `Klarna-Correlation-Id`; `null` for the SDK.
    pub correlation_id: Option<String>,
    /// The request's body; a string where it was not JSON, `null` where there was none.
    pub request: Value,
    /// The answer's body; `null` where there was none.
    pub response: Value,
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
pub(crate) struct Log(VecDeque<LogEntry>);

impl Log {
    /// How many calls are kept.
    pub(crate) const CAPACITY: usize = 10_000;

    pub(crate) fn push(&mut self, entry: LogEntry) {
        if self.0.len() == Self::CAPACITY {
            self.0.pop_front();
        }
        self.0.push_back(entry);
    }

    /// Oldest first.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &LogEntry> {
        self.0.iter()
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
