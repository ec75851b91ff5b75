//! Klarna takes an order, looks at it for some minutes, and says then whether it stands behind it.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use demo_shop_api::{FraudStatus, Order, SubscriptionStatus};

use crate::{
    harness::{Scenario, Test, wait_for},
    pages::{Account, Confirmation, Shop, one_subscription},
    scenarios::scenarios,
};

pub(crate) fn all() -> Vec<Scenario> {
    scenarios![
        accepted_in_the_us,
        rejected_in_great_britain,
        a_subscription_that_is_accepted_goes_on,
        a_subscription_that_is_rejected_ends,
    ]
}

/// An order that is decided in five minutes.
async fn pending<'test>(test: &'test Test, shop: &Shop<'_>) -> Result<Confirmation<'test>> {
    shop.open_ready().await?;
    shop.pay_and_approve().await?;
    let confirmation = Confirmation::reached(test).await?;
    confirmation
        .wait_says("Klarna is reviewing your order")
        .await?;
    ensure!(shop.one_order().await?.fraud_status == Some(FraudStatus::Pending));
    Ok(confirmation)
}

async fn minutes_pass(test: &Test) -> Result<()> {
    test.sandbox().advance(Duration::from_secs(6 * 60)).await
}

async fn wait_decided(test: &Test, decision: FraudStatus) -> Result<Order> {
    wait_for(format!("the order to be {decision:?}"), async || {
        let order = test.orders().await?.pop().context("no order")?;
        Ok((order.fraud_status == Some(decision)).then_some(order))
    })
    .await
}

/// Logs in as the merchant, and returns the text of the page of orders.
async fn orders_after_login(test: &Test) -> Result<String> {
    open_orders(test).await?;
    test.click(".merchant-login").await?;
    test.text("table.orders").await
}

/// Returns the text of the page of orders, for a browser that has logged in before.
async fn orders_page(test: &Test) -> Result<String> {
    open_orders(test).await?;
    test.text("table.orders").await
}

async fn open_orders(test: &Test) -> Result<()> {
    let url = format!("{}/orders", test.shop_url());
    Ok(test.browser().goto(url).await?)
}

/// The confirmation changes while the shopper looks at it.
async fn accepted_in_the_us(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "US").with_email("customer+pend-accept-05@email.us");
    let confirmation = pending(&test, &shop).await?;
    minutes_pass(&test).await?;
    confirmation.wait_says("Thank you for your order").await?;
    wait_decided(&test, FraudStatus::Accepted).await?;
    let row = orders_after_login(&test).await?;
    ensure!(!row.contains("Pending"), "{row}");
    shop.one_order().await?;
    Ok(())
}

async fn rejected_in_great_britain(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "GB").with_email("customer+pend-reject-05@email.uk");
    let confirmation = pending(&test, &shop).await?;
    let address = test.browser().current_url().await?;
    let row = orders_after_login(&test).await?;
    ensure!(row.contains("Pending"), "{row}");

    test.browser().goto(address.as_str()).await?;
    minutes_pass(&test).await?;
    confirmation
        .wait_says("Your order was not accepted")
        .await?;
    wait_decided(&test, FraudStatus::Rejected).await?;
    let row = orders_page(&test).await?;
    ensure!(row.contains("Rejected"), "{row}");
    Ok(())
}

async fn a_subscription_that_is_accepted_goes_on(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "US")
        .with_basket("subscription")
        .with_email("customer+pend-accept-05@email.us");
    pending(&test, &shop).await?;
    minutes_pass(&test).await?;
    wait_decided(&test, FraudStatus::Accepted).await?;
    let account = Account::open(&test).await?;
    account.wait_status("Active").await?;
    account.let_pass("month").await?;
    account.wait_charge(1, "Charged").await?;
    account.charged_each_once(1).await
}

/// What was not sold is not renewed, and what was stored for it is given up.
async fn a_subscription_that_is_rejected_ends(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "US")
        .with_basket("subscription")
        .with_email("customer+pend-reject-05@email.us");
    let confirmation = pending(&test, &shop).await?;
    minutes_pass(&test).await?;
    confirmation
        .wait_says("Your order was not accepted")
        .await?;
    let account = Account::open(&test).await?;
    account.wait_status("Cancelled").await?;
    wait_for("the token to be cancelled", async || {
        let ended = test
            .sandbox()
            .calls(|call| call.method == "PATCH" && call.path.ends_with("/status"))
            .await?;
        Ok((ended.len() == 1 && ended[0].status == Some(202)).then_some(()))
    })
    .await?;
    account.let_pass("month").await?;
    account.let_pass("day").await?;
    account.charged_each_once(0).await?;
    ensure!(one_subscription(&test).await?.status == SubscriptionStatus::Cancelled);
    Ok(())
}
