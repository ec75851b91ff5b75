//! The one error of the HTTP side: a problem document with its status.

use std::time::Duration;

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use checkout_contract::{Code, PROBLEM_JSON, Problem};

use crate::store::StoreError;

/// Seconds after which a call that Klarna could not answer is worth repeating.
const RETRY_AFTER: u64 = 2;

/// What a handler answers with when a call did not succeed.
#[derive(Debug, Clone)]
pub(crate) struct ApiError {
    problem: Problem,
    /// Seconds after which the same call is worth repeating.
    retry_after: Option<u64>,
}

impl ApiError {
    /// A problem with the status that its code travels with.
    ///
    /// `detail` is for developers: never a token, a name or an address.
    pub(crate) fn new(code: Code, detail: impl Into<String>) -> Self {
        Problem::new(code, detail).into()
    }

    /// A request that HTTP has a status of its own for (404 for a path nobody serves, 405, 413,
    /// 415). The code stays `invalid_request`, which is all that a page can act on.
    pub(crate) fn http(status: StatusCode, detail: impl Into<String>) -> Self {
        let mut problem = Problem::new(Code::InvalidRequest, detail);
        problem.status = status.as_u16();
        problem.into()
    }

    /// Too many calls: 429. The code is the one after which a page repeats the same call.
    pub(crate) fn too_many(wait: Duration) -> Self {
        let mut problem = Problem::new(
            Code::KlarnaUnavailable,
            "Too many calls. Nothing was done: repeat the same call later.",
        );
        problem.status = StatusCode::TOO_MANY_REQUESTS.as_u16();
        Self {
            problem,
            retry_after: Some(wait.as_secs() + 1),
        }
    }

    /// The request's fault: 422.
    pub(crate) fn invalid(detail: impl Into<String>) -> Self {
        Self::new(Code::InvalidRequest, detail)
    }

    /// The server's own fault. Log the cause first: none of it is sent.
    pub(crate) fn internal() -> Self {
        Self::new(Code::Internal, "The server's log has the cause.")
    }

    /// What to act on.
    pub(crate) fn code(&self) -> Code {
        self.problem.code
    }
}

impl From<Problem> for ApiError {
    fn from(problem: Problem) -> Self {
        let retry = problem.code == Code::KlarnaUnavailable;
        Self {
            problem,
            retry_after: retry.then_some(RETRY_AFTER),
        }
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        tracing::error!(error = &error as &dyn std::error::Error, "the store failed");
        Self::internal()
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let status =
            StatusCode::from_u16(self.problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(self.problem)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}
