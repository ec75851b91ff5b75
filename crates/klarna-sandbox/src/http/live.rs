//! `GET /`: a page that shows what is in the sandbox, live, with buttons for the control calls.

use axum::{
    Router,
    http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE},
    response::IntoResponse,
    routing::get,
};

use crate::state::State;

const CSS: &str = "text/css; charset=utf-8";
const HTML: &str = "text/html; charset=utf-8";
const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

/// Everything the page needs comes from the sandbox itself.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

/// Path, type and content of each file.
const FILES: &[(&str, &str, &str)] = &[
    ("/", HTML, include_str!("../../assets/live/index.html")),
    (
        "/live/live.css",
        CSS,
        include_str!("../../assets/live/live.css"),
    ),
    (
        "/live/live.js",
        JAVASCRIPT,
        include_str!("../../assets/live/live.js"),
    ),
    (
        "/live/faults.js",
        JAVASCRIPT,
        include_str!("../../assets/live/faults.js"),
    ),
    (
        "/live/rows.js",
        JAVASCRIPT,
        include_str!("../../assets/live/rows.js"),
    ),
    (
        "/live/filter.js",
        JAVASCRIPT,
        include_str!("../../assets/live/filter.js"),
    ),
    (
        "/live/story.js",
        JAVASCRIPT,
        include_str!("../../assets/live/story.js"),
    ),
    (
        "/live/calls.js",
        JAVASCRIPT,
        include_str!("../../assets/live/calls.js"),
    ),
    (
        "/live/parts.js",
        JAVASCRIPT,
        include_str!("../../assets/live/parts.js"),
    ),
    (
        "/live/orders.js",
        JAVASCRIPT,
        include_str!("../../assets/live/orders.js"),
    ),
];

/// The page's routes.
pub(super) fn routes() -> Router<State> {
    FILES
        .iter()
        .fold(Router::new(), |router, &(path, kind, text)| {
            router.route(path, get(move || async move { file(kind, text) }))
        })
}

fn file(media_type: &'static str, text: &'static str) -> impl IntoResponse {
    let headers = [
        (CONTENT_TYPE, media_type),
        (CONTENT_SECURITY_POLICY, POLICY),
        // A sandbox that was built anew must not meet its old files in a browser.
        (CACHE_CONTROL, "no-cache"),
    ];
    (headers, text)
}
