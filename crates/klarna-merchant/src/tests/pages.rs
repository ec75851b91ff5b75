//! The built page and its files.

use axum::{
    body::{Body, to_bytes},
    http::{Request, header},
    response::Response,
};
use tower::ServiceExt;

use super::{fake::Fake, shopper::Shop};
use crate::Config;

const PAGE: &str = "<!-- {{klarna}} --><title>shop</title><i data-sdk=\"{{klarna-script}}\">";

async fn shop_with_page(folder: &std::path::Path) -> Shop {
    shop_like(folder, Fake::start().await.config())
}

fn shop_like(folder: &std::path::Path, mut config: Config) -> Shop {
    for (name, text) in [
        ("index.html", PAGE),
        ("help.html", "<script nonce=\"{{nonce}}\"></script>"),
        ("shop-0123456789abcdef.js", "export {}"),
        ("shop-0123456789abcdef_bg.wasm", "\0asm"),
        ("shop-0123456789abcdef_bg.wasm.br", "smaller"),
        ("shop-fedcba9876543210.css", "body {}"),
        ("picture.svg", "<svg/>"),
    ] {
        std::fs::write(folder.join(name), text).unwrap();
    }
    config.site = Some(folder.to_owned());
    Shop::over(&config)
}

async fn text(response: Response) -> String {
    let body = to_bytes(response.into_body(), 10_000).await.unwrap();
    String::from_utf8(body.to_vec()).unwrap()
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
        let media = value(&response, header::CONTENT_TYPE);
        assert_eq!(media, "text/html; charset=utf-8");
        assert_eq!(value(&response, header::CACHE_CONTROL), "no-cache");
        assert!(text(response).await.contains("<title>shop</title>"));
    }
}

#[tokio::test]
async fn a_page_that_is_not_there_is_the_shops_to_draw_and_a_file_is_just_missing() {
    let folder = tempfile::tempdir().unwrap();
    let shop = shop_with_page(folder.path()).await;
    for (path, is_page) in [
        ("/nothing", true),
        ("/checkout/more", true),
        ("/nothing.html", true),
        ("/nothing.js", false),
        ("/missing-0123456789abcdef.js", false),
        ("/../shop.db", false),
    ] {
        let response = get(&shop, path, "").await;
        assert_eq!(response.status(), 404, "{path}");
        assert_eq!(value(&response, header::CACHE_CONTROL), "no-cache");
        let policy = value(&response, header::CONTENT_SECURITY_POLICY).to_owned();
        assert_eq!(policy.is_empty(), !is_page, "{path}");
        let text = text(response).await;
        assert_eq!(text.contains("<title>shop</title>"), is_page, "{path}");
    }
}

/// The nonce in a response's policy.
fn nonce(response: &Response) -> String {
    let policy = value(response, header::CONTENT_SECURITY_POLICY);
    let (_, rest) = policy.split_once("'nonce-").unwrap();
    rest.split_once('\'').unwrap().0.to_owned()
}

#[tokio::test]
async fn every_response_of_a_page_has_the_policy_with_a_nonce_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let shop = shop_with_page(folder.path()).await;
    let mut seen = Vec::new();
    for path in [
        "/help.html",
        "/help.html",
        "/checkout",
        "/shop/articles/mug",
    ] {
        let response = get(&shop, path, "gzip").await;
        let nonce = nonce(&response);
        assert!(nonce.len() >= 32 && !seen.contains(&nonce), "{path}");
        let body = text(response).await;
        assert!(!body.contains("{{"), "{body}");
        if path == "/help.html" {
            assert_eq!(body, format!("<script nonce=\"{nonce}\"></script>"));
        }
        seen.push(nonce);
    }
}

#[tokio::test]
async fn a_page_is_told_where_klarnas_script_is_before_it_asks() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = Fake::start().await.config();
    config.sdk_url = "https://sdk.example/api.js?a=1&b=2".to_owned();
    let shop = shop_like(folder.path(), config);
    let basket = text(get(&shop, "/", "").await).await;
    let checkout = text(get(&shop, "/checkout?market=SE", "").await).await;
    for page in [&basket, &checkout] {
        assert!(page.contains("<link rel=\"preconnect\" href=\"https://sdk.example\">"));
        assert!(page.contains("data-sdk=\"https://sdk.example/api.js?a=1&amp;b=2\""));
    }
    assert!(!basket.contains("preload"), "{basket}");
    assert!(
        checkout.contains("rel=\"preload\" as=\"script\""),
        "{checkout}"
    );
}

#[tokio::test]
async fn another_policy_takes_the_lists_place() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = Fake::start().await.config();
    config.content_security_policy = Some("script-src 'nonce-{{nonce}}'".to_owned());
    let shop = shop_like(folder.path(), config);
    let response = get(&shop, "/", "").await;
    let policy = value(&response, header::CONTENT_SECURITY_POLICY);
    assert_eq!(policy, format!("script-src 'nonce-{}'", nonce(&response)));
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
async fn a_file_that_has_not_changed_is_not_sent_again_and_a_page_is() {
    let folder = tempfile::tempdir().unwrap();
    let shop = shop_with_page(folder.path()).await;
    let response = get(&shop, "/picture.svg", "").await;
    let since = response.headers().get(header::LAST_MODIFIED).unwrap();
    for (path, status) in [("/picture.svg", 304), ("/", 200), ("/help.html", 200)] {
        let request = Request::get(path)
            .header(header::IF_MODIFIED_SINCE, since)
            .body(Body::empty())
            .unwrap();
        let response = shop.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), status, "{path}");
        let dated = response.headers().contains_key(header::LAST_MODIFIED);
        assert!(!(dated && status == 200), "{path}");
    }
}
