//! The checkout starts early: what it needs is fetched side by side, and once.

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use super::starting_early::open_held;
use crate::{
    harness::{Scenario, Test, wait_for},
    pages::Shop,
    scenarios::scenarios,
};

pub(crate) fn all() -> Vec<Scenario> {
    scenarios![
        script_and_session_are_on_their_way_before_the_wasm_has_come,
        a_session_asked_for_early_is_the_one_that_is_paid,
        a_new_cart_is_asked_for_by_the_shop_alone,
    ]
}

/// Something that was fetched, with its end in milliseconds since the page's start.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Fetched {
    name: String,
    response_end: f64,
}

async fn fetched(test: &Test, part: &str) -> Result<Vec<Fetched>> {
    let all = test
        .value("performance.getEntriesByType('resource').map((entry) => entry.toJSON())")
        .await?;
    let mut all: Vec<Fetched> = serde_json::from_value(all)?;
    all.retain(|it| it.name.contains(part));
    Ok(all)
}

async fn once(test: &Test, part: &str) -> Result<Fetched> {
    let mut all = fetched(test, part).await?;
    ensure!(all.len() == 1, "{part} was fetched so often: {all:?}");
    all.pop().context("none")
}

/// The checkout of a cart that the browser knows, in a page of its own.
async fn reopened(test: &Test) -> Result<Shop<'_>> {
    let shop = Shop::in_market(test, "SE");
    shop.open_basket().await?;
    test.find(".stepper__field").await?;
    let checkout = format!("{}/checkout", test.shop_url());
    test.browser().goto(checkout).await?;
    shop.wait_state("ready").await?;
    Ok(shop)
}

async fn script_and_session_are_on_their_way_before_the_wasm_has_come(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "SE");
    shop.open_basket().await?;
    test.find(".stepper__field").await?;
    open_held(&test, format!("{}/checkout", test.shop_url())).await?;
    test.wait_until("!!window.Klarna?.Payments").await?;
    wait_for("the session to be there", async || {
        let sessions = fetched(&test, "/klarna/sessions").await?;
        Ok(sessions
            .iter()
            .any(|it| it.response_end > 0.0)
            .then_some(()))
    })
    .await?;
    test.run("release()").await?;
    shop.wait_state("ready").await?;
    for part in ["/kp/lib/", "/klarna/sessions"] {
        once(&test, part).await?;
    }
    Ok(())
}

async fn a_session_asked_for_early_is_the_one_that_is_paid(test: Test) -> Result<()> {
    let shop = reopened(&test).await?;
    shop.pay_and_approve().await?;
    shop.wait_for_one_order().await?;
    let sessions = test
        .sandbox()
        .calls(|call| call.method == "POST" && call.path == "/payments/v1/sessions")
        .await?;
    ensure!(sessions.len() == 1, "{sessions:?}");
    Ok(())
}

/// The link's cart is not there yet, and the last one is not the one to pay.
async fn a_new_cart_is_asked_for_by_the_shop_alone(test: Test) -> Result<()> {
    let shop = reopened(&test).await?;
    shop.open_ready().await?;
    once(&test, "/klarna/sessions").await?;
    shop.pay_and_approve().await?;
    shop.wait_for_one_order().await?;
    Ok(())
}
