//! Klarna offers several payment methods, each with a widget of its own.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use thirtyfour::Key;

use crate::{
    harness::{Scenario, Test, wait_for},
    pages::{Review, Shop},
    scenarios::scenarios,
};

pub(crate) fn all() -> Vec<Scenario> {
    scenarios![
        each_way_to_pay_has_its_name_logo_and_widget,
        the_second_way_pays_in_se,
        the_second_way_pays_in_us,
        a_subscription_is_stored_with_the_second_way,
        the_second_way_orders_on_the_second_page,
        the_arrow_keys_choose,
        a_way_that_is_not_offered_leaves_the_others,
        none_of_them_offered_is_not_offered,
        each_way_keeps_its_widget,
    ]
}

/// Three categories instead of one.
async fn several<'test>(test: &'test Test, market: &str) -> Result<Shop<'test>> {
    test.sandbox()
        .fault(json!({ "kind": "several-categories" }))
        .await?;
    Ok(Shop::in_market(test, market))
}

fn radio(category: &str) -> String {
    format!(".klarna-checkout__radio[value={category}]")
}

/// Chooses a payment method by its name, and waits for its widget.
async fn choose(test: &Test, shop: &Shop<'_>, category: &str) -> Result<()> {
    test.click(&format!("label:has({})", radio(category)))
        .await?;
    shows(test, shop, category).await
}

/// Waits until that payment method is the chosen one, with its widget and no other.
async fn shows(test: &Test, shop: &Shop<'_>, category: &str) -> Result<()> {
    shop.wait_state("ready").await?;
    test.find(&format!("[data-category={category}] iframe"))
        .await?;
    test.wait_until(&format!(
        "document.querySelector('{}').checked",
        radio(category)
    ))
    .await?;
    let others = "[...document.querySelectorAll('.klarna-checkout__category')]
        .filter((it) => it.offsetHeight > 0).length === 1";
    test.wait_until(others).await
}

/// The category that Klarna was asked for last, by that method.
async fn asked_for(test: &Test, method: &str) -> Result<Value> {
    let calls = test.sandbox().sdk_calls(method).await?;
    let call = calls.last().context("no call")?;
    Ok(call.request["options"]["payment_method_category"].clone())
}

async fn each_way_to_pay_has_its_name_logo_and_widget(test: Test) -> Result<()> {
    let shop = several(&test, "GB").await?;
    shop.open_ready().await?;
    let drawn = test
        .value(
            "[...document.querySelectorAll('.klarna-checkout__method')].map((label) => [
              label.querySelector('input').value,
              label.querySelector('.klarna-checkout__name').textContent !== '',
              label.querySelector('img').naturalWidth > 0,
              label.querySelector('img').alt,
            ])",
        )
        .await?;
    let row = |category: &str| json!([category, true, true, ""]);
    let expected = json!([row("pay_later"), row("pay_now"), row("pay_over_time")]);
    ensure!(drawn == expected, "{drawn}");
    let one_choice = "new Set([...document.querySelectorAll('.klarna-checkout__radio')]
        .map((it) => it.name)).size";
    ensure!(test.value(one_choice).await? == json!(1));
    shows(&test, &shop, "pay_later").await
}

async fn the_second_way_pays_in_se(test: Test) -> Result<()> {
    second_way_pays(test, "SE").await
}

async fn the_second_way_pays_in_us(test: Test) -> Result<()> {
    second_way_pays(test, "US").await
}

async fn second_way_pays(test: Test, market: &str) -> Result<()> {
    let shop = several(&test, market).await?;
    shop.open_ready().await?;
    choose(&test, &shop, "pay_now").await?;
    shop.pay_and_approve().await?;
    shop.wait_for_one_order().await?;
    ensure!(asked_for(&test, "authorize").await? == json!("pay_now"));
    Ok(())
}

async fn a_subscription_is_stored_with_the_second_way(test: Test) -> Result<()> {
    let shop = several(&test, "DE").await?.with_basket("subscription");
    shop.open_ready().await?;
    choose(&test, &shop, "pay_now").await?;
    shop.pay_and_approve().await?;
    shop.wait_for_one_order().await?;
    ensure!(asked_for(&test, "authorize").await? == json!("pay_now"));
    Ok(())
}

/// Also after a fresh load: what was chosen is part of what was authorized.
async fn the_second_way_orders_on_the_second_page(test: Test) -> Result<()> {
    let shop = several(&test, "US").await?.in_two_steps();
    shop.open_ready().await?;
    choose(&test, &shop, "pay_now").await?;
    shop.pay_and_approve().await?;
    let review = Review::opened(&test, &shop).await?;
    let review = review.load_anew(&shop).await?;
    review.confirm().await?;
    shop.wait_for_one_order().await?;
    ensure!(asked_for(&test, "finalize").await? == json!("pay_now"));
    Ok(())
}

async fn the_arrow_keys_choose(test: Test) -> Result<()> {
    let shop = several(&test, "SE").await?;
    shop.open_ready().await?;
    test.find(&radio("pay_later")).await?.focus().await?;
    test.press(Key::Down).await?;
    shows(&test, &shop, "pay_now").await?;
    let focused = "document.activeElement.value === 'pay_now'";
    test.wait_until(focused).await?;
    test.press(Key::Up).await?;
    shows(&test, &shop, "pay_later").await?;
    shop.pay_and_approve().await?;
    shop.wait_for_one_order().await?;
    ensure!(asked_for(&test, "authorize").await? == json!("pay_later"));
    Ok(())
}

/// The first widget shows nothing: the next one is chosen, and the first cannot be any more.
async fn a_way_that_is_not_offered_leaves_the_others(test: Test) -> Result<()> {
    let nothing = json!({ "show_form": false });
    test.sandbox()
        .fault(json!({ "kind": "load-result", "result": nothing, "times": 1 }))
        .await?;
    let shop = several(&test, "SE").await?;
    shop.open_ready().await?;
    shows(&test, &shop, "pay_now").await?;
    test.wait_until(&format!(
        "document.querySelector('{}').disabled",
        radio("pay_later")
    ))
    .await?;
    shop.pay_and_approve().await?;
    shop.wait_for_one_order().await?;
    ensure!(asked_for(&test, "authorize").await? == json!("pay_now"));
    Ok(())
}

async fn none_of_them_offered_is_not_offered(test: Test) -> Result<()> {
    let nothing = json!({ "show_form": false });
    test.sandbox()
        .fault(json!({ "kind": "load-result", "result": nothing }))
        .await?;
    let shop = several(&test, "SE").await?;
    shop.open_checkout().await?;
    shop.wait_state("not-offered").await?;
    shop.pay_by_transfer().await?;
    test.wait_for_path("/confirmation").await
}

/// What the shopper did in a widget is still there after a look at another one.
async fn each_way_keeps_its_widget(test: Test) -> Result<()> {
    let shop = several(&test, "SE").await?;
    shop.open_ready().await?;
    choose(&test, &shop, "pay_now").await?;
    test.enter_frame("[data-category=pay_now] iframe").await?;
    test.click("[value=direct_debit]").await?;
    test.leave_frames().await?;
    choose(&test, &shop, "pay_later").await?;
    choose(&test, &shop, "pay_now").await?;
    test.enter_frame("[data-category=pay_now] iframe").await?;
    wait_for("the choice of before", async || {
        let chosen = test
            .value("document.querySelector(':checked').value")
            .await?;
        Ok((chosen == json!("direct_debit")).then_some(()))
    })
    .await?;
    test.leave_frames().await
}
