//! What went wrong, one variant per decision.

use std::{error::Error, fmt, time::Duration};

use super::reason::RefusedValue;
use crate::{id::CorrelationId, token::StepUpId, validate::Invalid};

/// A call to Klarna that did not succeed.
///
/// Which variant it is says what to do. Neither `Display` nor `Debug` shows a token or personal
/// data: Klarna's own messages may quote the request, so only the field names in them are shown.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KlarnaError {
    /// Not sent: the request breaks limits that Klarna publishes. Mend the request.
    #[error("the request is not valid: {0}")]
    Invalid(#[from] Invalid),
    /// 400: Klarna does not take these values. Mend the request.
    #[error("Klarna does not take the value of {} ({refusal})", list(values))]
    BadValue {
        /// The values. Empty where Klarna named none.
        values: Vec<RefusedValue>,
        /// What Klarna said.
        refusal: Refusal,
    },
    /// 409: these values are not what the shopper approved. Nothing was placed; ask again.
    #[error("not what the shopper approved: {} ({refusal})", list(values))]
    NotMatching {
        /// The values. Empty where Klarna named none.
        values: Vec<RefusedValue>,
        /// What Klarna said.
        refusal: Refusal,
    },
    /// 401: wrong user name or password. Mend the configuration.
    #[error("Klarna does not know these credentials ({0})")]
    Unauthorized(Refusal),
    /// 403: the account may not do this: it is inactive (`MERCHANT_INACTIVE`), or lacks the permission
    /// (`PERMISSION_DENIED`). Ask Klarna.
    #[error("Klarna does not allow this to the account ({0})")]
    Forbidden(Refusal),
    /// 403: Klarna does not approve the purchase. Offer another payment method.
    #[error("Klarna rejected the purchase ({0})")]
    Rejected(Refusal),
    /// 403 or 409: the authorization was used up, or ordered with another body. An order may
    /// exist, perhaps from an earlier try of the same call: read the session before asking again.
    #[error("the authorization was used before ({0})")]
    AuthorizationSpent(Refusal),
    /// 404: the authorization is over 60 minutes old, was replaced or cancelled, or never was.
    #[error("no such authorization ({0})")]
    AuthorizationNotFound(Refusal),
    /// 403: the session's intent does not allow this: a `buy` session stores no customer token, and a
    /// `tokenize` session places no order. Nothing was done, and the authorization is as it was.
    #[error("the session's intent does not allow this ({0})")]
    IntentForbids(Refusal),
    /// 404: no such customer token. The shopper has to sign up again.
    #[error("no such customer token ({0})")]
    TokenNotFound(Refusal),
    /// 403: Klarna has suspended the customer token. Klarna names no day when it is good again: read
    /// the token before it is charged again.
    #[error("the customer token is suspended ({0})")]
    TokenSuspended(Refusal),
    /// 403: the customer token was cancelled, for good. The shopper has to sign up again.
    #[error("the customer token is cancelled ({0})")]
    TokenCancelled(Refusal),
    /// 403: the customer token is another merchant's. Mend the configuration.
    #[error("the customer token belongs to another merchant ({0})")]
    TokenForbidden(Refusal),
    /// 403: the stored payment method is not offered for this charge. The shopper has to choose another.
    #[error("the stored payment method is not available ({0})")]
    PaymentMethodUnavailable(Refusal),
    /// 403: the stored payment method is not of the order's currency. Mend the request.
    #[error("the stored payment method has another currency ({0})")]
    PaymentMethodCurrency(Refusal),
    /// 403: the stored payment method gave no money this time. It may another day.
    #[error("the stored payment method failed ({0})")]
    PaymentMethodFailed(Refusal),
    /// 409: the idempotency key was used for another order, which may exist. Find out which.
    #[error("the idempotency key was used for another order ({0})")]
    KeyReused(Refusal),
    /// 404: the session is over 48 hours old, or never was. Create a new one.
    #[error("no such session ({0})")]
    SessionNotFound(Refusal),
    /// 404: an order was placed from this session. It cannot be used any more.
    #[error("the session is completed ({0})")]
    SessionCompleted(Refusal),
    /// 404: no such order, or another merchant's. Mend the request.
    #[error("no such order ({0})")]
    OrderNotFound(Refusal),
    /// 429: too many calls; this one was not carried out. Repeat it later.
    #[error("Klarna asks to slow down ({refusal})")]
    RateLimited {
        /// How long Klarna asks to wait.
        retry_after: Option<Duration>,
        /// What Klarna said.
        refusal: Refusal,
    },
    /// Any other refusal, or a redirect. Most likely the base URL is not Klarna's.
    #[error("unexpected answer ({0})")]
    Refused(Refusal),
    /// 5xx: trouble at Klarna. The outcome is not known; the same call may be repeated.
    #[error("Klarna is unavailable ({refusal})")]
    Unavailable {
        /// How long Klarna asks to wait.
        retry_after: Option<Duration>,
        /// What Klarna said.
        refusal: Refusal,
    },
    /// No answer in time. The outcome is not known; the same call may be repeated.
    #[error("Klarna did not answer in time")]
    Timeout(#[source] Box<dyn Error + Send + Sync>),
    /// The connection broke. The outcome is not known; the same call may be repeated.
    #[error("the connection to Klarna broke")]
    Interrupted(#[source] Box<dyn Error + Send + Sync>),
    /// No connection: certainly not sent. The same call may be repeated.
    #[error("no connection to Klarna")]
    Connect(#[source] Box<dyn Error + Send + Sync>),
    /// A success that cannot be read. The outcome is not known.
    #[error("Klarna's answer cannot be read: {reason} ({status}, {})", call_name(correlation_id.as_ref()))]
    Malformed {
        /// The HTTP status.
        status: u16,
        /// Why not.
        reason: Malformation,
        /// Klarna's name for the call.
        correlation_id: Option<CorrelationId>,
    },
}

/// What Klarna said when it refused.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Refusal {
    /// The HTTP status. None where the request could not even be sent.
    pub status: Option<u16>,
    /// Klarna's `error_code`.
    pub code: Option<String>,
    /// Klarna's name for the call.
    pub correlation_id: Option<CorrelationId>,
    /// The way out of a refused charge, where Klarna offers one and the charge asked for it
    /// ([`NewTokenOrder::step_up`](crate::NewTokenOrder::step_up)).
    pub step_up_id: Option<StepUpId>,
}

/// Why a success cannot be read. The reader's own words are not kept: they quote the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Malformation {
    /// Not JSON at all, or cut off.
    #[error("it is not JSON")]
    NotJson,
    /// JSON, of another shape.
    #[error("it is of another shape")]
    Shape,
    /// Longer than [`ClientConfig::max_answer_bytes`](super::ClientConfig::max_answer_bytes).
    #[error("it is too long")]
    TooLong,
}

impl KlarnaError {
    /// Klarna's name for the call, to quote when asking Klarna about it.
    pub fn correlation_id(&self) -> Option<&CorrelationId> {
        match self {
            Self::Malformed { correlation_id, .. } => correlation_id.as_ref(),
            other => other.refusal()?.correlation_id.as_ref(),
        }
    }

    /// What Klarna said, where it refused.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::BadValue { refusal, .. }
            | Self::NotMatching { refusal, .. }
            | Self::RateLimited { refusal, .. }
            | Self::Unavailable { refusal, .. }
            | Self::Unauthorized(refusal)
            | Self::Forbidden(refusal)
            | Self::Rejected(refusal)
            | Self::AuthorizationSpent(refusal)
            | Self::AuthorizationNotFound(refusal)
            | Self::IntentForbids(refusal)
            | Self::TokenNotFound(refusal)
            | Self::TokenSuspended(refusal)
            | Self::TokenCancelled(refusal)
            | Self::TokenForbidden(refusal)
            | Self::PaymentMethodUnavailable(refusal)
            | Self::PaymentMethodCurrency(refusal)
            | Self::PaymentMethodFailed(refusal)
            | Self::KeyReused(refusal)
            | Self::SessionNotFound(refusal)
            | Self::SessionCompleted(refusal)
            | Self::OrderNotFound(refusal)
            | Self::Refused(refusal) => Some(refusal),
            Self::Invalid(_)
            | Self::Timeout(_)
            | Self::Interrupted(_)
            | Self::Connect(_)
            | Self::Malformed { .. } => None,
        }
    }

    /// The HTTP status of Klarna's answer, where there was one.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Malformed { status, .. } => Some(*status),
            other => other.refusal()?.status,
        }
    }

    /// The values that Klarna did not take; empty for any other error.
    pub fn refused_values(&self) -> &[RefusedValue] {
        match self {
            Self::BadValue { values, .. } | Self::NotMatching { values, .. } => values,
            _ => &[],
        }
    }

    /// The way out of a refused charge: the shopper confirms it in a session with this id
    /// ([`NewSession::step_up_id`](crate::NewSession::step_up_id)).
    pub fn step_up_id(&self) -> Option<&StepUpId> {
        self.refusal()?.step_up_id.as_ref()
    }

    /// Klarna's `error_code`, where it refused with one: capitals and underscores, safe to log and to
    /// show to the merchant.
    pub fn code(&self) -> Option<&str> {
        self.refusal()?.code.as_deref()
    }

    /// How long Klarna asks to wait before the next try.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::RateLimited { retry_after, .. } | Self::Unavailable { retry_after, .. } => {
                *retry_after
            }
            _ => None,
        }
    }

    /// Whether Klarna may have carried out the request although it did not say so: neither paid
    /// nor failed. Ask what happened, or repeat the same request; never start a new one first.
    pub fn outcome_unknown(&self) -> bool {
        matches!(
            self,
            Self::Unavailable { .. }
                | Self::Timeout(_)
                | Self::Interrupted(_)
                | Self::Malformed { .. }
        )
    }
}

impl Refusal {
    /// Not sent, as Klarna could only have refused it.
    pub(super) const fn unsent() -> Self {
        Self {
            status: None,
            code: None,
            correlation_id: None,
            step_up_id: None,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(status) = self.status else {
            return f.write_str("not sent");
        };
        let code = self.code.as_deref().unwrap_or("no code");
        let call = call_name(self.correlation_id.as_ref());
        write!(f, "{status} {code}, {call}")
    }
}

fn call_name(id: Option<&CorrelationId>) -> String {
    id.map_or_else(
        || "no correlation id".to_owned(),
        |id| format!("correlation id {id}"),
    )
}

fn list(values: &[RefusedValue]) -> String {
    if values.is_empty() {
        return "a field it does not name".to_owned();
    }
    let values: Vec<_> = values.iter().map(RefusedValue::to_string).collect();
    values.join(", ")
}
