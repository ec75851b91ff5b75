//! The built page and its files.

use axum::{
    body::{Body, to_bytes},
    http::{Request, header},
    response::Response,
};
use tower::ServiceExt;

use super::{fake::Fake, shopper::Shop};

async fn shop_with_page(folder: &std::path::Path) -> Shop {
    for (name, text) in [
        ("index.html", "<title>shop</title>"),
        ("shop-0123456789abcdef.js", "export {}"),
        ("shop-0123456789abcdef_bg.wasm", "\0asm"),
        ("shop-0123456789abcdef_bg.wasm.br", "smaller"),
        ("shop-fedcba9876543210.css", "body {}"),
        ("picture.svg", "<svg/>"),
    ] {
        std::fs::write(folder.join(name), text).unwrap();
    }
    let mut config = Fake::start().await.config();
    config.site = Some(folder.to_owned());
    Shop::over(&config)
}

async fn get(shop: &Shop, path: &str, encoding: &str) -> Response {
    let request = Request::get(path)
        .header(header::ACCEPT_ENCODING, encoding)
        .body(Body::empty())
        .unwrap();
    shop.router.clone().oneshot(request).await.unwrap()
}

fn value(response: &Response, name: header::HeaderName) -> &str {
    response
        .headers()
        .get(name)
        .map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn the_pages_paths_are_the_page() {
    let folder = tempfile::tempdir().unwrap();
    let shop = shop_with_page(folder.path()).await;
    for path in [
        "/",
        "/checkout?market=SE",
        "/confirmation?order=1",
        "/orders",
        "/account",
        "/index.html",
    ] {
        let response = get(&shop, path, "").await;
        assert_eq!(response.status(), 200, "{path}");
        assert_eq!(value(&response, header::CONTENT_TYPE), "text/html");
        assert_eq!(value(&response, header::CACHE_CONTROL), "no-cache");
        let body = to_bytes(response.into_body(), 1000).await.unwrap();
        assert_eq!(body, "<title>shop</title>");
    }
    for path in ["/nothing", "/checkout/more", "/../shop.db"] {
        let response = get(&shop, path, "").await;
        assert_eq!(response.status(), 404, "{path}");
        assert_ne!(
            value(&response, header::CACHE_CONTROL),
            "public, max-age=31536000, immutable"
        );
    }
}

#[tokio::test]
async fn files_come_with_their_type_and_are_kept_as_long_as_they_may() {
    let folder = tempfile::tempdir().unwrap();
    let shop = shop_with_page(folder.path()).await;
    for (path, media, cached) in [
        ("/shop-0123456789abcdef.js", "text/javascript", true),
        ("/shop-0123456789abcdef_bg.wasm", "application/wasm", true),
        ("/shop-fedcba9876543210.css", "text/css", true),
        ("/picture.svg", "image/svg+xml", false),
    ] {
        let response = get(&shop, path, "").await;
        assert_eq!(value(&response, header::CONTENT_TYPE), media);
        let cache = value(&response, header::CACHE_CONTROL);
        assert_eq!(cache.contains("immutable"), cached, "{path}: {cache}");
    }
}

#[tokio::test]
async fn compressed_files_are_used_where_they_lie() {
    let folder = tempfile::tempdir().unwrap();
    let shop = shop_with_page(folder.path()).await;
    let response = get(&shop, "/shop-0123456789abcdef_bg.wasm", "gzip, br").await;
    assert_eq!(value(&response, header::CONTENT_ENCODING), "br");
    assert_eq!(value(&response, header::CONTENT_TYPE), "application/wasm");
    let body = to_bytes(response.into_body(), 1000).await.unwrap();
    assert_eq!(body, "smaller");
}

#[tokio::test]
async fn a_file_that_has_not_changed_is_not_sent_again() {
    let folder = tempfile::tempdir().unwrap();
    let shop = shop_with_page(folder.path()).await;
    let response = get(&shop, "/", "").await;
    let since = response.headers().get(header::LAST_MODIFIED).unwrap();
    let request = Request::get("/")
        .header(header::IF_MODIFIED_SINCE, since)
        .body(Body::empty())
        .unwrap();
    let response = shop.router.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status(), 304);
}
