//! The browser, the server or the page's policy lacks what the element needs. It says so, and the
//! rest of the page goes on.

use anyhow::{Result, ensure};
use klarna_sandbox::SdkFlow;
use serde_json::{Value, json};

use crate::{
    harness::{Scenario, Test},
    pages::{ElementPage, Html},
    scenarios::scenarios,
};

pub(crate) fn all() -> Vec<Scenario> {
    let mut all = scenarios![
        without_web_assembly_it_says_so,
        a_missing_wasm_is_a_failure,
        a_missing_core_is_a_failure,
        a_wasm_that_was_lost_is_had_by_trying_again,
        a_blocked_script_is_told_and_tried_again,
        a_strict_policy_with_all_it_needs_is_enough,
        a_script_that_another_party_brings_is_used_and_its_callback_kept,
    ];
    let against = scenarios![
        a_policy_against_wasm_is_named,
        a_policy_against_klarnas_script_is_named,
    ];
    all.extend(against.into_iter().map(Scenario::may_violate_policy));
    // The other flow needs a second script, which has no nonce.
    let nonce = scenarios![the_nonce_lets_klarnas_script_in];
    all.extend(nonce.into_iter().map(|it| it.in_flow(SdkFlow::Iframe)));
    all
}

/// The element in a page of that kind, at its end: with a sentence for the shopper and a code for the
/// page, and nothing on its way.
async fn fails(test: &Test, page: &ElementPage<'_>, code: &str) -> Result<Value> {
    page.wait_state("failed").await?;
    let told = "heard.findLast(({ name, detail }) =>
        name === 'error' && detail.code !== 'blocked-by-policy')?.detail";
    test.wait_until(&format!("!!{told}")).await?;
    let told = test.value(told).await?;
    ensure!(
        told["code"] == code && told["message"].is_string(),
        "{told}"
    );
    let said = test.text(".klarna-checkout__problem").await?;
    ensure!(said.len() > 20, "the shopper reads: {said}");
    ensure!(!page.can_pay().await?);
    page.call("paid", "checkout.pay()").await?;
    ensure!(page.outcome("paid").await?["code"] == "not-ready");
    // The rest of the page has loaded, and works.
    ensure!(test.text("#below").await?.starts_with("What stands below"));
    Ok(told)
}

async fn open(test: &Test, change: impl FnOnce(&mut Html)) -> Result<()> {
    let page = ElementPage::of(test)?;
    let cart = page.cart("SE", "once").await?;
    let mut html = Html::of(page.tag(&cart, ""));
    change(&mut html);
    page.open(&html).await
}

async fn without_web_assembly_it_says_so(test: Test) -> Result<()> {
    open(&test, |html| {
        html.head.push_str(r#"<script src="no-wasm.js"></script>"#);
    })
    .await?;
    let page = ElementPage::of(&test)?;
    fails(&test, &page, "wasm-unsupported").await?;
    let problem = test.text(".klarna-checkout__problem").await?;
    ensure!(problem.contains("another way to pay"), "{problem}");
    ensure!(page.heard().await? == ["error"]);
    // In the page's language.
    test.run("window.it = checkout; it.remove();").await?;
    test.run("it.locale = 'de-DE'; below.before(it);").await?;
    page.wait_state("failed").await?;
    let german = test.text(".klarna-checkout__problem").await?;
    ensure!(german.contains("Zahlungsart"), "{german}");
    Ok(())
}

/// A policy as strict as they come: what is listed works, and nothing else.
fn policy(test: &Test, script: &str, for_klarnas_script: bool) -> String {
    let klarna = test.sandbox().url();
    let theirs = if for_klarnas_script { klarna } else { "" };
    format!(
        r#"<meta http-equiv="Content-Security-Policy" content="default-src 'none';
        script-src 'self' {theirs} {script}; style-src 'self' 'unsafe-inline'; connect-src 'self' {klarna};
        frame-src {klarna}; img-src 'self' {klarna}">"#
    )
}

async fn a_policy_against_wasm_is_named(test: Test) -> Result<()> {
    let head = policy(&test, "", true);
    open(&test, |html| html.head = head).await?;
    let page = ElementPage::of(&test)?;
    fails(&test, &page, "wasm-failed").await?;
    let blocked = "heard.find(({ detail }) => detail.code === 'blocked-by-policy')?.detail";
    test.wait_until(&format!("!!{blocked}")).await?;
    let blocked = test.value(blocked).await?;
    ensure!(
        blocked["directive"] == "script-src" && blocked["blocked"] == "'wasm-unsafe-eval'",
        "{blocked}"
    );
    let message = blocked["message"].as_str().unwrap_or_default();
    ensure!(
        message.contains("script-src") && message.contains("wasm-unsafe-eval"),
        "{message}"
    );
    Ok(())
}

async fn a_missing_wasm_is_a_failure(test: Test) -> Result<()> {
    open(&test, |html| html.element = Some("without-wasm")).await?;
    fails(&test, &ElementPage::of(&test)?, "wasm-failed").await?;
    Ok(())
}

async fn a_wasm_that_was_lost_is_had_by_trying_again(test: Test) -> Result<()> {
    open(&test, |html| html.lose = ".wasm").await?;
    let page = ElementPage::of(&test)?;
    fails(&test, &page, "wasm-failed").await?;
    test.click(".klarna-checkout__retry").await?;
    page.wait_state("ready").await?;
    page.buy().await
}

async fn a_missing_core_is_a_failure(test: Test) -> Result<()> {
    open(&test, |html| html.element = Some("without-core")).await?;
    fails(&test, &ElementPage::of(&test)?, "wasm-failed").await?;
    Ok(())
}

async fn a_blocked_script_is_told_and_tried_again(test: Test) -> Result<()> {
    test.sandbox()
        .fault(json!({ "kind": "script-missing" }))
        .await?;
    open(&test, |_| {}).await?;
    let page = ElementPage::of(&test)?;
    fails(&test, &page, "script-blocked").await?;
    test.sandbox().clear_faults().await?;
    test.click(".klarna-checkout__retry").await?;
    page.wait_state("ready").await?;
    page.buy().await
}

async fn a_policy_against_klarnas_script_is_named(test: Test) -> Result<()> {
    let head = policy(&test, "'wasm-unsafe-eval'", false);
    open(&test, |html| html.head = head).await?;
    let page = ElementPage::of(&test)?;
    fails(&test, &page, "script-blocked").await?;
    let blocked = "heard.filter(({ detail }) => detail.code === 'blocked-by-policy')
        .map(({ detail }) => [detail.directive, detail.blocked])";
    let blocked = test.value(blocked).await?;
    ensure!(
        blocked == json!([["script-src", test.sandbox().url()]]),
        "{blocked}"
    );
    Ok(())
}

async fn a_strict_policy_with_all_it_needs_is_enough(test: Test) -> Result<()> {
    let head = policy(&test, "'wasm-unsafe-eval'", true);
    open(&test, |html| html.head = head).await?;
    let page = ElementPage::of(&test)?;
    page.wait_state("ready").await?;
    page.buy().await?;
    ensure!(!page.heard().await?.contains(&"error".to_owned()));
    Ok(())
}

async fn the_nonce_lets_klarnas_script_in(test: Test) -> Result<()> {
    let head = policy(&test, "'wasm-unsafe-eval' 'nonce-of-the-page'", false)
        .replace("nonce-of-the-page", "nonce-b2YtdGhlLXBhZ2U");
    open(&test, |html| {
        html.head = head;
        html.body = html.body.replacen(
            "<klarna-checkout",
            r#"<klarna-checkout nonce="b2YtdGhlLXBhZ2U""#,
            1,
        );
    })
    .await?;
    let page = ElementPage::of(&test)?;
    page.wait_state("ready").await?;
    let nonce = "document.querySelector('script[src*=\"/kp/lib/\"]').nonce";
    ensure!(test.value(nonce).await? == "b2YtdGhlLXBhZ2U");
    page.buy().await
}

async fn a_script_that_another_party_brings_is_used_and_its_callback_kept(
    test: Test,
) -> Result<()> {
    let script = format!("{}/kp/lib/v1/api.js", test.sandbox().url());
    for order in ["before", "after"] {
        let theirs = format!(r#"<script async src="{script}"></script>"#);
        open(&test, |html| {
            html.head.push_str(r#"<script src="foreign.js"></script>"#);
            match order {
                "before" => html.head.push_str(&theirs),
                _ => html.body.push_str(&theirs),
            }
        })
        .await?;
        let page = ElementPage::of(&test)?;
        page.wait_state("ready").await?;
        ensure!(
            page.requests("/kp/lib/v1/api.js").await? == 1,
            "{order}: the script came twice"
        );
        ensure!(
            test.value("theirs").await? == json!(1),
            "{order}: theirs was not called once"
        );
        let tags = "document.querySelectorAll('script[src*=\"/kp/lib/\"]').length";
        ensure!(test.value(tags).await? == json!(1), "{order}");
        page.pay_and_approve().await?;
        page.wait_state("placed").await?;
    }
    page_holds_two(&test).await
}

async fn page_holds_two(test: &Test) -> Result<()> {
    ElementPage::of(test)?.holds_orders(2).await
}
