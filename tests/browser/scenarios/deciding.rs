//! What comes of Klarna's window when it is not a plain yes.

use anyhow::{Context, Result, ensure};
use demo_shop_api::{FraudStatus, PaymentMethod};

use crate::{
    harness::{Scenario, Test, wait_for},
    pages::{Authorization, Shop},
    scenarios::scenarios,
};

pub(crate) fn all() -> Vec<Scenario> {
    scenarios![
        closing_the_window_is_no_refusal,
        a_declined_purchase_can_be_paid_another_way,
        a_declined_customer_is_told_what_to_do,
        an_order_under_review_is_pending,
    ]
}

/// Leaving Klarna is calm, and paying again works and places one order.
async fn closing_the_window_is_no_refusal(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "SE");
    shop.open_checkout().await?;
    shop.wait_state("ready").await?;
    shop.pay().await?;
    Authorization::opened(&test).await?.close().await?;

    shop.wait_state("ready").await?;
    let status = shop.status().await?;
    ensure!(!status.is_empty(), "nothing is said about the window");
    ensure!(shop.reason().await?.is_none());
    ensure!(test.sandbox().order_calls().await?.is_empty());

    shop.pay().await?;
    Authorization::opened(&test).await?.approve().await?;
    test.wait_for_path("/confirmation").await?;
    ensure!(test.orders().await?.len() == 1);
    Ok(())
}

/// A no of Klarna's leaves the shop's other way to pay as it was.
async fn a_declined_purchase_can_be_paid_another_way(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "DE");
    shop.open_checkout().await?;
    shop.wait_state("ready").await?;
    shop.pay().await?;
    Authorization::opened(&test).await?.decline().await?;

    shop.wait_state("declined").await?;
    ensure!(test.sandbox().order_calls().await?.is_empty());
    shop.pay_by_transfer().await?;
    test.wait_for_path("/confirmation").await?;
    let orders = test.orders().await?;
    let order = orders.first().context("no order")?;
    ensure!(orders.len() == 1 && order.payment == PaymentMethod::Invoice);
    Ok(())
}

/// Klarna's sample customer for a refusal gets one, in words, and cannot press pay again.
async fn a_declined_customer_is_told_what_to_do(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "GB").with_email("customer+denied@email.uk");
    shop.open_checkout().await?;
    shop.wait_state("ready").await?;
    shop.pay().await?;
    Authorization::opened(&test).await?.approve().await?;

    shop.wait_state("declined").await?;
    let problem = shop.problem().await?;
    ensure!(problem.contains("another way to pay"), "it says: {problem}");
    ensure!(!shop.can_pay().await?, "pay can be pressed after a refusal");
    Ok(())
}

/// Klarna looks at the order for a while: it is placed, and the merchant knows to wait.
async fn an_order_under_review_is_pending(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "US").with_email("customer+pend-accept-05@email.us");
    shop.open_checkout().await?;
    shop.wait_state("ready").await?;
    shop.pay().await?;
    Authorization::opened(&test).await?.approve().await?;

    let order = wait_for("the order", async || Ok(test.orders().await?.pop())).await?;
    ensure!(
        order.fraud_status == Some(FraudStatus::Pending),
        "{order:?}"
    );
    Ok(())
}
