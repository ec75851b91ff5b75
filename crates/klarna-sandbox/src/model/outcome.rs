//! Klarna's answer to a call of its REST API: a reply, or one of its errors.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A call that succeeded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Reply {
    /// 200 with a body.
    Json(Value),
    /// 202.
    Accepted,
    /// 204.
    Empty,
}

/// The way out of a refused charge: the shopper, who is present, chooses another payment method in a session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct StepUp {
    /// The `step_up_id` that the session is created with.
    pub(crate) id: String,
    /// The `authorized_payment_method` that could not be charged.
    pub(crate) method: Value,
}

/// An error of Klarna's, with its status, code and messages.
///
/// Source: Klarna's list of error codes and messages for Payments.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Refusal {
    /// 400 `BAD_REQUEST`
    BadRequest(String),
    /// 400 `BAD_VALUE`: these fields, in one message.
    BadValue(Vec<String>),
    /// 403 `INVALID_OPERATION`
    InvalidOperation(Cow<'static, str>),
    /// 403 `REJECTED`
    Rejected,
    /// 403 with a code of the customer token API's.
    TokenOrder {
        code: &'static str,
        message: &'static str,
        step_up: Option<Box<StepUp>>,
    },
    /// 404 `NOT_FOUND`
    NotFound(&'static str),
    /// 404 `SESSION_COMPLETED`
    SessionCompleted,
    /// 409 `BAD_VALUE`: these fields are not as approved.
    NotMatching(Vec<String>),
    /// 404 `NO_SUCH_ORDER`
    NoSuchOrder,
    /// 404 `TOKEN_NOT_FOUND`
    TokenNotFound,
    /// 409 `BAD_VALUE`: it was done before, and something else was asked for.
    OtherBody(&'static str),
    /// 413 `REQUEST_TOO_LARGE`. The code is published for order management; that the other APIs name it too is
    /// inferred.
    TooLarge,
    /// 429
    TooManyRequests,
    /// 500 `INTERNAL_SERVER_ERROR`
    Internal,
    /// 503 `SERVICE_UNAVAILABLE`
    Unavailable,
    /// A refusal that was given before, under the same idempotency key.
    Repeated(Box<RepeatedRefusal>),
}

/// A refusal as it was answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct RepeatedRefusal {
    status: u16,
    code: String,
    message: String,
    step_up: Option<StepUp>,
}

impl From<&Refusal> for RepeatedRefusal {
    fn from(refusal: &Refusal) -> Self {
        Self {
            status: refusal.status(),
            code: refusal.code().to_owned(),
            message: refusal.messages().concat(),
            step_up: refusal.step_up().cloned(),
        }
    }
}

impl Refusal {
    pub(crate) const TOKEN_SUSPENDED: Self =
        Self::of_token("TOKEN_SUSPENDED", "The customer token is suspended");
    pub(crate) const TOKEN_CANCELLED: Self =
        Self::of_token("TOKEN_CANCELLED", "The customer token is cancelled");
    pub(crate) const TOKEN_FORBIDDEN: Self = Self::of_token(
        "TOKEN_FORBIDDEN",
        "The customer token belongs to another merchant",
    );
    pub(crate) const UNAVAILABLE_PAYMENT_METHOD: Self = Self::of_token(
        "UNAVAILABLE_PAYMENT_METHOD",
        "The payment method is not available",
    );
    pub(crate) const PAYMENT_METHOD_CURRENCY_MISMATCH: Self = Self::of_token(
        "PAYMENT_METHOD_CURRENCY_MISMATCH",
        "The payment method is of another currency",
    );
    pub(crate) const PAYMENT_METHOD_FAILED: Self = Self::of_token(
        "PAYMENT_METHOD_FAILED",
        "The payment method could not be charged",
    );

    const fn of_token(code: &'static str, message: &'static str) -> Self {
        Self::TokenOrder {
            code,
            message,
            step_up: None,
        }
    }

    /// The HTTP status.
    pub(crate) fn status(&self) -> u16 {
        match self {
            Self::BadRequest(_) | Self::BadValue(_) => 400,
            Self::InvalidOperation(_) | Self::Rejected | Self::TokenOrder { .. } => 403,
            Self::NotFound(_)
            | Self::SessionCompleted
            | Self::NoSuchOrder
            | Self::TokenNotFound => 404,
            Self::NotMatching(_) | Self::OtherBody(_) => 409,
            Self::TooLarge => 413,
            Self::TooManyRequests => 429,
            Self::Internal => 500,
            Self::Unavailable => 503,
            Self::Repeated(refusal) => refusal.status,
        }
    }

    /// The `error_code`.
    pub(crate) fn code(&self) -> &str {
        match self {
            Self::BadRequest(_) => "BAD_REQUEST",
            Self::TooLarge => "REQUEST_TOO_LARGE",
            Self::BadValue(_) | Self::NotMatching(_) | Self::OtherBody(_) => "BAD_VALUE",
            Self::InvalidOperation(_) => "INVALID_OPERATION",
            Self::Rejected => "REJECTED",
            Self::TokenOrder { code, .. } => code,
            Self::NoSuchOrder => "NO_SUCH_ORDER",
            Self::TokenNotFound => "TOKEN_NOT_FOUND",
            Self::NotFound(_) => "NOT_FOUND",
            Self::SessionCompleted => "SESSION_COMPLETED",
            Self::TooManyRequests => "TOO_MANY_REQUESTS",
            Self::Internal => "INTERNAL_SERVER_ERROR",
            Self::Unavailable => "SERVICE_UNAVAILABLE",
            Self::Repeated(refusal) => &refusal.code,
        }
    }

    /// The `error_messages`.
    pub(crate) fn messages(&self) -> [String; 1] {
        [match self {
            Self::Repeated(refusal) => refusal.message.clone(),
            Self::BadValue(fields) => format!("Bad value: {}", fields.join(", ")),
            Self::NotMatching(fields) => format!("Not matching fields: [{}]", fields.join(", ")),
            Self::BadRequest(message) => message.clone(),
            Self::InvalidOperation(message) => message.clone().into_owned(),
            Self::NotFound(message)
            | Self::TokenOrder { message, .. }
            | Self::OtherBody(message) => (*message).to_owned(),
            Self::NoSuchOrder => "No such order".to_owned(),
            Self::TokenNotFound => "Invalid customer-token ID".to_owned(),
            Self::Rejected => "The customer was not approved".to_owned(),
            Self::SessionCompleted => "The session's order is already placed".to_owned(),
            Self::TooLarge => "The body is too large".to_owned(),
            Self::TooManyRequests => "Too many requests".to_owned(),
            Self::Internal => "Internal server error".to_owned(),
            Self::Unavailable => "Service unavailable".to_owned(),
        }]
    }

    /// The step-up that Klarna offers with it.
    pub(crate) fn step_up(&self) -> Option<&StepUp> {
        match self {
            Self::TokenOrder { step_up, .. } => step_up.as_deref(),
            Self::Repeated(refusal) => refusal.step_up.as_ref(),
            Self::BadRequest(_)
            | Self::BadValue(_)
            | Self::InvalidOperation(_)
            | Self::Rejected
            | Self::NotFound(_)
            | Self::SessionCompleted
            | Self::NotMatching(_)
            | Self::NoSuchOrder
            | Self::TokenNotFound
            | Self::OtherBody(_)
            | Self::TooLarge
            | Self::TooManyRequests
            | Self::Internal
            | Self::Unavailable => None,
        }
    }
}
