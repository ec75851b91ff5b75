//! The shopper leaves the checkout while something is on its way. What comes later must find nobody
//! to trip over; only money that moves is seen to.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use crate::{
    harness::{Scenario, Test, wait_for},
    pages::{Authorization, Shop},
    scenarios::scenarios,
};

pub(crate) fn all() -> Vec<Scenario> {
    let mut all = scenarios![
        an_approval_given_after_leaving_is_ordered_once,
        a_refusal_after_leaving_is_nobodys,
        an_order_on_its_way_arrives_after_leaving,
    ];
    all.extend(
        [
            (
                "session",
                json!({ "kind": "rest-slow", "call": "create-session", "delay_ms": 1_500, "times": 1 }),
                "/klarna/sessions",
            ),
            (
                "script",
                json!({ "kind": "script-slow", "delay_ms": 1_500, "times": 1 }),
                "/kp/lib/v1/api.js",
            ),
            (
                "widget",
                json!({ "kind": "load-late", "delay_ms": 1_500, "times": 1 }),
                "/kp/sdk/answers",
            ),
        ]
        .map(|(what, fault, arrival)| {
            Scenario::new(format!("leaving::before_the_{what}_is_there"), move |test| {
                leaves_early(test, fault.clone(), arrival)
            })
        }),
    );
    all
}

/// Leaves while something is late, waits until it has come, and comes back to a checkout that works.
async fn leaves_early(test: Test, fault: Value, arrival: &'static str) -> Result<()> {
    test.sandbox().fault(fault).await?;
    let shop = Shop::in_market(&test, "SE");
    shop.open_basket().await?;
    shop.go_to_checkout().await?;
    shop.wait_state("loading").await?;
    let arrived = format!(
        "performance.getEntriesByType('resource').some(({{ name }}) => name.includes('{arrival}'))"
    );
    ensure!(
        test.value(&arrived).await? == json!(false),
        "it came before the shopper had left"
    );
    if arrival == "/kp/sdk/answers" {
        // The widget is asked for only when session and script are there.
        wait_for("the load", async || {
            Ok((!test.sandbox().sdk_calls("load").await?.is_empty()).then_some(()))
        })
        .await?;
    }
    shop.leave().await?;
    test.wait_until(&arrived).await?;

    shop.come_back().await?;
    shop.wait_state("ready").await?;
    shop.pay_and_approve().await?;
    shop.wait_for_one_order().await?;
    Ok(())
}

/// Opens Klarna's window, leaves the checkout, and goes back to Klarna's window.
async fn leave_with_the_window_open(test: &Test) -> Result<Authorization<'_>> {
    let shop = Shop::in_market(test, "SE");
    shop.open_ready().await?;
    shop.pay().await?;
    Authorization::opened(test).await?.leave().await?;
    shop.leave().await?;
    Authorization::opened(test).await
}

/// The shopper has said yes to Klarna: that must not be lost.
async fn an_approval_given_after_leaving_is_ordered_once(test: Test) -> Result<()> {
    let window = leave_with_the_window_open(&test).await?;
    window.approve().await?;
    wait_for("the order", async || Ok(test.orders().await?.pop())).await?;
    Shop::in_market(&test, "SE").one_order().await?;
    Ok(())
}

/// There is no page left that it could be told to, and the purchase can be paid another way.
async fn a_refusal_after_leaving_is_nobodys(test: Test) -> Result<()> {
    let window = leave_with_the_window_open(&test).await?;
    window.decline().await?;
    wait_for("the answer", async || {
        let calls = test.sandbox().sdk_calls("authorize").await?;
        Ok(calls
            .iter()
            .any(|call| !call.response.is_null())
            .then_some(()))
    })
    .await?;
    let shop = Shop::in_market(&test, "SE");
    shop.come_back().await?;
    shop.wait_state("ready").await?;
    ensure!(test.orders().await?.is_empty());
    shop.pay_by_transfer().await?;
    test.wait_for_path("/confirmation").await
}

async fn an_order_on_its_way_arrives_after_leaving(test: Test) -> Result<()> {
    let slow =
        json!({ "kind": "rest-slow", "call": "create-order", "delay_ms": 3_000, "times": 1 });
    test.sandbox().fault(slow).await?;
    let shop = Shop::in_market(&test, "SE");
    shop.open_ready().await?;
    shop.pay_and_approve().await?;
    shop.wait_state("placing").await?;
    shop.leave().await?;
    wait_for("the order", async || Ok(test.orders().await?.pop())).await?;
    shop.one_order().await?;
    Ok(())
}
