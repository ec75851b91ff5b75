//! A session of Klarna's that is asked for again.

use super::{Facts, SessionAnswer, Stage, is_unexplained};

/// The use of a session's Klarna session, once Klarna was asked about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SessionUse {
    /// It is alive.
    Keep,
    /// It has ended, and no order came of it that the shop does not know: a new one takes its place.
    Replace,
    /// An order came of the approval with this index: it is recorded, and there is no new session.
    Ordered(usize),
    /// Klarna gave no clear answer.
    Unknown,
}

/// Decides on a session of Klarna's. `approvals`: all that were given in it, the oldest first.
pub fn use_session(answer: SessionAnswer, approvals: &[Facts]) -> SessionUse {
    match answer {
        SessionAnswer::Incomplete => SessionUse::Keep,
        SessionAnswer::Gone => SessionUse::Replace,
        SessionAnswer::Unclear => SessionUse::Unknown,
        SessionAnswer::Complete => match ordered_with(approvals) {
            Some(index) => SessionUse::Ordered(index),
            None => SessionUse::Replace,
        },
    }
}

/// Returns the approval that a completed session's order came of, unless that order is known.
fn ordered_with(approvals: &[Facts]) -> Option<usize> {
    let known = |facts: &Facts| facts.order_id.is_some() || facts.stage == Stage::Placed;
    if approvals.iter().any(known) {
        return None;
    }
    let sent = |facts: &Facts| facts.stage == Stage::Sent;
    let candidates: [fn(&Facts) -> bool; 2] = [sent, is_unexplained];
    candidates
        .into_iter()
        .find_map(|candidate| approvals.iter().rposition(candidate))
}

/// Returns `auto_finalize` of a session that is asked for again. It never goes back from `false` to
/// `true`: an approval that the shopper has yet to confirm may be under way.
pub const fn auto_finalize(before: bool, asked: bool) -> bool {
    before && asked
}
