//! A checkout of two pages: the shopper authorizes on the one and orders on the other.

use anyhow::{Context, Result, ensure};
use serde_json::json;

use crate::{
    harness::{Scenario, Test},
    pages::{Review, Shop, choose_in_widget},
    scenarios::scenarios,
};

/// One-time and recurring, in Europe and in the US.
const PURCHASES: [(&str, &str); 5] = [
    ("SE", "once"),
    ("US", "once"),
    ("DE", "subscription"),
    ("US", "subscription"),
    ("GB", "mixed"),
];

pub(crate) fn all() -> Vec<Scenario> {
    let name = |market, basket| format!("two_steps::orders_in_{market}_{basket}");
    let mut all: Vec<_> = PURCHASES
        .map(|(market, basket)| {
            Scenario::new(name(market, basket), move |test| {
                orders(test, market, basket)
            })
        })
        .into();
    all.extend(scenarios![
        a_trial_is_stored_on_the_second_page,
        a_fresh_load_of_the_second_page_still_orders,
        a_token_at_once_waits_for_the_second_page,
        a_token_at_once_survives_a_fresh_load,
        the_us_sees_klarnas_review_on_the_second_page,
        elsewhere_there_is_no_review_of_klarnas,
        the_second_page_alone_goes_back_to_the_first,
    ]);
    all
}

fn two_steps<'test>(test: &'test Test, market: &str, basket: &str) -> Shop<'test> {
    Shop::in_market(test, market)
        .with_basket(basket)
        .in_two_steps()
}

/// How often the SDK was asked that.
async fn count(test: &Test, method: &str) -> Result<usize> {
    Ok(test.sandbox().sdk_calls(method).await?.len())
}

/// Nobody has asked Klarna's server for anything that costs or binds.
async fn nothing_is_ordered(test: &Test) -> Result<()> {
    let asked = test.sandbox().calls(|call| {
        call.method == "POST"
            && (call.path.ends_with("/order") || call.path.ends_with("/customer-token"))
    });
    let asked = asked.await?;
    ensure!(asked.is_empty(), "before it was confirmed: {asked:?}");
    ensure!(test.orders().await?.is_empty());
    Ok(())
}

/// From the basket to the confirmation; the order waits for `finalize`.
async fn orders(test: Test, market: &'static str, basket: &'static str) -> Result<()> {
    let shop = two_steps(&test, market, basket);
    shop.open_basket().await?;
    shop.go_to_checkout().await?;
    shop.wait_state("ready").await?;
    shop.pay_and_approve().await?;
    let review = Review::opened(&test, &shop).await?;

    let asked = test.sandbox().sdk_calls("authorize").await?;
    let asked = asked.first().context("no call")?;
    ensure!(
        asked.request["options"]["auto_finalize"] == json!(false),
        "{asked:?}"
    );
    nothing_is_ordered(&test).await?;
    ensure!(count(&test, "finalize").await? == 0);

    review.confirm().await?;
    shop.wait_for_one_order().await?;
    ensure!(count(&test, "finalize").await? == 1);
    ensure!(count(&test, "authorize").await? == 1);
    Ok(())
}

async fn a_trial_is_stored_on_the_second_page(test: Test) -> Result<()> {
    let shop = two_steps(&test, "DE", "trial");
    let review = Review::reach(&test, &shop).await?;
    nothing_is_ordered(&test).await?;
    review.confirm().await?;
    test.wait_for_path("/confirmation").await?;
    ensure!(test.sandbox().order_calls().await?.is_empty());
    let stored = test
        .sandbox()
        .calls(|call| call.path.ends_with("/customer-token"));
    ensure!(stored.await?.len() == 1);
    Ok(())
}

/// `init` and `finalize`, and nothing else: there is no widget on the second page.
async fn a_fresh_load_of_the_second_page_still_orders(test: Test) -> Result<()> {
    let shop = two_steps(&test, "SE", "subscription");
    let review = Review::reach(&test, &shop).await?;
    let review = review.load_anew(&shop).await?;
    ensure!(count(&test, "load").await? == 1, "a widget was loaded");
    nothing_is_ordered(&test).await?;
    review.confirm().await?;
    shop.wait_for_one_order().await?;
    ensure!(count(&test, "finalize").await? == 1);
    ensure!(test.browser().windows().await?.len() == 1);
    Ok(())
}

/// Some ways to pay leave nothing to finalize: the order waits all the same.
async fn a_token_at_once_waits_for_the_second_page(test: Test) -> Result<()> {
    let shop = two_steps(&test, "US", "once");
    shop.open_ready().await?;
    choose_in_widget(&test, "pay_later").await?;
    shop.pay_and_approve().await?;
    let review = Review::opened(&test, &shop).await?;
    nothing_is_ordered(&test).await?;
    review.confirm().await?;
    shop.wait_for_one_order().await?;
    ensure!(count(&test, "finalize").await? == 0);
    Ok(())
}

async fn a_token_at_once_survives_a_fresh_load(test: Test) -> Result<()> {
    let shop = two_steps(&test, "SE", "subscription");
    shop.open_ready().await?;
    choose_in_widget(&test, "invoice").await?;
    shop.pay_and_approve().await?;
    let review = Review::opened(&test, &shop).await?;
    let review = review.load_anew(&shop).await?;
    nothing_is_ordered(&test).await?;
    review.confirm().await?;
    shop.wait_for_one_order().await?;
    ensure!(count(&test, "finalize").await? == 0);
    ensure!(count(&test, "authorize").await? == 1);
    Ok(())
}

async fn the_us_sees_klarnas_review_on_the_second_page(test: Test) -> Result<()> {
    let shop = two_steps(&test, "US", "subscription");
    let review = Review::reach(&test, &shop).await?;
    test.find(".klarna-checkout__review iframe").await?;
    let review = review.load_anew(&shop).await?;
    test.find(".klarna-checkout__review iframe").await?;
    review.confirm().await?;
    shop.wait_for_one_order().await?;
    Ok(())
}

async fn elsewhere_there_is_no_review_of_klarnas(test: Test) -> Result<()> {
    let shop = two_steps(&test, "GB", "once");
    let review = Review::reach(&test, &shop).await?;
    review.confirm().await?;
    shop.wait_for_one_order().await?;
    ensure!(count(&test, "loadPaymentReview").await? == 0);
    Ok(())
}

async fn the_second_page_alone_goes_back_to_the_first(test: Test) -> Result<()> {
    let shop = two_steps(&test, "SE", "once");
    shop.open_ready().await?;
    let review = format!("{}/checkout/review", test.shop_url());
    test.browser().goto(review).await?;
    test.wait_for_path("/checkout").await?;
    shop.wait_state("ready").await?;
    nothing_is_ordered(&test).await
}
