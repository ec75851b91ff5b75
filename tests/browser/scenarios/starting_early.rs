//! The examples in Leptos, opened at their checkout: what they start before the wasm has come.

use std::env;

use anyhow::{Context, Result, ensure};
use serde_json::json;

use super::examples_leptos::{asked_of_the_merchant, server, stays_quiet};
use crate::{
    harness::{Scenario, Test},
    pages::Example,
    scenarios::scenarios,
};

/// Those of which the environment says where they are built.
pub(crate) fn all() -> Vec<Scenario> {
    let mut all = Vec::new();
    if env::var_os("LEPTOS_SSR").is_some() {
        all.extend(scenarios![the_widget_of_a_rendered_page_is_there_first]);
    }
    if let Some(site) = env::var_os("LEPTOS_CSR") {
        let drawn = scenarios![
            script_and_session_of_a_drawn_page_are_there_first,
            a_cart_that_was_not_started_with_is_asked_for_anew,
        ];
        all.extend(drawn.into_iter().map(|scenario| scenario.in_site(&site)));
    }
    all
}

/// Holds a page's wasm back until the page calls `release()`.
const HOLD: &str = "
    const { fetch: request } = window;
    const released = new Promise((resolve) => { window.release = resolve; });
    window.fetch = async (url, options) => {
        if (String(url.url ?? url).endsWith('.wasm')) await released;
        return request(url, options);
    };";

/// Opens a page whose wasm is held back.
pub(super) async fn open_held(test: &Test, url: String) -> Result<()> {
    let tools = test.browser().cdp();
    let tools = tools.page();
    let script = tools.add_script_to_evaluate_on_new_document(HOLD).await?;
    let opened = test.browser().goto(url).await;
    // The browser is another test's next.
    tools
        .remove_script_to_evaluate_on_new_document(script)
        .await?;
    Ok(opened?)
}

/// The SDK was started once, with one widget, and Klarna was asked for so many sessions.
async fn started_once(test: &Test, page: &Example<'_>, sessions: usize) -> Result<()> {
    for method in ["init", "load"] {
        let calls = test.sandbox().sdk_calls(method).await?;
        ensure!(calls.len() == 1, "not one `{method}`: {calls:?}");
    }
    let opened = test
        .sandbox()
        .calls(|call| call.method == "POST" && call.path.ends_with("/sessions"))
        .await?;
    ensure!(opened.len() == sessions, "sessions at Klarna: {opened:?}");
    let scripts = page.script_requests().await?;
    ensure!(
        scripts == 1,
        "Klarna's script was requested {scripts} times"
    );
    Ok(())
}

/// Pays, and sees that Klarna holds the order that the page shows, and that the page was quiet.
async fn buy(test: &Test, page: &Example<'_>) -> Result<()> {
    page.pay_and_approve().await?;
    let order = page.order().await?;
    let orders = test.sandbox().orders().await?;
    ensure!(orders == [order.as_str()], "{order} is not in {orders:?}");
    stays_quiet(test).await
}

async fn the_widget_of_a_rendered_page_is_there_first(test: Test) -> Result<()> {
    let server = server(&test)?;
    let page = Example::open_at(&test, server.url()).await?;
    open_held(&test, format!("{}/checkout", server.url())).await?;
    test.find(".klarna-checkout__widget iframe").await?;
    let hydrated = "document.querySelector('.klarna-checkout').dataset.state !== 'idle'";
    ensure!(test.value(hydrated).await? == json!(false), "not held");
    test.run(
        "window.widget = document.querySelector('.klarna-checkout__widget');
        window.frame = deepQuery('.klarna-checkout__widget iframe');
        release();",
    )
    .await?;
    page.wait_ready().await?;

    let kept = "widget === document.querySelector('.klarna-checkout__widget')
        && frame === deepQuery('.klarna-checkout__widget iframe')";
    ensure!(test.value(kept).await? == json!(true), "drawn anew");
    // The server opened the session that is in the page.
    let asked = asked_of_the_merchant(&test).await?;
    ensure!(asked == json!([]), "the page asked for {asked}");
    started_once(&test, &page, 1).await?;
    buy(&test, &page).await
}

/// Opens the checkout of the cart that the basket has, with the wasm held back, and waits until the page
/// has Klarna's script and its session.
async fn started_without_the_wasm(test: &Test) -> Result<Example<'_>> {
    let page = Example::open(test).await?;
    open_held(test, format!("{}/checkout", test.shop_url())).await?;
    test.wait_until("!!window.Klarna?.Payments").await?;
    let there = "performance.getEntriesByType('resource')
        .some(({ name, responseEnd }) => name.endsWith('/klarna/sessions') && responseEnd > 0)";
    test.wait_until(there).await?;
    let drawn = "!!document.querySelector('main')";
    ensure!(test.value(drawn).await? == json!(false), "not held");
    Ok(page)
}

async fn script_and_session_of_a_drawn_page_are_there_first(test: Test) -> Result<()> {
    let page = started_without_the_wasm(&test).await?;
    test.run("release()").await?;
    page.wait_ready().await?;
    let asked = asked_of_the_merchant(&test).await?;
    ensure!(asked == json!(["/klarna/sessions"]), "{asked}");
    started_once(&test, &page, 1).await?;
    buy(&test, &page).await
}

async fn a_cart_that_was_not_started_with_is_asked_for_anew(test: Test) -> Result<()> {
    let page = started_without_the_wasm(&test).await?;
    let other = "fetch('/shop/carts', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ market: 'GB', basket: 'subscription' }),
    }).then((answer) => answer.json()).then(({ id }) => { sessionStorage.cart = id; release(); });";
    test.run(other).await?;
    page.wait_ready().await?;
    let asked = asked_of_the_merchant(&test).await?;
    let asked = asked.as_array().context("no list")?.len();
    ensure!(asked == 2, "{asked} sessions were asked for");
    started_once(&test, &page, 2).await?;
    page.pay_and_approve().await?;
    page.order().await?;
    let subscriptions = test.subscriptions().await?.len();
    ensure!(subscriptions == 1, "the first cart was paid");
    stays_quiet(&test).await
}
