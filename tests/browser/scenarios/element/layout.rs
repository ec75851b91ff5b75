//! Nothing in the page moves while the element comes, it fits on every screen, and has no barriers.

use std::env;

use anyhow::{Context, Result, ensure};
use serde_json::json;

use super::super::accessibility::Inspector;
use crate::{
    harness::{Scenario, Test},
    pages::{ElementPage, Html},
    scenarios::scenarios,
};

pub(crate) fn all() -> Vec<Scenario> {
    let mut all = scenarios![
        nothing_moves_while_it_comes,
        nothing_moves_while_its_script_is_late,
        nobody_has_to_scroll_sideways,
    ];
    // A test that looked at nothing has not passed.
    if env::var_os("AXE").is_some() {
        all.extend(scenarios![it_has_no_barriers]);
    }
    all
}

/// In a window of that width; then as before, for the browser is another test's next.
async fn on_a_screen(
    test: &Test,
    width: u32,
    look: impl AsyncFnOnce() -> Result<()>,
) -> Result<()> {
    let tools = test.browser().cdp();
    let screen = json!({ "width": width, "height": 1600, "deviceScaleFactor": 1, "mobile": false });
    tools
        .send_raw("Emulation.setDeviceMetricsOverride", screen)
        .await?;
    let outcome = look().await;
    tools
        .send_raw("Emulation.clearDeviceMetricsOverride", json!({}))
        .await?;
    outcome
}

/// A page that knows how high the widget is.
async fn html(page: &ElementPage<'_>) -> Result<Html> {
    let cart = page.cart("SE", "once").await?;
    let tag = page.tag(&cart, "");
    Ok(Html::of(format!(
        r#"<div class="as-high-as-the-widget">{tag}</div>"#
    )))
}

/// Everything is there, and nothing has moved for it.
async fn has_not_moved(test: &Test, page: &ElementPage<'_>, when: &str) -> Result<()> {
    page.wait_state("ready").await?;
    // What the browser has seen is told after the next frame.
    test.run("requestAnimationFrame(() => setTimeout(() => { window.seen = true; }))")
        .await?;
    test.wait_until("window.seen === true").await?;
    let moved = test.value("shifts").await?;
    let height = test
        .value("deepQuery('.klarna-checkout__widget iframe').offsetHeight")
        .await?;
    ensure!(
        moved == json!([]),
        "{when}, with a widget of {height} px: {moved}"
    );
    Ok(())
}

async fn nothing_moves_while_it_comes(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    for width in [390, 1280] {
        on_a_screen(&test, width, async || {
            page.open(&html(&page).await?).await?;
            has_not_moved(&test, &page, &format!("{width} px wide")).await
        })
        .await?;
    }
    Ok(())
}

async fn nothing_moves_while_its_script_is_late(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    for width in [390, 1280] {
        on_a_screen(&test, width, async || {
            page.open(&Html {
                element: None,
                ..html(&page).await?
            })
            .await?;
            let height = test.value("checkout.offsetHeight").await?.as_u64();
            let height = height.context("no height")?;
            ensure!(height > 400, "no place is held: {height} px");
            page.bring_element("element").await?;
            has_not_moved(&test, &page, &format!("late, {width} px wide")).await
        })
        .await?;
    }
    Ok(())
}

async fn nobody_has_to_scroll_sideways(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    test.sandbox()
        .fault(json!({ "kind": "several-categories" }))
        .await?;
    let cart = page.cart("DE", "mixed").await?;
    let beyond = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
    for (width, text) in [(320, "100%"), (1280, "200%"), (640, "200%")] {
        on_a_screen(&test, width, async || {
            page.open_ready(&cart, "").await?;
            test.run(&format!(
                "document.documentElement.style.fontSize = '{text}';"
            ))
            .await?;
            let beyond = test.value(beyond).await?;
            ensure!(
                beyond == json!(0),
                "{width} px, {text} text: {beyond} px too wide"
            );
            Ok(())
        })
        .await?;
    }
    Ok(())
}

async fn it_has_no_barriers(test: Test) -> Result<()> {
    let inspector = Inspector::find()?;
    let page = ElementPage::of(&test)?;
    test.sandbox()
        .fault(json!({ "kind": "script-missing" }))
        .await?;
    let cart = page.cart("GB", "subscription").await?;
    page.open(&Html::of(page.tag(&cart, ""))).await?;
    page.wait_state("failed").await?;
    inspector.look(&test, "failed").await?;
    test.sandbox().clear_faults().await?;
    test.click(".klarna-checkout__retry").await?;
    page.wait_state("ready").await?;
    inspector.look(&test, "ready").await?;
    page.buy().await?;
    inspector.look(&test, "placed").await?;

    // Without wasm the words are the element's own.
    page.open(&Html {
        element: Some("without-wasm"),
        ..Html::of(page.tag(&cart, ""))
    })
    .await?;
    page.wait_state("failed").await?;
    inspector.look(&test, "without wasm").await
}
