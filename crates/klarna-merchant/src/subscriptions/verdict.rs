//! The meaning of Klarna's answer to a charge. Pure.

use std::time::Duration;

use klarna_payments::{FraudStatus, KlarnaError, PlacedOrder, Repetition};

use super::Charging;
use crate::store::{ChargeClaim, ChargeResolution};

/// The meaning of Klarna's answer to a charge.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// There is an order.
    Charged(PlacedOrder),
    /// Try again after that time.
    TryAgain {
        after: Duration,
        fate: ChargeResolution,
        reason: Option<String>,
    },
    /// Do not try again by yourself.
    Stop {
        fate: ChargeResolution,
        reason: String,
    },
}

/// The reason for stopping where Klarna gave no code.
const REFUSED: &str = "REFUSED";

/// Judges an order that Klarna placed. One that Klarna rejects is no sale: its money cannot be taken.
pub(super) fn of_order(placed: PlacedOrder) -> Verdict {
    match placed.fraud_status {
        FraudStatus::Rejected => Verdict::Stop {
            fate: ChargeResolution::Refused,
            reason: "REJECTED".to_owned(),
        },
        _ => Verdict::Charged(placed),
    }
}

/// Judges a charge that brought no order.
pub(super) fn of_error(error: &KlarnaError, charge: &ChargeClaim, charging: &Charging) -> Verdict {
    let fate = fate(error, charge.first);
    let reason = error.code().map(str::to_owned);
    let after = match (error.repetition(), error) {
        (Repetition::Never, _) => None,
        (Repetition::Later, KlarnaError::PaymentMethodFailed(_)) => {
            charging.after_refusal(charge.refusals.saturating_add(1))
        }
        (Repetition::Now | Repetition::Later, _) => {
            let gap = charging.after_unclear(charge.attempts.saturating_sub(charge.refusals));
            Some(gap.max(error.retry_after().unwrap_or_default()))
        }
    };
    match after {
        Some(after) => Verdict::TryAgain {
            after,
            fate,
            reason,
        },
        None => Verdict::Stop {
            fate,
            reason: reason.unwrap_or_else(|| REFUSED.to_owned()),
        },
    }
}

/// Says for the charge's key whether Klarna carried the charge out.
///
/// Where an earlier sending may have gone through, only a refusal that comes of carrying the charge
/// out says that it did not: the state of the token may be looked at before the key is.
fn fate(error: &KlarnaError, first: bool) -> ChargeResolution {
    let carried_out = matches!(
        error,
        KlarnaError::PaymentMethodFailed(_) | KlarnaError::Rejected(_)
    );
    if error.outcome_unknown() || matches!(error, KlarnaError::KeyReused(_)) {
        ChargeResolution::Unknown
    } else if error.settles_key() && (first || carried_out) {
        ChargeResolution::Refused
    } else if first {
        ChargeResolution::NotSent
    } else {
        ChargeResolution::Unknown
    }
}

#[cfg(test)]
mod tests;
