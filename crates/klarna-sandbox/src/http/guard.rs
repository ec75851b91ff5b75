//! Refusals of requests under a foreign host name, and of control calls from pages elsewhere.

use axum::{
    Json,
    extract::{Request, State as Shared},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header::HOST, header::ORIGIN},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde_json::json;

use crate::state::State;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Refuses a request under a host name that is not the sandbox's. One that names no host is not a
/// browser's.
pub(super) async fn require_known_host(
    Shared(state): Shared<State>,
    request: Request,
    next: Next,
) -> Response {
    let headers = request.headers().get_all(HOST).iter();
    let is_known = |host: &HeaderValue| {
        host.to_str()
            .is_ok_and(|host| state.access().accepts_host(host))
    };
    let of_uri = request.uri().authority();
    if headers.into_iter().all(is_known)
        && of_uri.is_none_or(|host| state.access().accepts_host(host.as_str()))
    {
        return next.run(request).await;
    }
    let error = "the sandbox does not answer under this host name: start it with `--allow-host`";
    (
        StatusCode::MISDIRECTED_REQUEST,
        Json(json!({ "error": error })),
    )
        .into_response()
}

/// Refuses a control call of a page whose origin is neither the sandbox's nor an allowed one.
/// Programs send no `Origin`, and pass.
pub(super) async fn require_allowed_origin(
    Shared(state): Shared<State>,
    request: Request,
    next: Next,
) -> Response {
    if is_allowed(&state, request.headers(), request.uri()) {
        return next.run(request).await;
    }
    let error = "a page of another origin makes no control calls: start the sandbox with \
                 `--allow-origin` and the page's origin";
    (StatusCode::FORBIDDEN, Json(json!({ "error": error }))).into_response()
}

fn is_allowed(state: &State, headers: &HeaderMap, uri: &Uri) -> bool {
    let text = |value: &HeaderValue| value.to_str().unwrap_or_default().to_owned();
    let host = headers.get(HOST).map(text);
    let host = host.as_deref().or_else(|| Some(uri.authority()?.as_str()));
    match headers.get(ORIGIN).map(text) {
        Some(origin) => state.access().accepts_origin(&origin, host),
        // A request that a page makes without reading the answer: an image, a link.
        None => headers
            .get(SEC_FETCH_SITE)
            .is_none_or(|site| site == "same-origin" || site == "none"),
    }
}
