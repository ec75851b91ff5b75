//! Which of the component's words go with what it shows.

use crate::{
    checkout::{Failure, FieldPath, Notice, Phase},
    mount::Snapshot,
    page::label,
    text::Messages,
};

/// What is said calmly, in the status region. Empty where there is nothing to say.
pub(super) fn status(snapshot: &Snapshot, words: &Messages) -> &'static str {
    match snapshot.state {
        Phase::Loading if snapshot.explaining => "",
        Phase::Loading => words.loading,
        Phase::Authorizing if snapshot.overdue => words.overdue,
        Phase::Authorizing => words.authorizing,
        Phase::Placing => words.placing,
        Phase::Checking if snapshot.awaits_check => "",
        Phase::Checking => words.checking,
        Phase::Expired => words.expired,
        Phase::AwaitingFinalize if snapshot.notice.is_none() => words.awaiting_finalize,
        Phase::Placed if snapshot.not_stored => "",
        Phase::Placed => words.placed,
        Phase::Stored => words.stored,
        Phase::Pending => words.pending,
        Phase::NotOffered => words.not_offered,
        Phase::Ready | Phase::AwaitingFinalize => match snapshot.notice {
            Some(Notice::Cancelled) => words.cancelled,
            Some(Notice::SessionRenewed) => words.renewed,
            _ => "",
        },
        // What is wrong is said in the alert.
        Phase::Idle | Phase::Declined | Phase::Failed => "",
    }
}

/// What has to be noticed, in the alert. Empty where there is nothing.
pub(super) fn problem(snapshot: &Snapshot, words: &Messages) -> String {
    let problem = match snapshot.state {
        Phase::Declined => words.declined,
        Phase::Checking if snapshot.awaits_check => words.unknown,
        Phase::Placed | Phase::Pending if snapshot.not_stored => words.not_stored,
        Phase::Ready | Phase::AwaitingFinalize => match &snapshot.notice {
            Some(Notice::CartChanged) => words.cart_changed,
            Some(Notice::ConfirmAgain) => words.confirm_again,
            Some(Notice::InvalidFields(fields)) => return invalid_fields(fields, words),
            Some(Notice::Cancelled | Notice::SessionRenewed) | None => "",
        },
        _ => snapshot
            .failure
            .map_or("", |failure| failed(failure, words)),
    };
    problem.to_owned()
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

/// The fields, each as the page calls it.
fn invalid_fields(fields: &[FieldPath], words: &Messages) -> String {
    let names: Vec<_> = fields.iter().map(label).collect();
    [words.invalid_fields, " ", &names.join(", ")].concat()
}
