//! The HTTP form of an outcome.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::model::{Refusal, Reply};

/// An HTTP answer: a status, and a JSON body unless it is 202 or 204.
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
            Ok(Reply::Accepted) => Self {
                status: StatusCode::ACCEPTED,
                body: None,
            },
            Ok(Reply::Empty) => Self {
                status: StatusCode::NO_CONTENT,
                body: None,
            },
            Err(refusal) => Self {
                status: StatusCode::from_u16(refusal.status())
                    .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
                body: Some(json!({
                    "correlation_id": correlation_id,
                    "error_code": refusal.code(),
                    "error_messages": refusal.messages(),
                })),
            },
        }
    }
}
