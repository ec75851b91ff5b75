//! Edge cases of requests that no browser sends, and the headers of every answer.

use axum::{
    body::Body,
    http::{Request, header},
};
use serde_json::json;

use super::{
    fake::Fake,
    shopper::{Shop, Shopper},
};

#[tokio::test]
async fn a_version_that_no_cart_has_is_refused() {
    let shopper = Shopper::arrives().await;
    let token = shopper.agrees();
    for version in [1 << 63, u64::MAX] {
        let (shop, session) = (&shopper.shop, &shopper.session);
        let answer = shop.approve(session, "key", &token, version).await;
        answer.is_problem(422, "invalid_request");
    }
    let stale = i64::MAX.cast_unsigned();
    let answer = shopper.shop.approve(&shopper.session, "key", &token, stale);
    answer.await.is_problem(409, "cart_changed");
}

#[tokio::test]
async fn a_name_that_no_file_has_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("index.html"), "<title>shop</title>").unwrap();
    let mut config = Fake::start().await.config();
    config.site = Some(folder.path().to_owned());
    let shop = Shop::over(&config);
    for length in [255, 256, 5000] {
        for path in [
            format!("/{}", "a".repeat(length)),
            format!("/{}.js", "a".repeat(length)),
            format!("/img/{}", "%61".repeat(length)),
            format!("/klarna/sessions/{}", "a".repeat(length)),
            format!("/shop/carts/{}", "a".repeat(length)),
        ] {
            assert_eq!(shop.get(&path).await.status, 404, "{path}");
        }
    }
}

#[tokio::test]
async fn a_path_that_is_no_text_is_a_problem() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("index.html"), "<title>shop</title>").unwrap();
    let mut config = Fake::start().await.config();
    for site in [None, Some(folder.path().to_owned())] {
        config.site = site;
        let shop = Shop::over(&config);
        for path in [
            "/%FF",
            "/%",
            "/a%zz.js",
            "/shop/%FF",
            "/shop/carts/%FF",
            "/klarna/%00",
        ] {
            let answer = shop.get(path).await;
            assert_eq!(answer.status, 422, "{path}");
            assert_eq!(answer.code(), "invalid_request", "{path}");
            assert_eq!(
                answer.headers[header::CONTENT_TYPE],
                "application/problem+json"
            );
        }
    }
}

#[tokio::test]
async fn a_request_for_another_host_is_misdirected() {
    let mut config = Fake::start().await.config();
    config.hosts = vec!["shop.internal".to_owned()];
    let shop = Shop::over(&config);
    for (host, status) in [
        ("shop.test", 200),
        ("SHOP.TEST:8443", 200),
        ("shop.internal", 200),
        ("evil.example", 421),
        ("shop.test.evil.example", 421),
        ("127.0.0.1:8080", 421),
        ("@", 421),
    ] {
        let request = Request::get("/shop/config")
            .header(header::HOST, host)
            .body(Body::empty())
            .unwrap();
        let answer = shop.send(request).await;
        assert_eq!(answer.status, status, "{host}");
        assert_eq!(answer.code() == "invalid_request", status == 421, "{host}");
    }
}

#[tokio::test]
async fn https_is_for_good_where_shoppers_reach_the_shop_by_it() {
    let mut config = Fake::start().await.config();
    for (url, expected) in [
        ("http://shop.example", None),
        ("https://shop.example", Some("max-age=31536000")),
    ] {
        config.public_url = Some(url.to_owned());
        let shop = Shop::over(&config);
        for path in ["/shop/config", "/nothing", "/%FF"] {
            let answer = shop.get(path).await;
            let header = answer.headers.get(header::STRICT_TRANSPORT_SECURITY);
            assert_eq!(header.map(|it| it.to_str().unwrap()), expected, "{path}");
            assert!(answer.headers.contains_key("permissions-policy"), "{path}");
        }
    }
}

#[tokio::test]
async fn reports_are_taken_from_anywhere_and_are_short() {
    let shop = Shop::over(&Fake::start().await.config());
    let report = json!({"csp-report": {"effective-directive": "img-src", "blocked-uri": "inline"}});
    for (media, body, status) in [
        ("application/csp-report", report.to_string(), 204),
        ("application/reports+json", "[]".to_owned(), 204),
        ("text/plain", "nonsense".to_owned(), 204),
        ("application/csp-report", "x".repeat(16 * 1024 + 1), 413),
    ] {
        let request = Request::post("/reports/csp")
            .header(header::CONTENT_TYPE, media)
            .header(header::ORIGIN, "null")
            .body(Body::from(body))
            .unwrap();
        assert_eq!(shop.send(request).await.status, status, "{media}");
    }
    for _ in 0..100 {
        assert_eq!(shop.post("/reports/csp", report.clone()).await.status, 204);
    }
}
