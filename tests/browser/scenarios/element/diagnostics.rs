//! What a merchant sends to support: how the checkout came to where it is, and nothing of the shopper.

use anyhow::{Context, Result, ensure};
use klarna_payments::{Country, samples};
use serde_json::{Value, json};

use super::buying::tokens;
use crate::{
    harness::{Scenario, Test},
    pages::{Authorization, ElementPage},
    scenarios::scenarios,
};

pub(crate) fn all() -> Vec<Scenario> {
    scenarios![
        they_tell_of_a_purchase_and_not_of_the_shopper,
        they_tell_of_failures_and_not_of_the_shopper,
        they_are_there_also_when_the_element_is_gone,
    ]
}

/// The sample customer of the market, in the element's property, as the words that nobody else may read.
async fn with_sample(page: &ElementPage<'_>, market: Country) -> Result<Vec<String>> {
    let sample = samples::customer(market);
    let customer = json!({
        "billing_address": sample.address,
        "shipping_address": sample.address,
        "customer": sample.customer,
    });
    page.set_customer(&customer).await?;
    let mut private = Vec::new();
    for part in ["billing_address", "customer"] {
        let values = customer[part].as_object().into_iter().flatten();
        private.extend(values.filter_map(|(_, value)| Some(value.as_str()?.to_owned())));
    }
    // The country is in the locale.
    private.retain(|value| value.len() > 2);
    ensure!(private.len() > 6, "{private:?}");
    Ok(private)
}

/// The diagnostics, with nothing in them that is private, and as `copyDiagnostics` hands them out.
async fn discreet(test: &Test, page: &ElementPage<'_>, private: &[String]) -> Result<Value> {
    let told = test.value("(window.it ?? checkout).diagnostics()").await?;
    page.call("copied", "(window.it ?? checkout).copyDiagnostics()")
        .await?;
    let copied = page.outcome("copied").await?;
    let copied = copied["value"].as_str().context("no text")?.to_owned();
    ensure!(serde_json::from_str::<Value>(&copied)? == told, "{copied}");
    for secret in tokens(test).await?.iter().chain(private) {
        ensure!(
            !copied.contains(secret.as_str()),
            "`{secret}` is in {copied}"
        );
    }
    Ok(told)
}

fn events(told: &Value) -> Vec<&str> {
    let all = told["transitions"].as_array().into_iter().flatten();
    all.filter_map(|it| it["event"].as_str()).collect()
}

async fn they_tell_of_a_purchase_and_not_of_the_shopper(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    page.ready_in("SE", "subscription").await?;
    let private = with_sample(&page, Country::Se).await?;
    page.buy().await?;
    let told = discreet(&test, &page, &private).await?;

    ensure!(
        told["state"] == "placed" && told["mode"] == "one-page" && told["locale"] == "en-SE",
        "{told}"
    );
    ensure!(
        told["version"].as_str().is_some_and(|it| it.contains('.')),
        "{told}"
    );
    let events = events(&told);
    for event in [
        "session-answered",
        "widget-answered",
        "pay-pressed",
        "authorize-answered",
        "place-answered",
    ] {
        ensure!(events.contains(&event), "no {event} in {events:?}");
    }
    // Klarna finds its own calls by these.
    let klarnas = test.sandbox().log().await?;
    let known: Vec<_> = klarnas
        .iter()
        .filter_map(|call| call.correlation_id.clone())
        .collect();
    let all = told["transitions"].as_array().into_iter().flatten();
    let named: Vec<_> = all.filter_map(|it| it["correlation_id"].as_str()).collect();
    ensure!(!named.is_empty(), "no correlation id in {told}");
    ensure!(
        named.iter().all(|id| known.iter().any(|it| it == id)),
        "{named:?}, not {known:?}"
    );
    Ok(())
}

async fn they_tell_of_failures_and_not_of_the_shopper(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    let cart = page.ready_in("GB", "once").await?;
    let private = with_sample(&page, Country::Gb).await?;
    page.call("declined", "checkout.pay()").await?;
    Authorization::opened(&test).await?.decline().await?;
    page.wait_state("declined").await?;
    discreet(&test, &page, &private).await?;

    page.open_ready(&cart, "").await?;
    with_sample(&page, Country::Gb).await?;
    test.sandbox()
        .fault(json!({ "kind": "authorize-throws", "times": 1 }))
        .await?;
    test.click(".klarna-checkout__pay").await?;
    page.wait_state("failed").await?;
    let told = discreet(&test, &page, &private).await?;
    let last = told["transitions"]
        .as_array()
        .and_then(|it| it.last())
        .context("nothing")?;
    ensure!(
        last["state"] == "failed" && last["reason"] == "sdk-error",
        "{last}"
    );
    let at = last["at"].as_str().unwrap_or_default();
    ensure!(at.ends_with('Z') && at.contains('T'), "{last}");
    Ok(())
}

async fn they_are_there_also_when_the_element_is_gone(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    page.ready_in("SE", "once").await?;
    let private = with_sample(&page, Country::Se).await?;
    test.run("window.it = checkout; it.remove();").await?;
    test.wait_until("it.state === 'idle'").await?;
    let told = discreet(&test, &page, &private).await?;
    let events = events(&told);
    ensure!(events.contains(&"widget-answered"), "{told}");
    Ok(())
}
