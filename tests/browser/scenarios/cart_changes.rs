//! What is to be paid changes while Klarna's widget, or its window, is open.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use checkout_contract::shop::{LineKind, Order};
use serde_json::{Value, json};

use crate::{
    harness::{Scenario, Test, wait_for},
    pages::{Authorization, Shop},
    scenarios::scenarios,
};

pub(crate) fn all() -> Vec<Scenario> {
    scenarios![
        pay_is_off_from_the_change_on,
        quick_changes_are_one_refresh_and_one_load,
        a_shopper_who_keeps_changing_pays_for_the_last_cart,
        an_approval_for_another_cart_is_not_used,
        an_approval_for_a_cart_that_another_tab_changed_is_not_used,
        another_language_is_another_session,
        another_market_is_another_cart,
        another_language_while_the_window_is_open_discards_the_approval,
        a_change_after_the_session_ended_renews_it,
    ]
}

/// The order that Klarna was asked for is the merchant's order, for that many of the first article.
async fn is_for(test: &Test, order: &Order, quantity: u64) -> Result<()> {
    let first = order
        .lines
        .iter()
        .find(|line| line.kind == LineKind::Article);
    let first = first.context("an order of nothing")?;
    ensure!(
        u64::from(first.quantity) == quantity,
        "{first:?}, not {quantity}"
    );
    let asked = test.sandbox().order_calls().await?;
    let amounts: Vec<_> = asked
        .iter()
        .map(|call| &call.request["order_amount"])
        .collect();
    ensure!(
        amounts == [&json!(order.total.minor_units)],
        "{amounts:?} for {order:?}"
    );
    Ok(())
}

/// The client tokens that the SDK was started with, in order, each once.
async fn tokens(test: &Test) -> Result<Vec<Value>> {
    let started = test.sandbox().sdk_calls("init").await?;
    let mut tokens: Vec<_> = started
        .iter()
        .map(|call| call.request["options"]["client_token"].clone())
        .collect();
    tokens.dedup();
    Ok(tokens)
}

async fn loads(test: &Test) -> Result<usize> {
    Ok(test.sandbox().sdk_calls("load").await?.len())
}

/// The page has shown a new quantity, and the server does not know of it yet: from here on a press on
/// pay would be for another amount than the one in sight.
async fn pay_is_off_from_the_change_on(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "SE");
    shop.open_ready().await?;
    // A server that takes a while to save.
    test.run(
        "const { fetch } = window;
        window.saving = new Promise((resolve) => { window.save = resolve; });
        window.fetch = async (request, ...rest) => {
          if (request.method === 'PUT') await saving;
          return fetch(request, ...rest);
        };",
    )
    .await?;
    let before = shop.quantity().await?;
    test.click(".stepper__button:last-child").await?;
    wait_for("the new quantity", async || {
        Ok((shop.quantity().await? == before + 1).then_some(()))
    })
    .await?;
    ensure!(
        !shop.can_pay().await?,
        "pay can be pressed for a cart that is out of date"
    );

    test.run("save()").await?;
    shop.pay_and_approve().await?;
    is_for(&test, &shop.wait_for_one_order().await?, before + 1).await
}

async fn quick_changes_are_one_refresh_and_one_load(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "DE");
    shop.open_ready().await?;
    let before = shop.quantity().await?;
    // Each within the time for which the cart has to be quiet, and long enough to be saved.
    test.run(
        "const plus = document.querySelector('.stepper__button:last-child');
        for (const after of [0, 70, 140, 210]) setTimeout(() => plus.click(), after);",
    )
    .await?;
    wait_for("the last quantity", async || {
        Ok((shop.quantity().await? == before + 4).then_some(()))
    })
    .await?;
    wait_for("the second load", async || {
        Ok((loads(&test).await? == 2).then_some(()))
    })
    .await?;
    shop.pay_and_approve().await?;
    is_for(&test, &shop.wait_for_one_order().await?, before + 4).await?;
    ensure!(loads(&test).await? == 2);
    let updates = test
        .sandbox()
        .calls(|call| call.method == "POST" && call.path.starts_with("/payments/v1/sessions/"));
    let updates = updates.await?;
    ensure!(updates.len() == 1, "{updates:?}");
    Ok(())
}

/// With pauses of every length: what is paid in the end is what the page showed in the end.
async fn a_shopper_who_keeps_changing_pays_for_the_last_cart(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "GB");
    shop.open_ready().await?;
    let before = shop.quantity().await?;
    for pause in [0, 350, 50, 300, 120, 310] {
        test.click(".stepper__button:last-child").await?;
        tokio::time::sleep(Duration::from_millis(pause)).await;
    }
    test.click(".stepper__button:first-child").await?;
    shop.pay_and_approve().await?;
    is_for(&test, &shop.wait_for_one_order().await?, before + 5).await
}

/// The page keeps shoppers from it; a script, or another widget of the page, may do it all the same.
async fn an_approval_for_another_cart_is_not_used(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "SE");
    shop.open_ready().await?;
    let before = shop.quantity().await?;
    shop.pay().await?;
    Authorization::opened(&test).await?.leave().await?;
    test.run(
        "const plus = document.querySelector('.stepper__button:last-child');
        plus.disabled = false;
        plus.click();",
    )
    .await?;
    wait_for("the new quantity", async || {
        Ok((shop.quantity().await? == before + 1).then_some(()))
    })
    .await?;
    saved(&test, before + 1).await?;
    Authorization::opened(&test).await?.approve().await?;
    asks_again(&test, &shop, before + 1).await
}

async fn an_approval_for_a_cart_that_another_tab_changed_is_not_used(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "SE");
    shop.open_ready().await?;
    let quantity = shop.quantity().await? + 1;
    shop.pay().await?;
    let window = Authorization::opened(&test).await?;
    test.switch_to_shop().await?;
    test.run(&format!(
        "const cart = '/shop/carts/' + localStorage.getItem('shop.cart');
        fetch(cart).then((answer) => answer.json()).then(({{ lines }}) =>
          fetch(cart + '/lines/' + lines[0].sku, {{
            method: 'PUT',
            headers: {{ 'Content-Type': 'application/json' }},
            body: JSON.stringify({{ quantity: {quantity} }}),
          }}));"
    ))
    .await?;
    saved(&test, quantity).await?;
    test.switch_to_popup().await?;
    window.approve().await?;
    asks_again(&test, &shop, quantity).await
}

/// Waits until the server has a cart with that many of the first article.
async fn saved(test: &Test, quantity: u64) -> Result<()> {
    wait_for(format!("{quantity} to be saved"), async || {
        let cart = test.browser().execute_async(
            "const done = arguments[0];
            fetch('/shop/carts/' + localStorage.getItem('shop.cart'))
              .then((answer) => answer.json())
              .then(({ lines }) => done(lines[0].quantity));",
            vec![],
        );
        Ok((*cart.await?.json() == json!(quantity)).then_some(()))
    })
    .await
}

/// Nothing was ordered, the shopper is told why, and a second press on pay orders what is in sight.
async fn asks_again(test: &Test, shop: &Shop<'_>, quantity: u64) -> Result<()> {
    shop.wait_state("ready").await?;
    let problem = shop.problem().await?;
    ensure!(
        problem.contains("has changed") || problem.contains("ändrats"),
        "it says: {problem}"
    );
    ensure!(test.sandbox().order_calls().await?.is_empty());
    wait_for("the page to show the cart", async || {
        Ok((shop.quantity().await? == quantity).then_some(()))
    })
    .await?;
    shop.pay_and_approve().await?;
    is_for(test, &shop.wait_for_one_order().await?, quantity).await
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

/// What is approved in the window is not what the page shows any more.
async fn another_language_while_the_window_is_open_discards_the_approval(test: Test) -> Result<()> {
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
