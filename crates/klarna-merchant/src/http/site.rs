//! The built shop page, as `trunk build` leaves it.

use std::path::Path;

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use tower::ServiceExt;
use tower_http::services::{ServeDir, ServeFile};

use super::{App, page, path};

/// The paths that the page draws itself.
const PAGES: [&str; 6] = [
    "/",
    "/checkout",
    "/checkout/review",
    "/confirmation",
    "/orders",
    "/account",
];

/// Files with a hash of their content in the name never change.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// Others are asked for each time, and answered with 304 where they have not changed.
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// Serves the page and its files; compressed ones (`.br`, `.gz`) where they lie beside the others.
pub(super) fn router(site: &Path, app: &App) -> Router<App> {
    let index = ServeFile::new(site.join("index.html"));
    let files = ServeDir::new(site)
        .append_index_html_on_directories(false)
        .precompressed_br()
        .precompressed_gzip()
        .fallback(missing(index.clone()));
    PAGES
        .into_iter()
        .fold(Router::new(), |router, page| {
            router.route_service(page, index.clone())
        })
        .fallback_service(files)
        .layer(middleware::from_fn_with_state(index, no_long_names))
        .layer(middleware::from_fn_with_state(app.clone(), page::fill))
        .layer(middleware::from_fn(cache))
}

/// Where a browser asks for a page that is not there, the shop's own page says so; other files are
/// missing without words.
fn missing(index: ServeFile) -> Router {
    Router::new().fallback(async move |request: Request| {
        let mut response = if page::is_page(request.uri().path()) {
            let found = index.clone().try_call(request).await;
            found.map_or_else(|_| Response::default(), IntoResponse::into_response)
        } else {
            Response::default()
        };
        *response.status_mut() = StatusCode::NOT_FOUND;
        response
    })
}

/// A name that no file system holds is missing like any other.
async fn no_long_names(State(index): State<ServeFile>, request: Request, next: Next) -> Response {
    if path::may_be_file(request.uri().path()) {
        return next.run(request).await;
    }
    let Ok(response) = missing(index).oneshot(request).await;
    response
}

async fn cache(request: Request, next: Next) -> Response {
    let hashed = has_hash(request.uri().path());
    let mut response = next.run(request).await;
    let found = response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED;
    let value = if hashed && found { FOR_EVER } else { ASK_AGAIN };
    response.headers_mut().insert(header::CACHE_CONTROL, value);
    response
}

/// Whether a file's name holds trunk's hash of its content: `shop-0123456789abcdef_bg.wasm`.
///
/// Only at the top: the folder below `snippets/` is named by a hash too, but not of its content.
fn has_hash(path: &str) -> bool {
    let name = path.trim_start_matches('/');
    let stem = name.split('.').next().unwrap_or_default();
    let stem = stem.strip_suffix("_bg").unwrap_or(stem);
    !name.contains('/')
        && stem
            .rsplit_once('-')
            .is_some_and(|(_, hash)| hash.len() == 16 && hash.bytes().all(is_hex))
}

fn is_hex(byte: u8) -> bool {
    byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_with_a_hash_of_the_content_are_kept_for_ever() {
        for hashed in [
            "/shop-0123456789abcdef.js",
            "/leptos-klarna-preview-0123456789abcdef_bg.wasm",
            "/shop-fedcba9876543210.css",
        ] {
            assert!(has_hash(hashed), "{hashed}");
        }
        for other in [
            "/",
            "/index.html",
            "/shop.js",
            "/shop-0123.js",
            "/orders-0123456789ABCDEF.js",
            "/snippets/leptos-klarna-0123456789abcdef/sdk.js",
            "/snippets/a/inline0-0123456789abcdef.js",
        ] {
            assert!(!has_hash(other), "{other}");
        }
    }
}
