//! The log's entries of authorization windows.

use serde_json::{Value, json};
use time::OffsetDateTime;

use crate::{
    clock::rfc3339,
    model::{LogEntry, Question, Records},
};

/// Notes in the log that a window was opened, or answered.
pub(super) fn write(
    records: &mut Records,
    question: &Question,
    event: &str,
    response: Value,
    now: OffsetDateTime,
) {
    let session = records.sessions.get(&question.session);
    let entry = LogEntry {
        at: rfc3339(now),
        merchant: session.map(|session| session.merchant.clone()),
        method: LogEntry::WINDOW.to_owned(),
        path: event.to_owned(),
        session: Some(question.session.clone()),
        request: json!({
            "session_id": question.session,
            "purpose": question.purpose.name(),
            "payment_method": question.method,
        }),
        response,
        ..LogEntry::default()
    };
    records.log.push(entry);
}
