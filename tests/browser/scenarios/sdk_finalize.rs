//! `auto_finalize: false` and `finalize` of the sandbox's SDK: a checkout of several pages.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::{
    scenarios,
    sdk_authorize::{CUSTOMER, answer, token_of},
};
use crate::{
    harness::{Scenario, Test},
    pages::{Authorization, Bare},
};

pub(crate) fn all() -> Vec<Scenario> {
    scenarios![
        paying_now_waits_for_finalize_without_a_token,
        another_way_to_pay_gets_its_token_at_once,
        that_finalize_is_the_pages_own_reaches_the_sandbox,
        finalize_on_the_next_page_hands_over_the_token,
        finalize_a_second_time_is_refused,
        finalize_without_an_approval_is_refused,
        finalize_with_invalid_data_names_it_and_can_be_repeated,
        finalize_refuses_a_customer_who_is_denied_by_then,
        finalize_before_init_throws_alone,
        finalize_of_an_unknown_category_calls_back_then_throws,
        finalize_takes_the_data_first_as_well,
        finalize_answers_late_or_never_on_request,
    ]
}

const LATER: &str = "{ payment_method_category: 'klarna', auto_finalize: false }";
const FINALIZE: &str = "Klarna.Payments.finalize({ payment_method_category: 'klarna' }, {}, hear)";

/// A page whose shopper has approved, to be finalized. `pay_now` is preselected in the widget.
async fn approved(test: &Test) -> Result<Bare<'_>> {
    let page = Bare::with_widget(test).await?;
    page.click_to(&format!(
        "Klarna.Payments.authorize({LATER}, {CUSTOMER}, hear)"
    ))
    .await?;
    Authorization::opened(test).await?.approve().await?;
    let result = answer(&page).await?;
    ensure!(result["finalize_required"] == json!(true), "{result}");
    Ok(page)
}

fn refused() -> Value {
    json!({ "approved": false, "show_form": false })
}

async fn paying_now_waits_for_finalize_without_a_token(test: Test) -> Result<()> {
    let page = approved(&test).await?;
    let expected = json!({ "approved": true, "show_form": true, "finalize_required": true });
    let result = answer(&page).await?;
    ensure!(result == expected, "{result}");
    Ok(())
}

async fn another_way_to_pay_gets_its_token_at_once(test: Test) -> Result<()> {
    let page = Bare::with_widget(&test).await?;
    page.enter_frame("#klarna-klarna-main").await?;
    test.click("[value=pay_later]").await?;
    page.leave_frame().await?;
    page.click_to(&format!(
        "Klarna.Payments.authorize({LATER}, {CUSTOMER}, hear)"
    ))
    .await?;
    Authorization::opened(&test).await?.approve().await?;
    let result = answer(&page).await?;
    ensure!(result["finalize_required"] == json!(false), "{result}");
    token_of(&result)?;
    Ok(())
}

async fn that_finalize_is_the_pages_own_reaches_the_sandbox(test: Test) -> Result<()> {
    approved(&test).await?;
    let calls = test.sandbox().sdk_calls("authorize").await?;
    let call = calls.first().context("no call")?;
    ensure!(
        call.request["options"]["auto_finalize"] == json!(false),
        "{:?}",
        call.request
    );
    Ok(())
}

async fn finalize_on_the_next_page_hands_over_the_token(test: Test) -> Result<()> {
    let page = approved(&test).await?.next_page().await?;
    let result = page.answer_to(FINALIZE).await?;
    let token = token_of(&result)?;
    let expected = json!({ "approved": true, "show_form": true, "authorization_token": token });
    ensure!(result == expected, "{result}");
    ensure!(test.browser().windows().await?.len() == 1);
    Ok(())
}

async fn finalize_a_second_time_is_refused(test: Test) -> Result<()> {
    let page = approved(&test).await?;
    token_of(&page.answer_to(FINALIZE).await?)?;
    ensure!(page.answer_to(FINALIZE).await? == refused());
    Ok(())
}

async fn finalize_without_an_approval_is_refused(test: Test) -> Result<()> {
    let page = Bare::with_session(&test).await?;
    ensure!(page.answer_to(FINALIZE).await? == refused());
    Ok(())
}

async fn finalize_with_invalid_data_names_it_and_can_be_repeated(test: Test) -> Result<()> {
    let page = approved(&test).await?;
    let wrong = "{ billing_address: { email: 'nobody' } }";
    let result = page.answer_to(&FINALIZE.replace("{}", wrong)).await?;
    let expected = json!({
        "approved": false, "show_form": true,
        "error": { "invalid_fields": ["billing_address.email"] },
    });
    ensure!(result == expected, "{result}");
    token_of(&page.answer_to(FINALIZE).await?)?;
    Ok(())
}

async fn finalize_refuses_a_customer_who_is_denied_by_then(test: Test) -> Result<()> {
    let page = approved(&test).await?;
    let denied = "{ billing_address: { email: 'customer+denied@email.de', country: 'DE' } }";
    let result = page.answer_to(&FINALIZE.replace("{}", denied)).await?;
    ensure!(result == refused(), "{result}");
    Ok(())
}

async fn finalize_before_init_throws_alone(test: Test) -> Result<()> {
    let page = Bare::open(&test).await?;
    page.attempt(FINALIZE).await?.threw_alone("TypeError")
}

async fn finalize_of_an_unknown_category_calls_back_then_throws(test: Test) -> Result<()> {
    let page = Bare::with_session(&test).await?;
    let call = FINALIZE.replace("'klarna'", "'nope'");
    page.attempt(&call).await?.called_back_then_threw(
        json!({ "show_form": false, "approved": false }),
        "PaymentMethodCategoryNotSupportedError",
    )
}

async fn finalize_takes_the_data_first_as_well(test: Test) -> Result<()> {
    let page = approved(&test).await?;
    let call = format!(
        "Klarna.Payments.finalize({CUSTOMER}, {{ payment_method_category: 'klarna' }}, hear)"
    );
    token_of(&page.answer_to(&call).await?)?;
    let calls = test.sandbox().sdk_calls("finalize").await?;
    let call = calls.first().context("no call")?;
    ensure!(call.request["data"]["billing_address"]["email"] == json!("customer@email.de"));
    Ok(())
}

async fn finalize_answers_late_or_never_on_request(test: Test) -> Result<()> {
    let page = approved(&test).await?;
    let never = json!({ "kind": "finalize-never", "times": 1 });
    test.sandbox().fault(never).await?;
    page.run(&FINALIZE.replace("hear", "() => hear('never')"))
        .await?;
    let late = json!({ "kind": "finalize-late", "delay_ms": 300, "times": 1 });
    test.sandbox().fault(late).await?;
    // The first one was carried out, although nobody heard of it.
    ensure!(page.answer_to(FINALIZE).await? == refused());
    ensure!(page.heard().await? == 3);
    Ok(())
}
