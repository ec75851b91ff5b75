//! The shopper has approved and the page cannot say so any more: Klarna tells the merchant's server
//! itself. Whoever comes first, or how often, there is one order, and the shopper learns of it.

use anyhow::{Result, ensure};
use serde_json::json;

use super::{in_both_forms, in_each_form};
use crate::{
    harness::{Call, Scenario, Test, wait_for},
    pages::{Authorization, Confirmation, Shop},
};

pub(crate) fn all() -> Vec<Scenario> {
    [
        in_each_form("told_by_klarna::a_page_that_cannot_send", cannot_send),
        in_each_form("told_by_klarna::a_page_that_was_left", was_left),
        in_each_form("told_by_klarna::klarna_is_first", klarna_is_first),
        in_both_forms("told_by_klarna::the_page_is_first", page_is_first),
        in_both_forms("told_by_klarna::twice", twice),
        in_both_forms("told_by_klarna::never", never),
        in_both_forms(
            "told_by_klarna::approved_in_another_language",
            in_another_language,
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

async fn ready<'test>(test: &'test Test, market: &str, basket: &str) -> Result<Shop<'test>> {
    let shop = Shop::in_market(test, market).with_basket(basket);
    shop.open_ready().await?;
    Ok(shop)
}

/// Lets `first` become of what the page hands over, before it is sent.
async fn before_sending(test: &Test, first: &str) -> Result<()> {
    test.run(&format!(
        "const {{ fetch }} = window;
        window.held = 0;
        window.fetch = async (request, ...rest) => {{
          if (String(request.url).endsWith('/authorization')) {{ held += 1; {first} }}
          return fetch(request, ...rest);
        }};"
    ))
    .await
}

const NOTHING_IS_SENT: &str = "await new Promise(() => {});";

/// Klarna's calls to the merchant's server that were taken.
async fn told(test: &Test) -> Result<usize> {
    let is_callback = |call: &Call| call.method == "CALLBACK" && call.path == "authorization";
    let calls = test.sandbox().calls(is_callback).await?;
    Ok(calls.iter().filter(|call| call.status == Some(204)).count())
}

async fn wait_told(test: &Test, times: usize) -> Result<()> {
    wait_for(format!("{times} callbacks"), async || {
        Ok((told(test).await? == times).then_some(()))
    })
    .await
}

async fn wait_ordered(test: &Test) -> Result<()> {
    wait_for("the order", async || Ok(test.orders().await?.pop())).await?;
    Ok(())
}

/// There is the one order, and where it is one that goes on, the one subscription.
async fn one_purchase(test: &Test, shop: &Shop<'_>, basket: &str) -> Result<()> {
    shop.one_order().await?;
    let expected = usize::from(basket == "subscription");
    ensure!(test.subscriptions().await?.len() == expected);
    ensure!(test.sandbox().token_calls().await?.len() == expected);
    ensure!(test.sandbox().orders().await?.len() == 1);
    Ok(())
}

/// The connection is gone at the wrong moment. After a reload the shopper sees what was bought.
async fn cannot_send(test: Test, market: &'static str, basket: &'static str) -> Result<()> {
    let shop = ready(&test, market, basket).await?;
    before_sending(&test, NOTHING_IS_SENT).await?;
    shop.pay_and_approve().await?;
    test.wait_until("held === 1").await?;
    wait_ordered(&test).await?;
    test.browser().refresh().await?;
    Confirmation::reached(&test).await?;
    one_purchase(&test, &shop, basket).await
}

/// The shopper goes elsewhere while Klarna's window is open, and says yes in it.
async fn was_left(test: Test, market: &'static str, basket: &'static str) -> Result<()> {
    let shop = ready(&test, market, basket).await?;
    shop.pay().await?;
    Authorization::opened(&test).await?.leave().await?;
    test.browser()
        .goto(format!("{}/orders", test.shop_url()))
        .await?;
    test.switch_to_popup().await?;
    test.click("#approve").await?;
    wait_ordered(&test).await?;
    test.switch_to_shop().await?;
    test.browser()
        .goto(format!("{}/checkout", test.shop_url()))
        .await?;
    Confirmation::reached(&test).await?;
    one_purchase(&test, &shop, basket).await
}

/// The page hands over an approval that is ordered already.
async fn klarna_is_first(test: Test, market: &'static str, basket: &'static str) -> Result<()> {
    let shop = ready(&test, market, basket).await?;
    before_sending(
        &test,
        "while (!window.go) await new Promise((go) => setTimeout(go, 20));",
    )
    .await?;
    shop.pay_and_approve().await?;
    test.wait_until("held === 1").await?;
    wait_told(&test, 1).await?;
    wait_ordered(&test).await?;
    test.run("window.go = true").await?;
    Confirmation::reached(&test).await?;
    one_purchase(&test, &shop, basket).await
}

async fn page_is_first(test: Test, market: &'static str, basket: &'static str) -> Result<()> {
    let late = json!({ "kind": "callback-late", "delay_ms": 2_000 });
    test.sandbox().fault(late).await?;
    let shop = ready(&test, market, basket).await?;
    shop.pay_and_approve().await?;
    Confirmation::reached(&test).await?;
    ensure!(told(&test).await? == 0, "Klarna was not late");
    wait_told(&test, 1).await?;
    one_purchase(&test, &shop, basket).await
}

async fn twice(test: Test, market: &'static str, basket: &'static str) -> Result<()> {
    test.sandbox()
        .fault(json!({ "kind": "callback-twice" }))
        .await?;
    let shop = ready(&test, market, basket).await?;
    shop.pay_and_approve().await?;
    Confirmation::reached(&test).await?;
    wait_told(&test, 2).await?;
    one_purchase(&test, &shop, basket).await
}

/// Only the tab knows of the approval: it sends it when the shopper is back.
async fn never(test: Test, market: &'static str, basket: &'static str) -> Result<()> {
    test.sandbox()
        .fault(json!({ "kind": "callback-never" }))
        .await?;
    let shop = ready(&test, market, basket).await?;
    before_sending(&test, NOTHING_IS_SENT).await?;
    shop.pay_and_approve().await?;
    test.wait_until("held === 1").await?;
    ensure!(test.orders().await?.is_empty());
    test.browser().refresh().await?;
    Confirmation::reached(&test).await?;
    ensure!(told(&test).await? == 0);
    one_purchase(&test, &shop, basket).await
}

/// The page had another session by then; what was approved is bought all the same, and not offered
/// again.
async fn in_another_language(test: Test, market: &'static str, basket: &'static str) -> Result<()> {
    let shop = ready(&test, market, basket).await?;
    shop.pay().await?;
    let window = Authorization::opened(&test).await?;
    test.switch_to_shop().await?;
    // The page keeps the choice from a shopper who pays; another tab of the shop does not.
    let other = match market {
        "SE" => "en-SE",
        _ => "es-US",
    };
    test.run(&format!(
        "const choice = document.querySelector('select[name=locale]');
        choice.disabled = false;
        choice.value = '{other}';
        choice.dispatchEvent(new Event('change', {{ bubbles: true }}));"
    ))
    .await?;
    test.switch_to_popup().await?;
    window.approve().await?;
    Confirmation::reached(&test).await?;
    one_purchase(&test, &shop, basket).await
}
