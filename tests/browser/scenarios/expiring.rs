//! The shopper takes a break that is longer than Klarna waits: a session lasts two days, an approval
//! an hour.

use std::time::Duration;

use anyhow::{Result, ensure};
use serde_json::json;

use super::{in_both_forms, in_each_form, session_changes::tokens};
use crate::{
    harness::{Scenario, Test, wait_for},
    pages::{Confirmation, Shop},
};

pub(crate) fn all() -> Vec<Scenario> {
    [
        in_each_form(
            "expiring::a_session_that_has_ended_is_renewed",
            after_two_days,
        ),
        in_both_forms(
            "expiring::a_session_that_ends_after_the_approval",
            after_the_approval,
        ),
        in_both_forms("expiring::an_old_approval_is_not_sent", an_old_approval),
    ]
    .into_iter()
    .flatten()
    .collect()
}

const EMAIL: &str = "input[data-klarna-field='billing_address.email']";
const CITY: &str = "input[data-klarna-field='billing_address.city']";

/// A checkout whose form the shopper has changed.
async fn filled_in<'test>(test: &'test Test, market: &str, basket: &str) -> Result<Shop<'test>> {
    let shop = Shop::in_market(test, market).with_basket(basket);
    shop.open_ready().await?;
    let city = test.find(CITY).await?;
    city.clear().await?;
    city.send_keys("Springfield").await?;
    Ok(shop)
}

async fn form_is_kept(test: &Test) -> Result<()> {
    let kept = test
        .value(&format!(
            "[document.querySelector(\"{CITY}\").value, document.querySelector(\"{EMAIL}\").value.length > 0]"
        ))
        .await?;
    ensure!(
        kept == json!(["Springfield", true]),
        "the form holds {kept}"
    );
    Ok(())
}

/// The shopper hears of it, finds the form as it was, and pays once, for another session.
async fn renewed_and_paid(test: &Test, shop: &Shop<'_>, basket: &str, words: &str) -> Result<()> {
    wait_for(format!("the component to say {words}"), async || {
        let said = test.text(".klarna-checkout").await?;
        Ok(said.contains(words).then_some(()))
    })
    .await?;
    shop.wait_state("ready").await?;
    ensure!(tokens(test).await?.len() == 2, "no new session");
    form_is_kept(test).await?;
    ensure!(test.orders().await?.is_empty());
    shop.pay_and_approve().await?;
    Confirmation::reached(test).await?;
    let orders = test.orders().await?;
    ensure!(orders.len() == 1, "{orders:?}");
    ensure!(test.sandbox().orders().await?.len() == 1);
    let subscriptions = test.subscriptions().await?;
    ensure!(subscriptions.len() == usize::from(basket == "subscription"));
    Ok(())
}

async fn after_two_days(test: Test, market: &'static str, basket: &'static str) -> Result<()> {
    let shop = filled_in(&test, market, basket).await?;
    test.sandbox()
        .advance(Duration::from_secs(49 * 60 * 60))
        .await?;
    shop.pay().await?;
    let words = match market {
        "SE" => "Betalningen har förnyats",
        _ => "The payment was refreshed",
    };
    renewed_and_paid(&test, &shop, basket, words).await
}

/// Klarna has forgotten the session when the merchant wants to order.
async fn after_the_approval(test: Test, market: &'static str, basket: &'static str) -> Result<()> {
    let never = json!({ "kind": "callback-never", "times": 1 });
    test.sandbox().fault(never).await?;
    let shop = filled_in(&test, market, basket).await?;
    test.run(
        "const { fetch } = window;
        window.held = 0;
        window.fetch = async (request, ...rest) => {
          if (String(request.url).endsWith('/authorization') && held++ === 0) {
            while (!window.go) await new Promise((go) => setTimeout(go, 20));
          }
          return fetch(request, ...rest);
        };",
    )
    .await?;
    shop.pay_and_approve().await?;
    test.wait_until("held === 1").await?;
    test.sandbox()
        .fault(json!({ "kind": "session-expired", "times": 1 }))
        .await?;
    test.run("window.go = true").await?;
    // Something was approved, so the shopper hears first that nothing came of it.
    let words = match market {
        "SE" => "Din beställning lades inte",
        _ => "Your order was not placed",
    };
    renewed_and_paid(&test, &shop, basket, words).await
}

/// An hour later the tab still has the approval, and Klarna has not: the shopper is asked again.
async fn an_old_approval(test: Test, market: &'static str, basket: &'static str) -> Result<()> {
    let never = json!({ "kind": "callback-never", "times": 1 });
    test.sandbox().fault(never).await?;
    let shop = filled_in(&test, market, basket).await?;
    test.run(
        "const { fetch } = window;
        window.held = 0;
        window.fetch = (request, ...rest) => {
          if (!String(request.url).endsWith('/authorization')) return fetch(request, ...rest);
          held += 1;
          return new Promise(() => {});
        };",
    )
    .await?;
    shop.pay_and_approve().await?;
    test.wait_until("held === 1").await?;
    // What an hour does to what the tab keeps.
    let aged = "Object.keys(sessionStorage).filter((name) => {
          const kept = JSON.parse(sessionStorage.getItem(name));
          if (!kept?.approval) return false;
          kept.approval.approved_at -= 61 * 60_000;
          sessionStorage.setItem(name, JSON.stringify(kept));
          return true;
        }).length";
    ensure!(
        test.value(aged).await? == json!(1),
        "the tab keeps no approval"
    );
    test.browser().refresh().await?;
    shop.wait_state("ready").await?;
    let sent = "performance.getEntriesByType('resource')
        .filter(({ name }) => name.endsWith('/authorization')).length";
    ensure!(
        test.value(sent).await? == json!(0),
        "the old approval was sent"
    );
    ensure!(test.orders().await?.is_empty());
    ensure!(test.sandbox().order_calls().await?.is_empty());
    form_is_kept(&test).await?;
    shop.pay_and_approve().await?;
    Confirmation::reached(&test).await?;
    ensure!(test.orders().await?.len() == 1);
    ensure!(test.sandbox().orders().await?.len() == 1);
    Ok(())
}
