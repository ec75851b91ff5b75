//! What Klarna answers: a reply, or one of its errors.

use axum::http::StatusCode;
use serde_json::{Value, json};

/// A call that succeeded.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Reply {
    /// 200 with a body.
    Json(Value),
    /// 204.
    Empty,
}

/// Why a call did not succeed, with Klarna's status, code and words for it.
///
/// Source: Klarna's list of error codes and messages for Payments.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Refusal {
    /// 400 `BAD_REQUEST`
    BadRequest(String),
    /// 400 `BAD_VALUE`, for each of these fields.
    BadValue(Vec<String>),
    /// 401 `UNAUTHORIZED`
    Unauthorized,
    /// 403 `INVALID_OPERATION`
    InvalidOperation(&'static str),
    /// 403 `REJECTED`
    Rejected,
    /// 404 `NOT_FOUND`
    NotFound(&'static str),
    /// 404 `SESSION_COMPLETED`
    SessionCompleted,
    /// 409 `BAD_VALUE`: these fields are not as approved.
    NotMatching(Vec<String>),
    /// 409 `BAD_VALUE`: the order is placed, and another one was asked for.
    OtherOrder,
    /// 413 `BAD_REQUEST`
    TooLarge,
    /// 429
    TooManyRequests,
    /// 500 `INTERNAL_SERVER_ERROR`
    Internal,
    /// 503 `SERVICE_UNAVAILABLE`
    Unavailable,
}

impl Refusal {
    fn status(&self) -> StatusCode {
        match self {
            Self::BadRequest(_) | Self::BadValue(_) => StatusCode::BAD_REQUEST,
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::InvalidOperation(_) | Self::Rejected => StatusCode::FORBIDDEN,
            Self::NotFound(_) | Self::SessionCompleted => StatusCode::NOT_FOUND,
            Self::NotMatching(_) | Self::OtherOrder => StatusCode::CONFLICT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::BadRequest(_) | Self::TooLarge => "BAD_REQUEST",
            Self::BadValue(_) | Self::NotMatching(_) | Self::OtherOrder => "BAD_VALUE",
            Self::Unauthorized => "UNAUTHORIZED",
            Self::InvalidOperation(_) => "INVALID_OPERATION",
            Self::Rejected => "REJECTED",
            Self::NotFound(_) => "NOT_FOUND",
            Self::SessionCompleted => "SESSION_COMPLETED",
            Self::TooManyRequests => "TOO_MANY_REQUESTS",
            Self::Internal => "INTERNAL_SERVER_ERROR",
            Self::Unavailable => "SERVICE_UNAVAILABLE",
        }
    }

    fn messages(&self) -> Vec<String> {
        let message = match self {
            Self::BadValue(fields) => {
                return fields.iter().map(|f| format!("Bad value: {f}")).collect();
            }
            Self::NotMatching(fields) => format!("Not matching fields: [{}]", fields.join(", ")),
            Self::BadRequest(message) => message.clone(),
            Self::InvalidOperation(message) | Self::NotFound(message) => (*message).to_owned(),
            Self::Unauthorized => "Wrong username or password".to_owned(),
            Self::Rejected => "The customer was not approved".to_owned(),
            Self::SessionCompleted => "The session's order is already placed".to_owned(),
            Self::OtherOrder => "Order already completed with different request body".to_owned(),
            Self::TooLarge => "The body is too large".to_owned(),
            Self::TooManyRequests => "Too many requests".to_owned(),
            Self::Internal => "Internal server error".to_owned(),
            Self::Unavailable => "Service unavailable".to_owned(),
        };
        vec![message]
    }
}

/// What goes back: a status, and a JSON body unless it is 204.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) body: Option<Value>,
}

impl Answer {
    pub(super) fn new(outcome: Result<Reply, Refusal>, correlation_id: &str) -> Self {
        match outcome {
            Ok(Reply::Json(body)) => Self {
                status: StatusCode::OK,
                body: Some(body),
            },
            Ok(Reply::Empty) => Self {
                status: StatusCode::NO_CONTENT,
                body: None,
            },
            Err(refusal) => Self {
                status: refusal.status(),
                body: Some(json!({
                    "correlation_id": correlation_id,
                    "error_code": refusal.code(),
                    "error_messages": refusal.messages(),
                })),
            },
        }
    }
}
