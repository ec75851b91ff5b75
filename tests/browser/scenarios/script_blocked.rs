//! Klarna's script does not come, or came to nothing before the checkout was there.

use anyhow::{Result, ensure};
use demo_shop_api::PaymentMethod;
use serde_json::json;

use crate::{
    harness::{Scenario, Test},
    pages::Shop,
    scenarios::scenarios,
};

pub(crate) fn all() -> Vec<Scenario> {
    let mut all = scenarios![
        a_retry_asks_with_a_new_tag_and_can_be_paid,
        a_script_that_hangs_does_not_hold_up_the_retry,
        the_other_way_to_pay_works_without_the_script,
        a_tag_that_failed_before_is_not_waited_for,
        a_script_that_is_there_already_is_used,
    ];
    // A syntax error is what it is about.
    let broken = scenarios![a_script_that_is_cut_off_is_no_script];
    all.extend(broken.into_iter().map(Scenario::may_log_errors));
    all
}

/// Keeps every tag for Klarna's script that is put into the page from now on.
const WATCH_TAGS: &str = "
window.tags = [];
new MutationObserver((records) => {
  const added = records.flatMap((record) => [...record.addedNodes]);
  tags.push(...added.filter((node) => node.localName === 'script' && node.src.includes('/kp/lib/')));
}).observe(document, { childList: true, subtree: true });
";

/// A tag of the page's own for Klarna's script; `foreign` tells what came of it.
fn foreign_tag(test: &Test) -> String {
    let script = format!("{}/kp/lib/v1/api.js", test.sandbox().url());
    format!(
        "const tag = document.createElement('script');
        tag.onload = () => {{ window.foreign = 'load'; }};
        tag.onerror = () => {{ window.foreign = 'error'; }};
        tag.src = '{script}';
        document.head.append(tag);"
    )
}

/// Opens the basket, from where the checkout can be reached without loading the page anew.
async fn basket(test: &Test) -> Result<Shop<'_>> {
    let shop = Shop::in_market(test, "SE");
    shop.open_basket().await?;
    test.run(WATCH_TAGS).await?;
    Ok(shop)
}

/// A browser never tries a failed tag again: the retry needs one of its own, and one only.
async fn a_retry_asks_with_a_new_tag_and_can_be_paid(test: Test) -> Result<()> {
    test.sandbox()
        .fault(json!({ "kind": "script-missing" }))
        .await?;
    let shop = basket(&test).await?;
    shop.go_to_checkout().await?;
    shop.wait_state("failed").await?;
    shop.retry().await?;
    test.wait_until("tags.length === 2").await?;
    shop.wait_state("failed").await?;

    test.sandbox().clear_faults().await?;
    shop.retry().await?;
    shop.wait_state("ready").await?;
    ensure!(test.value("new Set(tags).size").await? == json!(3));
    let left = "tags.filter((tag) => tag.isConnected).length";
    ensure!(test.value(left).await? == json!(1));
    shop.pay_and_approve().await?;
    shop.wait_for_one_order().await?;
    Ok(())
}

/// A browser lets a second request for the same URL wait for the first one.
async fn a_script_that_hangs_does_not_hold_up_the_retry(test: Test) -> Result<()> {
    let hangs = json!({ "kind": "script-slow", "delay_ms": 120_000, "times": 1 });
    test.sandbox().fault(hangs).await?;
    let shop = basket(&test).await?;
    shop.go_to_checkout().await?;
    shop.wait_state("failed").await?;
    ensure!(shop.reason().await?.as_deref() == Some("script-timeout"));
    shop.retry().await?;
    shop.wait_state("ready").await?;
    shop.pay_and_approve().await?;
    shop.wait_for_one_order().await?;
    Ok(())
}

/// The shopper reads what is wrong, and pays the other way.
async fn the_other_way_to_pay_works_without_the_script(test: Test) -> Result<()> {
    test.sandbox()
        .fault(json!({ "kind": "script-missing" }))
        .await?;
    let shop = Shop::in_market(&test, "GB");
    shop.open_checkout().await?;
    shop.wait_state("failed").await?;
    let problem = shop.problem().await?;
    ensure!(
        problem.contains("could not be loaded"),
        "it says: {problem}"
    );
    // The page was told as well, and says so where the shopper chooses.
    let note = test.text(".method.is-chosen .method__note").await?;
    ensure!(note == "Not working right now", "the shop says: {note}");

    shop.pay_by_transfer().await?;
    test.wait_for_path("/confirmation").await?;
    let orders = test.orders().await?;
    ensure!(
        orders
            .iter()
            .map(|order| order.payment)
            .eq([PaymentMethod::Invoice])
    );
    Ok(())
}

/// Its events are over: waiting for it would be waiting for ever.
async fn a_tag_that_failed_before_is_not_waited_for(test: Test) -> Result<()> {
    test.sandbox()
        .fault(json!({ "kind": "script-missing" }))
        .await?;
    let shop = basket(&test).await?;
    test.run(&foreign_tag(&test)).await?;
    test.wait_until("window.foreign === 'error'").await?;

    test.sandbox().clear_faults().await?;
    shop.go_to_checkout().await?;
    shop.wait_state("ready").await?;
    ensure!(test.value("tags.length").await? == json!(2));
    shop.pay_and_approve().await?;
    shop.wait_for_one_order().await?;
    Ok(())
}

/// A page may bring the script itself, to have it sooner.
async fn a_script_that_is_there_already_is_used(test: Test) -> Result<()> {
    let shop = basket(&test).await?;
    test.run(&foreign_tag(&test)).await?;
    test.wait_until("window.foreign === 'load'").await?;

    shop.go_to_checkout().await?;
    shop.wait_state("ready").await?;
    ensure!(test.value("tags.length").await? == json!(1));
    shop.pay_and_approve().await?;
    shop.wait_for_one_order().await?;
    Ok(())
}

/// Half a script runs nothing, and the page hears only that it has come.
async fn a_script_that_is_cut_off_is_no_script(test: Test) -> Result<()> {
    test.sandbox()
        .fault(json!({ "kind": "script-cut" }))
        .await?;
    let shop = Shop::in_market(&test, "SE");
    shop.open_checkout().await?;
    shop.wait_state("failed").await?;
    ensure!(shop.reason().await?.as_deref() == Some("sdk-missing"));

    test.sandbox().clear_faults().await?;
    shop.retry().await?;
    shop.wait_state("ready").await?;
    shop.pay_and_approve().await?;
    shop.wait_for_one_order().await?;
    Ok(())
}
