//! Klarna objects to what was typed, or the shop does: the shopper sees which field, and corrects it.

use anyhow::{Context, Result, ensure};
use serde_json::json;

use crate::{
    harness::{Scenario, Test, wait_for},
    pages::{Review, Shop},
    scenarios::scenarios,
};

pub(crate) fn all() -> Vec<Scenario> {
    scenarios![
        the_shops_own_form_comes_before_klarna,
        the_shops_form_comes_first_in_two_steps_too,
        klarnas_objections_are_shown_at_the_shops_inputs,
        klarnas_objections_are_shown_in_the_us,
        klarnas_objections_are_shown_in_two_steps,
        typing_clears_the_field_and_then_the_message,
        a_field_that_the_shop_does_not_have_is_named,
        objections_on_the_second_page_are_named_and_corrected_on_the_first,
    ]
}

fn input(name: &str) -> String {
    format!("input[name={name}]")
}

async fn authorizations(test: &Test) -> Result<usize> {
    Ok(test.sandbox().sdk_calls("authorize").await?.len())
}

/// Whether a field is marked, and described by the component's message.
async fn is_marked(test: &Test, name: &str) -> Result<bool> {
    let marked = format!(
        "((input) => input.getAttribute('aria-invalid') === 'true'
          && (input.getAttribute('aria-describedby') ?? '').split(' ')
            .includes(document.querySelector('.klarna-checkout__problem').id))
        (document.querySelector('{}'))",
        input(name)
    );
    Ok(test.value(&marked).await? == json!(true))
}

async fn wait_marked(test: &Test, name: &str, marked: bool) -> Result<()> {
    wait_for(format!("{name} to be marked: {marked}"), async || {
        Ok((is_marked(test, name).await? == marked).then_some(()))
    })
    .await
}

async fn wait_focused(test: &Test, name: &str) -> Result<()> {
    test.wait_until(&format!("document.activeElement.name === '{name}'"))
        .await
}

/// Pays with a name and a street that the shop takes and Klarna does not.
async fn pay_with_objections(test: &Test, shop: &Shop<'_>) -> Result<()> {
    shop.fill("billing_address.given_name", "77").await?;
    shop.fill("billing_address.street_address", "Main {1}")
        .await?;
    shop.pay().await?;
    wait_marked(test, "given_name", true).await?;
    wait_marked(test, "street_address", true).await?;
    shop.wait_state("ready").await
}

async fn correct(shop: &Shop<'_>) -> Result<()> {
    shop.fill("billing_address.given_name", "Alex").await?;
    shop.fill("billing_address.street_address", "Main Street 1")
        .await
}

async fn the_shops_own_form_comes_before_klarna(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "SE");
    shop.open_ready().await?;
    own_form_first(&test, &shop).await?;
    shop.pay_and_approve().await?;
    shop.wait_for_one_order().await?;
    Ok(())
}

async fn the_shops_form_comes_first_in_two_steps_too(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "US")
        .in_two_steps()
        .with_basket("subscription");
    shop.open_ready().await?;
    own_form_first(&test, &shop).await?;
    shop.pay_and_approve().await?;
    Review::opened(&test, &shop).await?.confirm().await?;
    shop.wait_for_one_order().await?;
    Ok(())
}

/// A press on pay without a name goes to the name, and not to Klarna.
async fn own_form_first(test: &Test, shop: &Shop<'_>) -> Result<()> {
    shop.fill("billing_address.given_name", "").await?;
    shop.pay().await?;
    wait_focused(test, "given_name").await?;
    ensure!(shop.state().await?.as_deref() == Some("ready"));
    ensure!(authorizations(test).await? == 0);
    ensure!(test.browser().windows().await?.len() == 1);
    shop.fill("billing_address.given_name", "Alex").await
}

async fn klarnas_objections_are_shown_at_the_shops_inputs(test: Test) -> Result<()> {
    objections_are_shown(&test, Shop::in_market(&test, "GB")).await
}

async fn klarnas_objections_are_shown_in_the_us(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "US").with_basket("subscription");
    objections_are_shown(&test, shop).await
}

/// Named as the shop calls them, the first one focused, and paid once they are corrected.
async fn objections_are_shown(test: &Test, shop: Shop<'_>) -> Result<()> {
    shop.open_ready().await?;
    pay_with_objections(test, &shop).await?;
    let problem = shop.problem().await?;
    ensure!(
        problem.contains("First name") && problem.contains("Street and number"),
        "it says: {problem}"
    );
    wait_focused(test, "given_name").await?;
    ensure!(!is_marked(test, "city").await?);
    ensure!(test.browser().windows().await?.len() == 1);
    ensure!(test.sandbox().order_calls().await?.is_empty());
    correct(&shop).await?;
    shop.pay_and_approve().await?;
    shop.wait_for_one_order().await?;
    Ok(())
}

async fn klarnas_objections_are_shown_in_two_steps(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "SE").in_two_steps();
    shop.open_ready().await?;
    pay_with_objections(&test, &shop).await?;
    test.wait_for_path("/checkout").await?;
    correct(&shop).await?;
    shop.pay_and_approve().await?;
    Review::opened(&test, &shop).await?.confirm().await?;
    shop.wait_for_one_order().await?;
    Ok(())
}

async fn typing_clears_the_field_and_then_the_message(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "SE");
    shop.open_ready().await?;
    pay_with_objections(&test, &shop).await?;
    test.find(&input("given_name"))
        .await?
        .send_keys("A")
        .await?;
    wait_marked(&test, "given_name", false).await?;
    ensure!(is_marked(&test, "street_address").await?);
    ensure!(!shop.problem().await?.is_empty());
    test.find(&input("street_address"))
        .await?
        .send_keys("1")
        .await?;
    wait_marked(&test, "street_address", false).await?;
    test.wait_until("document.querySelector('.klarna-checkout__problem').textContent === ''")
        .await?;
    ensure!(shop.can_pay().await?);
    let left = "document.querySelectorAll('[aria-invalid]').length";
    ensure!(test.value(left).await? == json!(0));
    Ok(())
}

async fn a_field_that_the_shop_does_not_have_is_named(test: Test) -> Result<()> {
    let objection = json!({
        "approved": false, "show_form": true,
        "error": { "invalid_fields": ["shipping_address.some_new_field", "whatever"] },
    });
    test.sandbox()
        .fault(json!({ "kind": "authorize-result", "result": objection, "times": 1 }))
        .await?;
    let shop = Shop::in_market(&test, "GB");
    shop.open_ready().await?;
    shop.pay().await?;
    let problem = shop.problem().await?;
    ensure!(
        problem.contains("some new field") && problem.contains("whatever"),
        "it says: {problem}"
    );
    shop.wait_focus("problem").await?;
    shop.pay_and_approve().await?;
    shop.wait_for_one_order().await?;
    Ok(())
}

/// The review has no form: the message leads back to the page that has one.
async fn objections_on_the_second_page_are_named_and_corrected_on_the_first(
    test: Test,
) -> Result<()> {
    let objection = json!({
        "approved": false, "show_form": true,
        "error": { "invalid_fields": ["billing_address.phone"] },
    });
    test.sandbox()
        .fault(json!({ "kind": "finalize-result", "result": objection, "times": 1 }))
        .await?;
    let shop = Shop::in_market(&test, "GB").in_two_steps();
    let review = Review::reach(&test, &shop).await?;
    review.confirm().await?;
    let problem = shop.problem().await?;
    ensure!(problem.contains("phone"), "it says: {problem}");
    ensure!(test.sandbox().order_calls().await?.is_empty());
    shop.back_to_address().await?;
    shop.wait_state("awaiting-finalize").await?;
    shop.fill("billing_address.phone", "+44 1632 960000")
        .await?;
    shop.continue_to_review().await?;
    Review::opened(&test, &shop).await?.confirm().await?;
    shop.wait_for_one_order().await?;
    let calls = test.sandbox().sdk_calls("finalize").await?;
    let sent = &calls.last().context("no call")?.request["data"]["billing_address"];
    ensure!(sent["phone"] == json!("+44 1632 960000"), "{sent}");
    Ok(())
}
