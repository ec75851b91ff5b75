//! The badges of payment methods, which a session's `asset_urls` name.

use axum::{
    Router,
    http::header::{CACHE_CONTROL, CONTENT_TYPE},
    response::IntoResponse,
    routing::get,
};

use crate::state::State;

/// The badges' routes.
pub(super) fn routes() -> Router<State> {
    Router::new()
        .route("/badges/standard.svg", get(standard))
        .route("/badges/descriptive.svg", get(descriptive))
}

async fn standard() -> impl IntoResponse {
    svg(include_str!("../../assets/badges/standard.svg"))
}

async fn descriptive() -> impl IntoResponse {
    svg(include_str!("../../assets/badges/descriptive.svg"))
}

fn svg(image: &'static str) -> impl IntoResponse {
    let headers = [
        (CONTENT_TYPE, "image/svg+xml"),
        (CACHE_CONTROL, "max-age=3600"),
    ];
    (headers, image)
}
