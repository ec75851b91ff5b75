//! From an HTTP answer to a value or an error. Pure: status, headers and bytes in, nothing else.

#[cfg(test)]
mod tests;

use std::time::Duration;

use serde::{Deserialize, de::DeserializeOwned};

use super::{
    call::Call,
    error::{KlarnaError, Malformation, Refusal},
};
use crate::id::CorrelationId;

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

    fn malformed(self, reason: Malformation) -> KlarnaError {
        KlarnaError::Malformed {
            status: self.status,
            reason,
            correlation_id: self.correlation_id,
        }
    }

    /// Reads what is not a success. Klarna's statuses and codes are those of its error guide.
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
        };
        let retry_after = self.retry_after;
        let fields = || fields(&body.error_messages);
        match (self.status, code.as_deref()) {
            (400, _) => KlarnaError::BadValue {
                fields: fields(),
                refusal,
            },
            (401, _) => KlarnaError::Unauthorized(refusal),
            (403, Some("REJECTED")) => KlarnaError::Rejected(refusal),
            (403, Some("INVALID_OPERATION")) if call.uses_authorization() => {
                KlarnaError::AuthorizationSpent(refusal)
            }
            (403, _) => KlarnaError::Forbidden(refusal),
            (404, Some("SESSION_COMPLETED")) => KlarnaError::SessionCompleted(refusal),
            // Without a code it is not Klarna that does not know the path.
            (404, Some(_)) => match call {
                Call::UpdateSession | Call::ReadSession => KlarnaError::SessionNotFound(refusal),
                Call::CreateOrder | Call::CancelAuthorization => {
                    KlarnaError::AuthorizationNotFound(refusal)
                }
                Call::CreateSession => KlarnaError::Refused(refusal),
            },
            (409, Some(_)) if is_completed(&body.error_messages) => {
                KlarnaError::AuthorizationSpent(refusal)
            }
            (409, Some("BAD_VALUE")) => KlarnaError::NotMatching {
                fields: fields(),
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

/// A 409 is either a mismatch or an order that exists; only Klarna's words tell them apart.
fn is_completed(messages: &[String]) -> bool {
    messages
        .iter()
        .any(|message| message.to_ascii_lowercase().contains("completed"))
}

/// The field names in messages of the form `Bad value: a.b` and `Not matching fields: [a.b, c]`.
/// Everything that does not look like a name is left out: it may quote the request.
fn fields(messages: &[String]) -> Vec<String> {
    messages
        .iter()
        .filter_map(|message| message.split_once(':'))
        .flat_map(|(_, names)| names.split([',', ' ']))
        .map(|name| name.trim().trim_start_matches('['))
        .map(|name| {
            // The list's own closing bracket, not that of an index.
            match name.strip_suffix(']') {
                Some(rest) if !rest.contains('[') || rest.ends_with(']') => rest,
                _ => name,
            }
        })
        .filter(|name| is_field(name))
        .map(str::to_owned)
        .collect()
}

/// Snake case with dots and indices, as Klarna's fields are: `order_lines[0].tax_rate`.
fn is_field(name: &str) -> bool {
    name.len() <= 100
        && name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.bytes().all(|byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_.[]".contains(&byte)
        })
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
