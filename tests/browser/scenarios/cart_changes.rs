//! What is to be paid changes while Klarna's widget, or its window, is open.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use demo_shop_api::{LineKind, Order};
use serde_json::json;

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
    ]
}

/// The order that Klarna was asked for is the merchant's order, for that many of the first article.
pub(super) async fn is_for(test: &Test, order: &Order, quantity: u64) -> Result<()> {
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

/// How often the widget was asked for.
pub(super) async fn loads(test: &Test) -> Result<usize> {
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
