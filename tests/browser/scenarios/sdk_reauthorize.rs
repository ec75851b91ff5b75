//! `reauthorize` of the sandbox's SDK: the order changes after its approval.

use anyhow::{Result, ensure};
use serde_json::json;

use super::{
    scenarios,
    sdk_authorize::{CUSTOMER, answer, asked, token_of},
};
use crate::{
    harness::{Scenario, Test},
    pages::Bare,
};

pub(crate) fn all() -> Vec<Scenario> {
    scenarios![
        what_is_not_dearer_gets_a_new_token_without_a_question,
        what_is_dearer_is_asked_for_in_an_overlay,
        not_agreeing_to_more_is_no_approval,
        reauthorize_without_an_approval_is_refused,
        reauthorize_names_invalid_fields,
        reauthorize_before_init_throws_alone,
    ]
}

const OVERLAY: &str = "#klarna-klarna-fullscreen";

fn reauthorize(cups: u32) -> String {
    let sum = 9500 * cups;
    let line =
        format!("{{ name: 'Becher', quantity: {cups}, unit_price: 9500, total_amount: {sum} }}");
    let data = format!("{{ order_amount: {sum}, order_tax_amount: 0, order_lines: [{line}] }}");
    format!("Klarna.Payments.reauthorize({{ payment_method_category: 'klarna' }}, {data}, hear)")
}

/// The page after the one on which the shopper has approved one cup, and the token for it.
async fn approved(test: &Test) -> Result<(Bare<'_>, String)> {
    let (page, window) = asked(test, CUSTOMER).await?;
    window.approve().await?;
    let token = token_of(&answer(&page).await?)?.to_owned();
    Ok((page.next_page().await?, token))
}

async fn what_is_not_dearer_gets_a_new_token_without_a_question(test: Test) -> Result<()> {
    let (page, before) = approved(&test).await?;
    let result = page.answer_to(&reauthorize(1)).await?;
    let token = token_of(&result)?;
    ensure!(token != before);
    ensure!(result == json!({ "approved": true, "authorization_token": token }));
    ensure!(page.value("frames_of(document)").await? == json!([]));
    Ok(())
}

async fn what_is_dearer_is_asked_for_in_an_overlay(test: Test) -> Result<()> {
    let (page, before) = approved(&test).await?;
    page.run(
        "window.told = []; \
         for (const event of ['fullscreenOverlayShown', 'fullscreenOverlayHidden']) \
           Klarna.Payments.on(event, () => told.push(event));",
    )
    .await?;
    page.run(&reauthorize(2)).await?;
    test.find(OVERLAY).await?;
    page.enter_frame(OVERLAY).await?;
    ensure!(test.text("#amount").await?.starts_with("190,00"));
    test.find("#has-grown").await?;
    test.click("#approve").await?;
    page.leave_frame().await?;
    let result = page.answer_after(0).await?;
    ensure!(token_of(&result)? != before, "{result}");
    let told = page.value("told").await?;
    ensure!(told == json!(["fullscreenOverlayShown", "fullscreenOverlayHidden"]));
    page.wait_until("frames_of(document).length === 0").await
}

async fn not_agreeing_to_more_is_no_approval(test: Test) -> Result<()> {
    let (page, _) = approved(&test).await?;
    for (turn, button) in [(0, "#close"), (1, "#decline")] {
        page.run(&reauthorize(2)).await?;
        test.find(OVERLAY).await?;
        page.enter_frame(OVERLAY).await?;
        test.click(button).await?;
        page.leave_frame().await?;
        ensure!(page.answer_after(turn).await? == json!({ "approved": false }));
        page.wait_until("frames_of(document).length === 0").await?;
    }
    Ok(())
}

async fn reauthorize_without_an_approval_is_refused(test: Test) -> Result<()> {
    let page = Bare::with_session(&test).await?;
    let result = page.answer_to(&reauthorize(1)).await?;
    ensure!(result == json!({ "approved": false }), "{result}");
    Ok(())
}

async fn reauthorize_names_invalid_fields(test: Test) -> Result<()> {
    let (page, _) = approved(&test).await?;
    let data = "{ billing_address: { email: 'nobody' } }";
    let options = "{ payment_method_category: 'klarna' }";
    let call = format!("Klarna.Payments.reauthorize({options}, {data}, hear)");
    let result = page.answer_to(&call).await?;
    let expected =
        json!({ "approved": false, "error": { "invalid_fields": ["billing_address.email"] } });
    ensure!(result == expected, "{result}");
    Ok(())
}

async fn reauthorize_before_init_throws_alone(test: Test) -> Result<()> {
    let page = Bare::open(&test).await?;
    page.attempt(&reauthorize(1))
        .await?
        .threw_alone("TypeError")
}
