//! What the merchant's server writes down while a shopper subscribes, is charged and cancels.

use anyhow::{Context, Result, ensure};
use klarna_payments::{Country, samples};
use serde_json::Value;

use crate::{
    harness::{Call, Scenario, Test, merchants_log},
    pages::{Account, Confirmation, Shop},
    scenarios::scenarios,
};

pub(crate) fn all() -> Vec<Scenario> {
    scenarios![every_call_is_in_the_log_and_nobody_is]
}

/// With each call's name at Klarna one can ask Klarna about it. Nothing else that is in the log says
/// who bought, or lets anybody buy.
async fn every_call_is_in_the_log_and_nobody_is(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "US").with_basket("subscription");
    shop.open_ready().await?;
    shop.pay_and_approve().await?;
    Confirmation::reached(&test).await?;
    let account = Account::open(&test).await?;
    account.let_pass("month").await?;
    account.wait_charge(1, "Charged").await?;
    account.cancel().await?;
    account.wait_status("Cancelled").await?;

    let log = test.sandbox().log().await?;
    let written = merchants_log();
    let of_merchant = |call: &&Call| call.correlation_id.is_some();
    let mut calls = 0;
    for call in log.iter().filter(of_merchant) {
        let id = call.correlation_id.as_deref().unwrap_or_default();
        ensure!(
            written.contains(id),
            "{} {} is not in the log",
            call.method,
            call.path
        );
        calls += 1;
    }
    // Session, token, order, renewal, end; and what is read in between.
    ensure!(calls >= 5, "the merchant made {calls} calls");
    let private = private(&log)?;
    ensure!(private.len() > 8, "only {private:?} is private");
    for secret in private {
        ensure!(!written.contains(&secret), "`{secret}` is in the log");
    }
    Ok(())
}

/// Whatever the calls hold that must not be in a log: tokens, the secrets in the addresses that Klarna
/// calls, and the shopper.
fn private(log: &[Call]) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for call in log {
        for body in [&call.request, &call.response] {
            for name in ["client_token", "authorization_token", "token_id"] {
                found.extend(body[name].as_str().map(str::to_owned));
            }
            for name in ["authorization", "notification"] {
                let url = body["merchant_urls"][name].as_str();
                found.extend(url.and_then(|url| Some(url.rsplit_once('/')?.1.to_owned())));
            }
        }
    }
    ensure!(
        found.iter().any(|secret| secret.len() > 30),
        "no secrets in {log:?}"
    );
    let sample = serde_json::to_value(samples::customer(Country::Us).address)?;
    let sample = sample.as_object().context("no address")?.values();
    // Shorter ones, such as the country, are in many words.
    let sample = sample
        .filter_map(Value::as_str)
        .filter(|value| value.len() > 5);
    found.extend(sample.map(str::to_owned));
    found.sort();
    found.dedup();
    Ok(found)
}
