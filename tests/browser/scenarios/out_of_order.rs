//! Klarna cannot be reached, or is not what it should be. The shop goes on without it.

use std::time::Duration;

use anyhow::{Result, ensure};
use serde_json::json;

use crate::{
    harness::{Scenario, Test},
    pages::{Authorization, Shop},
    scenarios::scenarios,
};

pub(crate) fn all() -> Vec<Scenario> {
    let mut all = scenarios![
        a_session_that_ended_overnight_is_renewed,
        not_offered_is_quiet
    ];
    all.extend(
        [
            ("script-missing", "script-blocked"),
            ("script-without-global", "sdk-missing"),
            ("script-slow", "script-timeout"),
        ]
        .map(|(fault, reason)| {
            Scenario::new(
                format!("out_of_order::{fault}_can_be_retried"),
                move |test| can_be_retried(test, fault, reason),
            )
        }),
    );
    all
}

/// Says what is wrong, keeps pay off, leaves no uncaught error, and comes up when the script does.
async fn can_be_retried(test: Test, fault: &'static str, reason: &'static str) -> Result<()> {
    let mut fault = json!({ "kind": fault });
    if reason == "script-timeout" {
        // Longer than the component waits for it. Not much longer: a browser that is still fetching
        // an address makes the next one who asks for it wait for the same answer.
        fault["delay_ms"] = json!(12_000);
    }
    test.sandbox().fault(fault).await?;
    let shop = Shop::in_market(&test, "SE");
    shop.open_checkout().await?;
    shop.wait_state("failed").await?;
    ensure!(shop.reason().await?.as_deref() == Some(reason));
    ensure!(!shop.problem().await?.is_empty());
    ensure!(!shop.can_pay().await?);

    test.sandbox().clear_faults().await?;
    shop.retry().await?;
    shop.wait_state("ready").await?;
    ensure!(shop.can_pay().await?);
    Ok(())
}

/// No way to pay with Klarna is a normal answer: nothing is alarming, and the shop goes on.
async fn not_offered_is_quiet(test: Test) -> Result<()> {
    test.sandbox()
        .fault(json!({ "kind": "not-offered" }))
        .await?;
    let shop = Shop::in_market(&test, "SE");
    shop.open_checkout().await?;
    shop.wait_state("not-offered").await?;
    ensure!(test.sandbox().sdk_calls("authorize").await?.is_empty());
    shop.pay_by_transfer().await?;
    test.wait_for_path("/confirmation").await
}

/// The page was left open for longer than Klarna's 48 hours. The shopper can still pay.
async fn a_session_that_ended_overnight_is_renewed(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "DE");
    shop.open_checkout().await?;
    shop.wait_state("ready").await?;
    test.sandbox()
        .advance(Duration::from_secs(49 * 60 * 60))
        .await?;

    test.browser().refresh().await?;
    shop.wait_state("ready").await?;
    shop.pay().await?;
    Authorization::opened(&test).await?.approve().await?;
    test.wait_for_path("/confirmation").await?;
    ensure!(test.orders().await?.len() == 1);
    Ok(())
}
