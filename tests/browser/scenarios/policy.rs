//! The shop's content security policy: nothing, plus a list. Every test buys under it, and fails at a
//! violation; these are about the policy itself.

mod omissions;

use anyhow::{Context, Result, ensure};
use klarna_sandbox::SdkFlow;
use serde_json::{Value, json};

use crate::{
    harness::{DocumentedPolicy, Scenario, ShopPolicy, Test, wait_for},
    pages::{Authorization, Shop},
    scenarios::scenarios,
};

pub(crate) fn all() -> Vec<Scenario> {
    let mut all = scenarios![
        a_whole_purchase_needs_no_more_than_the_list,
        each_page_has_a_nonce_of_its_own_and_klarnas_script_gets_it,
        klarnas_frame_may_use_the_camera,
    ];
    let script = scenarios![
        a_nonce_without_the_hosts_is_a_failure_and_no_refusal,
        a_host_missing_for_scripts_is_named,
    ];
    let in_the_iframe_flow = scenarios![a_decline_without_a_script_is_a_failure];
    let frame = scenarios![a_host_missing_for_frames_is_named];
    let calls = scenarios![a_host_missing_for_calls_is_named];
    let in_the_iframe_flow = in_the_iframe_flow.into_iter();
    let in_the_iframe_flow = in_the_iframe_flow.map(|it| it.in_flow(SdkFlow::Iframe));
    let script = script.into_iter().chain(in_the_iframe_flow);
    all.extend(script.map(|it| it.blocked_in("script-src")));
    all.extend(frame.into_iter().map(|it| it.blocked_in("frame-src")));
    all.extend(calls.into_iter().map(|it| it.blocked_in("connect-src")));
    all.extend(documented());
    all.extend(omissions::all());
    all
}

/// A purchase under each policy of the documentation, in each flow of the SDK.
fn documented() -> Vec<Scenario> {
    let policies = [
        ("with_hosts", DocumentedPolicy::with_hosts()),
        ("by_nonce", DocumentedPolicy::by_nonce()),
    ];
    let buys = |(name, policy)| {
        Scenario::new(format!("policy::buys_as_documented_{name}"), buys)
            .under(ShopPolicy::Documented(policy))
            .in_both_flows()
    };
    policies.into_iter().flat_map(buys).collect()
}

/// Buys from a basket with the express button on it: what the harness finds of violations is a failure.
async fn buys(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "SE").with_express();
    shop.open_basket().await?;
    test.find(".express button").await?;
    shop.go_to_checkout().await?;
    shop.wait_state("ready").await?;
    shop.pay_and_approve().await?;
    shop.wait_for_one_order().await?;
    Ok(())
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
    let mut unsafe_ones = policy.split("; ").filter(|it| it.contains("'unsafe-"));
    ensure!(unsafe_ones.all(|it| it == "style-src 'self' 'unsafe-inline'"));
    let listener = listen(&test).await?;

    buys(test.clone()).await?;
    let violations = test.value("violations").await?;
    ensure!(violations == json!([]), "{violations}");

    // And the listener hears: it is not for want of ears.
    test.run("new Image().src = 'http://192.0.2.1/pixel.gif'")
        .await?;
    test.wait_until("violations.length === 1").await?;
    let console = test.take_violations().await;
    ensure!(
        console.len() == 1 && console[0].contains("img-src"),
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

/// In a market in which Klarna's widget asks for it.
async fn klarnas_frame_may_use_the_camera(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "GB");
    shop.open_ready().await?;
    test.enter_frame("#klarna-klarna-main").await?;
    let may = |feature| format!("document.featurePolicy.allowsFeature('{feature}')");
    ensure!(test.value(&may("camera")).await? == json!(true));
    ensure!(test.value(&may("microphone")).await? == json!(false));
    test.leave_frames().await
}

/// The shopper reads of a failure, can try again, and can pay the other way. The shop is told which host
/// is missing.
async fn fails_without_a_script(test: &Test, shop: &Shop<'_>) -> Result<()> {
    shop.wait_state("failed").await?;
    ensure!(shop.reason().await?.as_deref() == Some("script-blocked"));
    let problem = shop.problem().await?;
    ensure!(
        problem.contains("could not be loaded"),
        "it says: {problem}"
    );
    let note = test.text(".method.is-chosen .method__note").await?;
    ensure!(note == "Not working right now", "the shop says: {note}");
    test.find(".klarna-checkout__retry").await?;
    wait_for_name(test, "script-src").await?;
    shop.pay_by_transfer().await?;
    test.wait_for_path("/confirmation").await
}

/// Klarna's script comes by its nonce. The second one, which it adds, has none; without it the SDK
/// refuses everything.
async fn a_nonce_without_the_hosts_is_a_failure_and_no_refusal(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "GB");
    shop.open_checkout().await?;
    test.wait_until("!!window.Klarna?.Payments").await?;
    fails_without_a_script(&test, &shop).await
}

/// The widget is there without the script, and the SDK refuses only when the shopper pays.
async fn a_decline_without_a_script_is_a_failure(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "GB");
    shop.open_ready().await?;
    let library = format!("{}/apf/latest/library/main.js", test.sandbox().url());
    test.run(&format!(
        "const tag = document.createElement('script'); tag.src = '{library}'; \
         tag.onerror = () => {{ window.blocked = true; }}; document.head.append(tag);"
    ))
    .await?;
    test.wait_until("window.blocked").await?;
    shop.pay().await?;
    Authorization::opened(&test).await?.decline().await?;
    fails_without_a_script(&test, &shop).await
}

/// Waits until the shop was told that the sandbox is missing in a directive.
async fn wait_for_name(test: &Test, directive: &str) -> Result<()> {
    wait_for_source(test, directive, test.sandbox().url()).await
}

/// Waits until the shop was told that a source is missing in a directive; it says so in the console.
async fn wait_for_source(test: &Test, directive: &str, source: &str) -> Result<()> {
    let words = format!("The content security policy lacks {source} in {directive}.");
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
