//! `authorize` of the sandbox's SDK: through the real window, with real clicks.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::scenarios;
use crate::{
    harness::{Scenario, Test},
    pages::{Authorization, Bare},
};

const SESSION_LIFETIME: Duration = Duration::from_secs(48 * 60 * 60);

pub(super) const CUSTOMER: &str =
    "{ billing_address: { email: 'customer@email.de', country: 'DE' } }";
pub(super) const DENIED: &str =
    "{ billing_address: { email: 'customer+denied@email.de', country: 'DE' } }";

pub(crate) fn all() -> Vec<Scenario> {
    scenarios![
        approving_hands_over_a_token,
        closing_the_window_by_its_button_is_no_refusal,
        closing_the_window_by_the_browser_is_no_refusal,
        declining_is_a_refusal,
        invalid_fields_are_told_without_a_window,
        a_session_that_has_expired_is_refused_without_a_window,
        a_purchase_flow_that_fails_looks_like_a_refusal,
        approving_again_replaces_the_token,
        a_second_authorize_while_one_runs_is_swallowed,
        after_the_window_is_answered_authorize_works_again,
        the_old_order_of_arguments_is_understood,
        data_with_a_key_of_the_options_is_taken_for_them,
        a_callback_alone_is_enough,
        without_a_callback_the_answer_goes_nowhere,
        what_a_callback_throws_is_lost,
        categories_are_taken_as_objects,
        an_unknown_category_calls_back_then_throws_by_name,
    ]
}

/// The page with its widget, and the window that a click opened with some data.
pub(super) async fn asked<'test>(
    test: &'test Test,
    data: &str,
) -> Result<(Bare<'test>, Authorization<'test>)> {
    let page = Bare::with_widget(test).await?;
    page.authorize(data).await?;
    let window = Authorization::opened(test).await?;
    Ok((page, window))
}

/// Tells the one answer that `authorize` gave after that of `load`.
pub(super) async fn answer(page: &Bare<'_>) -> Result<Value> {
    page.answer_after(1).await
}

pub(super) fn refused() -> Value {
    json!({ "approved": false, "show_form": false, "finalize_required": false })
}

pub(super) fn closed() -> Value {
    json!({ "approved": false, "show_form": true, "finalize_required": false })
}

pub(super) fn token_of(answer: &Value) -> Result<&str> {
    let token = answer["authorization_token"].as_str().unwrap_or_default();
    ensure!(token.len() == 36, "{answer}");
    Ok(token)
}

async fn approving_hands_over_a_token(test: Test) -> Result<()> {
    let (page, window) = asked(&test, CUSTOMER).await?;
    window.approve().await?;
    let answer = answer(&page).await?;
    let token = token_of(&answer)?;
    let expected = json!({
        "approved": true, "show_form": true, "finalize_required": false,
        "authorization_token": token,
    });
    ensure!(answer == expected, "{answer}");
    Ok(())
}

async fn closing_the_window_by_its_button_is_no_refusal(test: Test) -> Result<()> {
    let (page, window) = asked(&test, CUSTOMER).await?;
    window.close().await?;
    ensure!(answer(&page).await? == closed());
    Ok(())
}

async fn closing_the_window_by_the_browser_is_no_refusal(test: Test) -> Result<()> {
    let (page, window) = asked(&test, CUSTOMER).await?;
    test.browser().close_window().await?;
    window.leave().await?;
    ensure!(answer(&page).await? == closed());
    Ok(())
}

async fn declining_is_a_refusal(test: Test) -> Result<()> {
    let (page, window) = asked(&test, CUSTOMER).await?;
    window.decline().await?;
    ensure!(answer(&page).await? == refused());
    Ok(())
}

async fn invalid_fields_are_told_without_a_window(test: Test) -> Result<()> {
    let page = Bare::with_widget(&test).await?;
    page.authorize("{ billing_address: { email: 'nobody' } }")
        .await?;
    let expected = json!({
        "approved": false, "show_form": true,
        "error": { "invalid_fields": ["billing_address.email"] },
    });
    ensure!(answer(&page).await? == expected);
    ensure!(test.browser().windows().await?.len() == 1);
    Ok(())
}

async fn a_session_that_has_expired_is_refused_without_a_window(test: Test) -> Result<()> {
    let page = Bare::with_widget(&test).await?;
    test.sandbox().advance(SESSION_LIFETIME).await?;
    page.authorize(CUSTOMER).await?;
    ensure!(answer(&page).await? == json!({ "approved": false, "show_form": false }));
    ensure!(test.browser().windows().await?.len() == 1);
    Ok(())
}

async fn a_purchase_flow_that_fails_looks_like_a_refusal(test: Test) -> Result<()> {
    let (page, window) = asked(&test, CUSTOMER).await?;
    test.sandbox().advance(SESSION_LIFETIME).await?;
    window.approve().await?;
    ensure!(answer(&page).await? == refused());
    Ok(())
}

async fn approving_again_replaces_the_token(test: Test) -> Result<()> {
    let (page, window) = asked(&test, CUSTOMER).await?;
    window.approve().await?;
    let first = answer(&page).await?;
    page.authorize(CUSTOMER).await?;
    Authorization::opened(&test).await?.approve().await?;
    let second = page.answer_after(2).await?;
    ensure!(token_of(&first)? != token_of(&second)?);
    Ok(())
}

async fn a_second_authorize_while_one_runs_is_swallowed(test: Test) -> Result<()> {
    let (page, window) = asked(&test, CUSTOMER).await?;
    window.leave().await?;
    page.authorize(CUSTOMER).await?;
    test.switch_to_popup().await?;
    test.click("#approve").await?;
    test.back_from_popup().await?;
    token_of(&answer(&page).await?)?;
    // A later call is answered: the swallowed one had its time.
    page.load("{}").await?;
    ensure!(page.heard().await? == 3);
    let calls = test.sandbox().sdk_calls("authorize").await?;
    let swallowed: Vec<bool> = calls
        .iter()
        .map(|call| call.response["swallowed"] == json!(true))
        .collect();
    ensure!(swallowed == [false, true], "{swallowed:?}");
    Ok(())
}

async fn after_the_window_is_answered_authorize_works_again(test: Test) -> Result<()> {
    let (page, window) = asked(&test, CUSTOMER).await?;
    window.close().await?;
    answer(&page).await?;
    page.authorize(CUSTOMER).await?;
    Authorization::opened(&test).await?.approve().await?;
    token_of(&page.answer_after(2).await?)?;
    Ok(())
}

async fn the_old_order_of_arguments_is_understood(test: Test) -> Result<()> {
    let page = Bare::with_widget(&test).await?;
    let options = "{ payment_method_category: 'klarna' }";
    page.click_to(&format!(
        "Klarna.Payments.authorize({CUSTOMER}, {options}, hear)"
    ))
    .await?;
    Authorization::opened(&test).await?.approve().await?;
    token_of(&answer(&page).await?)?;
    let calls = test.sandbox().sdk_calls("authorize").await?;
    let call = calls.first().context("no call")?;
    ensure!(call.request["data"]["billing_address"]["email"] == json!("customer@email.de"));
    Ok(())
}

async fn data_with_a_key_of_the_options_is_taken_for_them(test: Test) -> Result<()> {
    let page = Bare::with_widget(&test).await?;
    let data = "{ payment_method_category: 'klarna', order_amount: 1 }";
    page.click_to(&format!(
        "Klarna.Payments.authorize({{ auto_finalize: true }}, {data}, hear)"
    ))
    .await?;
    Authorization::opened(&test).await?.close().await?;
    answer(&page).await?;
    let calls = test.sandbox().sdk_calls("authorize").await?;
    let call = calls.first().context("no call")?;
    ensure!(
        call.request["data"] == json!({ "auto_finalize": true }),
        "{:?}",
        call.request
    );
    ensure!(
        call.request["options"]["order_amount"] == json!(1),
        "{:?}",
        call.request
    );
    Ok(())
}

async fn a_callback_alone_is_enough(test: Test) -> Result<()> {
    let page = Bare::with_session(&test).await?;
    page.answer_to("Klarna.Payments.load({ container: '#container' }, hear)")
        .await?;
    page.click_to("Klarna.Payments.authorize(hear)").await?;
    Authorization::opened(&test).await?.approve().await?;
    token_of(&answer(&page).await?)?;
    Ok(())
}

async fn without_a_callback_the_answer_goes_nowhere(test: Test) -> Result<()> {
    let page = Bare::with_widget(&test).await?;
    page.click_to("Klarna.Payments.authorize({ payment_method_category: 'klarna' })")
        .await?;
    Authorization::opened(&test).await?.approve().await?;
    // Nothing is broken by it.
    page.load("{}").await?;
    ensure!(page.heard().await? == 2);
    Ok(())
}

/// Whatever is uncaught would fail the test.
async fn what_a_callback_throws_is_lost(test: Test) -> Result<()> {
    let page = Bare::with_widget(&test).await?;
    let callback = "(it) => { hear(it); throw new Error('thrown by a callback'); }";
    let options = "{ payment_method_category: 'klarna' }";
    page.click_to(&format!(
        "Klarna.Payments.authorize({options}, {CUSTOMER}, {callback})"
    ))
    .await?;
    Authorization::opened(&test).await?.approve().await?;
    token_of(&answer(&page).await?)?;
    Ok(())
}

async fn categories_are_taken_as_objects(test: Test) -> Result<()> {
    let page = Bare::with_session(&test).await?;
    let options = "{ payment_method_categories: [{ identifier: 'pay_later' }] }";
    page.click_to(&format!(
        "Klarna.Payments.authorize({options}, {CUSTOMER}, hear)"
    ))
    .await?;
    let window = Authorization::opened(&test).await?;
    ensure!(test.text("#method").await? == "Rechnung");
    window.approve().await?;
    token_of(&page.answer_after(0).await?)?;
    Ok(())
}

async fn an_unknown_category_calls_back_then_throws_by_name(test: Test) -> Result<()> {
    let page = Bare::with_widget(&test).await?;
    page.attempt("Klarna.Payments.authorize({ payment_method_category: 'nope' }, hear)")
        .await?
        .called_back_then_threw(
            json!({ "show_form": false, "approved": false }),
            "PaymentMethodCategoryNotSupportedError",
        )
}
