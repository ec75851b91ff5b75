//! The pages in the iframes of the widget and the payment review and in the authorization window, and what they are made of.

use axum::{
    Router,
    http::{HeaderName, header},
    response::{IntoResponse, Response},
    routing::get,
};

use crate::state::State;

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

/// Path, type and content of each file.
const FILES: &[(&str, &str, &str)] = &[
    (
        "/kp/widget",
        HTML,
        include_str!("../../../assets/widget/widget.html"),
    ),
    (
        "/kp/widget/widget.css",
        CSS,
        include_str!("../../../assets/widget/widget.css"),
    ),
    (
        "/kp/widget/widget.js",
        JAVASCRIPT,
        include_str!("../../../assets/widget/widget.js"),
    ),
    (
        "/kp/window",
        HTML,
        include_str!("../../../assets/window/window.html"),
    ),
    (
        "/kp/window/window.css",
        CSS,
        include_str!("../../../assets/window/window.css"),
    ),
    (
        "/kp/window/window.js",
        JAVASCRIPT,
        include_str!("../../../assets/window/window.js"),
    ),
    (
        "/kp/review",
        HTML,
        include_str!("../../../assets/review/review.html"),
    ),
    (
        "/kp/review/review.css",
        CSS,
        include_str!("../../../assets/review/review.css"),
    ),
    (
        "/kp/review/review.js",
        JAVASCRIPT,
        include_str!("../../../assets/review/review.js"),
    ),
    (
        "/kp/shared/base.css",
        CSS,
        include_str!("../../../assets/shared/base.css"),
    ),
    (
        "/kp/shared/words.js",
        JAVASCRIPT,
        include_str!("../../../assets/shared/words.js"),
    ),
    (
        "/kp/shared/methods.js",
        JAVASCRIPT,
        include_str!("../../../assets/shared/methods.js"),
    ),
    (
        "/kp/shared/agreements.js",
        JAVASCRIPT,
        include_str!("../../../assets/shared/agreements.js"),
    ),
    (
        "/kp/shared/money.js",
        JAVASCRIPT,
        include_str!("../../../assets/shared/money.js"),
    ),
    (
        "/kp/blank",
        HTML,
        include_str!("../../../assets/shared/blank.html"),
    ),
];

/// A page without anything but a container and a button, for trying the SDK and for its tests. It has no
/// policy: its scripts come from wherever the one who tries has them.
const BARE: &str = include_str!("../../../assets/shared/bare.html");

/// The pages run their own files only, talk to the sandbox only, and may be framed by any shop.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
     img-src data:; base-uri 'none'; form-action 'none'";

pub(super) fn routes() -> Router<State> {
    let bare = get(|| async { ([(header::CONTENT_TYPE, HTML)], BARE) });
    FILES.iter().fold(
        Router::new().route("/kp/bare", bare),
        |router, &(path, media_type, content)| {
            router.route(path, get(move || async move { page(media_type, content) }))
        },
    )
}

fn page(media_type: &'static str, content: &'static str) -> Response {
    let headers: [(HeaderName, &str); 5] = [
        (header::CONTENT_TYPE, media_type),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        // A sandbox that was built anew must not meet its old files in a browser.
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, content).into_response()
}
