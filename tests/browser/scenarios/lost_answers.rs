//! The shopper has approved, and the answer that would tell of the order never arrives. Nobody may
//! pay twice, and nobody may be told that it failed.

use anyhow::{Result, ensure};
use serde_json::json;

use crate::{
    harness::{Scenario, Test},
    pages::Shop,
    scenarios::scenarios,
};

pub(crate) fn all() -> Vec<Scenario> {
    scenarios![
        an_order_whose_answer_is_lost_is_found,
        an_approval_that_never_left_is_sent_again_under_its_key,
        an_order_that_klarna_never_confirmed_is_placed_once,
        a_new_approval_has_a_key_of_its_own,
    ]
}

/// Keeps the key of every approval that the page sends, across pages, and lets `lose` decide what
/// becomes of the first one.
fn lose_the_first(what: &str) -> String {
    format!(
        "localStorage.setItem('test.keys', '[]');
        const {{ fetch }} = window;
        let first = true;
        window.fetch = async (request, ...rest) => {{
          if (!String(request.url).endsWith('/authorization')) return fetch(request, ...rest);
          const keys = JSON.parse(localStorage.getItem('test.keys'));
          keys.push(request.headers.get('Idempotency-Key'));
          localStorage.setItem('test.keys', JSON.stringify(keys));
          if (!first) return fetch(request, ...rest);
          first = false;
          {what}
        }};"
    )
}

async fn keys(test: &Test) -> Result<Vec<String>> {
    let keys = test
        .value("JSON.parse(localStorage.getItem('test.keys'))")
        .await?;
    Ok(serde_json::from_value(keys)?)
}

/// The server has the order, and the page asks it instead of the shopper.
async fn an_order_whose_answer_is_lost_is_found(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "SE");
    shop.open_ready().await?;
    test.run(&lose_the_first(
        "await fetch(request, ...rest); throw new TypeError('lost');",
    ))
    .await?;
    shop.pay_and_approve().await?;
    shop.wait_for_one_order().await?;
    ensure!(
        keys(&test).await?.len() == 1,
        "asking would have been enough"
    );
    Ok(())
}

/// The same approval under the same key: whichever of the two arrives, there is one order.
async fn an_approval_that_never_left_is_sent_again_under_its_key(test: Test) -> Result<()> {
    // Or Klarna would tell the merchant what the page cannot.
    test.sandbox()
        .fault(json!({ "kind": "callback-never" }))
        .await?;
    let shop = Shop::in_market(&test, "SE");
    shop.open_ready().await?;
    test.run(&lose_the_first("throw new TypeError('offline');"))
        .await?;
    shop.pay_and_approve().await?;
    shop.wait_state("checking").await?;
    ensure!(
        !shop.can_pay().await?,
        "pay can be pressed before it is known what happened"
    );
    shop.wait_for_one_order().await?;
    let keys = keys(&test).await?;
    ensure!(
        keys.len() == 2 && keys[0] == keys[1] && !keys[0].is_empty(),
        "{keys:?}"
    );
    let asked = test.sandbox().sdk_calls("authorize").await?;
    ensure!(asked.len() == 1, "the shopper was asked again: {asked:?}");
    Ok(())
}

/// The connection between the merchant and Klarna breaks off: the merchant finds out.
async fn an_order_that_klarna_never_confirmed_is_placed_once(test: Test) -> Result<()> {
    test.sandbox()
        .fault(json!({ "kind": "rest-cut-off", "call": "create-order", "times": 1 }))
        .await?;
    let shop = Shop::in_market(&test, "DE");
    shop.open_ready().await?;
    shop.pay_and_approve().await?;
    test.wait_for_path("/confirmation").await?;
    ensure!(test.orders().await?.len() == 1);
    let asked = test.sandbox().order_calls().await?;
    let tokens = asked
        .iter()
        .map(|call| &call.path)
        .collect::<std::collections::HashSet<_>>();
    ensure!(
        tokens.len() == 1,
        "Klarna was asked for orders of several approvals: {asked:?}"
    );
    let asked = test.sandbox().sdk_calls("authorize").await?;
    ensure!(asked.len() == 1, "the shopper was asked again: {asked:?}");
    Ok(())
}

/// Or the server would take the second purchase for the first, and answer with what it refused.
async fn a_new_approval_has_a_key_of_its_own(test: Test) -> Result<()> {
    // Or the cart would be ordered before it changes.
    test.sandbox()
        .fault(json!({ "kind": "callback-never" }))
        .await?;
    let shop = Shop::in_market(&test, "SE");
    shop.open_ready().await?;
    test.run(&lose_the_first(
        "const cart = '/shop/carts/' + localStorage.getItem('shop.cart');
        const { lines } = await (await fetch(cart)).json();
        await fetch(cart + '/lines/' + lines[0].sku, {
          method: 'PUT',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ quantity: 7 }),
        });
        return fetch(request, ...rest);",
    ))
    .await?;
    shop.pay_and_approve().await?;
    shop.wait_state("ready").await?;
    shop.pay_and_approve().await?;
    shop.wait_for_one_order().await?;
    let keys = keys(&test).await?;
    ensure!(keys.len() == 2 && keys[0] != keys[1], "{keys:?}");
    Ok(())
}
