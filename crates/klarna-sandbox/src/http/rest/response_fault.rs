//! The effect of faults on an answer, and the HTTP response in the end.

use std::{io, time::Duration};

use axum::{
    body::{Body, Bytes},
    http::{
        HeaderName, HeaderValue, Response as HttpResponse, StatusCode,
        header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE},
    },
    response::{IntoResponse, Response},
};
use futures_util::stream;
use serde_json::{Value, json};

use super::answer::{Answer, Content};
use crate::model::{Fault, FaultKind, Refusal};

const CORRELATION_ID: HeaderName = HeaderName::from_static("klarna-correlation-id");
/// The realm is Klarna's, as recorded.
const CHALLENGE: HeaderValue = HeaderValue::from_static("Basic realm=\"very closed site\"");

/// The changes, the delay and the form of an answer.
#[derive(Debug)]
pub(super) struct ResponseFault {
    /// The delay of the answer.
    pub(super) delay: Duration,
    /// `true` if the call takes effect.
    pub(super) is_carried_out: bool,
    kind: Option<FaultKind>,
    retry_after: Option<u64>,
}

impl ResponseFault {
    /// Combines the faults that apply: all delays, and at most one that replaces the answer.
    pub(super) fn new(faults: &[Fault]) -> Self {
        let replacing = faults.iter().find(|f| f.kind != FaultKind::RestSlow);
        let slow = faults.iter().filter(|f| f.kind == FaultKind::RestSlow);
        Self {
            delay: slow.map(Fault::delay).sum(),
            is_carried_out: replacing.is_none_or(Fault::is_carried_out),
            kind: replacing.map(|fault| fault.kind),
            retry_after: replacing.and_then(|fault| fault.options.retry_after),
        }
    }

    /// Replaces status and body, as they go back and into the log.
    pub(super) fn apply(&self, answer: Answer, correlation_id: &str) -> Answer {
        let refused = |refusal: Refusal| Answer::new(Err(refusal), correlation_id);
        let replied = |content: Content| Answer {
            status: StatusCode::OK,
            content,
            correlation_id: Some(correlation_id.to_owned()),
        };
        match self.kind {
            Some(FaultKind::Rest429) => refused(Refusal::TooManyRequests),
            Some(FaultKind::Rest500) => refused(Refusal::Internal),
            Some(FaultKind::Rest503) => refused(Refusal::Unavailable),
            Some(FaultKind::RestNotJson) => {
                replied(Content::Page("<!doctype html><title>Welcome</title>"))
            }
            Some(FaultKind::RestWrongShape) => replied(Content::Json(wrong_shape())),
            Some(FaultKind::RestCutOff) if matches!(answer.content, Content::Nothing) => {
                replied(Content::Json(json!({})))
            }
            _ => answer,
        }
    }

    /// The HTTP response.
    pub(super) fn render(&self, answer: Answer) -> Response {
        let mut response = match answer.content {
            Content::Nothing => Body::empty().into_response(),
            Content::Json(json) if self.kind == Some(FaultKind::RestCutOff) => {
                with_type("application/json", cut_off(&json))
            }
            Content::Json(json) => with_type("application/json", Body::from(json.to_string())),
            Content::Page(page) => with_type("text/html; charset=utf-8", Body::from(page)),
        };
        *response.status_mut() = answer.status;
        let headers = response.headers_mut();
        if let Some(seconds) = self.retry_after {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        if answer.status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, CHALLENGE);
        }
        if let Some(Ok(id)) = answer.correlation_id.as_deref().map(HeaderValue::from_str) {
            headers.insert(CORRELATION_ID, id);
        }
        response
    }
}

fn with_type(content_type: &'static str, body: Body) -> Response {
    let mut response = HttpResponse::new(body);
    let content_type = HeaderValue::from_static(content_type);
    response.headers_mut().insert(CONTENT_TYPE, content_type);
    response
}

/// Each field that a client may look for is there, and none is of its type.
fn wrong_shape() -> Value {
    json!({
        "session_id": 7,
        "client_token": [],
        "payment_method_categories": "none",
        "status": { "value": "complete" },
        "order_id": { "value": "1" },
        "token_id": 7,
        "redirect_url": 7,
        "fraud_status": null,
        "authorization_token": [],
    })
}

/// The first half of a body, then an error, on which the server drops the connection.
fn cut_off(json: &Value) -> Body {
    let whole = json.to_string();
    let half = Bytes::copy_from_slice(&whole.as_bytes()[..whole.len() / 2]);
    Body::from_stream(stream::iter([
        Ok(half),
        Err(io::Error::new(io::ErrorKind::ConnectionAborted, "cut off")),
    ]))
}
