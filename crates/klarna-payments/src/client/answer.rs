//! From an HTTP answer to a value or an error. Pure: status, headers and bytes in, nothing else.

#[cfg(test)]
mod tests;

use std::time::Duration;

use serde::{
    Deserialize,
    de::{DeserializeOwned, IgnoredAny},
};

use super::{
    call::Call,
    error::{KlarnaError, Malformation, Refusal},
    reason::refused_values,
};
use crate::{id::CorrelationId, order::FraudStatus, token::StepUpId};

/// An answer as it came.
#[derive(Default)]
pub(super) struct Answer {
    pub(super) status: u16,
    /// Of the header `Klarna-Correlation-Id`.
    pub(super) correlation_id: Option<CorrelationId>,
    /// Of the header `Retry-After`.
    pub(super) retry_after: Option<Duration>,
    /// None where it was too long to be read.
    pub(super) body: Option<Vec<u8>>,
}

/// Klarna's error body. Each field is optional in Klarna's own description.
#[derive(Default, Deserialize)]
#[serde(default)]
struct ErrorBody {
    correlation_id: Option<String>,
    error_code: Option<String>,
    error_messages: Vec<String>,
    /// Only the customer token API says it.
    fraud_status: Option<FraudStatus>,
    /// Only to a charge that asked for it.
    step_up_id: Option<StepUpId>,
}

impl Answer {
    pub(super) const fn is_success(&self) -> bool {
        matches!(self.status, 200..=299)
    }

    /// Reads a success that carries a value.
    pub(super) fn value<T: DeserializeOwned>(self) -> Result<T, KlarnaError> {
        let Some(body) = &self.body else {
            return Err(self.malformed(Malformation::TooLong));
        };
        serde_json::from_slice(body).map_err(|error| {
            self.malformed(if error.is_data() {
                Malformation::Shape
            } else {
                Malformation::NotJson
            })
        })
    }

    /// Reads a success that carries nothing. Anything in it means that it is not Klarna's.
    pub(super) fn nothing(self) -> Result<(), KlarnaError> {
        match &self.body {
            Some(body) if body.is_empty() => Ok(()),
            Some(_) => Err(self.malformed(Malformation::Shape)),
            None => Err(self.malformed(Malformation::TooLong)),
        }
    }

    /// Reads a success that says no more than that it is one: nothing, or JSON.
    pub(super) fn accepted(self) -> Result<(), KlarnaError> {
        match &self.body {
            Some(body) if body.is_empty() => Ok(()),
            _ => self.value::<IgnoredAny>().map(|_| ()),
        }
    }

    fn malformed(self, reason: Malformation) -> KlarnaError {
        KlarnaError::Malformed {
            status: self.status,
            reason,
            correlation_id: self.correlation_id,
        }
    }

    /// Reads what is not a success. Klarna's statuses and codes are those of its error guides.
    pub(super) fn refusal(self, call: Call) -> KlarnaError {
        let body: ErrorBody = self
            .body
            .as_deref()
            .and_then(|body| serde_json::from_slice(body).ok())
            .unwrap_or_default();
        let code = body.error_code.filter(|code| is_code(code));
        let of_body = body.correlation_id.filter(|id| is_id(id));
        let correlation_id = of_body.map(CorrelationId::new).or(self.correlation_id);
        let refusal = Refusal {
            status: Some(self.status),
            code: code.clone(),
            correlation_id,
            step_up_id: body.step_up_id,
        };
        let retry_after = self.retry_after;
        let messages = body.error_messages;
        match (self.status, code.as_deref()) {
            (400, _) => KlarnaError::BadValue {
                values: refused_values(messages),
                refusal,
            },
            (401, _) => KlarnaError::Unauthorized(refusal),
            (403, code) => {
                let rejected = body.fraud_status == Some(FraudStatus::Rejected);
                forbidden(call, code, &messages, rejected)(refusal)
            }
            (404, Some("SESSION_COMPLETED")) => KlarnaError::SessionCompleted(refusal),
            // Without a code it is not Klarna that does not know the path.
            (404, Some(_)) => call.not_found(refusal),
            (409, Some(_)) if call == Call::CreateTokenOrder && !is_mismatch(&messages) => {
                KlarnaError::KeyReused(refusal)
            }
            (409, Some(_)) if is_completed(&messages) => KlarnaError::AuthorizationSpent(refusal),
            (409, Some("BAD_VALUE")) => KlarnaError::NotMatching {
                values: refused_values(messages),
                refusal,
            },
            (429, _) => KlarnaError::RateLimited {
                retry_after,
                refusal,
            },
            // 408: a server that gave up waiting for the request.
            (408 | 500..=599, _) => KlarnaError::Unavailable {
                retry_after,
                refusal,
            },
            _ => KlarnaError::Refused(refusal),
        }
    }
}

/// What a 403 means. One code stands for several refusals; only Klarna's words tell them apart.
fn forbidden(
    call: Call,
    code: Option<&str>,
    messages: &[String],
    rejected: bool,
) -> fn(Refusal) -> KlarnaError {
    match code {
        Some("REJECTED") => KlarnaError::Rejected,
        Some("INVALID_OPERATION") if call.uses_authorization() && mentions(messages, "intent") => {
            KlarnaError::IntentForbids
        }
        Some("INVALID_OPERATION") if call.uses_authorization() => KlarnaError::AuthorizationSpent,
        Some("TOKEN_SUSPENDED") => KlarnaError::TokenSuspended,
        // Klarna's guides spell it both ways.
        Some("TOKEN_CANCELLED" | "TOKEN_CANCELED") => KlarnaError::TokenCancelled,
        Some("TOKEN_FORBIDDEN") => KlarnaError::TokenForbidden,
        Some("UNAVAILABLE_PAYMENT_METHOD") => KlarnaError::PaymentMethodUnavailable,
        Some("PAYMENT_METHOD_CURRENCY_MISMATCH") => KlarnaError::PaymentMethodCurrency,
        Some("PAYMENT_METHOD_FAILED") => KlarnaError::PaymentMethodFailed,
        Some("MERCHANT_INACTIVE" | "PERMISSION_DENIED") => KlarnaError::Forbidden,
        _ if rejected => KlarnaError::Rejected,
        _ => KlarnaError::Forbidden,
    }
}

/// A 409 is either a mismatch or an order that exists; only Klarna's words tell them apart.
fn is_completed(messages: &[String]) -> bool {
    mentions(messages, "completed")
}

fn is_mismatch(messages: &[String]) -> bool {
    mentions(messages, "not matching")
}

fn mentions(messages: &[String], words: &str) -> bool {
    messages
        .iter()
        .any(|message| message.to_ascii_lowercase().contains(words))
}

/// Capitals, as Klarna's codes are: `BAD_VALUE`.
fn is_code(code: &str) -> bool {
    (1..=64).contains(&code.len())
        && code
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte == b'_')
}

/// What a correlation id may look like; anything else is not worth a line in a log.
pub(super) fn is_id(id: &str) -> bool {
    (1..=64).contains(&id.len())
        && id
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// Reads `Retry-After` in seconds. A date is left out: Klarna's documents show none.
pub(super) fn retry_after(header: &str) -> Option<Duration> {
    header.trim().parse().ok().map(Duration::from_secs)
}
