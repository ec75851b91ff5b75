//! Response headers.

use axum::{
    http::{HeaderName, HeaderValue, header},
    response::Response,
};

/// On everything: no guessing of types, no paths for other sites, no frames around a checkout.
const EVERYWHERE: [(HeaderName, HeaderValue); 3] = [
    (
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    ),
    (
        header::REFERRER_POLICY,
        HeaderValue::from_static("strict-origin-when-cross-origin"),
    ),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
];

pub(super) async fn everywhere(mut response: Response) -> Response {
    for (name, value) in EVERYWHERE {
        response.headers_mut().insert(name, value);
    }
    response
}

/// On every answer of a call: carts, tokens and outcomes are of this moment and for one reader.
pub(super) async fn no_store(mut response: Response) -> Response {
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
