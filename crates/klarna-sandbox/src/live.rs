//! `GET /`: a page that shows what is in the sandbox, live, with buttons for the control calls.

use axum::{
    Router,
    http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE},
    response::IntoResponse,
    routing::get,
};

use crate::State;

/// Everything the page needs comes from the sandbox itself.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
     img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The page's routes.
pub(crate) fn routes() -> Router<State> {
    Router::new()
        .route("/", get(page))
        .route("/live/live.js", get(script))
        .route("/live/live.css", get(style))
}

async fn page() -> impl IntoResponse {
    let page = file(
        "text/html; charset=utf-8",
        include_str!("../assets/live/index.html"),
    );
    ([(CONTENT_SECURITY_POLICY, POLICY)], page)
}

async fn script() -> impl IntoResponse {
    file(
        "text/javascript; charset=utf-8",
        include_str!("../assets/live/live.js"),
    )
}

async fn style() -> impl IntoResponse {
    file(
        "text/css; charset=utf-8",
        include_str!("../assets/live/live.css"),
    )
}

fn file(content_type: &'static str, text: &'static str) -> impl IntoResponse {
    (
        [(CONTENT_TYPE, content_type), (CACHE_CONTROL, "no-cache")],
        text,
    )
}
