//! The options that `load` of the sandbox's SDK takes, and what it says to those it does not.

use anyhow::{Context, Result, ensure};
use serde_json::json;

use super::{scenarios, sdk_authorize::token_of};
use crate::{
    harness::{Scenario, Test},
    pages::{Authorization, Bare},
};

pub(crate) fn all() -> Vec<Scenario> {
    scenarios![
        the_container_is_a_selector_or_an_element,
        a_container_of_another_type_throws_a_type_error,
        what_is_no_selector_throws_alone,
        the_container_is_checked_before_the_category,
        an_empty_category_is_the_only_one,
        the_categories_are_written_into_the_options,
        options_that_are_frozen_throw_alone,
        a_category_names_the_frames_with_hyphens,
        without_a_category_the_widget_is_named_by_the_session,
        several_categories_share_a_widget_named_by_the_instance,
        categories_given_as_objects_are_refused,
        an_instance_id_with_other_characters_is_refused,
        beside_a_category_an_instance_id_is_not_looked_at,
        an_unknown_preferred_payment_method_is_refused,
        an_empty_preferred_payment_method_is_none,
        a_preferred_payment_method_is_preselected,
        a_client_token_with_load_stands_in_for_init,
        an_unreadable_client_token_with_load_throws_alone,
    ]
}

/// A `load` that goes wrong at once.
async fn refused(test: &Test, options: &str, name: &str) -> Result<()> {
    let page = Bare::with_session(test).await?;
    page.attempt(&format!("Klarna.Payments.load({options}, hear)"))
        .await?
        .called_back_then_threw(json!({ "show_form": false }), name)
}

/// A `load` that goes wrong at once, and of which the callback hears nothing.
async fn throws_alone(test: &Test, options: &str, name: &str) -> Result<()> {
    let page = Bare::with_session(test).await?;
    page.attempt(&format!("Klarna.Payments.load({options}, hear)"))
        .await?
        .threw_alone(name)
}

/// A `load` that shows the widget.
pub(super) async fn shown(page: &Bare<'_>, options: &str) -> Result<()> {
    let answer = page
        .answer_to(&format!("Klarna.Payments.load({options}, hear)"))
        .await?;
    ensure!(
        answer == json!({ "show_form": true }),
        "load answers {answer}"
    );
    Ok(())
}

async fn the_container_is_a_selector_or_an_element(test: Test) -> Result<()> {
    let page = Bare::with_session(&test).await?;
    for container in ["'#container'", "document.getElementById('container')"] {
        shown(&page, &format!("{{ container: {container} }}")).await?;
        ensure!(page.value("frames_of(container)").await? == json!(["klarna-payments-main"]));
    }
    Ok(())
}

async fn a_container_of_another_type_throws_a_type_error(test: Test) -> Result<()> {
    refused(&test, "{}", "TypeError").await
}

async fn what_is_no_selector_throws_alone(test: Test) -> Result<()> {
    for container in ["", "]["] {
        let options = format!("{{ container: '{container}' }}");
        throws_alone(&test, &options, "SyntaxError").await?;
    }
    Ok(())
}

async fn the_container_is_checked_before_the_category(test: Test) -> Result<()> {
    let options = "{ container: '#nowhere', payment_method_category: 'nope' }";
    refused(&test, options, "InvalidContainerSelectorError").await
}

async fn an_empty_category_is_the_only_one(test: Test) -> Result<()> {
    let page = Bare::with_session(&test).await?;
    shown(
        &page,
        "{ container: '#container', payment_method_category: '' }",
    )
    .await?;
    page.click_to("Klarna.Payments.authorize({ payment_method_category: '' }, {}, hear)")
        .await?;
    Authorization::opened(&test).await?.approve().await?;
    token_of(&page.answer_after(1).await?)?;
    Ok(())
}

async fn the_categories_are_written_into_the_options(test: Test) -> Result<()> {
    let page = Bare::with_session(&test).await?;
    page.run("window.options = { container: '#container', payment_method_category: 'klarna' }")
        .await?;
    // Also what was written is taken.
    for _ in 0..2 {
        shown(&page, "options").await?;
        let written = page.value("options.payment_method_categories").await?;
        let written = written.as_array().context("no list")?;
        ensure!(written.contains(&json!("pay_later")), "{written:?}");
    }
    Ok(())
}

async fn options_that_are_frozen_throw_alone(test: Test) -> Result<()> {
    let options = "Object.freeze({ container: '#container', payment_method_category: 'klarna' })";
    throws_alone(&test, options, "TypeError").await
}

async fn a_category_names_the_frames_with_hyphens(test: Test) -> Result<()> {
    let page = Bare::with_session(&test).await?;
    shown(
        &page,
        "{ container: '#container', payment_method_category: 'pay_over_time' }",
    )
    .await?;
    let frames = page.value("frames_of(document)").await?;
    ensure!(frames == json!(["klarna-pay-over-time-main"]), "{frames}");
    Ok(())
}

async fn without_a_category_the_widget_is_named_by_the_session(test: Test) -> Result<()> {
    let page = Bare::with_session(&test).await?;
    shown(&page, "{ container: '#container' }").await?;
    ensure!(page.value("frames_of(container)").await? == json!(["klarna-payments-main"]));
    // No category given is all of them.
    page.enter_frame("#klarna-payments-main").await?;
    let count = page
        .value("document.querySelectorAll('[type=radio]').length")
        .await?;
    ensure!(count == json!(3), "{count} ways to pay");
    Ok(())
}

async fn several_categories_share_a_widget_named_by_the_instance(test: Test) -> Result<()> {
    let page = Bare::with_session(&test).await?;
    shown(
        &page,
        "{ container: '#container', instance_id: 'My_Widget', \
           payment_method_categories: ['pay_now', 'pay_later'] }",
    )
    .await?;
    page.enter_frame("#klarna-my-widget-main").await?;
    let offered = page
        .value("[...document.querySelectorAll('[type=radio]')].map((radio) => radio.value)")
        .await?;
    let expected = ["card", "direct_debit", "direct_bank_transfer", "invoice"];
    ensure!(offered == json!(expected), "{offered}");
    Ok(())
}

async fn categories_given_as_objects_are_refused(test: Test) -> Result<()> {
    let options = "{ container: '#container', instance_id: 'one', \
                     payment_method_categories: [{ identifier: 'klarna' }] }";
    refused(&test, options, "PaymentMethodCategoryNotSupportedError").await
}

async fn an_instance_id_with_other_characters_is_refused(test: Test) -> Result<()> {
    let options = "{ container: '#container', instance_id: 'my widget' }";
    refused(&test, options, "InvalidInstanceIDError").await
}

async fn beside_a_category_an_instance_id_is_not_looked_at(test: Test) -> Result<()> {
    let page = Bare::with_session(&test).await?;
    let options = "{ container, payment_method_category: 'klarna', instance_id: 'my widget' }";
    shown(&page, options).await
}

async fn an_empty_preferred_payment_method_is_none(test: Test) -> Result<()> {
    let page = Bare::with_session(&test).await?;
    shown(&page, "{ container, preferred_payment_method: '' }").await
}

async fn an_unknown_preferred_payment_method_is_refused(test: Test) -> Result<()> {
    let options = "{ container: '#container', preferred_payment_method: 'cash' }";
    refused(&test, options, "PreferredPaymentMethodNotSupportedError").await
}

async fn a_preferred_payment_method_is_preselected(test: Test) -> Result<()> {
    let page = Bare::with_session(&test).await?;
    shown(
        &page,
        "{ container: '#container', preferred_payment_method: 'invoice' }",
    )
    .await?;
    page.enter_frame("#klarna-payments-main").await?;
    let selected = page
        .value("document.querySelector(':checked').value")
        .await?;
    ensure!(selected == json!("pay_later"), "{selected}");
    Ok(())
}

async fn a_client_token_with_load_stands_in_for_init(test: Test) -> Result<()> {
    let page = Bare::open(&test).await?;
    page.start_session("token").await?;
    shown(&page, "{ container: '#container', client_token: token }").await
}

async fn an_unreadable_client_token_with_load_throws_alone(test: Test) -> Result<()> {
    let options = "{ container: '#container', client_token: 'nope' }";
    throws_alone(&test, options, "Error").await
}
