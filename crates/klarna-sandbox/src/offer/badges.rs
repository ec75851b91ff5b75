//! The badges of the payment method categories.

use axum::{
    Router,
    http::header::{CACHE_CONTROL, CONTENT_TYPE},
    response::IntoResponse,
    routing::get,
};

use crate::State;

/// Returns the badges' routes.
pub(crate) fn routes() -> Router<State> {
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
