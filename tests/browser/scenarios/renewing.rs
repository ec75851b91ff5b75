//! What is charged after the sign-up, as time passes, and how it ends.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use demo_shop_api::ChargeStatus;
use serde_json::json;

use super::in_each_market;
use crate::{
    harness::{Call, Scenario, Test, wait_for},
    pages::{Account, Confirmation, Shop},
};

pub(crate) fn all() -> Vec<Scenario> {
    [
        in_each_market("renewing::three_months_are_charged_once_each", three_months),
        in_each_market("renewing::charge_now_charges_once", charge_now),
        in_each_market(
            "renewing::charge_now_in_two_tabs_charges_once",
            charge_now_in_two_tabs,
        ),
        in_each_market("renewing::cancelled_is_cancelled_at_klarna_too", cancel),
        in_each_market(
            "renewing::a_suspended_token_stops_until_it_is_active",
            suspended,
        ),
        in_each_market("renewing::a_failing_method_is_tried_again_later", failing),
        in_each_market("renewing::a_lost_answer_is_no_second_charge", lost_answer),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The account of somebody who has just signed up and paid the first month.
async fn subscribed<'test>(test: &'test Test, market: &str) -> Result<Account<'test>> {
    let shop = Shop::in_market(test, market).with_basket("subscription");
    shop.open_ready().await?;
    shop.pay_and_approve().await?;
    Confirmation::reached(test).await?;
    Account::open(test).await
}

/// Each appears while the shopper watches, once, for the same lines as the sign-up.
async fn three_months(test: Test, market: &'static str) -> Result<()> {
    let account = subscribed(&test, market).await?;
    for period in 1..=3 {
        account.let_pass("month").await?;
        account.wait_charge(period, "Charged").await?;
        account.charged_each_once(period).await?;
    }
    account.wait_status("Active").await?;
    let charged = test.sandbox().charges().await?.pop().context("no charge")?;
    let ordered = test.sandbox().order_calls().await?.remove(0);
    ensure!(
        charged.request["order_lines"] == ordered.request["order_lines"],
        "signed up for {ordered:?}, and charged for {charged:?}"
    );
    // The merchant sees the sign-up and three renewals.
    let orders = test.orders().await?;
    let renewals = orders
        .iter()
        .filter(|order| order.subscription_id.is_some());
    ensure!((orders.len(), renewals.count()) == (4, 3), "{orders:?}");
    Ok(())
}

/// A press that is made twice is meant once; a later one is the next period.
async fn charge_now(test: Test, market: &'static str) -> Result<()> {
    let account = subscribed(&test, market).await?;
    account.charge_now_twice().await?;
    account.wait_charge(1, "Charged").await?;
    account.wait_answered().await?;
    account.charged_each_once(1).await?;
    // One a day: the next day comes with the sandbox's clock.
    account.charge_now().await?;
    test.find(".subscription [role=alert]").await?;
    account.charged_each_once(1).await?;
    account.let_pass("day").await?;
    account.charge_now().await?;
    account.wait_charge(2, "Charged").await?;
    account.charged_each_once(2).await
}

/// The second press comes while the first one's charge is under way: it is that charge.
async fn charge_now_in_two_tabs(test: Test, market: &'static str) -> Result<()> {
    let slow = json!({ "kind": "rest-slow", "call": "create-token-order", "delay_ms": 1_500 });
    test.sandbox().fault(slow).await?;
    let account = subscribed(&test, market).await?;
    let id = account.subscription().await?.id;
    test.run(&format!(
        "window.answers = [];
        for (let i = 0; i < 2; i += 1) {{
          fetch('/merchant/login', {{ method: 'POST' }})
            .then(() => fetch('/merchant/subscriptions/{id}/charge', {{ method: 'POST' }}))
            .then(({{ status }}) => answers.push(status));
        }}"
    ))
    .await?;
    test.wait_until("answers.length === 2").await?;
    ensure!(test.value("answers").await? == json!([200, 200]));
    account.wait_charge(1, "Charged").await?;
    account.charged_each_once(1).await
}

async fn cancel(test: Test, market: &'static str) -> Result<()> {
    let account = subscribed(&test, market).await?;
    account.let_pass("month").await?;
    account.wait_charge(1, "Charged").await?;
    account.cancel().await?;
    account.wait_status("Cancelled").await?;
    let ended = |call: &Call| call.method == "PATCH" && call.path.ends_with("/status");
    let ended = test.sandbox().calls(ended).await?;
    ensure!(
        ended.len() == 1 && ended[0].status == Some(202),
        "{ended:?}"
    );

    // Whatever the shop does about the time that passes, it has done it when it knows of a day later.
    account.let_pass("month").await?;
    account.let_pass("day").await?;
    account.charged_each_once(1).await?;
    ensure!(account.subscription().await?.next_charge_on.is_none());
    Ok(())
}

/// Klarna holds the token back: nothing is tried any more until a person has looked.
async fn suspended(test: Test, market: &'static str) -> Result<()> {
    let account = subscribed(&test, market).await?;
    test.sandbox().set_token("SUSPENDED").await?;
    account.let_pass("month").await?;
    account.wait_status("Stopped").await?;
    let row = account.charge(1).await?;
    ensure!(
        row.contains("TOKEN_SUSPENDED") && row.contains("Not charged"),
        "{row}"
    );
    account.let_pass("month").await?;
    ensure!(test.sandbox().charges().await?.len() == 1);

    test.sandbox().set_token("ACTIVE").await?;
    account.charge_now().await?;
    account.wait_charge(1, "Charged").await?;
    account.wait_status("Active").await?;
    ensure!(account.subscription().await?.charges[0].status == ChargeStatus::Charged);
    Ok(())
}

/// Tried again after an hour, and after a day; in between nothing is asked.
async fn failing(test: Test, market: &'static str) -> Result<()> {
    let fails = json!({ "kind": "payment-method-failed", "times": 2 });
    test.sandbox().fault(fails).await?;
    let account = subscribed(&test, market).await?;
    account.let_pass("month").await?;
    account.wait_charge(1, "Trying again").await?;
    account.wait_status("Payment overdue").await?;
    let row = account.charge(1).await?;
    ensure!(
        row.contains("Tried once") && row.contains("PAYMENT_METHOD_FAILED"),
        "{row}"
    );
    ensure!(test.sandbox().charges().await?.len() == 1);

    test.sandbox().advance(Duration::from_secs(61 * 60)).await?;
    wait_for("the second try", async || {
        let row = account.charge(1).await?;
        let refused = row.contains("Tried 2 times") && row.contains("Trying again");
        Ok(refused.then_some(()))
    })
    .await?;
    ensure!(test.sandbox().charges().await?.len() == 2);

    account.let_pass("day").await?;
    account.wait_charge(1, "Charged").await?;
    account.wait_status("Active").await?;
    account.charged_each_once(1).await?;
    ensure!(test.sandbox().charges().await?.len() == 3);
    Ok(())
}

/// The order is there and the merchant does not know: asked again under its key, Klarna says which.
async fn lost_answer(test: Test, market: &'static str) -> Result<()> {
    let lost = json!({ "kind": "rest-cut-off", "call": "create-token-order", "times": 1 });
    test.sandbox().fault(lost).await?;
    let account = subscribed(&test, market).await?;
    account.let_pass("month").await?;
    account.wait_charge(1, "Trying again").await?;
    test.sandbox().advance(Duration::from_secs(2 * 60)).await?;
    account.wait_charge(1, "Charged").await?;
    let calls = test.sandbox().charges().await?;
    ensure!(
        calls.len() == 2 && calls[0].request == calls[1].request,
        "{calls:?}"
    );
    let order = test.orders().await?.remove(0).klarna_order_id;
    let renewals = test.sandbox().orders().await?;
    ensure!(
        renewals.len() == 2 && renewals.first() == order.as_ref(),
        "Klarna has the orders {renewals:?}, the merchant {order:?}"
    );
    Ok(())
}
