//! What is not of the contract's shape: its problem, its status, and nothing stored.

use axum::{
    body::Body,
    http::{Method, Request},
};
use serde_json::{Value, json};

use super::shopper::{Shopper, approval, json_request};

fn raw(method: Method, path: &str, media: &str, body: impl Into<Body>) -> Request<Body> {
    Request::builder()
        .method(method)
        .uri(path)
        .header("content-type", media)
        .body(body.into())
        .unwrap()
}

#[tokio::test]
async fn what_does_not_exist_is_not_found() {
    let Shopper { shop, session, .. } = Shopper::arrives().await;
    for cart in [
        "unknown",
        "00000000-0000-4000-8000-000000000000",
        "%F0%9F%98%80",
    ] {
        shop.read_cart(cart).await.is_problem(404, "cart_not_found");
        shop.invoice(cart).await.is_problem(404, "cart_not_found");
        shop.put(cart, "mug", 1)
            .await
            .is_problem(404, "cart_not_found");
        let opened = shop.open(cart, "sv-SE").await;
        opened.is_problem(404, "cart_not_found");
        let foreign = shop.get(&format!("/klarna/sessions/{cart}")).await;
        foreign.is_problem(404, "session_not_found");
        shop.refresh(cart)
            .await
            .is_problem(404, "session_not_found");
        let foreign = shop.approve(cart, "key", "token", 1).await;
        foreign.is_problem(404, "session_not_found");
    }
    for path in [
        "/klarna",
        "/klarna/nothing",
        "/shop/nothing",
        "/shop/orders/nothing",
    ] {
        shop.get(path).await.is_problem(404, "invalid_request");
    }
    let unreadable = shop.get("/klarna/sessions/%FF").await;
    unreadable.is_problem(422, "invalid_request");
    let path = format!("/klarna/sessions/{session}");
    for (method, path) in [
        (Method::DELETE, path.as_str()),
        (Method::PUT, "/klarna/sessions"),
        (Method::GET, "/klarna/sessions"),
        (Method::POST, "/shop/config"),
    ] {
        let request = raw(method, path, "application/json", "{}");
        shop.send(request).await.is_problem(405, "invalid_request");
    }
}

#[tokio::test]
async fn a_body_of_another_shape_is_refused() {
    let Shopper {
        shop,
        cart,
        session,
        fake,
        ..
    } = Shopper::arrives().await;
    let created = fake.count("create");
    let sessions = "/klarna/sessions";
    let bodies = [
        "",
        "{",
        "[]",
        "null",
        "{}",
        r#"{"cart":"c"}"#,
        r#"{"cart":1,"locale":"sv-SE"}"#,
        r#"{"cart":"c","locale":"sv-SE","amount":1}"#,
        r#"{"cart":"c","cart":"d","locale":"sv-SE"}"#,
        "\u{0}",
    ];
    for body in bodies {
        let request = raw(Method::POST, sessions, "application/json", body);
        shop.send(request).await.is_problem(422, "invalid_request");
    }
    let good = json!({"cart": cart, "locale": "sv-SE"}).to_string();
    for media in ["text/plain", "application/x-www-form-urlencoded", ""] {
        let request = raw(Method::POST, sessions, media, good.clone());
        shop.send(request).await.is_problem(415, "invalid_request");
    }
    let request = raw(
        Method::POST,
        sessions,
        "application/json; charset=utf-8",
        good,
    );
    shop.send(request).await.ok();

    let path = format!("/klarna/sessions/{session}/authorization");
    let large = json!({"authorization_token": "x".repeat(20_000), "cart_version": 1});
    for (path, body) in [(sessions, &large), (path.as_str(), &large)] {
        let mut request = json_request("POST", path, body);
        request
            .headers_mut()
            .insert("idempotency-key", "key".parse().unwrap());
        shop.send(request).await.is_problem(413, "invalid_request");
    }
    assert_eq!(fake.count("create"), created);
}

#[tokio::test]
async fn what_a_body_holds_is_not_repeated_in_the_problem() {
    let Shopper { shop, session, .. } = Shopper::arrives().await;
    let mut request = approval(&session, "key", "", 1);
    *request.body_mut() =
        Body::from(r#"{"authorization_token":{"secret":1},"cart_version":"s3cr3t"}"#);
    let answer = shop.send(request).await;
    answer.is_problem(422, "invalid_request");
    assert!(!answer.body.to_string().contains("s3cr3t"));
}

#[tokio::test]
async fn a_locale_is_a_language_and_a_country() {
    let Shopper { shop, cart, .. } = Shopper::arrives().await;
    for locale in ["", "sv_SE", "swedish", "s-SE", "sv-SWE", "sv-SE-x", "../.."] {
        let opened = shop.open(&cart, locale).await;
        opened.is_problem(422, "invalid_request");
    }
}

#[tokio::test]
async fn quantities_are_0_to_99_of_an_article_of_the_shop() {
    let Shopper { shop, cart, .. } = Shopper::arrives().await;
    let before = shop.read_cart(&cart).await.ok();
    for quantity in [
        json!(-1),
        json!(100),
        json!(1.5),
        json!("1"),
        json!(null),
        json!(1e99),
    ] {
        let path = format!("/shop/carts/{cart}/lines/mug");
        let request = json_request("PUT", &path, &json!({"quantity": quantity}));
        shop.send(request).await.is_problem(422, "invalid_request");
    }
    for sku in ["piano", "shipping", "sales-tax", "%2E%2E"] {
        shop.put(&cart, sku, 1)
            .await
            .is_problem(422, "invalid_request");
    }
    assert_eq!(shop.read_cart(&cart).await.ok(), before);
}

#[tokio::test]
async fn a_cart_is_of_a_market_and_has_no_say_in_the_currency() {
    let Shopper { shop, .. } = Shopper::arrives().await;
    for body in [
        json!({"market": "XX"}),
        json!({"market": "se"}),
        json!({"market": ""}),
        json!({}),
        json!({"market": "SE", "currency": "EUR"}),
        json!({"market": "SE", "basket": "everything"}),
    ] {
        let answer = shop.post("/shop/carts", body).await;
        answer.is_problem(422, "invalid_request");
    }
}

#[tokio::test]
async fn the_key_is_required_and_visible_ascii() {
    let Shopper {
        shop,
        session,
        fake,
        klarna_session,
        ..
    } = Shopper::arrives().await;
    let token = fake.approve(&klarna_session);
    let mut missing = approval(&session, "key", &token, 1);
    missing.headers_mut().remove("idempotency-key");
    shop.send(missing).await.is_problem(422, "invalid_request");
    let mut twice = approval(&session, "key", &token, 1);
    twice
        .headers_mut()
        .append("idempotency-key", "two".parse().unwrap());
    shop.send(twice).await.is_problem(422, "invalid_request");
    for key in ["", "two words", &"k".repeat(256)] {
        let answer = shop.approve(&session, key, &token, 1).await;
        answer.is_problem(422, "invalid_request");
    }
    let mut umlaut = approval(&session, "key", &token, 1);
    let key = axum::http::HeaderValue::from_bytes("kä".as_bytes()).unwrap();
    umlaut.headers_mut().insert("idempotency-key", key);
    shop.send(umlaut).await.is_problem(422, "invalid_request");
    assert_eq!(fake.count("order"), 0);
    shop.approve(&session, &"k".repeat(255), &token, 1)
        .await
        .ok();
}

#[tokio::test]
async fn a_token_that_klarna_cannot_have_given_is_refused() {
    let Shopper {
        shop,
        session,
        fake,
        ..
    } = Shopper::arrives().await;
    for token in ["", "../sessions", "a b", "a/b?c", &"t".repeat(256)] {
        let answer = shop.approve(&session, "key", token, 1).await;
        answer.is_problem(422, "invalid_request");
    }
    assert_eq!(shop.status(&session).await, json!({"status": "open"}));
    assert_eq!(fake.count("read") + fake.count("order"), 0);
}

#[tokio::test]
async fn pages_of_other_origins_change_nothing() {
    let Shopper { shop, cart, .. } = Shopper::arrives().await;
    let path = format!("/shop/carts/{cart}/invoice");
    let mut request = Request::post(&path).body(Body::empty()).unwrap();
    let origin = "https://elsewhere.example".parse().unwrap();
    request.headers_mut().insert("origin", origin);
    shop.send(request).await.is_problem(403, "invalid_request");
    assert!(shop.orders().await.is_empty());
}

#[tokio::test]
async fn every_answer_has_the_headers_of_a_careful_server() {
    let Shopper { shop, cart, .. } = Shopper::arrives().await;
    for path in [
        &format!("/shop/carts/{cart}"),
        "/klarna/nothing",
        "/nothing",
    ] {
        let answer = shop.get(path).await;
        let header = |name: &str| {
            answer
                .headers
                .get(name)
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned()
        };
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("x-frame-options"), "DENY");
        assert_eq!(header("referrer-policy"), "strict-origin-when-cross-origin");
    }
    assert_eq!(
        shop.get("/nothing").await.body["title"],
        Value::from("The request is not valid")
    );
}
