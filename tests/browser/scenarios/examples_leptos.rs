//! The examples in Leptos: a page that the browser draws, and pages that a server renders.

use std::{env, process::Command};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::examples::{buys, says_what_is_wrong};
use crate::{
    harness::{Program, Scenario, Test},
    pages::Example,
    scenarios::scenarios,
};

/// Those of which the environment says where they are built.
pub(crate) fn all() -> Vec<Scenario> {
    let mut all = Vec::new();
    if let Some(site) = env::var_os("LEPTOS_CSR") {
        all.extend([
            Scenario::new("examples_leptos::buys_in_leptos_csr", async |test| {
                let page = Example::open(&test).await?;
                buys(&test, &page).await?;
                stays_quiet(&test).await
            })
            .in_site(&site),
            Scenario::new(
                "examples_leptos::says_what_is_wrong_in_leptos_csr",
                says_what_is_wrong,
            )
            .in_site(site),
        ]);
    }
    if env::var_os("LEPTOS_SSR").is_some() {
        all.extend(scenarios![
            buys_in_leptos_ssr,
            a_rendered_checkout_is_hydrated_and_uses_the_session_handed_over,
        ]);
    }
    all
}

/// The example's own server, over the test's sandbox.
pub(super) fn server(test: &Test) -> Result<Program> {
    let variable = |name| env::var_os(name).with_context(|| format!("{name} is not set"));
    let mut program = Command::new(variable("LEPTOS_SSR")?);
    program
        .env("KLARNA_SANDBOX_URL", test.sandbox().url())
        .env("LEPTOS_SITE_ADDR", "127.0.0.1:0")
        .env("LEPTOS_SITE_ROOT", variable("LEPTOS_SSR_SITE")?);
    Program::start(&mut program, |line| {
        line.strip_prefix("listening on ").map(str::to_owned)
    })
}

/// Neither the page nor its framework nor the browser has anything to complain of: a page that is not
/// the same in the browser as on the server, or a policy that lacks something, would show.
pub(super) async fn stays_quiet(test: &Test) -> Result<()> {
    let complaints = test.take_complaints().await;
    ensure!(complaints.is_empty(), "{}", complaints.join("\n"));
    Ok(())
}

async fn buys_in_leptos_ssr(test: Test) -> Result<()> {
    let server = server(&test)?;
    let page = Example::open_at(&test, server.url()).await?;
    buys(&test, &page).await?;
    stays_quiet(&test).await
}

/// Keeps what the server has rendered, from before any script of the page runs: the checkout's root and
/// its HTML.
const KEEP_RENDERED: &str = "
    document.addEventListener('readystatechange', () => {
        window.rendered ??= document.querySelector('.klarna-checkout');
        window.html ??= rendered?.outerHTML;
    });";

async fn a_rendered_checkout_is_hydrated_and_uses_the_session_handed_over(
    test: Test,
) -> Result<()> {
    let server = server(&test)?;
    let page = Example::open_at(&test, server.url()).await?;
    let tools = test.browser().cdp();
    let tools = tools.page();
    let script = tools
        .add_script_to_evaluate_on_new_document(KEEP_RENDERED)
        .await?;
    let opened = test.browser().goto(format!("{}/checkout", server.url()));
    let opened = opened.await;
    // The browser is another test's next.
    tools
        .remove_script_to_evaluate_on_new_document(script)
        .await?;
    opened?;
    page.wait_ready().await?;

    let rendered: Value = test.value("window.html").await?;
    let rendered = rendered.as_str().context("no checkout was rendered")?;
    for part in [
        "data-state=\"idle\"",
        "klarna-checkout__widget",
        "klarna-checkout__pay",
        "data-session=\"",
    ] {
        ensure!(rendered.contains(part), "no {part} in {rendered}");
    }
    let same = "rendered === document.querySelector('.klarna-checkout')";
    ensure!(test.value(same).await? == json!(true), "drawn anew");

    let asked = asked_of_the_merchant(&test).await?;
    ensure!(asked == json!([]), "the page asked for {asked}");
    let loads = test.sandbox().sdk_calls("load").await?;
    ensure!(loads.len() == 1, "the widget was loaded: {loads:?}");

    // What was in the HTML was for the start.
    page.go_to_basket().await?;
    page.wait_for_no_checkout().await?;
    page.go_to_checkout().await?;
    let asked = asked_of_the_merchant(&test).await?;
    ensure!(asked == json!(["/klarna/sessions"]), "{asked}");
    let opened = test
        .sandbox()
        .calls(|call| call.method == "POST" && call.path.ends_with("/sessions"))
        .await?;
    ensure!(opened.len() == 1, "sessions at Klarna: {opened:?}");

    page.pay_and_approve().await?;
    let order = page.order().await?;
    let orders = test.sandbox().orders().await?;
    ensure!(orders == [order.as_str()], "{order} is not in {orders:?}");
    stays_quiet(&test).await
}

/// The paths of the contract that the page has called.
pub(super) async fn asked_of_the_merchant(test: &Test) -> Result<Value> {
    let paths = "performance.getEntriesByType('resource')
        .map(({ name }) => new URL(name).pathname)
        .filter((path) => path.startsWith('/klarna/'))";
    test.value(paths).await
}
