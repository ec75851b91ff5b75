//! The effect of faults on an answer.

use std::{io, time::Duration};

use axum::{
    body::{Body, Bytes},
    http::{
        HeaderName, HeaderValue, Response as HttpResponse, StatusCode,
        header::{CONTENT_TYPE, RETRY_AFTER},
    },
    response::{IntoResponse, Response},
};
use futures_util::stream;
use serde_json::{Value, json};

use super::answer::Answer;
use crate::model::{Fault, FaultKind, Refusal};

const CORRELATION_ID: HeaderName = HeaderName::from_static("klarna-correlation-id");

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
        match self.kind {
            Some(FaultKind::Rest429) => refused(Refusal::TooManyRequests),
            Some(FaultKind::Rest500) => refused(Refusal::Internal),
            Some(FaultKind::Rest503) => refused(Refusal::Unavailable),
            Some(FaultKind::RestNotJson) => Answer {
                status: StatusCode::OK,
                body: Some(Value::from("<!doctype html><title>Welcome</title>")),
            },
            Some(FaultKind::RestWrongShape) => Answer {
                status: StatusCode::OK,
                body: Some(wrong_shape()),
            },
            Some(FaultKind::RestCutOff) if answer.body.is_none() => Answer {
                status: StatusCode::OK,
                body: Some(json!({})),
            },
            _ => answer,
        }
    }

    /// The HTTP response.
    pub(super) fn render(&self, answer: Answer, correlation_id: &str) -> Response {
        let (content_type, body) = match answer.body {
            None => return with_headers(answer.status.into_response(), correlation_id),
            Some(Value::String(page)) if self.kind == Some(FaultKind::RestNotJson) => {
                ("text/html; charset=utf-8", Body::from(page))
            }
            Some(json) if self.kind == Some(FaultKind::RestCutOff) => {
                ("application/json", cut_off(&json))
            }
            Some(json) => ("application/json", Body::from(json.to_string())),
        };
        let mut response = HttpResponse::new(body);
        *response.status_mut() = answer.status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        if let Some(seconds) = self.retry_after {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        with_headers(response, correlation_id)
    }
}

fn with_headers(mut response: Response, correlation_id: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(correlation_id) {
        response.headers_mut().insert(CORRELATION_ID, value);
    }
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
