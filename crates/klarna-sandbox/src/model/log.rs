//! The log of calls and answers.

use std::collections::VecDeque;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// One call, as `GET /sandbox/log` shows it. Bodies are shown whole, tokens included: everything
/// in the sandbox is made up, and a test has to be able to look.
#[derive(Clone, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LogEntry {
    /// Its place among all calls since the sandbox was started or reset, counted from 0.
    pub number: u64,
    /// When it was answered, by the sandbox's clock: RFC 3339, UTC.
    pub at: String,
    /// The username that called; `null` where none was accepted.
    pub merchant: Option<String>,
    /// The HTTP method of a REST call, or one of [`Self::SDK`], [`Self::WINDOW`] and [`Self::CALLBACK`].
    pub method: String,
    /// The path; the SDK method's name; `opened`, `approved`, `declined` or `closed` for a window;
    /// `authorization`, `notification` or `push` for a callback, whose URL is the merchant's secret.
    pub path: String,
    /// The HTTP status; `null` for the SDK and windows, and where a callback was not answered.
    pub status: Option<u16>,
    /// The answer's `Klarna-Correlation-Id`; `null` for all but REST calls, and where the answer has none.
    pub correlation_id: Option<String>,
    /// The session that it is about; `null` where it is about none, or none is known.
    pub session: Option<String>,
    /// The request's body; a string where it was not JSON, `null` where there was none. For a push,
    /// which has none, the ids of its order and session.
    pub request: Value,
    /// The answer's body; `null` where there was none.
    pub response: Value,
}

impl LogEntry {
    /// The method of a call of the page's to the SDK.
    pub const SDK: &str = "SDK";
    /// The method of an entry that is no call: an authorization window was opened, or the shopper answered
    /// it. Its response is the page's answer.
    pub const WINDOW: &str = "WINDOW";
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
    kept: VecDeque<KeptEntry>,
    /// The number of the oldest call that is kept: so many were forgotten.
    first_number: u64,
    /// The bytes of all bodies.
    bytes: usize,
}

/// A call whose bodies are kept as text, which takes a fraction of their size as [`Value`]s.
pub(crate) struct KeptEntry {
    /// The call without its bodies.
    head: LogEntry,
    request: Box<str>,
    response: Box<str>,
}

impl Log {
    /// The number of calls that are kept.
    pub(crate) const CAPACITY: usize = 10_000;

    /// The bytes of bodies that are kept, as JSON text. The newest call is kept whatever its size.
    pub(crate) const BYTES: usize = 32 * 1024 * 1024;

    /// Adds a call and returns its number, by which its answer can be added later.
    pub(crate) fn push(&mut self, entry: LogEntry) -> u64 {
        let number = self.first_number + self.kept.len() as u64;
        let kept = KeptEntry::new(LogEntry { number, ..entry });
        self.bytes += kept.bytes();
        self.kept.push_back(kept);
        self.forget();
        number
    }

    /// Adds the answer of a call that was still running when it was added. Does nothing where the
    /// call is forgotten or has an answer already.
    pub(crate) fn answer(&mut self, number: u64, response: &Value) {
        let Some(entry) = self.get_mut(number).filter(|entry| !entry.is_answered()) else {
            return;
        };
        let before = entry.bytes();
        entry.response = text(response);
        let after = entry.bytes();
        self.bytes = self.bytes - before + after;
        self.forget();
    }

    /// Notes the session of a call that was not known yet when it was added.
    pub(crate) fn set_session(&mut self, number: u64, session: &str) {
        if let Some(entry) = self.get_mut(number) {
            entry.head.session = Some(session.to_owned());
        }
    }

    /// Oldest first.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &KeptEntry> {
        self.kept.iter()
    }

    fn get_mut(&mut self, number: u64) -> Option<&mut KeptEntry> {
        let index = number.checked_sub(self.first_number)?;
        self.kept.get_mut(usize::try_from(index).ok()?)
    }

    /// Drops the oldest calls until the others are within the limits.
    fn forget(&mut self) {
        while self.kept.len() > Self::CAPACITY || (self.bytes > Self::BYTES && self.kept.len() > 1)
        {
            let Some(oldest) = self.kept.pop_front() else {
                return;
            };
            self.bytes -= oldest.bytes();
            self.first_number += 1;
        }
    }
}

impl Serialize for Log {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(KeptEntry::entry))
    }
}

impl<'de> Deserialize<'de> for Log {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let calls: Vec<LogEntry> = Vec::deserialize(deserializer)?;
        let mut log = Self {
            first_number: calls.first().map_or(0, |call| call.number),
            ..Self::default()
        };
        for call in calls {
            log.push(call);
        }
        Ok(log)
    }
}

impl KeptEntry {
    fn new(mut entry: LogEntry) -> Self {
        let request = text(&entry.request.take());
        let response = text(&entry.response.take());
        Self {
            head: entry,
            request,
            response,
        }
    }

    /// The call without its bodies.
    pub(crate) fn head(&self) -> &LogEntry {
        &self.head
    }

    /// The call with its bodies.
    pub(crate) fn entry(&self) -> LogEntry {
        LogEntry {
            request: value(&self.request),
            response: value(&self.response),
            ..self.head.clone()
        }
    }

    fn is_answered(&self) -> bool {
        !value(&self.response).is_null()
    }

    fn bytes(&self) -> usize {
        self.request.len() + self.response.len()
    }
}

fn text(body: &Value) -> Box<str> {
    body.to_string().into_boxed_str()
}

/// `null` where it is not JSON, which it always is.
fn value(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}

impl std::fmt::Debug for KeptEntry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.head.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn call(path: usize, request: Value) -> LogEntry {
        LogEntry {
            path: path.to_string(),
            request,
            ..LogEntry::default()
        }
    }

    fn paths(log: &Log) -> Vec<String> {
        log.iter().map(|entry| entry.head().path.clone()).collect()
    }

    #[test]
    fn the_oldest_calls_are_forgotten_first() {
        let mut log = Log::default();
        for n in 0..=Log::CAPACITY {
            log.push(call(n, Value::Null));
        }
        assert_eq!(log.iter().count(), Log::CAPACITY);
        assert_eq!(paths(&log)[0], "1");
    }

    #[test]
    fn large_bodies_are_forgotten_before_there_are_many_calls() {
        let mut log = Log::default();
        let half = Value::from("x".repeat(Log::BYTES / 2));
        for n in 0..3 {
            log.push(call(n, half.clone()));
        }
        assert_eq!(paths(&log), ["2"]);
        log.push(call(3, Value::Null));
        let last = log.push(call(4, Value::Null));
        log.answer(last, &half);
        assert_eq!(paths(&log), ["3", "4"]);
        // One that is over the limit by itself is kept alone.
        log.push(call(5, Value::from("x".repeat(2 * Log::BYTES))));
        assert_eq!(paths(&log), ["5"]);
    }

    #[test]
    fn a_call_gets_one_answer_and_the_bodies_come_back_as_they_were() {
        let mut log = Log::default();
        let request = json!({ "a": [1, null, "ä"] });
        let number = log.push(call(0, request.clone()));
        log.answer(number, &json!({ "approved": true }));
        log.answer(number, &json!({ "approved": false }));
        log.answer(number + 1, &json!({}));
        let entry = log.iter().next().map(KeptEntry::entry).expect("a call");
        assert_eq!(entry.request, request);
        assert_eq!(entry.response, json!({ "approved": true }));
    }
}
