//! Which of the component's words go with what it shows.

use super::Snapshot;
use crate::{
    checkout::{Failure, Notice},
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
        "placed" => words.placed,
        "stored" => words.stored,
        "pending" => words.pending,
        "not-offered" => words.not_offered,
        "ready" => match snapshot.notice {
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
        ("ready", Some(Notice::CartChanged)) => words.cart_changed.to_owned(),
        ("ready", Some(Notice::ConfirmAgain)) => words.confirm_again.to_owned(),
        ("ready", Some(Notice::InvalidFields(fields))) => invalid_fields(fields, words),
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

/// `billing_address.postal_code` is told as `postal code`: the last part is what a shopper filled
/// in.
fn invalid_fields(fields: &[String], words: &Messages) -> String {
    let mut text = words.invalid_fields.to_owned();
    for (index, field) in fields.iter().enumerate() {
        text.push_str(if index == 0 { " " } else { ", " });
        let name = field.rsplit_once('.').map_or(&**field, |(_, name)| name);
        text.push_str(&name.replace('_', " "));
    }
    text
}
