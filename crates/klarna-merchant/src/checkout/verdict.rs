//! What Klarna's answer to an order means. Pure.

use checkout_contract::{Code, Problem};
use klarna_payments::{FraudStatus, KlarnaError, PlacedOrder};
use time::Duration;

use super::{expired, spent};

/// How long an authorization is good for.
const LIFETIME: Duration = Duration::minutes(60);

/// What Klarna's answer to an order means.
#[derive(Debug)]
pub(super) enum Verdict {
    /// There is an order.
    Placed(PlacedOrder),
    /// There is none, and this approval will not become one.
    Failed(Problem),
    /// There is none: what was ordered is not what was approved.
    Mismatch,
    /// The token was used up or has gone. Whether an order came of it the session knows; if none
    /// did, this is why.
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

/// What Klarna's refusal of an order means.
///
/// `first`: nothing was sent before, so there is nothing whose outcome could be unknown.
/// `age`: how long ago the approval arrived.
pub(super) fn judge(error: &KlarnaError, first: bool, age: Duration) -> Verdict {
    match error {
        KlarnaError::Rejected(_) => Verdict::Failed(declined()),
        KlarnaError::NotMatching { .. } => Verdict::Mismatch,
        // An order of ours that Klarna cannot read, now or before.
        KlarnaError::BadValue { .. } | KlarnaError::Invalid(_) => Verdict::Failed(Problem::new(
            Code::Internal,
            "Klarna does not take the order. The server's log has the cause.",
        )),
        // The token was the session's own a moment ago, so what has ended it is its age.
        KlarnaError::AuthorizationNotFound(_) if first => Verdict::Failed(expired()),
        KlarnaError::AuthorizationNotFound(_) if age >= LIFETIME => Verdict::AskSession(expired()),
        KlarnaError::AuthorizationNotFound(_)
        | KlarnaError::AuthorizationSpent(_)
        | KlarnaError::SessionCompleted(_) => {
            Verdict::AskSession(spent("Klarna does not take the authorization any more."))
        }
        KlarnaError::Forbidden(_) if first => Verdict::Failed(declined()),
        KlarnaError::Connect(_)
        | KlarnaError::RateLimited { .. }
        | KlarnaError::Unauthorized(_)
            if first =>
        {
            Verdict::NotSent
        }
        _ => Verdict::Unknown,
    }
}

fn declined() -> Problem {
    Problem::new(Code::Declined, "Klarna does not approve the purchase.")
}
