//! The shopper goes on with another session: another language, another market, or a renewed one.
//! Whatever was approved for the one before counts no more.

use std::time::Duration;

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use super::cart_changes::{is_for, loads};
use crate::{
    harness::{Scenario, Test, wait_for},
    pages::{Authorization, Shop},
    scenarios::scenarios,
};

pub(crate) fn all() -> Vec<Scenario> {
    scenarios![
        another_language_is_another_session,
        another_language_while_the_widget_loads_is_another_session,
        another_market_is_another_cart,
        another_market_after_a_refusal_is_another_chance,
        another_language_while_the_window_is_open_discards_the_approval,
        a_change_after_the_session_ended_renews_it,
    ]
}

/// The client tokens that the SDK was started with, in order, each once.
pub(super) async fn tokens(test: &Test) -> Result<Vec<Value>> {
    let started = test.sandbox().sdk_calls("init").await?;
    let mut tokens: Vec<_> = started
        .iter()
        .map(|call| call.request["options"]["client_token"].clone())
        .collect();
    tokens.dedup();
    Ok(tokens)
}

async fn another_language_is_another_session(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "SE");
    shop.open_ready().await?;
    choose(&test, "locale", "en-SE").await?;
    new_session(&test, 2).await?;
    shop.wait_state("ready").await?;
    ensure!(test.text(".klarna-checkout__pay").await? == "Order and pay");
    shop.pay_and_approve().await?;
    shop.wait_for_one_order().await?;
    asked_for_the_last_session(&test).await
}

/// The first widget answers when nobody asks for it any more.
async fn another_language_while_the_widget_loads_is_another_session(test: Test) -> Result<()> {
    test.sandbox()
        .fault(json!({ "kind": "load-late", "delay_ms": 2_000, "times": 1 }))
        .await?;
    let shop = Shop::in_market(&test, "SE");
    shop.open_checkout().await?;
    wait_for("the first load", async || {
        Ok((loads(&test).await? == 1).then_some(()))
    })
    .await?;
    choose(&test, "locale", "en-SE").await?;
    new_session(&test, 2).await?;
    shop.wait_state("ready").await?;
    shop.pay_and_approve().await?;
    shop.wait_for_one_order().await?;
    asked_for_the_last_session(&test).await
}

async fn another_market_is_another_cart(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "SE");
    shop.open_ready().await?;
    choose(&test, "market", "DE").await?;
    new_session(&test, 2).await?;
    shop.wait_state("ready").await?;
    shop.pay_and_approve().await?;
    let order = shop.wait_for_one_order().await?;
    ensure!(
        order.market.code() == "DE" && order.total.currency.code() == "EUR",
        "{order:?}"
    );
    asked_for_the_last_session(&test).await
}

/// What Klarna said was about another purchase.
async fn another_market_after_a_refusal_is_another_chance(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "SE");
    shop.open_ready().await?;
    shop.pay().await?;
    Authorization::opened(&test).await?.decline().await?;
    shop.wait_state("declined").await?;
    choose(&test, "market", "DE").await?;
    shop.wait_state("ready").await?;
    test.click("input[name=payment][value=klarna]").await?;
    shop.pay_and_approve().await?;
    shop.wait_for_one_order().await?;
    asked_for_the_last_session(&test).await
}

/// What is approved in the window is not what the page shows any more.
async fn another_language_while_the_window_is_open_discards_the_approval(test: Test) -> Result<()> {
    // Or Klarna would tell the merchant of it, and the cart be ordered.
    test.sandbox()
        .fault(json!({ "kind": "callback-never", "times": 1 }))
        .await?;
    let shop = Shop::in_market(&test, "SE");
    shop.open_ready().await?;
    shop.pay().await?;
    let window = Authorization::opened(&test).await?;
    test.switch_to_shop().await?;
    test.run("document.querySelector('select[name=locale]').disabled = false;")
        .await?;
    choose(&test, "locale", "en-SE").await?;
    test.switch_to_popup().await?;
    window.approve().await?;

    new_session(&test, 2).await?;
    shop.wait_state("ready").await?;
    ensure!(test.sandbox().order_calls().await?.is_empty());
    ensure!(!shop.problem().await?.is_empty());
    shop.pay_and_approve().await?;
    shop.wait_for_one_order().await?;
    asked_for_the_last_session(&test).await
}

/// The page lay there for two days, and then the shopper takes one more.
async fn a_change_after_the_session_ended_renews_it(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "SE");
    shop.open_ready().await?;
    let before = shop.quantity().await?;
    test.sandbox()
        .advance(Duration::from_secs(49 * 60 * 60))
        .await?;
    test.click(".stepper__button:last-child").await?;
    new_session(&test, 2).await?;
    shop.wait_state("ready").await?;
    shop.pay_and_approve().await?;
    is_for(&test, &shop.wait_for_one_order().await?, before + 1).await?;
    asked_for_the_last_session(&test).await
}

/// Chooses as a shopper does.
async fn choose(test: &Test, select: &str, value: &str) -> Result<()> {
    test.click(&format!("select[name={select}] option[value='{value}']"))
        .await
}

/// Waits until the SDK was started, and the widget loaded, with so many different tokens.
async fn new_session(test: &Test, count: usize) -> Result<()> {
    wait_for(format!("{count} client tokens"), async || {
        let tokens = tokens(test).await?.len();
        Ok((tokens == count && loads(test).await? == count).then_some(()))
    })
    .await
}

/// What was authorized last is of the session that the SDK was started with last.
async fn asked_for_the_last_session(test: &Test) -> Result<()> {
    let log = test.sandbox().calls(|call| call.method == "SDK").await?;
    let session = |method| {
        let call = log.iter().rev().find(|call| call.path == method);
        call.map(|call| &call.request["session_id"])
    };
    ensure!(
        session("authorize").is_some() && session("authorize") == session("init"),
        "{log:?}"
    );
    Ok(())
}
