//! Pressing pay: once is enough, and often is no more than once.

use anyhow::{Result, ensure};
use serde_json::json;
use thirtyfour::{By, Key};

use crate::{
    harness::{Scenario, Test},
    pages::{Authorization, Shop},
    scenarios::scenarios,
};

pub(crate) fn all() -> Vec<Scenario> {
    scenarios![
        twenty_clicks_at_once_are_one_payment,
        enter_and_space_at_once_are_one_payment,
        pressing_on_while_it_is_paid_changes_nothing,
        klarna_is_asked_within_the_click,
        an_answer_that_comes_twice_is_one_order,
    ]
}

async fn asked_once(test: &Test) -> Result<()> {
    let asked = test.sandbox().sdk_calls("authorize").await?;
    ensure!(asked.len() == 1, "authorize was called: {asked:?}");
    Ok(())
}

async fn twenty_clicks_at_once_are_one_payment(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "SE");
    shop.open_ready().await?;
    // The others happen within the real one: a browser opens a window only for that.
    test.run(
        "const pay = document.querySelector('.klarna-checkout__pay');
        const others = () => { for (let i = 0; i < 19; i += 1) pay.click(); };
        pay.addEventListener('click', others, { once: true });",
    )
    .await?;
    shop.pay_and_approve().await?;
    shop.wait_for_one_order().await?;
    asked_once(&test).await
}

async fn enter_and_space_at_once_are_one_payment(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "SE");
    shop.open_ready().await?;
    let pay = test
        .browser()
        .find(By::Css(".klarna-checkout__pay"))
        .await?;
    pay.send_keys(Key::Enter + Key::Space + Key::Enter + Key::Space)
        .await?;
    Authorization::opened(&test).await?.approve().await?;
    shop.wait_for_one_order().await?;
    asked_once(&test).await
}

/// Even on a button that somebody has switched on again.
async fn pressing_on_while_it_is_paid_changes_nothing(test: Test) -> Result<()> {
    const PRESS_ON: &str = "
        const pay = document.querySelector('.klarna-checkout__pay');
        pay.disabled = false;
        for (let i = 0; i < 20; i += 1) pay.click();";
    let slow =
        json!({ "kind": "rest-slow", "call": "create-order", "delay_ms": 1_500, "times": 1 });
    test.sandbox().fault(slow).await?;
    let shop = Shop::in_market(&test, "SE");
    shop.open_ready().await?;
    shop.pay().await?;
    Authorization::opened(&test).await?.leave().await?;
    shop.wait_state("authorizing").await?;
    test.run(PRESS_ON).await?;
    Authorization::opened(&test).await?.approve().await?;
    shop.wait_state("placing").await?;
    test.run(PRESS_ON).await?;
    shop.wait_for_one_order().await?;
    asked_once(&test).await
}

/// Later than in the click, browsers block Klarna's window.
async fn klarna_is_asked_within_the_click(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "SE");
    shop.open_ready().await?;
    // True from the first to the last of the click's listeners, and not a moment longer.
    test.run(
        "let clicking = false;
        window.addEventListener('click', () => { clicking = true; }, true);
        window.addEventListener('click', () => { clicking = false; });
        const { authorize } = Klarna.Payments;
        Klarna.Payments.authorize = (...given) => {
          window.withinClick = clicking;
          return authorize(...given);
        };",
    )
    .await?;
    shop.pay().await?;
    let window = Authorization::opened(&test).await?;
    test.switch_to_shop().await?;
    ensure!(test.value("withinClick").await? == json!(true));
    test.switch_to_popup().await?;
    window.approve().await?;
    shop.wait_for_one_order().await?;
    let asked = test.sandbox().sdk_calls("authorize").await?;
    let active: Vec<_> = asked
        .iter()
        .map(|call| &call.request["user_activation"])
        .collect();
    ensure!(
        active == [&json!(true)],
        "the browser's user activation: {active:?}"
    );
    Ok(())
}

async fn an_answer_that_comes_twice_is_one_order(test: Test) -> Result<()> {
    test.sandbox()
        .fault(json!({ "kind": "authorize-twice" }))
        .await?;
    let shop = Shop::in_market(&test, "SE");
    shop.open_ready().await?;
    shop.pay_and_approve().await?;
    shop.wait_for_one_order().await?;
    asked_once(&test).await
}
