//! The merchant's own calls, and who may make them.

use axum::{
    body::Body,
    http::{Request, header},
};
use serde_json::json;

use super::{
    fake::Fake,
    shopper::{Answer, MERCHANT_TOKEN, Shop, Shopper},
};
use crate::{Config, TokenKey};

/// Every call of the merchant's, for a subscription.
fn calls(subscription: &str) -> [(&'static str, String); 4] {
    [
        ("GET", "/merchant/orders".to_owned()),
        ("GET", "/merchant/subscriptions".to_owned()),
        (
            "POST",
            format!("/merchant/subscriptions/{subscription}/charge"),
        ),
        (
            "POST",
            format!("/merchant/subscriptions/{subscription}/cancel"),
        ),
    ]
}

async fn call(shop: &Shop, method: &str, path: &str, authorization: Option<&str>) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    if let Some(value) = authorization {
        request = request.header(header::AUTHORIZATION, value);
    }
    shop.send(request.body(Body::empty()).unwrap()).await
}

/// In front of Klarna itself, as far as the server knows.
fn without_sandbox(fake: &Fake) -> Config {
    let mut config = fake.config();
    config.sandbox = false;
    config.token_key = Some(TokenKey::random());
    config
}

async fn subscriber(shop: Shop, fake: Fake) -> (Shopper, String) {
    let shopper = Shopper::with(fake, shop, "subscription").await;
    let token = shopper.agrees();
    shopper.hands_over("key", &token).await.ok();
    let own = shopper.shop.get("/shop/subscriptions").await.ok();
    let id = own[0]["id"].as_str().unwrap().to_owned();
    (shopper, id)
}

#[tokio::test]
async fn without_a_token_there_are_no_such_calls() {
    let fake = Fake::start().await;
    let mut config = without_sandbox(&fake);
    config.merchant_token = None;
    let (shopper, id) = subscriber(Shop::over(&config), fake).await;
    let login = ("POST", "/merchant/login".to_owned());
    for (method, path) in calls(&id).into_iter().chain([login]) {
        for authorization in [None, Some("Bearer "), Some("Bearer the-merchants-token")] {
            let answer = call(&shopper.shop, method, &path, authorization).await;
            answer.is_problem(404, "invalid_request");
        }
    }
}

#[tokio::test]
async fn a_wrong_token_or_none_is_refused_and_does_nothing() {
    let fake = Fake::start().await;
    let config = without_sandbox(&fake);
    let (shopper, id) = subscriber(Shop::over(&config), fake).await;
    for (method, path) in calls(&id) {
        for authorization in [
            None,
            Some("Bearer"),
            Some("Bearer "),
            Some("Bearer the-merchants-toke"),
            Some("Bearer the-merchants-token-"),
            Some("Basic the-merchants-token"),
        ] {
            let answer = call(&shopper.shop, method, &path, authorization).await;
            answer.is_problem(401, "invalid_request");
            assert_eq!(answer.headers[header::WWW_AUTHENTICATE], "Bearer");
        }
    }
    // The demo's log-in is not there.
    let login = shopper.shop.ask("/merchant/login").await;
    login.is_problem(404, "invalid_request");
    let path = format!("/shop/subscriptions/{id}");
    assert_eq!(shopper.shop.get(&path).await.ok()["status"], "active");
}

#[tokio::test]
async fn the_merchant_sees_every_order_and_subscription_and_ends_any() {
    let fake = Fake::start().await;
    let config = without_sandbox(&fake);
    let shop = Shop::over(&config);
    let (shopper, id) = subscriber(shop.clone(), fake).await;
    let other = shop.stranger();
    let cart = other.cart("DE").await;
    other.invoice(cart["id"].as_str().unwrap()).await.ok();

    let merchant = shop.stranger();
    let bearer = format!("bearer {MERCHANT_TOKEN}");
    let [orders, subscriptions, _, cancel] = calls(&id);
    let ask = async |(method, path): (&str, String)| {
        call(&merchant, method, &path, Some(&bearer)).await.ok()
    };
    assert_eq!(ask(orders).await.as_array().unwrap().len(), 2);
    assert_eq!(ask(subscriptions).await[0]["id"], id.as_str());
    assert_eq!(ask(cancel).await["status"], "cancelled");
    let own = shopper.shop.get("/shop/subscriptions").await.ok();
    assert_eq!(own[0]["status"], "cancelled");
}

#[tokio::test]
async fn in_front_of_the_sandbox_one_call_logs_a_page_in() {
    let fake = Fake::start().await;
    let mut config = fake.config();
    for token in [None, config.merchant_token.clone()] {
        config.merchant_token = token;
        let shop = Shop::over(&config);
        let answer = shop.get("/merchant/orders").await;
        answer.is_problem(401, "invalid_request");
        // A visitor's cookie is signed with the same key and is no merchant's.
        shop.cart("SE").await;
        let forger = shop.stranger();
        forger.take_cookies(&shop, str::to_owned);
        forger.rename_cookie("shop-visitor", "shop-merchant");
        let answer = forger.get("/merchant/orders").await;
        answer.is_problem(401, "invalid_request");

        let login = shop.ask("/merchant/login").await;
        assert_eq!(login.status, 204);
        let cookie = login.headers[header::SET_COOKIE].to_str().unwrap();
        for part in ["HttpOnly", "SameSite=Strict", "Path=/merchant"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        assert_eq!(shop.get("/merchant/orders").await.ok(), json!([]));
        // Not with a wrong token beside the cookie, and not for pages of other origins.
        let wrong = call(&shop, "GET", "/merchant/orders", Some("Bearer x")).await;
        wrong.is_problem(401, "invalid_request");
        let mut foreign = Request::post("/merchant/login")
            .body(Body::empty())
            .unwrap();
        let origin = "https://elsewhere.example".parse().unwrap();
        foreign.headers_mut().insert(header::ORIGIN, origin);
        let foreign = shop.send(foreign).await;
        foreign.is_problem(403, "invalid_request");
        assert!(!foreign.headers.contains_key(header::SET_COOKIE));
    }
}

/// The cookie of a demo is worth nothing once its database is used in front of Klarna.
#[tokio::test]
async fn the_demos_cookie_is_worth_nothing_in_front_of_klarna() {
    let folder = tempfile::tempdir().unwrap();
    let fake = Fake::start().await;
    let mut config = without_sandbox(&fake);
    config.database = crate::Database::File(folder.path().join("shop.db"));
    config.sandbox = true;
    let shop = Shop::over(&config);
    shop.ask("/merchant/login").await;
    shop.get("/merchant/orders").await.ok();
    config.sandbox = false;
    let answer = shop.again(&config).get("/merchant/orders").await;
    answer.is_problem(401, "invalid_request");
}
