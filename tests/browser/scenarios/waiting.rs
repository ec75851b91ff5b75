//! Klarna's window was answered, or was not, and nothing comes of it for a long time.

use anyhow::{Result, ensure};
use serde_json::json;

use crate::{
    harness::{Scenario, Test},
    pages::{Authorization, Shop},
    scenarios::scenarios,
};

pub(crate) fn all() -> Vec<Scenario> {
    scenarios![
        a_silent_klarna_can_be_given_up_and_paid_again,
        an_approval_that_only_the_merchant_heard_of_is_found,
        a_late_answer_counts_while_waiting,
        a_late_answer_counts_after_giving_up,
        a_silent_klarna_can_be_asked_about,
    ]
}

/// Lets the page's long waits pass fifty times as fast: 90 s are 1.8 s. Short ones stay as they are.
const HURRY: &str = "
const { setTimeout } = window;
window.setTimeout = (call, delay, ...rest) =>
  setTimeout(call, delay >= 60_000 ? delay / 50 : delay, ...rest);";

/// A checkout that can be paid, and is about to lose patience soon.
async fn ready(test: &Test) -> Result<Shop<'_>> {
    let shop = Shop::in_market(test, "SE");
    shop.open_ready().await?;
    test.run(HURRY).await?;
    Ok(shop)
}

/// The shopper is offered a way out, and nothing happens by itself.
async fn offers_a_way_out(test: &Test, shop: &Shop<'_>) -> Result<()> {
    test.find(".klarna-checkout__stop").await?;
    test.find(".klarna-checkout__check").await?;
    ensure!(shop.state().await?.as_deref() == Some("authorizing"));
    ensure!(!shop.can_pay().await?);
    asked(test, 1).await
}

async fn asked(test: &Test, times: usize) -> Result<()> {
    let asked = test.sandbox().sdk_calls("authorize").await?;
    ensure!(asked.len() == times, "authorize was called: {asked:?}");
    Ok(())
}

async fn a_silent_klarna_can_be_given_up_and_paid_again(test: Test) -> Result<()> {
    for kind in ["authorize-never", "callback-never"] {
        test.sandbox()
            .fault(json!({ "kind": kind, "times": 1 }))
            .await?;
    }
    let shop = ready(&test).await?;
    shop.pay_and_approve().await?;
    offers_a_way_out(&test, &shop).await?;
    test.click(".klarna-checkout__stop").await?;
    shop.wait_state("ready").await?;
    asked(&test, 1).await?;
    shop.pay_and_approve().await?;
    shop.wait_for_one_order().await?;
    asked(&test, 2).await
}

/// The page hears nothing, and the merchant hears it from Klarna: who stops waiting has bought.
async fn an_approval_that_only_the_merchant_heard_of_is_found(test: Test) -> Result<()> {
    test.sandbox()
        .fault(json!({ "kind": "authorize-never" }))
        .await?;
    let shop = ready(&test).await?;
    shop.pay_and_approve().await?;
    offers_a_way_out(&test, &shop).await?;
    test.click(".klarna-checkout__stop").await?;
    shop.wait_for_one_order().await?;
    asked(&test, 1).await
}

async fn a_late_answer_counts_while_waiting(test: Test) -> Result<()> {
    test.sandbox()
        .fault(json!({ "kind": "authorize-late", "delay_ms": 4_000 }))
        .await?;
    let shop = ready(&test).await?;
    shop.pay_and_approve().await?;
    offers_a_way_out(&test, &shop).await?;
    shop.wait_for_one_order().await?;
    asked(&test, 1).await
}

/// The shopper has approved: that is not undone by a press on a button that only stops the wait.
async fn a_late_answer_counts_after_giving_up(test: Test) -> Result<()> {
    let shop = ready(&test).await?;
    shop.pay().await?;
    Authorization::opened(&test).await?.leave().await?;
    offers_a_way_out(&test, &shop).await?;
    test.click(".klarna-checkout__stop").await?;
    shop.wait_state("ready").await?;
    Authorization::opened(&test).await?.approve().await?;
    shop.wait_for_one_order().await?;
    asked(&test, 1).await
}

/// "Check again" asks the server, and goes on waiting where the server knows of nothing.
async fn a_silent_klarna_can_be_asked_about(test: Test) -> Result<()> {
    let shop = ready(&test).await?;
    shop.pay().await?;
    let window = Authorization::opened(&test).await?;
    test.switch_to_shop().await?;
    offers_a_way_out(&test, &shop).await?;
    test.click(".klarna-checkout__check").await?;
    test.wait_until(
        "performance.getEntriesByType('resource')
          .filter(({ name }) => /\\/klarna\\/sessions\\/[^\\/]+$/.test(name)).length === 1",
    )
    .await?;
    ensure!(shop.state().await?.as_deref() == Some("authorizing"));
    test.switch_to_popup().await?;
    window.approve().await?;
    shop.wait_for_one_order().await?;
    asked(&test, 1).await
}
