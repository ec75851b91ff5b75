//! The words follow the shopper's language, and so does the session.

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::{
    harness::{Scenario, Test, wait_for},
    pages::{Review, Shop},
    scenarios::scenarios,
};

pub(crate) fn all() -> Vec<Scenario> {
    scenarios![
        austria_reads_german,
        a_language_without_words_of_its_own_reads_english,
        another_language_on_the_second_page_is_another_session,
        another_market_on_the_second_page_is_another_session,
    ]
}

async fn austria_reads_german(test: Test) -> Result<()> {
    reads(&test, "AT", "Zahlungspflichtig bestellen").await
}

async fn a_language_without_words_of_its_own_reads_english(test: Test) -> Result<()> {
    reads(&test, "FR", "Order and pay").await
}

/// What is on the button that orders; and it does.
async fn reads(test: &Test, market: &str, words: &str) -> Result<()> {
    let shop = Shop::in_market(test, market);
    shop.open_ready().await?;
    let shown = test.text(".klarna-checkout__pay").await?;
    ensure!(shown == words, "it says: {shown}");
    shop.pay_and_approve().await?;
    shop.wait_for_one_order().await?;
    Ok(())
}

async fn another_language_on_the_second_page_is_another_session(test: Test) -> Result<()> {
    starts_over(&test, "select[name=locale] option[value='en-SE']").await
}

async fn another_market_on_the_second_page_is_another_session(test: Test) -> Result<()> {
    starts_over(&test, "select[name=market] option[value=DE]").await
}

/// What was authorized is of the session before, and is not used.
async fn starts_over(test: &Test, choice: &str) -> Result<()> {
    let shop = Shop::in_market(test, "SE").in_two_steps();
    Review::reach(test, &shop).await?;
    test.click(choice).await?;
    wait_for("a widget of another session", async || {
        let loads = test.sandbox().sdk_calls("load").await?;
        Ok((loads.len() > 1).then_some(()))
    })
    .await?;
    test.wait_for_path("/checkout").await?;
    shop.wait_state("ready").await?;
    ensure!(test.sandbox().order_calls().await?.is_empty());
    shop.pay_and_approve().await?;
    Review::opened(test, &shop).await?.confirm().await?;
    shop.wait_for_one_order().await?;
    let approved = sessions(test, "authorize").await?;
    let finalized = sessions(test, "finalize").await?;
    let last = approved.last().context("nothing was authorized")?;
    ensure!(approved.first() != Some(last), "{approved:?}");
    ensure!(finalized == [last.clone()], "{finalized:?}");
    Ok(())
}

/// The sessions of the calls to that method.
async fn sessions(test: &Test, method: &str) -> Result<Vec<Value>> {
    let calls = test.sandbox().sdk_calls(method).await?;
    let sessions = calls.iter().map(|call| call.request["session_id"].clone());
    Ok(sessions.collect())
}
