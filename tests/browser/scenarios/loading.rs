//! How often Klarna's SDK is started and asked for its widget: once for each thing to pay.

use anyhow::{Result, ensure};
use thirtyfour::By;

use crate::{
    harness::{Call, Scenario, Test},
    pages::{Authorization, Shop},
    scenarios::scenarios,
};

pub(crate) fn all() -> Vec<Scenario> {
    scenarios![
        a_shopper_who_changes_nothing_sees_one_load,
        a_load_that_answers_twice_is_ready_once,
        nothing_of_ours_lies_over_the_widget,
    ]
}

/// The SDK's methods that the page has called, in order, but for those that only listen.
async fn called(test: &Test) -> Result<Vec<String>> {
    let asks = |call: &Call| call.method == "SDK" && call.path != "on";
    let calls = test.sandbox().calls(asks).await?;
    Ok(calls.into_iter().map(|call| call.path).collect())
}

/// Writing the same quantity, typing an address, and looking at another tab change nothing that
/// Klarna has to know of yet.
async fn a_shopper_who_changes_nothing_sees_one_load(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "SE");
    shop.open_ready().await?;

    test.run(
        "const saved = performance.getEntriesByType('resource').length;
        const field = document.querySelector('.stepper__field');
        for (let i = 0; i < 20; i += 1) field.dispatchEvent(new Event('change', { bubbles: true }));
        const language = document.querySelector('select[name=locale]');
        for (let i = 0; i < 20; i += 1) language.dispatchEvent(new Event('change', { bubbles: true }));
        window.saved = () => performance.getEntriesByType('resource').length > saved;",
    )
    .await?;
    test.wait_until("saved()").await?;
    let city = test.browser().find(By::Css("input[name=city]")).await?;
    city.send_keys("en\t").await?;
    let other = test.browser().new_tab().await?;
    test.browser().switch_to_window(other).await?;
    test.browser().close_window().await?;
    test.switch_to_shop().await?;
    for event in ["visibilitychange", "focus", "blur", "online", "resize"] {
        let send =
            format!("for (const it of [document, window]) it.dispatchEvent(new Event('{event}'))");
        test.run(&send).await?;
    }

    // Pay works only while nothing is being loaded: what those had started would be there by now.
    shop.pay().await?;
    Authorization::opened(&test).await?.approve().await?;
    shop.wait_for_one_order().await?;
    let called = called(&test).await?;
    ensure!(called == ["init", "load", "authorize"], "{called:?}");
    Ok(())
}

/// The second answer to one question is none.
async fn a_load_that_answers_twice_is_ready_once(test: Test) -> Result<()> {
    test.sandbox()
        .fault(serde_json::json!({ "kind": "load-twice" }))
        .await?;
    let shop = Shop::in_market(&test, "SE");
    shop.open_ready().await?;
    shop.pay_and_approve().await?;
    shop.wait_for_one_order().await?;
    let called = called(&test).await?;
    ensure!(called == ["init", "load", "authorize"], "{called:?}");
    Ok(())
}

/// The shopper can press everything in Klarna's widget, also while Klarna's window is open.
async fn nothing_of_ours_lies_over_the_widget(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "SE");
    shop.open_ready().await?;
    widget_is_on_top(&test).await?;
    shop.pay().await?;
    let window = Authorization::opened(&test).await?;
    test.switch_to_shop().await?;
    shop.wait_state("authorizing").await?;
    widget_is_on_top(&test).await?;
    test.switch_to_popup().await?;
    window.close().await?;
    shop.wait_state("ready").await?;
    widget_is_on_top(&test).await
}

async fn widget_is_on_top(test: &Test) -> Result<()> {
    test.wait_until(
        "(() => {
          const frame = deepQuery('.klarna-checkout__widget iframe');
          frame.scrollIntoView({ block: 'center', behavior: 'instant' });
          // What is in a shadow root is its host for the page.
          const on_top = [frame, frame.getRootNode().host];
          const { left, top, width, height } = frame.getBoundingClientRect();
          return [0.02, 0.5, 0.98].every((x) => [0.02, 0.5, 0.98].every((y) =>
            on_top.includes(document.elementFromPoint(left + x * width, top + y * height))));
        })()",
    )
    .await
}
