//! The shop's content security policy: nothing, plus a list. Every test buys under it, and fails at a
//! violation; these are about the policy itself.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::{
    harness::{Scenario, Test, wait_for},
    pages::Shop,
    scenarios::scenarios,
};

pub(crate) fn all() -> Vec<Scenario> {
    let mut all = scenarios![
        a_whole_purchase_needs_no_more_than_the_list,
        each_page_has_a_nonce_of_its_own_and_klarnas_script_gets_it,
    ];
    let script = scenarios![
        the_nonce_alone_lets_klarnas_script_in,
        a_host_missing_for_scripts_is_named,
    ];
    let frame = scenarios![a_host_missing_for_frames_is_named];
    let calls = scenarios![a_host_missing_for_calls_is_named];
    all.extend(script.into_iter().map(|it| it.blocked_in("script-src")));
    all.extend(frame.into_iter().map(|it| it.blocked_in("frame-src")));
    all.extend(calls.into_iter().map(|it| it.blocked_in("connect-src")));
    all
}

/// From the document's start on, what the policy keeps from happening.
const LISTEN: &str = "
window.violations = [];
document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) =>
  violations.push(`${effectiveDirective} ${blockedURI}`));
";

/// Listens at the start of every document to come. Gives back what [`forget`] takes.
async fn listen(test: &Test) -> Result<Value> {
    let script = json!({ "source": LISTEN });
    let tools = test.browser().cdp();
    let added = tools.send_raw("Page.addScriptToEvaluateOnNewDocument", script);
    Ok(added.await?)
}

/// The browser is the next test's, too.
async fn forget(test: &Test, listener: Value) -> Result<()> {
    let tools = test.browser().cdp();
    let removed = tools.send_raw("Page.removeScriptToEvaluateOnNewDocument", listener);
    removed.await?;
    Ok(())
}

/// Gives the policy's directives as the shop sends them, and the nonce in them.
async fn sent(test: &Test, path: &str) -> Result<(String, String)> {
    let http = reqwest::Client::builder().no_proxy().build()?;
    let page = http
        .get(format!("{}{path}", test.shop_url()))
        .send()
        .await?;
    let policy = page.headers().get("content-security-policy");
    let policy = policy.context("no policy")?.to_str()?.to_owned();
    let nonce = policy
        .split_once("'nonce-")
        .and_then(|it| it.1.split_once('\''));
    let nonce = nonce.context("no nonce")?.0.to_owned();
    Ok((policy, nonce))
}

async fn a_whole_purchase_needs_no_more_than_the_list(test: Test) -> Result<()> {
    let (policy, _) = sent(&test, "/checkout").await?;
    ensure!(policy.starts_with("default-src 'none'; "), "{policy}");
    ensure!(!policy.contains("'unsafe-"), "{policy}");
    let listener = listen(&test).await?;

    let shop = Shop::in_market(&test, "SE").with_express();
    shop.open_basket().await?;
    test.find(".express button").await?;
    shop.go_to_checkout().await?;
    shop.wait_state("ready").await?;
    shop.pay_and_approve().await?;
    shop.wait_for_one_order().await?;
    let violations = test.value("violations").await?;
    ensure!(violations == json!([]), "{violations}");

    // And the listener hears: it is not for want of ears.
    test.run("document.body.setAttribute('style', 'color: red')")
        .await?;
    test.wait_until("violations.length === 1").await?;
    let console = test.take_violations().await;
    ensure!(
        console.len() == 1 && console[0].contains("style-src"),
        "{console:?}"
    );
    forget(&test, listener).await?;
    Ok(())
}

async fn each_page_has_a_nonce_of_its_own_and_klarnas_script_gets_it(test: Test) -> Result<()> {
    let (_, one) = sent(&test, "/").await?;
    let (_, two) = sent(&test, "/").await?;
    ensure!(one != two, "two responses have the nonce {one}");

    let shop = Shop::in_market(&test, "SE");
    shop.open_ready().await?;
    let nonce = "document.querySelector('head script[nonce], body script[nonce]').nonce";
    let klarnas = "document.querySelector('script[src*=\"/kp/lib/\"]').nonce";
    let (nonce, klarnas) = (test.value(nonce).await?, test.value(klarnas).await?);
    ensure!(nonce.as_str().is_some_and(|it| it.len() >= 32), "{nonce}");
    ensure!(
        nonce == klarnas,
        "the page has {nonce}, Klarna's script {klarnas}"
    );
    Ok(())
}

/// A policy need not name the host of Klarna's script.
async fn the_nonce_alone_lets_klarnas_script_in(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "SE");
    shop.open_ready().await?;
    shop.pay_and_approve().await?;
    shop.wait_for_one_order().await?;
    let violations = test.take_violations().await;
    ensure!(violations.is_empty(), "{violations:?}");
    Ok(())
}

/// Waits until the shop was told that Klarna's host is missing in a directive; it says so in the
/// console.
async fn wait_for_name(test: &Test, directive: &str) -> Result<()> {
    let host = test.sandbox().url();
    let words = format!("The content security policy lacks {host} in {directive}.");
    wait_for(&words, async || {
        let said = test.take_console().await;
        Ok(said.contains(&words).then_some(()))
    })
    .await
}

async fn a_host_missing_for_scripts_is_named(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "SE");
    shop.open_basket().await?;
    // With its nonce Klarna's script would do without the host.
    test.find(".stepper__field").await?;
    test.run("document.querySelectorAll('script[nonce]').forEach((it) => (it.nonce = ''))")
        .await?;
    shop.go_to_checkout().await?;
    shop.wait_state("failed").await?;
    ensure!(shop.reason().await?.as_deref() == Some("script-blocked"));
    wait_for_name(&test, "script-src").await?;
    shop.pay_by_transfer().await?;
    test.wait_for_path("/confirmation").await
}

async fn a_host_missing_for_frames_is_named(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "SE");
    shop.open_checkout().await?;
    wait_for_name(&test, "frame-src").await
}

/// The shopper is out of it, and out of nothing else, whatever the SDK makes of it.
async fn a_host_missing_for_calls_is_named(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "SE");
    shop.open_checkout().await?;
    wait_for_name(&test, "connect-src").await?;
    shop.pay_by_transfer().await?;
    test.wait_for_path("/confirmation").await
}
