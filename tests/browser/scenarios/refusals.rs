//! Klarna says no, or the shopper does. The one is final, the other is not.

use anyhow::{Result, ensure};
use serde_json::json;

use crate::{
    harness::{Scenario, Test},
    pages::{Authorization, Shop},
    scenarios::scenarios,
};

pub(crate) fn all() -> Vec<Scenario> {
    scenarios![
        a_refusal_takes_klarna_out_of_the_choice,
        a_refusal_without_a_window_is_a_refusal,
        leaving_klarna_is_told_calmly,
        closing_the_window_by_the_browsers_means_is_leaving,
        a_widget_that_shows_nothing_is_no_failure,
        offered_again_once_the_basket_fits,
    ]
}

/// The widget goes, a message has the focus, and the page was told once.
async fn a_refusal_takes_klarna_out_of_the_choice(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "GB").with_email("customer+denied@email.uk");
    shop.open_ready().await?;
    test.run(
        "window.told = [];
        const note = document.querySelector('.method__note');
        new MutationObserver(() => told.push(note.textContent))
          .observe(note, { childList: true, characterData: true, subtree: true });",
    )
    .await?;
    shop.pay_and_approve().await?;
    shop.wait_state("declined").await?;
    shop.wait_focus("problem").await?;
    let hidden =
        "getComputedStyle(document.querySelector('.klarna-checkout__widget')).display === 'none'";
    test.wait_until(hidden).await?;
    test.wait_until("document.querySelector('input[value=klarna]').disabled")
        .await?;
    test.wait_until("document.querySelector('input[value=transfer]').checked")
        .await?;
    let told = test.value("told").await?;
    ensure!(told == json!(["Not available for this purchase"]), "{told}");
    shop.pay_by_transfer().await?;
    test.wait_for_path("/confirmation").await
}

/// Klarna may know its answer without asking the shopper.
async fn a_refusal_without_a_window_is_a_refusal(test: Test) -> Result<()> {
    let no = json!({ "approved": false, "show_form": false });
    test.sandbox()
        .fault(json!({ "kind": "authorize-result", "result": no }))
        .await?;
    let shop = Shop::in_market(&test, "DE");
    shop.open_ready().await?;
    shop.pay().await?;
    shop.wait_state("declined").await?;
    shop.wait_focus("problem").await?;
    ensure!(test.browser().windows().await?.len() == 1);
    shop.pay_by_transfer().await?;
    test.wait_for_path("/confirmation").await
}

async fn leaving_klarna_is_told_calmly(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "GB");
    shop.open_ready().await?;
    shop.pay().await?;
    Authorization::opened(&test).await?.close().await?;
    shop.wait_state("ready").await?;
    let said = shop.status().await?.to_lowercase();
    ensure!(!said.is_empty());
    for word in ["denied", "declined", "refused", "error", "failed"] {
        ensure!(!said.contains(word), "it says: {said}");
    }
    let alert = test.value("document.querySelector('.klarna-checkout__problem').textContent");
    ensure!(alert.await? == json!(""));
    let usable = "!document.querySelector('input[value=klarna]').disabled
        && document.querySelector('input[value=klarna]').checked
        && document.querySelector('.method__note').textContent === ''";
    test.wait_until(usable).await
}

/// Klarna's page in the window cannot tell of that any more.
async fn closing_the_window_by_the_browsers_means_is_leaving(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "SE");
    shop.open_ready().await?;
    shop.pay().await?;
    let _window = Authorization::opened(&test).await?;
    test.browser().close_window().await?;
    test.switch_to_shop().await?;
    shop.wait_state("ready").await?;
    shop.wait_focus("pay").await?;
    ensure!(!shop.status().await?.is_empty());
    shop.pay_and_approve().await?;
    shop.wait_for_one_order().await?;
    Ok(())
}

/// Klarna is offered by the session, and then not by the widget: a normal answer as well.
async fn a_widget_that_shows_nothing_is_no_failure(test: Test) -> Result<()> {
    test.sandbox()
        .fault(json!({ "kind": "load-result", "result": { "show_form": false } }))
        .await?;
    let shop = Shop::in_market(&test, "SE");
    shop.open_checkout().await?;
    shop.wait_state("not-offered").await?;
    ensure!(shop.reason().await?.is_none());
    let alert = test.value("document.querySelector('.klarna-checkout__problem').textContent");
    ensure!(alert.await? == json!(""), "not offered is no alarm");
    test.wait_until("document.querySelector('input[value=transfer]').checked")
        .await?;
    test.click(".stepper__button:last-child").await?;
    shop.pay_by_transfer().await?;
    test.wait_for_path("/confirmation").await
}

/// Klarna is asked again for another basket.
async fn offered_again_once_the_basket_fits(test: Test) -> Result<()> {
    test.sandbox()
        .fault(json!({ "kind": "not-offered" }))
        .await?;
    let shop = Shop::in_market(&test, "SE");
    shop.open_checkout().await?;
    shop.wait_state("not-offered").await?;
    test.sandbox().clear_faults().await?;
    test.click(".stepper__button:last-child").await?;
    shop.wait_state("ready").await?;
    test.click("input[name=payment][value=klarna]").await?;
    shop.pay_and_approve().await?;
    shop.wait_for_one_order().await?;
    Ok(())
}
