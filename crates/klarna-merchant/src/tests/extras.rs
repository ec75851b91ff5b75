//! Extras on a cart, and what Klarna is told of lines.

use serde_json::{Value, json};

use super::shopper::{Shopper, json_request};

fn kinds(lines: &Value) -> Vec<&str> {
    let lines = lines.as_array().unwrap().iter();
    lines.map(|line| line["kind"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn an_extra_is_a_line_and_a_new_version_and_goes_again() {
    let Shopper { shop, cart, .. } = Shopper::arrives().await;
    let before = shop.read_cart(&cart).await.ok();
    for (version, (extra, kind)) in (2_u64..).step_by(2).zip([
        ("discount", "discount"),
        ("gift_card", "gift_card"),
        ("gift_wrap", "surcharge"),
    ]) {
        let with = shop.extra(&cart, extra, true).await.ok();
        assert_eq!(with["version"], version);
        assert_eq!(with["extras"], json!([extra]));
        assert!(kinds(&with["lines"]).contains(&kind));
        assert_eq!(shop.extra(&cart, extra, true).await.ok(), with);
        let without = shop.extra(&cart, extra, false).await.ok();
        assert_eq!(without["version"], version + 1);
        assert_eq!(without["lines"], before["lines"]);
        assert_eq!(without.get("extras"), None);
    }
}

#[tokio::test]
async fn what_is_no_extra_is_refused() {
    let Shopper { shop, cart, .. } = Shopper::arrives().await;
    for extra in ["", "everything", "Discount", "%2E%2E"] {
        let answer = shop.extra(&cart, extra, true).await;
        let status = if extra.is_empty() { 404 } else { 422 };
        answer.is_problem(status, "invalid_request");
    }
    for body in [
        json!({}),
        json!({"on": 1}),
        json!({"on": true, "off": true}),
        json!([]),
    ] {
        let path = format!("/shop/carts/{cart}/extras/discount");
        let answer = shop.send(json_request("PUT", &path, &body)).await;
        answer.is_problem(422, "invalid_request");
    }
    let answer = shop.extra("unknown", "discount", true).await;
    answer.is_problem(404, "cart_not_found");
    shop.invoice(&cart).await.ok();
    let answer = shop.extra(&cart, "discount", true).await;
    answer.is_problem(409, "cart_changed");
    assert_eq!(shop.read_cart(&cart).await.ok()["version"], 1);
}

#[tokio::test]
async fn one_subscription_replaces_the_other() {
    let shopper = Shopper::wants("trial").await;
    let Shopper { shop, cart, .. } = &shopper;
    let paid = shop.put(cart, "coffee", 2).await.ok();
    assert_eq!(paid["lines"].as_array().unwrap().len(), 1);
    assert_eq!(paid["lines"][0]["sku"], "coffee");
    assert_eq!(paid["total"]["minor_units"], 25_800);
    let trial = shop.put(cart, "coffee-trial", 1).await.ok();
    assert_eq!(trial["lines"].as_array().unwrap().len(), 1);
    assert_eq!(trial["lines"][0]["plan"]["trial_days"], 14);
    assert_eq!(trial["total"]["minor_units"], 0);
}

#[tokio::test]
async fn pages_and_pictures_that_klarna_is_told_of_are_there() {
    let shopper = Shopper::arrives().await;
    let told = &shopper.fake.calls("create")[0].body;
    let told: Value = serde_json::from_slice(told).unwrap();
    let mut articles = 0;
    for line in told["order_lines"].as_array().unwrap() {
        let Some(page) = line["product_url"].as_str() else {
            assert_ne!(line["type"], "physical");
            continue;
        };
        for (url, media) in [
            (page, "text/html"),
            (line["image_url"].as_str().unwrap(), "image/svg+xml"),
        ] {
            let path = url.strip_prefix("http://shop.test").unwrap();
            let answer = shopper.shop.get(path).await;
            assert_eq!(answer.status, 200);
            let content_type = answer.headers["content-type"].to_str().unwrap();
            assert!(content_type.starts_with(media));
        }
        articles += 1;
    }
    assert_eq!(articles, 3);
    for path in ["/shop/articles/piano", "/shop/articles/piano/picture.svg"] {
        let missing = shopper.shop.get(path).await;
        missing.is_problem(404, "invalid_request");
    }
}

#[tokio::test]
async fn references_hold_nothing_personal_and_nothing_to_act_with() {
    let shopper = Shopper::wants("mixed").await;
    let told = &shopper.fake.calls("create")[0].body;
    let text = std::str::from_utf8(told).unwrap();
    assert!(!text.contains(&shopper.cart));
    assert!(!text.contains(&shopper.session));
    let told: Value = serde_json::from_slice(told).unwrap();
    assert_eq!(
        told["merchant_reference2"],
        format!("cart {}", &shopper.cart[..8])
    );
    let data: Value = serde_json::from_str(told["merchant_data"].as_str().unwrap()).unwrap();
    assert_eq!(data, json!({"plan": "mixed", "cart_version": 1}));
}
