//! The shopper changes something between the two pages of a checkout, or takes very long.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use demo_shop_api::{Extra, Order};
use serde_json::{Value, json};

use super::cart_changes::is_for;
use crate::{
    harness::{Scenario, Test, wait_for},
    pages::{Authorization, Review, Shop},
    scenarios::scenarios,
};

pub(crate) fn all() -> Vec<Scenario> {
    scenarios![
        another_way_to_pay_is_chosen_on_the_first_page,
        a_look_back_at_the_first_page_keeps_what_was_authorized,
        a_dearer_cart_is_asked_for_again_and_paid_as_it_is,
        a_dearer_subscription_is_asked_for_again,
        a_cheaper_cart_needs_no_window,
        not_agreeing_to_more_orders_nothing,
        a_session_that_ended_between_the_pages_starts_over,
        an_authorization_that_ended_between_the_pages_starts_over,
        what_was_typed_last_is_what_is_finalized,
        closing_the_window_stays_on_the_first_page,
        leaving_the_second_page_and_coming_back_orders_once,
    ]
}

fn two_steps<'test>(test: &'test Test, market: &str) -> Shop<'test> {
    Shop::in_market(test, market).in_two_steps()
}

/// How often the SDK was asked that.
async fn count(test: &Test, method: &str) -> Result<usize> {
    Ok(test.sandbox().sdk_calls(method).await?.len())
}

/// The amount of the one order that Klarna was asked for.
async fn ordered_amount(test: &Test) -> Result<Value> {
    let calls = test.sandbox().order_calls().await?;
    let call = calls.first().context("no order was asked for")?;
    Ok(call.request["order_amount"].clone())
}

/// Wraps it as a gift, and waits until the order can be confirmed again.
async fn wrap_as_a_gift(test: &Test, shop: &Shop<'_>) -> Result<()> {
    shop.toggle_extra(Extra::GiftWrap).await?;
    wait_for("Klarna's session to follow", async || {
        let updates = test
            .sandbox()
            .calls(|call| call.method == "POST" && call.path.starts_with("/payments/v1/sessions/"));
        Ok((!updates.await?.is_empty()).then_some(()))
    })
    .await?;
    shop.wait_state("awaiting-finalize").await
}

async fn another_way_to_pay_is_chosen_on_the_first_page(test: Test) -> Result<()> {
    let shop = two_steps(&test, "SE");
    let review = Review::reach(&test, &shop).await?;
    review.choose_another_way().await?;
    shop.wait_state("ready").await?;
    shop.pay_and_approve().await?;
    let review = Review::opened(&test, &shop).await?;
    review.confirm().await?;
    shop.wait_for_one_order().await?;
    ensure!(count(&test, "authorize").await? == 2);
    Ok(())
}

async fn a_look_back_at_the_first_page_keeps_what_was_authorized(test: Test) -> Result<()> {
    let shop = two_steps(&test, "US");
    Review::reach(&test, &shop).await?;
    shop.back_to_address().await?;
    shop.wait_state("awaiting-finalize").await?;
    shop.continue_to_review().await?;
    let review = Review::opened(&test, &shop).await?;
    review.confirm().await?;
    shop.wait_for_one_order().await?;
    ensure!(count(&test, "authorize").await? == 1);
    Ok(())
}

async fn a_dearer_cart_is_asked_for_again_and_paid_as_it_is(test: Test) -> Result<()> {
    let shop = two_steps(&test, "DE");
    let review = Review::reach(&test, &shop).await?;
    wrap_as_a_gift(&test, &shop).await?;
    review.confirm().await?;
    review.answer_overlay("#approve").await?;
    let order = confirmed_again(&test, &shop, &review).await?;
    ensure!(ordered_amount(&test).await? == json!(order.total.minor_units));
    ensure!(count(&test, "reauthorize").await? == 1);
    Ok(())
}

/// Where Klarna wants the new amount finalized, too, the shopper confirms once more.
async fn confirmed_again(test: &Test, shop: &Shop<'_>, review: &Review<'_>) -> Result<Order> {
    let finalizes = wait_for("an order, or a question", async || {
        let placed = !test.orders().await?.is_empty();
        let asks = shop.state().await?.as_deref() == Some("awaiting-finalize");
        Ok((placed || asks).then_some(!placed))
    });
    if finalizes.await? {
        review.confirm().await?;
    }
    shop.wait_for_one_order().await
}

async fn a_dearer_subscription_is_asked_for_again(test: Test) -> Result<()> {
    let shop = two_steps(&test, "US").with_basket("subscription");
    let review = Review::reach(&test, &shop).await?;
    let before = shop.quantity().await?;
    test.click(".stepper__button:last-child").await?;
    shop.wait_state("loading").await?;
    shop.wait_state("awaiting-finalize").await?;
    review.confirm().await?;
    review.answer_overlay("#approve").await?;
    let order = confirmed_again(&test, &shop, &review).await?;
    is_for(&test, &order, before + 1).await
}

async fn a_cheaper_cart_needs_no_window(test: Test) -> Result<()> {
    let shop = two_steps(&test, "GB");
    let review = Review::reach(&test, &shop).await?;
    test.click(".line:last-child .link-button").await?;
    shop.wait_state("loading").await?;
    shop.wait_state("awaiting-finalize").await?;
    review.confirm().await?;
    let order = confirmed_again(&test, &shop, &review).await?;
    ensure!(ordered_amount(&test).await? == json!(order.total.minor_units));
    ensure!(count(&test, "authorize").await? == 1);
    Ok(())
}

/// The shopper is told, and nothing was ordered; the next confirmation asks anew.
async fn not_agreeing_to_more_orders_nothing(test: Test) -> Result<()> {
    let shop = two_steps(&test, "GB");
    let review = Review::reach(&test, &shop).await?;
    wrap_as_a_gift(&test, &shop).await?;
    review.confirm().await?;
    review.answer_overlay("#decline").await?;
    shop.wait_state("ready").await?;
    let problem = shop.problem().await?;
    ensure!(problem.contains("was not placed"), "it says: {problem}");
    ensure!(test.sandbox().order_calls().await?.is_empty());
    shop.pay_and_approve().await?;
    shop.wait_state("awaiting-finalize").await?;
    shop.pay().await?;
    shop.wait_for_one_order().await?;
    Ok(())
}

/// Two days between the pages: what was authorized is gone with the session.
async fn a_session_that_ended_between_the_pages_starts_over(test: Test) -> Result<()> {
    let shop = two_steps(&test, "SE");
    let _review = Review::reach(&test, &shop).await?;
    test.sandbox()
        .advance(Duration::from_secs(49 * 60 * 60))
        .await?;
    test.browser().refresh().await?;
    starts_over(&test, &shop).await
}

/// An hour: the session lives, the approval does not.
async fn an_authorization_that_ended_between_the_pages_starts_over(test: Test) -> Result<()> {
    let shop = two_steps(&test, "SE");
    let review = Review::reach(&test, &shop).await?;
    test.run("const { now } = Date; Date.now = () => now() + 61 * 60 * 1000;")
        .await?;
    review.confirm().await?;
    starts_over(&test, &shop).await
}

/// The shopper is told, and asked again where they are.
async fn starts_over(test: &Test, shop: &Shop<'_>) -> Result<()> {
    shop.wait_state("ready").await?;
    test.wait_for_path("/checkout/review").await?;
    let said = wait_for("a word of it", async || {
        let said = "document.querySelector('.klarna-checkout__status').textContent
            + document.querySelector('.klarna-checkout__problem').textContent";
        let said = test.value(said).await?;
        Ok((said != json!("")).then_some(said))
    })
    .await?;
    ensure!(
        said.as_str().is_some_and(|it| it.contains("igen")),
        "{said}"
    );
    ensure!(test.sandbox().order_calls().await?.is_empty());
    shop.pay_and_approve().await?;
    Review::opened(test, shop).await?.confirm().await?;
    shop.wait_for_one_order().await?;
    ensure!(count(test, "authorize").await? == 2);
    Ok(())
}

/// The address is corrected after Klarna agreed, and `finalize` has it.
async fn what_was_typed_last_is_what_is_finalized(test: Test) -> Result<()> {
    let shop = two_steps(&test, "SE");
    Review::reach(&test, &shop).await?;
    shop.back_to_address().await?;
    shop.wait_state("awaiting-finalize").await?;
    shop.fill("billing_address.city", "Uppsala").await?;
    shop.continue_to_review().await?;
    let review = Review::opened(&test, &shop).await?;
    ensure!(test.text(".address").await?.contains("Uppsala"));
    review.confirm().await?;
    shop.wait_for_one_order().await?;
    let calls = test.sandbox().sdk_calls("finalize").await?;
    let call = calls.first().context("no call")?;
    ensure!(
        call.request["data"]["billing_address"]["city"] == json!("Uppsala"),
        "{call:?}"
    );
    Ok(())
}

async fn closing_the_window_stays_on_the_first_page(test: Test) -> Result<()> {
    let shop = two_steps(&test, "GB").with_basket("subscription");
    shop.open_ready().await?;
    shop.pay().await?;
    Authorization::opened(&test).await?.close().await?;
    shop.wait_state("ready").await?;
    test.wait_for_path("/checkout").await?;
    ensure!(!shop.status().await?.is_empty());
    shop.pay_and_approve().await?;
    Review::opened(&test, &shop).await?.confirm().await?;
    shop.wait_for_one_order().await?;
    Ok(())
}

/// To the orders and back through the basket: the checkout knows what was authorized.
async fn leaving_the_second_page_and_coming_back_orders_once(test: Test) -> Result<()> {
    let shop = two_steps(&test, "SE");
    Review::reach(&test, &shop).await?;
    shop.leave().await?;
    ensure!(test.sandbox().order_calls().await?.is_empty());
    test.browser().back().await?;
    let review = Review::opened(&test, &shop).await?;
    review.confirm().await?;
    shop.wait_for_one_order().await?;
    ensure!(count(&test, "authorize").await? == 1);
    Ok(())
}
