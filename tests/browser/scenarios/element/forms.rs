//! The element inside of a page's own form: nothing of it is submitted, and nothing of it submits.

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use thirtyfour::Key;

use super::super::keyboard::tab_to;
use crate::{
    harness::{Scenario, Test},
    pages::{Authorization, ElementPage, Html},
    scenarios::scenarios,
};

pub(crate) fn all() -> Vec<Scenario> {
    scenarios![
        nothing_in_it_submits_a_form_around,
        one_way_to_pay_in_a_form_is_paid_by_keyboard_alone,
    ]
}

async fn open(test: &Test) -> Result<ElementPage<'_>> {
    let page = ElementPage::of(test)?;
    let cart = page.cart("SE", "once").await?;
    let form = format!(
        r#"<form id="form"><label>E-mail <input name="email" value="a@b.se"></label>{}
        <button id="order">Order</button></form>"#,
        page.tag(&cart, "")
    );
    page.open(&Html::of(form)).await?;
    Ok(page)
}

/// How often the form was submitted, and the names of what it would send.
async fn form(test: &Test) -> Result<Value> {
    test.value("[submits, [...new FormData(form).keys()]]")
        .await
}

async fn nothing_in_it_submits_a_form_around(test: Test) -> Result<()> {
    test.sandbox()
        .fault(json!({ "kind": "several-categories" }))
        .await?;
    test.sandbox()
        .fault(json!({ "kind": "script-missing" }))
        .await?;
    let page = open(&test).await?;
    let untouched = json!([0, ["email"]]);
    page.wait_state("failed").await?;
    test.sandbox().clear_faults().await?;
    test.sandbox()
        .fault(json!({ "kind": "several-categories" }))
        .await?;
    test.find(".klarna-checkout__retry")
        .await?
        .send_keys(Key::Enter + "")
        .await?;
    page.wait_state("ready").await?;

    for key in [
        Key::Enter + "",
        Key::Space + "",
        Key::Down + "",
        Key::Enter + "",
    ] {
        let radio = test.find(".klarna-checkout__radio:checked").await?;
        radio.send_keys(key).await?;
        page.wait_state("ready").await?;
    }
    test.click("label:has(.klarna-checkout__radio[value=pay_over_time])")
        .await?;
    page.wait_state("ready").await?;
    ensure!(
        form(&test).await? == untouched,
        "radios: {}",
        form(&test).await?
    );

    for key in [Key::Enter, Key::Space] {
        test.find(".klarna-checkout__pay")
            .await?
            .send_keys(key + "")
            .await?;
        Authorization::opened(&test).await?.close().await?;
        page.wait_heard("cancelled").await?;
        page.wait_state("ready").await?;
    }
    page.buy().await?;
    ensure!(
        form(&test).await? == untouched,
        "pay: {}",
        form(&test).await?
    );
    // The form's own button still does.
    test.click("#order").await?;
    ensure!(form(&test).await? == json!([1, ["email"]]));
    Ok(())
}

async fn one_way_to_pay_in_a_form_is_paid_by_keyboard_alone(test: Test) -> Result<()> {
    let page = open(&test).await?;
    page.wait_state("ready").await?;
    tab_to(&test, ".klarna-checkout__pay").await?;
    test.press(Key::Enter).await?;
    test.switch_to_popup().await?;
    test.wait_until("document.activeElement.id === 'approve'")
        .await?;
    test.press(Key::Enter).await?;
    test.back_from_popup().await?;
    page.wait_state("placed").await?;
    page.holds_orders(1).await?;
    ensure!(
        form(&test).await? == json!([0, ["email"]]),
        "{}",
        form(&test).await?
    );
    Ok(())
}
