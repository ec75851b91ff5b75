//! Klarna covers the page instead of opening a window, and tells the page's own listeners of it.

use anyhow::{Result, ensure};
use serde_json::json;

use crate::{
    harness::{Scenario, Test},
    pages::{Review, Shop},
    scenarios::scenarios,
};

pub(crate) fn all() -> Vec<Scenario> {
    scenarios![
        a_blocked_window_becomes_an_overlay_and_is_paid,
        an_overlay_that_is_closed_can_be_opened_again,
        a_subscription_is_agreed_to_in_an_overlay,
        the_overlay_of_the_second_page_is_told_of,
        leaving_takes_the_components_listeners_and_no_others,
    ]
}

/// The browser opens no windows.
const BLOCK: &str = "window.open = () => null;";

/// Listeners of the page's own: `told`.
const LISTEN: &str = "window.told = [];
for (const event of ['heightChanged', 'fullscreenOverlayShown', 'fullscreenOverlayHidden'])
  Klarna.Payments.on(event, () => told.push(event));";

/// Whether the page's listeners heard an event so often.
fn heard(event: &str, times: usize) -> String {
    format!("told.filter((event) => event === '{event}').length === {times}")
}

/// Presses a button in the overlay of the first page.
async fn press(test: &Test, button: &str) -> Result<()> {
    test.enter_frame("#klarna-klarna-fullscreen").await?;
    test.click(button).await?;
    test.leave_frames().await
}

async fn a_blocked_window_becomes_an_overlay_and_is_paid(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "SE");
    shop.open_ready().await?;
    test.run(BLOCK).await?;
    shop.pay().await?;
    press(&test, "#approve").await?;
    shop.wait_for_one_order().await?;
    ensure!(test.browser().windows().await?.len() == 1);
    Ok(())
}

async fn an_overlay_that_is_closed_can_be_opened_again(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "US");
    shop.open_ready().await?;
    test.run(BLOCK).await?;
    test.run(LISTEN).await?;
    shop.pay().await?;
    press(&test, "#close").await?;
    shop.wait_state("ready").await?;
    test.wait_until(&heard("fullscreenOverlayHidden", 1))
        .await?;
    shop.wait_focus("pay").await?;
    let unlocked = "!document.querySelector('.stepper__button').disabled";
    test.wait_until(unlocked).await?;
    shop.pay().await?;
    test.wait_until(&heard("fullscreenOverlayShown", 2)).await?;
    press(&test, "#approve").await?;
    shop.wait_for_one_order().await?;
    Ok(())
}

async fn a_subscription_is_agreed_to_in_an_overlay(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "DE").with_basket("subscription");
    shop.open_ready().await?;
    test.run(BLOCK).await?;
    shop.pay().await?;
    press(&test, "#approve").await?;
    shop.wait_for_one_order().await?;
    Ok(())
}

/// `reauthorize` never opens a window.
async fn the_overlay_of_the_second_page_is_told_of(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "GB").in_two_steps();
    let review = Review::reach(&test, &shop).await?;
    test.run(LISTEN).await?;
    test.click(".stepper__button:last-child").await?;
    shop.wait_state("loading").await?;
    shop.wait_state("awaiting-finalize").await?;
    review.confirm().await?;
    test.wait_until(&heard("fullscreenOverlayShown", 1)).await?;
    review.answer_overlay("#approve").await?;
    shop.wait_for_one_order().await?;
    Ok(())
}

/// The page listens on after the checkout has gone; nothing is left of the checkout's own.
async fn leaving_takes_the_components_listeners_and_no_others(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "SE");
    shop.open_ready().await?;
    test.run(LISTEN).await?;
    shop.leave().await?;
    let off = test.sandbox().sdk_calls("off").await?;
    ensure!(!off.is_empty(), "nothing was taken away");
    ensure!(
        off.iter()
            .all(|call| call.request["options"]["all"] == json!(false)),
        "{off:?}"
    );
    ensure!(off.len() == test.sandbox().sdk_calls("on").await?.len() - 3);
    shop.come_back().await?;
    shop.wait_state("ready").await?;
    test.wait_until("told.includes('heightChanged')").await?;
    shop.pay_and_approve().await?;
    shop.wait_for_one_order().await?;
    Ok(())
}
