//! The pages on a narrow screen, with large text, and from right to left: nothing is cut off, and
//! nobody has to scroll sideways.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::{
    harness::{Scenario, Test},
    pages::{Review, Shop},
    scenarios::scenarios,
};

pub(crate) fn all() -> Vec<Scenario> {
    scenarios![
        a_narrow_screen_needs_no_sideways_scrolling,
        large_text_needs_no_sideways_scrolling,
        right_to_left_needs_no_sideways_scrolling,
        right_to_left_can_be_paid,
    ]
}

/// How many pixels the page is wider than the window, and what sticks out.
const OVERFLOW: &str = "(() => {
  const width = document.documentElement.clientWidth;
  const beyond = document.documentElement.scrollWidth - width;
  if (beyond <= 0) return [];
  const out = [...document.querySelectorAll('main *, header *, footer *')].filter((it) => {
    const box = it.getBoundingClientRect();
    return box.width > 0 && (box.right > width + 1 || box.left < -1);
  });
  return [`${beyond} px`, ...out.slice(0, 8).map((it) => `${it.localName}.${it.className}`)];
})()";

async fn fits(test: &Test, page: &str) -> Result<()> {
    let beyond = test.value(OVERFLOW).await?;
    ensure!(beyond == json!([]), "{page}: {beyond}");
    Ok(())
}

/// Every page of a shopper who signs up in two steps, each as `prepare` has it.
async fn every_page_fits(test: &Test, prepare: &str) -> Result<()> {
    let shop = Shop::in_market(test, "DE")
        .with_basket("subscription")
        .in_two_steps();
    let look = async |page: &str| {
        test.run(prepare).await?;
        fits(test, page).await
    };
    shop.open_basket().await?;
    test.find(".totals__total").await?;
    look("basket").await?;
    shop.go_to_checkout().await?;
    shop.wait_state("ready").await?;
    look("checkout").await?;
    shop.pay_and_approve().await?;
    let review = Review::opened(test, &shop).await?;
    look("review").await?;
    review.confirm().await?;
    shop.wait_for_one_order().await?;
    test.find(".facts__number").await?;
    look("confirmation").await?;
    test.click(".site-nav a[href^='/account']").await?;
    test.wait_for_path("/account").await?;
    test.find("main section, main article").await?;
    look("account").await?;
    shop.leave().await?;
    test.find(".merchant-login").await?;
    look("orders, logged out").await?;
    test.click(".merchant-login").await?;
    test.wait_until("document.querySelector('main').innerText.includes('Klarna')")
        .await?;
    look("orders").await
}

/// 320 pixels, as wide as a small phone or a large zoom.
async fn a_narrow_screen_needs_no_sideways_scrolling(test: Test) -> Result<()> {
    let tools = test.browser().cdp();
    let phone = json!({ "width": 320, "height": 800, "deviceScaleFactor": 1, "mobile": false });
    tools
        .send_raw("Emulation.setDeviceMetricsOverride", phone)
        .await?;
    let outcome = every_page_fits(&test, "").await;
    // The browser is another test's next.
    tools
        .send_raw("Emulation.clearDeviceMetricsOverride", json!({}))
        .await?;
    outcome
}

async fn large_text_needs_no_sideways_scrolling(test: Test) -> Result<()> {
    every_page_fits(&test, "document.documentElement.style.fontSize = '200%'").await
}

async fn right_to_left_needs_no_sideways_scrolling(test: Test) -> Result<()> {
    every_page_fits(&test, "document.documentElement.dir = 'rtl'").await
}

/// The button is where the text begins, and everything can be reached.
async fn right_to_left_can_be_paid(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "SE");
    shop.open_ready().await?;
    test.run("document.documentElement.dir = 'rtl'").await?;
    fits(&test, "checkout").await?;
    let inside: Value = test
        .value(
            "((inner, outer) => inner.left >= outer.left - 1 && inner.right <= outer.right + 1)(
              document.querySelector('.klarna-checkout__pay').getBoundingClientRect(),
              document.querySelector('.klarna-checkout').getBoundingClientRect())",
        )
        .await?;
    ensure!(
        inside.as_bool().context("no answer")?,
        "the button sticks out"
    );
    shop.pay_and_approve().await?;
    shop.wait_for_one_order().await?;
    Ok(())
}
