//! Klarna's express button: from the basket to the confirmation without a checkout page.

use anyhow::{Context, Result, ensure};
use serde_json::json;

use super::cart_changes::is_for;
use crate::{
    harness::{Scenario, Test, wait_for},
    pages::{Authorization, Shop},
    scenarios::scenarios,
};

pub(crate) fn all() -> Vec<Scenario> {
    scenarios![
        buys_from_the_basket_in_se,
        buys_from_the_basket_in_us,
        signs_up_from_the_basket,
        a_refusal_leaves_the_checkout,
        closing_the_window_leaves_the_button,
        where_klarna_is_not_offered_there_is_nothing_to_see,
        without_the_script_there_is_nothing_to_see,
        a_changed_cart_is_paid_as_it_is,
        the_checkout_takes_over_where_the_shopper_goes_there,
        without_the_link_klarna_is_not_on_the_basket,
    ]
}

const BUTTON: &str = ".klarna-express-button";

/// The basket with the button.
async fn basket(shop: Shop<'_>) -> Result<Shop<'_>> {
    let shop = shop.with_express();
    shop.open_basket().await?;
    Ok(shop)
}

/// The same, once the button can be pressed.
async fn with_button<'test>(test: &'test Test, shop: Shop<'test>) -> Result<Shop<'test>> {
    let shop = basket(shop).await?;
    test.find(BUTTON).await?;
    wait_state(test, "ready").await?;
    Ok(shop)
}

async fn wait_state(test: &Test, state: &str) -> Result<()> {
    let there = format!("document.querySelector('.klarna-express').dataset.state === '{state}'");
    test.wait_until(&there).await
}

/// Presses the button and approves in Klarna's window.
async fn press_and_approve(test: &Test) -> Result<()> {
    test.click(BUTTON).await?;
    Authorization::opened(test).await?.approve().await
}

async fn buys_from_the_basket_in_se(test: Test) -> Result<()> {
    buys(&test, Shop::in_market(&test, "SE")).await
}

async fn buys_from_the_basket_in_us(test: Test) -> Result<()> {
    buys(&test, Shop::in_market(&test, "US")).await
}

async fn signs_up_from_the_basket(test: Test) -> Result<()> {
    buys(
        &test,
        Shop::in_market(&test, "DE").with_basket("subscription"),
    )
    .await
}

async fn buys(test: &Test, shop: Shop<'_>) -> Result<()> {
    let shop = with_button(test, shop).await?;
    press_and_approve(test).await?;
    let order = shop.wait_for_one_order().await?;
    let asked = test.sandbox().sdk_calls("Buttons.authorize").await?;
    ensure!(asked.len() == 1, "{asked:?}");
    let calls = test.sandbox().order_calls().await?;
    let call = calls.first().context("no order")?;
    ensure!(call.request["order_amount"] == json!(order.total.minor_units));
    ensure!(test.sandbox().sdk_calls("load").await?.is_empty());
    Ok(())
}

async fn a_refusal_leaves_the_checkout(test: Test) -> Result<()> {
    let shop = with_button(&test, Shop::in_market(&test, "GB")).await?;
    test.click(BUTTON).await?;
    Authorization::opened(&test).await?.decline().await?;
    wait_state(&test, "declined").await?;
    ensure!(test.sandbox().order_calls().await?.is_empty());
    shop.go_to_checkout().await?;
    test.wait_for_path("/checkout").await?;
    shop.pay_by_transfer().await?;
    test.wait_for_path("/confirmation").await
}

async fn closing_the_window_leaves_the_button(test: Test) -> Result<()> {
    let shop = with_button(&test, Shop::in_market(&test, "SE")).await?;
    test.click(BUTTON).await?;
    Authorization::opened(&test).await?.close().await?;
    wait_state(&test, "ready").await?;
    press_and_approve(&test).await?;
    shop.wait_for_one_order().await?;
    Ok(())
}

/// Quietly: the shop goes on as if there were no Klarna.
async fn where_klarna_is_not_offered_there_is_nothing_to_see(test: Test) -> Result<()> {
    test.sandbox()
        .fault(json!({ "kind": "not-offered" }))
        .await?;
    let shop = basket(Shop::in_market(&test, "SE")).await?;
    wait_state(&test, "not-offered").await?;
    shows_nothing(&test, &shop).await
}

async fn without_the_script_there_is_nothing_to_see(test: Test) -> Result<()> {
    test.sandbox()
        .fault(json!({ "kind": "script-missing" }))
        .await?;
    let shop = basket(Shop::in_market(&test, "SE")).await?;
    wait_state(&test, "failed").await?;
    shows_nothing(&test, &shop).await
}

async fn shows_nothing(test: &Test, shop: &Shop<'_>) -> Result<()> {
    let gone = "(document.querySelector('.express')?.offsetHeight ?? 0) === 0
        && deepQueryAll('.klarna-express-button').length === 0";
    test.wait_until(gone).await?;
    shop.go_to_checkout().await?;
    test.wait_for_path("/checkout").await
}

/// What the button sells is what is in the basket when it is pressed.
async fn a_changed_cart_is_paid_as_it_is(test: Test) -> Result<()> {
    let shop = with_button(&test, Shop::in_market(&test, "US")).await?;
    let before = shop.quantity().await?;
    test.click(".stepper__button:last-child").await?;
    wait_for("the session to follow", async || {
        let drawn = test.sandbox().sdk_calls("Buttons.load").await?;
        Ok((drawn.len() >= 2).then_some(()))
    })
    .await?;
    wait_state(&test, "ready").await?;
    press_and_approve(&test).await?;
    let order = shop.wait_for_one_order().await?;
    is_for(&test, &order, before + 1).await
}

/// Button and checkout are for one cart: one session, one order.
async fn the_checkout_takes_over_where_the_shopper_goes_there(test: Test) -> Result<()> {
    let shop = with_button(&test, Shop::in_market(&test, "SE")).await?;
    test.click(BUTTON).await?;
    Authorization::opened(&test).await?.close().await?;
    wait_state(&test, "ready").await?;
    shop.go_to_checkout().await?;
    shop.wait_state("ready").await?;
    shop.pay_and_approve().await?;
    shop.wait_for_one_order().await?;
    Ok(())
}

/// Whoever only looks into the basket loads nothing of Klarna's.
async fn without_the_link_klarna_is_not_on_the_basket(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "SE");
    shop.open_basket().await?;
    test.find(".totals__total").await?;
    shop.go_to_checkout().await?;
    shop.wait_state("ready").await?;
    let drawn = test.sandbox().sdk_calls("Buttons.load").await?;
    ensure!(drawn.is_empty(), "{drawn:?}");
    Ok(())
}
