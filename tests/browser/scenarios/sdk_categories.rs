//! Several categories on one page of the sandbox's SDK: a widget for each, or one for a group of them.

use anyhow::{Context, Result, ensure};
use klarna_sandbox::SdkFlow;
use serde_json::json;

use super::{
    scenarios,
    sdk_authorize::{CUSTOMER, token_of},
};
use crate::{
    harness::{Scenario, Test},
    pages::{Authorization, Bare},
};

pub(crate) fn all() -> Vec<Scenario> {
    let mut all = scenarios![
        each_category_lists_its_own_ways_to_pay,
        authorize_takes_what_was_chosen_in_its_own_widget,
        a_group_is_authorized_by_its_instance,
        a_session_with_several_categories_loads_each_of_them,
        finalize_waits_for_the_session_whatever_category_it_names,
    ];
    // An unhandled rejection is what it is about.
    let rejecting = scenarios![authorize_of_a_category_that_was_not_loaded_fails];
    let older = |it: Scenario| it.may_log_errors().in_flow(SdkFlow::Iframe);
    all.extend(rejecting.into_iter().map(older));
    all
}

const METHODS: &str = "[...document.querySelectorAll('[type=radio]')].map((radio) => radio.value)";

/// Loads a category into a container of its own.
async fn load(page: &Bare<'_>, category: &str) -> Result<()> {
    page.run(&format!(
        "container.before(Object.assign(document.createElement('div'), {{ id: '{category}' }}))"
    ))
    .await?;
    let options = format!("{{ container: '#{category}', payment_method_category: '{category}' }}");
    let answer = page
        .answer_to(&format!("Klarna.Payments.load({options}, hear)"))
        .await?;
    ensure!(
        answer == json!({ "show_form": true }),
        "{category}: {answer}"
    );
    Ok(())
}

async fn authorize(page: &Bare<'_>, options: &str) -> Result<()> {
    page.click_to(&format!(
        "Klarna.Payments.authorize({options}, {CUSTOMER}, hear)"
    ))
    .await
}

async fn each_category_lists_its_own_ways_to_pay(test: Test) -> Result<()> {
    let page = Bare::with_session(&test).await?;
    for (category, methods) in [
        (
            "pay_now",
            json!(["card", "direct_debit", "direct_bank_transfer"]),
        ),
        ("pay_later", json!(["invoice"])),
        ("pay_over_time", json!(["pay_over_time"])),
    ] {
        load(&page, category).await?;
        page.enter_frame(&format!("#{category} iframe")).await?;
        let listed = page.value(METHODS).await?;
        ensure!(listed == methods, "{category}: {listed}");
        page.leave_frame().await?;
    }
    Ok(())
}

async fn authorize_takes_what_was_chosen_in_its_own_widget(test: Test) -> Result<()> {
    let page = Bare::with_session(&test).await?;
    load(&page, "pay_now").await?;
    load(&page, "pay_later").await?;
    page.enter_frame("#pay_now iframe").await?;
    test.click("[value=direct_debit]").await?;
    page.leave_frame().await?;
    for (category, method) in [("pay_later", "Rechnung"), ("pay_now", "Lastschrift")] {
        let heard = page.heard().await?;
        authorize(
            &page,
            &format!("{{ payment_method_category: '{category}' }}"),
        )
        .await?;
        let window = Authorization::opened(&test).await?;
        let shown = test.text("#method").await?;
        ensure!(shown == method, "{category}: {shown}");
        window.approve().await?;
        token_of(&page.answer_after(heard).await?)?;
    }
    Ok(())
}

async fn a_group_is_authorized_by_its_instance(test: Test) -> Result<()> {
    let page = Bare::with_session(&test).await?;
    let group = "instance_id: 'group', payment_method_categories: ['pay_later', 'pay_over_time']";
    page.answer_to(&format!(
        "Klarna.Payments.load({{ container: '#container', {group} }}, hear)"
    ))
    .await?;
    authorize(&page, &format!("{{ {group} }}")).await?;
    Authorization::opened(&test).await?.approve().await?;
    token_of(&page.answer_after(1).await?)?;
    let calls = test.sandbox().sdk_calls("authorize").await?;
    let call = calls.first().context("no call")?;
    ensure!(call.request["widget"] == json!("group"));
    Ok(())
}

async fn authorize_of_a_category_that_was_not_loaded_fails(test: Test) -> Result<()> {
    let page = Bare::with_session(&test).await?;
    load(&page, "pay_now").await?;
    authorize(&page, "{ payment_method_category: 'pay_later' }").await?;
    let expected = json!({ "show_form": false, "approved": false });
    ensure!(page.answer_after(1).await? == expected);
    page.wait_until("rejections.length === 1").await
}

async fn a_session_with_several_categories_loads_each_of_them(test: Test) -> Result<()> {
    let several = json!({ "kind": "several-categories", "times": 1 });
    test.sandbox().fault(several).await?;
    let page = Bare::with_session(&test).await?;
    for category in ["pay_now", "pay_later", "pay_over_time"] {
        load(&page, category).await?;
    }
    let frames = page
        .value("frames_of(document).filter((id) => id.endsWith('-main')).sort()")
        .await?;
    let expected = [
        "klarna-pay-later-main",
        "klarna-pay-now-main",
        "klarna-pay-over-time-main",
    ];
    ensure!(frames == json!(expected), "{frames}");
    Ok(())
}

async fn finalize_waits_for_the_session_whatever_category_it_names(test: Test) -> Result<()> {
    let page = Bare::with_session(&test).await?;
    load(&page, "pay_now").await?;
    authorize(
        &page,
        "{ payment_method_category: 'pay_now', auto_finalize: false }",
    )
    .await?;
    Authorization::opened(&test).await?.approve().await?;
    let approved = page.answer_after(1).await?;
    ensure!(approved["finalize_required"] == json!(true), "{approved}");
    let page = page.next_page().await?;
    let call = "Klarna.Payments.finalize({ payment_method_category: 'pay_now' }, {}, hear)";
    token_of(&page.answer_to(call).await?)?;
    Ok(())
}
