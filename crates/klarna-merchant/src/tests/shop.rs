//! Carts, invoices, orders.

use serde_json::json;

use super::{fake::Fake, shopper::Shop};

async fn shop() -> Shop {
    Shop::over(&Fake::start().await.config())
}

#[tokio::test]
async fn every_market_has_a_filled_cart_in_its_currency() {
    let shop = shop().await;
    for market in klarna_payments::Country::ALL {
        let cart = shop.cart(market.code()).await;
        assert_eq!(cart["market"], market.code());
        assert_eq!(cart["version"], 1);
        assert_eq!(cart["total"]["currency"], market.currency().code());
        let lines = cart["lines"].as_array().unwrap();
        let articles = lines.iter().filter(|line| line["kind"] == "article");
        assert_eq!(articles.count(), 3);
        let id = cart["id"].as_str().unwrap();
        assert_eq!(shop.read_cart(id).await.ok(), cart);
    }
}

#[tokio::test]
async fn the_version_goes_up_with_every_change_and_with_nothing_else() {
    let shop = shop().await;
    let cart = shop.cart("SE").await;
    let id = cart["id"].as_str().unwrap();
    assert_eq!(shop.put(id, "mug", 5).await.ok()["version"], 2);
    assert_eq!(shop.put(id, "mug", 5).await.ok()["version"], 2);
    assert_eq!(shop.put(id, "board", 0).await.ok()["version"], 2);
    let without = shop.put(id, "mug", 0).await.ok();
    assert_eq!(without["version"], 3);
    assert!(!without["lines"].to_string().contains("mug"));
    assert_eq!(shop.put(id, "board", 1).await.ok()["version"], 4);
}

#[tokio::test]
async fn an_empty_cart_costs_nothing_and_cannot_be_ordered() {
    let shop = shop().await;
    let cart = shop.cart("SE").await;
    let id = cart["id"].as_str().unwrap();
    for sku in ["throw", "mug", "candles"] {
        shop.put(id, sku, 0).await.ok();
    }
    let cart = shop.read_cart(id).await.ok();
    assert_eq!(cart["lines"], json!([]));
    assert_eq!(cart["total"]["minor_units"], 0);
    shop.invoice(id).await.is_problem(422, "invalid_request");
    shop.open(id, "sv-SE")
        .await
        .is_problem(422, "invalid_request");
}

#[tokio::test]
async fn an_invoice_is_one_order_however_often_it_is_asked_for() {
    let shop = shop().await;
    let cart = shop.cart("US").await;
    let id = cart["id"].as_str().unwrap();
    let first = shop.invoice(id).await;
    assert_eq!(first.status, 201);
    let again = shop.invoice(id).await;
    assert_eq!(again.status, 200);
    let order = first.ok();
    assert_eq!(again.ok(), order);
    assert_eq!(order["payment"], "invoice");
    assert_eq!(order["lines"], cart["lines"]);
    assert_eq!(order["total"], cart["total"]);
    assert_eq!(shop.orders().await, std::slice::from_ref(&order));
    let number = order["id"].as_str().unwrap();
    assert_eq!(
        shop.get(&format!("/shop/orders/{number}")).await.ok(),
        order
    );

    let changed = shop.put(id, "mug", 9).await;
    changed.is_problem(409, "cart_changed");
    let closed = shop.read_cart(id).await.ok();
    assert_eq!(closed["order_id"], order["id"]);
}

#[tokio::test]
async fn orders_are_listed_newest_first() {
    let shop = shop().await;
    let mut placed = Vec::new();
    for market in ["SE", "DE", "GB"] {
        let cart = shop.cart(market).await;
        placed.push(shop.invoice(cart["id"].as_str().unwrap()).await.ok());
    }
    placed.reverse();
    assert_eq!(shop.orders().await, placed);
}

#[tokio::test]
async fn the_page_learns_where_klarnas_script_is() {
    let shop = shop().await;
    let config = shop.get("/shop/config").await.ok();
    assert_eq!(config["sandbox"], true);
    let script = config["sdk_url"].as_str().unwrap();
    assert!(script.ends_with("/kp/lib/v1/api.js"));
}
