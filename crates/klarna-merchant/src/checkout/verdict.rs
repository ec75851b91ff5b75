//! What Klarna's answer to an order means. Pure.

use checkout_contract::{Code, Problem};
use klarna_payments::{FraudStatus, KlarnaError, PlacedOrder};
use time::Duration;

use super::{cart_changed, declined, expired, spent};

/// How long an authorization is good for.
pub(super) const LIFETIME: Duration = Duration::minutes(60);

/// What Klarna's answer to an order means.
#[derive(Debug)]
pub(super) enum Verdict {
    /// There is an order.
    Placed(PlacedOrder),
    /// There is none, and this approval will not become one.
    Failed(Problem),
    /// There is none: what was ordered is not what was approved.
    Mismatch,
    /// Refused, and yet an earlier try may have gone through: the session knows. If none did, this
    /// is why.
    AskSession(Problem),
    /// Certainly not carried out. The same order may be sent later.
    NotSent,
    /// Not known. The same order may be sent again.
    Unknown,
}

impl Verdict {
    /// An order that Klarna rejects is no sale: its money cannot be taken.
    pub(super) fn of_order(placed: PlacedOrder) -> Self {
        match placed.fraud_status {
            FraudStatus::Rejected => Self::Failed(declined()),
            _ => Self::Placed(placed),
        }
    }
}

/// What Klarna's refusal of a customer token means.
#[derive(Debug)]
pub(super) enum TokenVerdict {
    /// There will be none for this approval. An order may be placed all the same.
    Refused,
    /// There will be none, and nothing else will come of this approval.
    Failed(Problem),
    /// Certainly not carried out. The same may be asked later.
    NotSent,
    /// Not known. The same may be asked again: Klarna stores one token for one approval.
    Unknown,
}

/// What Klarna's refusal of a customer token means. `age`: how long ago the approval arrived.
///
/// A refusal is final even where an earlier answer was lost: a token that Klarna may have stored
/// then is one that nobody knows, and that nothing is charged to.
pub(super) fn judge_token(error: &KlarnaError, age: Duration) -> TokenVerdict {
    match error {
        KlarnaError::Rejected(_)
        | KlarnaError::Forbidden(_)
        | KlarnaError::IntentForbids(_)
        | KlarnaError::AuthorizationSpent(_)
        | KlarnaError::SessionCompleted(_)
        | KlarnaError::NotMatching { .. }
        | KlarnaError::BadValue { .. }
        | KlarnaError::Invalid(_) => TokenVerdict::Refused,
        // The token was the session's own a moment ago, or its time is up.
        KlarnaError::AuthorizationNotFound(_) if age >= LIFETIME => TokenVerdict::Failed(expired()),
        KlarnaError::AuthorizationNotFound(_) => TokenVerdict::Failed(gone()),
        KlarnaError::Connect(_)
        | KlarnaError::RateLimited { .. }
        | KlarnaError::Unauthorized(_) => TokenVerdict::NotSent,
        _ => TokenVerdict::Unknown,
    }
}

/// What Klarna's refusal of an order means.
///
/// `first`: nothing was sent before, so there is nothing whose outcome could be unknown.
/// `age`: how long ago the approval arrived.
pub(super) fn judge(error: &KlarnaError, first: bool, age: Duration) -> Verdict {
    let verdict = match error {
        KlarnaError::Rejected(_) | KlarnaError::Forbidden(_) | KlarnaError::IntentForbids(_) => {
            Verdict::Failed(declined())
        }
        KlarnaError::NotMatching { .. } => Verdict::Mismatch,
        KlarnaError::BadValue { .. } | KlarnaError::Invalid(_) => Verdict::Failed(Problem::new(
            Code::Internal,
            "Klarna does not take the order. The server's log has the cause.",
        )),
        // The token was the session's own a moment ago, so what has ended it is its age.
        KlarnaError::AuthorizationNotFound(_) if first || age >= LIFETIME => {
            Verdict::Failed(expired())
        }
        KlarnaError::AuthorizationNotFound(_) => Verdict::Failed(gone()),
        KlarnaError::AuthorizationSpent(_) | KlarnaError::SessionCompleted(_) => {
            Verdict::AskSession(gone())
        }
        KlarnaError::Connect(_)
        | KlarnaError::RateLimited { .. }
        | KlarnaError::Unauthorized(_) => Verdict::NotSent,
        _ => Verdict::Unknown,
    };
    if first {
        return verdict;
    }
    // Refused now says nothing of the tries before: one of them may have gone through.
    match verdict {
        Verdict::Failed(reason) => Verdict::AskSession(reason),
        Verdict::Mismatch => Verdict::AskSession(cart_changed()),
        Verdict::NotSent => Verdict::Unknown,
        other => other,
    }
}

fn gone() -> Problem {
    spent("Klarna does not take the authorization any more.")
}
