//! A shopper pays, from the basket to the confirmation.

use anyhow::{Context, Result, ensure};
use demo_shop_api::PaymentMethod;

use crate::{
    harness::{Scenario, Test},
    pages::{Authorization, Shop},
};

/// One test for each kind of market: prices with tax inside of them in three currencies, and the
/// US with its tax as a line of its own.
const MARKETS: [&str; 4] = ["SE", "DE", "GB", "US"];

pub(crate) fn all() -> Vec<Scenario> {
    MARKETS
        .map(|market| {
            Scenario::new(format!("paying::pays_in_{market}"), move |test| {
                pays(test, market)
            })
        })
        .into()
}

async fn pays(test: Test, market: &'static str) -> Result<()> {
    let shop = Shop::in_market(&test, market);
    shop.open_basket().await?;
    shop.go_to_checkout().await?;
    shop.wait_state("ready").await?;

    shop.pay().await?;
    Authorization::opened(&test).await?.approve().await?;

    test.wait_for_path("/confirmation").await?;
    let orders = test.orders().await?;
    ensure!(
        orders.len() == 1,
        "the merchant has {} orders",
        orders.len()
    );
    let order = orders.first().context("no order")?;
    ensure!(order.payment == PaymentMethod::Klarna);
    let calls = test.sandbox().order_calls().await?;
    ensure!(
        calls.len() == 1,
        "Klarna was asked for {} orders",
        calls.len()
    );
    ensure!(
        calls.iter().all(|call| call.status == Some(200)),
        "{calls:?}"
    );
    Ok(())
}
