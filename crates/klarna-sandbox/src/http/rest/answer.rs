//! The HTTP form of an outcome.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::model::{Refusal, Reply};

/// An HTTP answer: a status, and its content.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) content: Content,
    /// The `Klarna-Correlation-Id`. `None`: the call did not reach Klarna's API.
    pub(super) correlation_id: Option<String>,
}

/// The content of an answer.
#[derive(Debug, Clone)]
pub(super) enum Content {
    /// 202 and 204 have none.
    Nothing,
    Json(Value),
    /// A page of HTML.
    Page(&'static str),
}

/// The page for a caller whom Klarna's gateway does not know.
const UNAUTHORIZED: &str = "<!doctype html><title>401</title><h1>401 Unauthorized</h1>";

impl Answer {
    pub(super) fn new(outcome: Result<Reply, Refusal>, correlation_id: &str) -> Self {
        let (status, content) = match outcome {
            Ok(Reply::Json(body)) => (StatusCode::OK, Content::Json(body)),
            Ok(Reply::Accepted) => (StatusCode::ACCEPTED, Content::Nothing),
            Ok(Reply::Empty) => (StatusCode::NO_CONTENT, Content::Nothing),
            Err(refusal) => {
                let status = StatusCode::from_u16(refusal.status());
                let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
                (status, Content::Json(error(&refusal, correlation_id)))
            }
        };
        Self {
            status,
            content,
            correlation_id: Some(correlation_id.to_owned()),
        }
    }

    /// The answer to wrong credentials: a page of HTML, for they are checked before the API sees the call.
    /// Source: a recorded answer of Klarna's playground.
    pub(super) fn unauthorized() -> Self {
        Self {
            status: StatusCode::UNAUTHORIZED,
            content: Content::Page(UNAUTHORIZED),
            correlation_id: None,
        }
    }

    /// The content for the log; `null` where there is none.
    pub(super) fn logged(&self) -> Value {
        match &self.content {
            Content::Nothing => Value::Null,
            Content::Json(json) => json.clone(),
            Content::Page(page) => Value::from(*page),
        }
    }
}

/// The body of an error. A refused charge that the shopper can make good names the way.
fn error(refusal: &Refusal, correlation_id: &str) -> Value {
    let mut body = json!({
        "correlation_id": correlation_id,
        "error_code": refusal.code(),
        "error_messages": refusal.messages(),
    });
    if let Some(step_up) = refusal.step_up() {
        body["step_up_id"] = step_up.id.as_str().into();
        body["fraud_status"] = "REJECTED".into();
        body["authorized_payment_method"] = step_up.method.clone();
        // Klarna publishes no value for it: inferred.
        body["reason"] = refusal.code().into();
    }
    body
}
