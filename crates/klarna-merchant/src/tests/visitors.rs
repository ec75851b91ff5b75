//! Carts, sessions, orders and subscriptions are their visitor's alone.

use axum::http::header;
use serde_json::json;

use super::{
    fake::Fake,
    shopper::{Answer, Shop, Shopper},
};
use crate::Database;

/// Fails the test unless a stranger is answered as for an id that nobody has.
#[track_caller]
fn same(foreign: &Answer, unknown: &Answer, code: &str) {
    foreign.is_problem(404, code);
    assert_eq!(foreign.body, unknown.body);
    assert!(!foreign.headers.contains_key(header::SET_COOKIE));
}

#[tokio::test]
async fn another_visitors_cart_and_session_are_unknown() {
    let shopper = Shopper::arrives().await;
    let Shopper { cart, session, .. } = &shopper;
    let stranger = shopper.shop.stranger();
    let asks = async |cart: &str, session: &str| {
        [
            (stranger.read_cart(cart).await, "cart_not_found"),
            (stranger.put(cart, "mug", 9).await, "cart_not_found"),
            (
                stranger.extra(cart, "discount", true).await,
                "cart_not_found",
            ),
            (stranger.invoice(cart).await, "cart_not_found"),
            (stranger.open(cart, "sv-SE").await, "cart_not_found"),
            (stranger.refresh(session).await, "session_not_found"),
            (
                stranger.get(&format!("/klarna/sessions/{session}")).await,
                "session_not_found",
            ),
            (
                stranger.approve(session, "key", "token", 1).await,
                "session_not_found",
            ),
        ]
    };
    for with_cart_of_their_own in [false, true] {
        if with_cart_of_their_own {
            stranger.cart("DE").await;
        }
        let unknown = asks("nothing", "nothing").await;
        for ((foreign, code), (unknown, _)) in asks(cart, session).await.iter().zip(&unknown) {
            same(foreign, unknown, code);
        }
    }
    assert_eq!(shopper.shop.read_cart(cart).await.ok()["version"], 1);
    assert_eq!(shopper.fake.count("create"), 1);
}

#[tokio::test]
async fn orders_are_listed_and_read_by_their_visitor() {
    let shopper = Shopper::arrives().await;
    let token = shopper.agrees();
    shopper.hands_over("key", &token).await.ok();
    let order = shopper.shop.orders().await.remove(0);
    let stranger = shopper.shop.stranger();
    stranger.cart("SE").await;
    assert!(stranger.orders().await.is_empty());
    let unknown = stranger.get("/shop/orders/nothing").await;
    for number in [&order["id"], &order["klarna_order_id"]] {
        let path = format!("/shop/orders/{}", number.as_str().unwrap());
        assert_eq!(shopper.shop.get(&path).await.ok(), order);
        same(&stranger.get(&path).await, &unknown, "invalid_request");
    }
}

#[tokio::test]
async fn subscriptions_are_listed_read_and_cancelled_by_their_visitor() {
    let shopper = Shopper::wants("subscription").await;
    let token = shopper.agrees();
    shopper.hands_over("key", &token).await.ok();
    let own = shopper.shop.get("/shop/subscriptions").await.ok();
    let id = own[0]["id"].as_str().unwrap();
    let path = format!("/shop/subscriptions/{id}");
    let stranger = shopper.shop.stranger();
    assert_eq!(stranger.get("/shop/subscriptions").await.ok(), json!([]));
    stranger.cart("SE").await;
    assert_eq!(stranger.get("/shop/subscriptions").await.ok(), json!([]));
    let unknown = stranger.get("/shop/subscriptions/S-NOBODY").await;
    same(&stranger.get(&path).await, &unknown, "invalid_request");
    let cancel = stranger.ask(&format!("{path}/cancel")).await;
    same(&cancel, &unknown, "invalid_request");
    assert_eq!(shopper.shop.get(&path).await.ok()["status"], "active");
    // The shopper's page has no charge of its own.
    let charge = shopper.shop.ask(&format!("{path}/charge")).await;
    charge.is_problem(404, "invalid_request");
}

#[tokio::test]
async fn the_first_cart_brings_a_signed_cookie_that_scripts_cannot_read() {
    let fake = Fake::start().await;
    let mut config = fake.config();
    for (public_url, name, secure) in [
        (None, "shop-visitor=", false),
        (Some("https://shop.example"), "__Host-shop-visitor=", true),
    ] {
        config.public_url = public_url.map(str::to_owned);
        let shop = Shop::over(&config);
        let read = shop.get("/shop/config").await;
        assert!(!read.headers.contains_key(header::SET_COOKIE));
        let first = shop.post("/shop/carts", json!({"market": "SE"})).await;
        let cookie = first.headers[header::SET_COOKIE].to_str().unwrap();
        assert!(cookie.starts_with(name), "{cookie}");
        for part in ["HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        assert_eq!(cookie.contains("Secure"), secure, "{cookie}");
        // A second cart is the same visitor's.
        shop.cart("DE").await;
        let first = first.body["id"].as_str().unwrap();
        shop.read_cart(first).await.ok();
    }
}

#[tokio::test]
async fn a_cookie_that_the_shop_did_not_sign_is_none() {
    let shopper = Shopper::arrives().await;
    for forge in [
        |value: &str| value.replace("visitor%3A", "visitor%3A0"),
        |value: &str| value.split_once("visitor%3A").unwrap().1.to_owned(),
        |_: &str| "visitor%3A".to_owned(),
        |_: &str| String::new(),
    ] {
        let stranger = shopper.shop.stranger();
        stranger.take_cookies(&shopper.shop, forge);
        let answer = stranger.read_cart(&shopper.cart).await;
        answer.is_problem(404, "cart_not_found");
    }
    let same = shopper.shop.stranger();
    same.take_cookies(&shopper.shop, str::to_owned);
    same.read_cart(&shopper.cart).await.ok();
}

#[tokio::test]
async fn all_servers_over_a_database_know_its_visitors_and_no_other_does() {
    let folder = tempfile::tempdir().unwrap();
    let fake = Fake::start().await;
    let mut config = fake.config();
    config.database = Database::File(folder.path().join("shop.db"));
    let shop = Shop::over(&config);
    let cart = shop.cart("SE").await;
    let cart = cart["id"].as_str().unwrap();
    shop.again(&config).read_cart(cart).await.ok();
    config.database = Database::File(folder.path().join("other.db"));
    let other = shop.again(&config);
    let answer = other.read_cart(cart).await;
    answer.is_problem(404, "cart_not_found");
    assert!(other.orders().await.is_empty());
}
