//! Sessions: opened, shared, refreshed, replaced.

use std::time::Duration;

use serde_json::{Value, json};

use super::{
    fake::{Does, Fake},
    shopper::{Shop, Shopper},
};

#[tokio::test]
async fn a_session_is_made_from_the_cart() {
    let shopper = Shopper::arrives().await;
    let cart = shopper.shop.cart("DE").await;
    let answer = shopper
        .shop
        .open(cart["id"].as_str().unwrap(), "de-DE")
        .await;
    assert_eq!(answer.status, 201);
    assert_eq!(answer.headers.get("cache-control").unwrap(), "no-store");
    let session = answer.ok();
    assert_eq!(session["cart_version"], cart["version"]);
    assert_eq!(session["amount"], cart["total"]);
    assert_eq!(session["intent"], "buy");
    assert_eq!(session["client_token"], "client-k2");
    assert_eq!(
        session["payment_method_categories"][0]["identifier"],
        "klarna"
    );
    let told: Value = serde_json::from_slice(&shopper.fake.calls("create")[1].body).unwrap();
    assert_eq!(told["purchase_country"], "DE");
    assert_eq!(told["purchase_currency"], "EUR");
    assert_eq!(told["order_amount"], cart["total"]["minor_units"]);
    assert_eq!(told.get("billing_address"), None);
}

#[tokio::test]
async fn a_locale_that_klarna_does_not_take_there_becomes_one_that_it_takes() {
    let shopper = Shopper::arrives().await;
    let cart = shopper.shop.cart("CH").await;
    let cart = cart["id"].as_str().unwrap();
    for (wish, given) in [("fr-FR", "fr-CH"), ("en", "en-CH"), ("ja-JP", "de-CH")] {
        shopper.shop.open(cart, wish).await.ok();
        let told = shopper.fake.calls("create").last().unwrap().body.clone();
        let told: Value = serde_json::from_slice(&told).unwrap();
        assert_eq!(told["locale"], given);
    }
}

#[tokio::test]
async fn opening_again_gives_the_same_session() {
    let shopper = Shopper::arrives().await;
    let first = shopper.shop.open(&shopper.cart, "sv-SE").await.ok();
    let second = shopper.shop.open(&shopper.cart, "sv-SE").await.ok();
    assert_eq!(first, second);
    assert_eq!(first["id"], shopper.session);
    let other_locale = shopper.shop.open(&shopper.cart, "en-SE").await.ok();
    assert_ne!(other_locale["id"], shopper.session);
    assert_eq!(shopper.fake.count("create"), 2);
}

#[tokio::test]
async fn a_changed_cart_updates_the_session_and_keeps_its_token() {
    let shopper = Shopper::arrives().await;
    let cart = shopper.shop.put(&shopper.cart, "mug", 5).await.ok();
    let session = shopper.shop.refresh(&shopper.session).await.ok();
    assert_eq!(session["id"], shopper.session);
    assert_eq!(session["client_token"], "client-k1");
    assert_eq!(session["cart_version"], cart["version"]);
    assert_eq!(session["amount"], cart["total"]);
    let told: Value = serde_json::from_slice(&shopper.fake.calls("update")[0].body).unwrap();
    assert_eq!(told["order_amount"], cart["total"]["minor_units"]);
    shopper.shop.refresh(&shopper.session).await.ok();
    assert_eq!(shopper.fake.count("update"), 1);
    assert_eq!(shopper.fake.count("create"), 1);
}

#[tokio::test]
async fn a_session_that_has_ended_at_klarna_is_replaced_under_its_name() {
    let shopper = Shopper::arrives().await;
    shopper.fake.forget_session("k1");
    let unchanged = shopper.shop.refresh(&shopper.session).await.ok();
    assert_eq!(unchanged["id"], shopper.session);
    assert_eq!(unchanged["client_token"], "client-k2");

    shopper.fake.forget_session("k2");
    shopper.shop.put(&shopper.cart, "mug", 5).await.ok();
    let changed = shopper.shop.refresh(&shopper.session).await.ok();
    assert_eq!(changed["client_token"], "client-k3");
    assert_eq!(changed["cart_version"], 2);

    // An approval of the session that was replaced is worth nothing.
    let token = shopper.fake.approve("k3");
    let answer = shopper
        .shop
        .approve(&shopper.session, "key", &token, 2)
        .await;
    assert_eq!(answer.ok()["status"], "placed");
}

#[tokio::test]
async fn a_session_past_its_time_is_replaced_without_asking() {
    let shopper = Shopper::arrives().await;
    shopper.shop.wait(Duration::from_secs(49 * 3600));
    let session = shopper.shop.open(&shopper.cart, "sv-SE").await.ok();
    assert_eq!(session["id"], shopper.session);
    assert_eq!(session["client_token"], "client-k2");
    assert_eq!(shopper.fake.count("read"), 0);

    shopper.fake.set_expiry("k2", "2020-01-01T00:00:00Z");
    shopper.shop.refresh(&shopper.session).await.ok();
    let session = shopper.shop.refresh(&shopper.session).await.ok();
    assert_eq!(session["client_token"], "client-k3");
}

#[tokio::test]
async fn klarnas_refusals_of_a_session_have_their_codes() {
    for (refusal, status, code) in [
        (
            Does::Refuse(400, "BAD_VALUE", "Bad value: purchase_country"),
            402,
            "declined",
        ),
        (
            Does::Refuse(
                400,
                "BAD_VALUE",
                "Bad value: order_amount, purchase_currency, locale",
            ),
            402,
            "declined",
        ),
        // Words that are no list of fields name none.
        (
            Does::Refuse(400, "BAD_VALUE", "Bad value: no locale, it seems"),
            500,
            "internal",
        ),
        (
            Does::Refuse(400, "BAD_VALUE", "Bad value: order_lines"),
            500,
            "internal",
        ),
        (
            Does::Refuse(401, "UNAUTHORIZED", ""),
            503,
            "klarna_unavailable",
        ),
        (Does::Refuse(403, "MERCHANT_INACTIVE", ""), 402, "declined"),
        (Does::Refuse(429, "", ""), 503, "klarna_unavailable"),
        (Does::Refuse(500, "", ""), 503, "klarna_unavailable"),
        (Does::AnswerHtml, 503, "klarna_unavailable"),
    ] {
        let fake = Fake::start().await;
        let shop = Shop::over(&fake.config());
        let cart = shop.cart("SE").await;
        let cart = cart["id"].as_str().unwrap();
        fake.next("create", refusal);
        shop.open(cart, "sv-SE").await.is_problem(status, code);
        // Nothing is stored half: the next try starts afresh.
        shop.open(cart, "sv-SE").await.ok();
    }
}

#[tokio::test]
async fn an_update_that_klarna_took_counts_even_if_klarna_then_falls_silent() {
    let shopper = Shopper::arrives().await;
    shopper.shop.put(&shopper.cart, "mug", 5).await.ok();
    shopper.fake.next("read", Does::Refuse(500, "", ""));
    let session = shopper.shop.refresh(&shopper.session).await.ok();
    assert_eq!(session["cart_version"], 2);
    assert_ne!(session["payment_method_categories"], json!([]));
}

#[tokio::test]
async fn a_failed_refresh_changes_nothing() {
    let shopper = Shopper::arrives().await;
    shopper.shop.put(&shopper.cart, "mug", 5).await.ok();
    shopper.fake.next("update", Does::Refuse(500, "", ""));
    let failed = shopper.shop.refresh(&shopper.session).await;
    failed.is_problem(503, "klarna_unavailable");
    // The session is still one of version 1, so an approval of version 2 is not taken for it.
    let answer = shopper.agrees_to_version_2("key").await;
    answer.is_problem(409, "cart_changed");
    let session = shopper.shop.refresh(&shopper.session).await.ok();
    assert_eq!(session["cart_version"], 2);
}

#[tokio::test]
async fn credentials_of_one_region_offer_klarna_in_that_region() {
    let fake = Fake::start().await;
    let mut config = fake.config();
    config.region = Some(klarna_payments::Region::Europe);
    let shop = Shop::over(&config);
    let cart = shop.cart("US").await;
    let answer = shop.open(cart["id"].as_str().unwrap(), "en-US").await;
    answer.is_problem(402, "declined");
    assert_eq!(fake.count("create"), 0);
}

#[tokio::test]
async fn an_ordered_cart_gets_no_session() {
    let shopper = Shopper::arrives().await;
    shopper.hands_over("key", &shopper.agrees()).await.ok();
    let opened = shopper.shop.open(&shopper.cart, "sv-SE").await;
    opened.is_problem(409, "cart_changed");
    let refreshed = shopper.shop.refresh(&shopper.session).await;
    refreshed.is_problem(409, "authorization_spent");
}

#[tokio::test]
async fn a_cart_that_was_paid_another_way_ends_its_session() {
    let shopper = Shopper::arrives().await;
    let token = shopper.agrees();
    shopper.shop.invoice(&shopper.cart).await.ok();
    let refreshed = shopper.shop.refresh(&shopper.session).await;
    refreshed.is_problem(409, "cart_changed");
    assert_eq!(shopper.status().await, json!({"status": "failed"}));
    let answer = shopper.hands_over("key", &token).await;
    answer.is_problem(409, "cart_changed");
    assert_eq!(shopper.fake.calls("cancel")[0].body, token.as_bytes());
    assert_eq!(shopper.fake.count("order"), 0);
}

#[tokio::test]
async fn klarna_is_told_how_its_widget_looks_and_when_it_takes_the_money() {
    let fake = Fake::start().await;
    let mut config = fake.config();
    config.widget.color_text = Some("#003366".to_owned());
    config.auto_capture = true;
    let shopper = Shopper::with(fake, Shop::over(&config), "subscription").await;
    let told: Value = serde_json::from_slice(&shopper.fake.calls("create")[0].body).unwrap();
    assert_eq!(told["options"], json!({"color_text": "#003366"}));
    shopper.hands_over("key", &shopper.agrees()).await.ok();
    let sent: Value = serde_json::from_slice(&shopper.fake.calls("order")[0].body).unwrap();
    assert_eq!(sent["auto_capture"], true);
    let subscriptions = shopper.shop.app.store.subscriptions().await.unwrap();
    assert!(subscriptions[0].renewal.auto_capture);

    let plain = Shopper::arrives().await;
    let told: Value = serde_json::from_slice(&plain.fake.calls("create")[0].body).unwrap();
    assert_eq!(told.get("options"), None);
}
