//! Keeps pages of other sites from acting in a shopper's name.
//!
//! Browsers say where a request comes from, and pages cannot change what they say: in
//! `Sec-Fetch-Site`, and where that is missing in `Origin`. Requests with neither are not a
//! browser's. Only calls that change something are checked; others answer no foreign page, as no
//! CORS header lets it read them.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::App;
use crate::problem::ApiError;

pub(super) async fn check(State(app): State<App>, request: Request, next: Next) -> Response {
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD);
    if changes && !is_own(request.headers(), app.public_url.as_deref()) {
        return ApiError::http(
            StatusCode::FORBIDDEN,
            "Pages of another origin may not make this call.",
        )
        .into_response();
    }
    next.run(request).await
}

/// Whether a request comes from a page of the shop itself, or not from a page.
fn is_own(headers: &HeaderMap, public_url: Option<&str>) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        // `none`: typed or bookmarked, by the person in front of the browser.
        return site == "same-origin" || site == "none";
    }
    let Some(origin) = headers.get(header::ORIGIN) else {
        return true;
    };
    let Ok(origin) = origin.to_str() else {
        return false;
    };
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let authority = origin.split_once("://").map(|(_, authority)| authority);
    public_url == Some(origin) || (authority.is_some() && authority == host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(headers: &[(&'static str, &'static str)]) -> bool {
        let headers = headers
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect();
        is_own(&headers, Some("https://shop.example"))
    }

    #[test]
    fn requests_of_the_shop_and_of_no_page_pass() {
        assert!(own(&[]));
        assert!(own(&[("sec-fetch-site", "same-origin")]));
        assert!(own(&[
            ("origin", "http://127.0.0.1:80"),
            ("host", "127.0.0.1:80")
        ]));
        assert!(own(&[
            ("origin", "https://shop.example"),
            ("host", "10.0.0.1")
        ]));
        // A proxy for development passes another host on.
        assert!(own(&[
            ("sec-fetch-site", "same-origin"),
            ("origin", "http://127.0.0.1:8080"),
            ("host", "127.0.0.1:80"),
        ]));
    }

    #[test]
    fn requests_of_foreign_pages_do_not() {
        assert!(!own(&[("sec-fetch-site", "cross-site")]));
        assert!(!own(&[("sec-fetch-site", "same-site")]));
        assert!(!own(&[("origin", "null"), ("host", "shop.example")]));
        assert!(!own(&[
            ("origin", "https://evil.example"),
            ("host", "shop.example")
        ]));
        assert!(!own(&[("origin", "https://evil.example")]));
        assert!(!own(&[("origin", "null")]));
    }
}
