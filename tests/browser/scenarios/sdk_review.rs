//! `loadPaymentReview` of the sandbox's SDK.

use std::time::Duration;

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use super::scenarios;
use crate::{
    harness::{Scenario, Test},
    pages::Bare,
};

pub(crate) fn all() -> Vec<Scenario> {
    scenarios![
        in_the_us_the_review_is_shown_in_a_frame_of_its_own,
        the_united_kingdom_has_a_review_too,
        loading_the_review_again_leaves_one_frame,
        a_session_that_has_expired_has_no_review,
        elsewhere_the_review_is_no_operation,
        the_review_before_init_calls_back_then_throws,
        the_review_needs_a_container,
    ]
}

const REVIEW: &str = "Klarna.Payments.loadPaymentReview({ container: '#container' }, hear)";

fn in_the_us() -> Value {
    json!({ "purchase_country": "US", "purchase_currency": "USD", "locale": "es-US" })
}

async fn in_the_us_the_review_is_shown_in_a_frame_of_its_own(test: Test) -> Result<()> {
    let page = Bare::with_session_of(&test, in_the_us()).await?;
    ensure!(page.answer_to(REVIEW).await? == json!({ "show_form": true }));
    let frame = page
        .value("(({ title, offsetHeight }) => [title, offsetHeight])(frames_in(container)[0])")
        .await?;
    ensure!(frame == json!(["Klarna Payment Review", 80]), "{frame}");
    page.enter_frame("#container iframe").await?;
    ensure!(test.text("#review").await?.starts_with("Pagas con Klarna"));
    let fits = page.value("document.documentElement.scrollHeight <= innerHeight");
    ensure!(fits.await? == json!(true));
    Ok(())
}

async fn the_united_kingdom_has_a_review_too(test: Test) -> Result<()> {
    let fields = json!({ "purchase_country": "GB", "purchase_currency": "GBP", "locale": "en-GB" });
    let page = Bare::with_session_of(&test, fields).await?;
    ensure!(page.answer_to(REVIEW).await? == json!({ "show_form": true }));
    page.enter_frame("#container iframe").await?;
    ensure!(
        test.text("#review")
            .await?
            .starts_with("You pay with Klarna")
    );
    Ok(())
}

async fn loading_the_review_again_leaves_one_frame(test: Test) -> Result<()> {
    let page = Bare::with_session_of(&test, in_the_us()).await?;
    for _ in 0..2 {
        page.answer_to(REVIEW).await?;
    }
    ensure!(page.value("frames_of(document).length").await? == json!(1));
    Ok(())
}

async fn a_session_that_has_expired_has_no_review(test: Test) -> Result<()> {
    let page = Bare::with_session_of(&test, in_the_us()).await?;
    let lifetime = Duration::from_secs(48 * 60 * 60);
    test.sandbox().advance(lifetime).await?;
    ensure!(page.answer_to(REVIEW).await? == json!({ "show_form": false }));
    ensure!(page.value("frames_of(document)").await? == json!([]));
    Ok(())
}

async fn elsewhere_the_review_is_no_operation(test: Test) -> Result<()> {
    let page = Bare::with_session(&test).await?;
    page.attempt(REVIEW)
        .await?
        .called_back_then_threw(json!({ "show_form": false }), "OperationNotSupportedError")
}

async fn the_review_before_init_calls_back_then_throws(test: Test) -> Result<()> {
    let page = Bare::open(&test).await?;
    // Klarna's ApplicationNotInitializedError, which does not bear its name.
    page.attempt(REVIEW)
        .await?
        .called_back_then_threw(json!({ "show_form": false }), "Error")
}

async fn the_review_needs_a_container(test: Test) -> Result<()> {
    let page = Bare::with_session_of(&test, in_the_us()).await?;
    for (container, name) in [
        ("'#nowhere'", "InvalidContainerSelectorError"),
        ("7", "TypeError"),
    ] {
        page.attempt(&REVIEW.replace("'#container'", container))
            .await?
            .called_back_then_threw(json!({ "show_form": false }), name)?;
    }
    Ok(())
}
