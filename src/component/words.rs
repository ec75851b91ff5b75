//! Which of the component's words go with what it shows.

use super::{Snapshot, inputs};
use crate::{
    checkout::{Failure, FieldPath, Notice},
    text::Messages,
};

/// What is said calmly, in the status region. Empty where there is nothing to say.
pub(super) fn status(snapshot: &Snapshot, words: &Messages) -> &'static str {
    match snapshot.state {
        "loading" => words.loading,
        "authorizing" if snapshot.overdue => words.overdue,
        "authorizing" => words.authorizing,
        "placing" => words.placing,
        "checking" if !snapshot.awaits_check => words.checking,
        "expired" => words.expired,
        "awaiting-finalize" if snapshot.notice.is_none() => words.awaiting_finalize,
        "placed" if snapshot.not_stored => "",
        "placed" => words.placed,
        "stored" => words.stored,
        "pending" => words.pending,
        "not-offered" => words.not_offered,
        "ready" | "awaiting-finalize" => match snapshot.notice {
            Some(Notice::Cancelled) => words.cancelled,
            Some(Notice::SessionRenewed) => words.renewed,
            _ => "",
        },
        _ => "",
    }
}

/// What has to be noticed, in the alert. Empty where there is nothing.
pub(super) fn problem(snapshot: &Snapshot, words: &Messages) -> String {
    match (snapshot.state, &snapshot.notice) {
        ("declined", _) => words.declined.to_owned(),
        ("checking", _) if snapshot.awaits_check => words.unknown.to_owned(),
        ("placed", _) if snapshot.not_stored => words.not_stored.to_owned(),
        ("ready" | "awaiting-finalize", Some(notice)) => noticed(notice, words),
        _ => snapshot
            .failure
            .map_or("", |failure| failed(failure, words))
            .to_owned(),
    }
}

fn failed(failure: Failure, words: &Messages) -> &'static str {
    match failure {
        Failure::ScriptBlocked | Failure::ScriptTimeout | Failure::SdkMissing => words.script,
        Failure::ServerUnreachable => words.server,
        Failure::WidgetTimeout | Failure::SdkError | Failure::CartNotFound | Failure::Refused => {
            words.technical
        }
    }
}

fn noticed(notice: &Notice, words: &Messages) -> String {
    match notice {
        Notice::CartChanged => words.cart_changed.to_owned(),
        Notice::ConfirmAgain => words.confirm_again.to_owned(),
        Notice::InvalidFields(fields) => invalid_fields(fields, words),
        Notice::Cancelled | Notice::SessionRenewed => String::new(),
    }
}

/// The fields, each as the page calls it.
fn invalid_fields(fields: &[FieldPath], words: &Messages) -> String {
    let names: Vec<_> = fields.iter().map(inputs::label).collect();
    [words.invalid_fields, " ", &names.join(", ")].concat()
}
