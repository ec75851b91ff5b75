//! A purchase without a mouse, inside of the shop's own form.

use anyhow::{Result, ensure};
use serde_json::json;
use thirtyfour::{By, Key};

use crate::{
    harness::{Scenario, Test, wait_for},
    pages::{Authorization, Shop},
    scenarios::scenarios,
};

pub(crate) fn all() -> Vec<Scenario> {
    scenarios![
        buys_with_the_keyboard_alone,
        no_key_on_a_button_submits_the_shops_form,
    ]
}

/// From the basket to the confirmation with Tab, Enter and Space.
async fn buys_with_the_keyboard_alone(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "SE");
    shop.open_basket().await?;
    test.find("a[href='/checkout']").await?;
    tab_to(&test, "a[href='/checkout']").await?;
    test.press(Key::Enter).await?;
    shop.wait_state("ready").await?;
    tab_to(&test, ".klarna-checkout__pay").await?;
    test.press(Key::Space).await?;

    test.switch_to_popup().await?;
    test.wait_until("document.activeElement.id === 'approve'")
        .await?;
    test.press(Key::Enter).await?;
    test.back_from_popup().await?;
    shop.wait_for_one_order().await?;
    Ok(())
}

/// Tabs on until an element has the focus. More than any page has to tab through is too far.
pub(super) async fn tab_to(test: &Test, css: &str) -> Result<()> {
    let there = format!("document.activeElement.matches(\"{css}\")");
    for _ in 0..60 {
        if test.value(&there).await? == json!(true) {
            return Ok(());
        }
        test.press(Key::Tab).await?;
    }
    anyhow::bail!("{css} cannot be reached with the keyboard")
}

async fn no_key_on_a_button_submits_the_shops_form(test: Test) -> Result<()> {
    test.sandbox()
        .fault(json!({ "kind": "script-missing" }))
        .await?;
    let shop = Shop::in_market(&test, "SE");
    shop.open_checkout().await?;
    shop.wait_state("failed").await?;
    ensure!(
        test.value("document.querySelector('.klarna-checkout').closest('form') !== null")
            .await?
            == json!(true),
        "the shop has no form around the checkout"
    );
    test.run(
        "window.submits = 0;
        window.addEventListener('submit', () => { submits += 1; }, true);",
    )
    .await?;
    let retry = test.find(".klarna-checkout__retry").await?;
    retry.send_keys(Key::Enter + "").await?;
    test.sandbox().clear_faults().await?;
    wait_for("the retry by key", async || {
        let retry = test
            .browser()
            .find(By::Css(".klarna-checkout__retry"))
            .await?;
        if retry.is_displayed().await? {
            retry.send_keys(Key::Space + "").await?;
        }
        Ok((shop.state().await?.as_deref() == Some("ready")).then_some(()))
    })
    .await?;

    for key in [Key::Enter, Key::Space] {
        let pay = test.find(".klarna-checkout__pay").await?;
        pay.send_keys(key + "").await?;
        Authorization::opened(&test).await?.close().await?;
        shop.wait_state("ready").await?;
    }
    ensure!(test.value("submits").await? == json!(0));
    test.wait_for_path("/checkout").await
}
