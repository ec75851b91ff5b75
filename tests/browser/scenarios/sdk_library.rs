//! The second script of the sandbox's SDK, and the looks that the SDK writes into the page: what comes of a
//! page that lets neither in.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use super::scenarios;
use crate::{
    harness::{Scenario, Test},
    pages::Bare,
};

pub(crate) fn all() -> Vec<Scenario> {
    let mut all = scenarios![a_second_script_and_a_style_come_with_init];
    let blocked = scenarios![
        a_blocked_library_comes_from_the_tokens_host,
        without_the_library_every_call_is_a_refusal,
        without_the_library_there_is_no_payment_review,
    ];
    all.extend(blocked.into_iter().map(Scenario::may_violate_policy));
    all
}

const LIBRARY: &str = "[...document.scripts].filter(({ src }) => src.includes('/apf/'))";

async fn a_second_script_and_a_style_come_with_init(test: Test) -> Result<()> {
    let page = Bare::open(&test).await?;
    ensure!(page.value(&format!("{LIBRARY}.length")).await? == json!(0));
    page.start_session("token").await?;
    page.run("Klarna.Payments.init({ client_token: token })")
        .await?;
    let added = page
        .value(&format!(
            "{LIBRARY}.map(({{ src, nonce }}) => [src, nonce])"
        ))
        .await?;
    let library = format!("{}/apf/latest/library/main.js", test.sandbox().url());
    ensure!(added == json!([[library, ""]]), "{added}");
    ensure!(
        page.value("document.querySelectorAll('head > style').length")
            .await?
            == json!(1)
    );
    page.load("{}").await?;
    page.run("Klarna.Payments.init({ client_token: token })")
        .await?;
    ensure!(page.value(&format!("{LIBRARY}.length")).await? == json!(1));
    Ok(())
}

/// A page that lets in scripts of these sources alone.
async fn allow_scripts(page: &Bare<'_>, sources: &str) -> Result<()> {
    page.run(&format!(
        "const policy = document.createElement('meta'); \
         policy.httpEquiv = 'Content-Security-Policy'; \
         policy.content = 'script-src {sources}'; document.head.append(policy);"
    ))
    .await
}

/// The SDK is from one host, its session from another, as with Klarna.
async fn a_blocked_library_comes_from_the_tokens_host(test: Test) -> Result<()> {
    let page = Bare::without_sdk(&test, "localhost").await?;
    let page = page.with_script_of("localhost");
    let tokens = test.sandbox().url();
    let sdks = tokens.replace("127.0.0.1", "localhost");
    allow_scripts(&page, &format!("{sdks}/kp/ {tokens}")).await?;
    page.run_script().await?;
    page.start_session("token").await?;
    page.run("Klarna.Payments.init({ client_token: token })")
        .await?;
    ensure!(page.load("{}").await? == json!({ "show_form": true }));
    let hosts = page
        .value(&format!(
            "{LIBRARY}.map(({{ src }}) => new URL(src).origin)"
        ))
        .await?;
    ensure!(hosts == json!([sdks, tokens]), "{hosts}");
    Ok(())
}

/// A page whose policy names the SDK's script and not the library, with a session.
async fn without_library(test: &Test, fields: Value) -> Result<Bare<'_>> {
    let page = Bare::without_sdk(test, "localhost").await?;
    allow_scripts(&page, &format!("{}/kp/", test.sandbox().url())).await?;
    page.run_script().await?;
    page.start_session_of("token", fields).await?;
    page.run("Klarna.Payments.init({ client_token: token })")
        .await?;
    Ok(page)
}

async fn without_the_library_every_call_is_a_refusal(test: Test) -> Result<()> {
    let page = without_library(&test, json!({})).await?;
    ensure!(page.load("{}").await? == json!({ "show_form": false }));
    ensure!(page.value("container.childElementCount").await? == json!(0));
    let refused = json!({ "approved": false, "show_form": false });
    for (method, answer) in [
        ("authorize", &refused),
        ("finalize", &refused),
        ("reauthorize", &json!({ "approved": false })),
    ] {
        let heard = page.heard().await?;
        let options = "{ payment_method_category: 'klarna' }";
        page.click_to(&format!("Klarna.Payments.{method}({options}, {{}}, hear)"))
            .await?;
        let given = page.answer_after(heard).await?;
        ensure!(given == *answer, "{method}: {given}");
        let calls = test.sandbox().sdk_calls(method).await?;
        ensure!(calls.len() == 1, "{method}: {calls:?}");
    }
    ensure!(test.browser().windows().await?.len() == 1);
    Ok(())
}

async fn without_the_library_there_is_no_payment_review(test: Test) -> Result<()> {
    let fields = json!({ "purchase_country": "US", "purchase_currency": "USD", "locale": "en-US" });
    let page = without_library(&test, fields).await?;
    let call = "Klarna.Payments.loadPaymentReview({ container: '#container' }, hear)";
    ensure!(page.answer_to(call).await? == json!({ "show_form": false }));
    ensure!(page.value("container.childElementCount").await? == json!(0));
    Ok(())
}
