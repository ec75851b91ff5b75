//! What handlers take from a request. Every rejection is a problem document.

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request},
    http::{HeaderMap, StatusCode, header, request::Parts},
};
use checkout_contract::IDEMPOTENCY_KEY;
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use crate::{http::App, problem::ApiError};

/// The longest key that the contract takes.
const LONGEST_KEY: usize = 255;

/// A JSON body of a known shape; unknown fields are the shape's business.
#[derive(Debug)]
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<App> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &App) -> Result<Self, ApiError> {
        if !is_json(request.headers()) {
            return Err(ApiError::http(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "The body is to be `application/json`.",
            ));
        }
        let bytes = tokio::time::timeout(app.body_timeout, Bytes::from_request(request, app));
        let bytes = bytes
            .await
            .map_err(|_| {
                ApiError::http(
                    StatusCode::REQUEST_TIMEOUT,
                    "The body did not arrive in time.",
                )
            })?
            .map_err(|rejection| match rejection.status() {
                StatusCode::PAYLOAD_TOO_LARGE => {
                    ApiError::http(StatusCode::PAYLOAD_TOO_LARGE, "The body is too large.")
                }
                _ => ApiError::invalid("The body did not arrive."),
            })?;
        serde_json::from_slice(&bytes)
            .map(Self)
            .map_err(|error| ApiError::invalid(explain(&error)))
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|media| media.trim().eq_ignore_ascii_case("application/json"))
}

/// What is wrong with a body, without the values in it: they may be tokens.
fn explain(error: &serde_json::Error) -> String {
    let (line, column) = (error.line(), error.column());
    let place = format!("line {line}, column {column}");
    if error.classify() != Category::Data {
        return format!("The body is not JSON: {place}.");
    }
    let text = error.to_string();
    let names_a_field = ["missing field", "unknown field", "duplicate field"]
        .iter()
        .any(|start| text.starts_with(start));
    if names_a_field {
        format!("The body is not of the contract's shape: {text}.")
    } else {
        format!("The body is not of the contract's shape: wrong value at {place}.")
    }
}

/// The parts of the path.
#[derive(Debug)]
pub(crate) struct Path<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        axum::extract::Path::from_request_parts(parts, state)
            .await
            .map(|axum::extract::Path(value)| Self(value))
            .map_err(|_| ApiError::invalid("The path is not readable."))
    }
}

/// The `Idempotency-Key` header: 1 to 255 visible ASCII characters.
#[derive(Debug)]
pub(crate) struct IdempotencyKey(pub(crate) String);

impl<S: Send + Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let mut values = parts.headers.get_all(IDEMPOTENCY_KEY).into_iter();
        match (values.next(), values.next()) {
            (Some(value), None) => value
                .to_str()
                .ok()
                .filter(|key| (1..=LONGEST_KEY).contains(&key.len()))
                .filter(|key| key.bytes().all(|byte| byte.is_ascii_graphic()))
                .map(|key| Self(key.to_owned()))
                .ok_or_else(|| {
                    ApiError::invalid("Idempotency-Key: 1 to 255 visible ASCII characters.")
                }),
            (Some(_), Some(_)) => Err(ApiError::invalid("Idempotency-Key: once.")),
            (None, _) => Err(ApiError::invalid("Idempotency-Key is missing.")),
        }
    }
}
