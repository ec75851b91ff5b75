//! The payment methods of a purchase, by its country and its amount.
//!
//! The amounts follow from the shop's prices: the usual basket is one throw and other articles, and each
//! further throw adds its price. In France it crosses 500 EUR, the limit of pay later, from 9 throws to
//! 10; in New Zealand it crosses 2,000 NZD, the limit of the only payment method, from 21 throws to 22.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use thirtyfour::Key;

use crate::{
    harness::{Scenario, Test, wait_for},
    pages::{Bare, Shop, choose_in_widget},
    scenarios::scenarios,
};

pub(crate) fn all() -> Vec<Scenario> {
    scenarios![
        belgium_and_ireland_have_other_payment_methods,
        the_number_of_installments_is_the_countrys,
        a_basket_below_and_above_a_limit,
        a_chosen_payment_method_that_is_lost_gives_way_to_another,
        a_chosen_category_that_is_lost_gives_way_to_another,
        a_basket_that_loses_every_payment_method_is_not_offered,
        data_of_the_page_loses_the_widget_and_brings_it_back,
    ]
}

/// Waits until the widget lists these payment methods, for an amount of which this is a part.
async fn lists(test: &Test, methods: Value, amount: &str) -> Result<()> {
    wait_for(format!("{methods} for {amount}"), async || {
        test.browser().enter_default_frame().await?;
        let frame = test.find(".klarna-checkout__widget iframe").await?;
        frame.enter_frame().await?;
        let listed = test
            .value("[...document.querySelectorAll('[type=radio]')].map((radio) => radio.value)")
            .await;
        let first = test
            .value("document.querySelector('.method__amount').textContent")
            .await;
        test.browser().enter_default_frame().await?;
        let first = first?;
        let shows_amount = first.as_str().is_some_and(|shown| shown.contains(amount));
        Ok((listed? == methods && shows_amount).then_some(()))
    })
    .await
}

/// Types a quantity of the first article.
async fn take(test: &Test, quantity: u64) -> Result<()> {
    let field = test.find(".stepper__field").await?;
    field.send_keys(Key::Control + "a").await?;
    // The shop takes a quantity when the shopper leaves the field.
    Ok(field.send_keys(format!("{quantity}\u{e004}")).await?)
}

async fn belgium_and_ireland_have_other_payment_methods(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "BE");
    shop.open_ready().await?;
    lists(&test, json!(["pay_now", "pay_later"]), "104").await?;
    let shop = Shop::in_market(&test, "IE");
    shop.open_ready().await?;
    lists(&test, json!(["pay_now", "pay_over_time"]), "104").await
}

async fn the_number_of_installments_is_the_countrys(test: Test) -> Result<()> {
    for (market, count) in [("IE", "3 payments of"), ("NZ", "4 payments of")] {
        let shop = Shop::in_market(&test, market);
        shop.open_ready().await?;
        let frame = test.find(".klarna-checkout__widget iframe").await?;
        frame.enter_frame().await?;
        let summary = test.text(".method:last-of-type .method__summary").await?;
        test.browser().enter_default_frame().await?;
        ensure!(summary.starts_with(count), "{market}: {summary}");
    }
    Ok(())
}

async fn a_basket_below_and_above_a_limit(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "FR");
    shop.open_ready().await?;
    take(&test, 9).await?;
    lists(
        &test,
        json!(["pay_now", "pay_later", "pay_over_time"]),
        "496,45",
    )
    .await?;
    take(&test, 10).await?;
    lists(&test, json!(["pay_now", "pay_over_time"]), "545,45").await?;
    take(&test, 9).await?;
    lists(
        &test,
        json!(["pay_now", "pay_later", "pay_over_time"]),
        "496,45",
    )
    .await?;
    shop.wait_state("ready").await
}

/// The shopper reads that the cart has changed, as after every change, and pays by what the widget has
/// chosen in its place.
async fn a_chosen_payment_method_that_is_lost_gives_way_to_another(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "FR");
    shop.open_ready().await?;
    choose_in_widget(&test, "pay_later").await?;
    take(&test, 10).await?;
    lists(&test, json!(["pay_now", "pay_over_time"]), "545,45").await?;
    shop.wait_state("ready").await?;
    let problem = shop.problem().await?;
    ensure!(problem.starts_with("Your cart has changed"), "{problem}");
    shop.pay_and_approve().await?;
    shop.wait_for_one_order().await?;
    let orders = test.sandbox().order_calls().await?;
    let order = orders.first().context("no order")?;
    let method = &order.response["authorized_payment_method"]["type"];
    ensure!(*method == json!("direct_bank_transfer"), "{method}");
    Ok(())
}

/// The same where each category has a widget of its own.
async fn a_chosen_category_that_is_lost_gives_way_to_another(test: Test) -> Result<()> {
    test.sandbox()
        .fault(json!({ "kind": "several-categories" }))
        .await?;
    let shop = Shop::in_market(&test, "FR");
    shop.open_ready().await?;
    let radios = "JSON.stringify([...document.querySelectorAll('.klarna-checkout__radio')]
        .map((radio) => [radio.value, radio.checked]))";
    let shows = async |expected: Value| {
        wait_for(format!("the categories {expected}"), async || {
            let drawn = test.value(radios).await?;
            Ok((drawn == json!(expected.to_string())).then_some(()))
        })
        .await
    };
    shows(json!([
        ["pay_later", true],
        ["pay_now", false],
        ["pay_over_time", false]
    ]))
    .await?;
    take(&test, 10).await?;
    shows(json!([["pay_now", true], ["pay_over_time", false]])).await?;
    shop.wait_state("ready").await?;
    test.find("[data-category=pay_now] iframe").await?;
    shop.pay_and_approve().await?;
    shop.wait_for_one_order().await?;
    let calls = test.sandbox().sdk_calls("authorize").await?;
    let call = calls.last().context("no call")?;
    let category = &call.request["options"]["payment_method_category"];
    ensure!(*category == json!("pay_now"), "{category}");
    Ok(())
}

async fn a_basket_that_loses_every_payment_method_is_not_offered(test: Test) -> Result<()> {
    let shop = Shop::in_market(&test, "NZ");
    shop.open_ready().await?;
    take(&test, 21).await?;
    lists(&test, json!(["pay_over_time"]), "1,973.40").await?;
    shop.wait_state("ready").await?;

    take(&test, 22).await?;
    shop.wait_state("not-offered").await?;
    let note = "document.querySelector('.method__note').textContent";
    ensure!(test.value(note).await? == json!("Not available for this basket"));
    test.wait_until("document.querySelector('input[value=klarna]').disabled")
        .await?;
    let message = "document.querySelector('.klarna-checkout__status').textContent";
    let message = test.value(message).await?;
    let expected = "Klarna is not available for this purchase. Please choose another way to pay.";
    ensure!(message == json!(expected), "{message}");
    let widget = "getComputedStyle(document.querySelector('.klarna-checkout__widget')).display";
    ensure!(test.value(widget).await? == json!("none"));

    take(&test, 21).await?;
    shop.wait_state("ready").await?;
    test.click("input[name=payment][value=klarna]").await?;
    lists(&test, json!(["pay_over_time"]), "1,973.40").await?;
    shop.pay_and_approve().await?;
    shop.wait_for_one_order().await?;
    Ok(())
}

async fn data_of_the_page_loses_the_widget_and_brings_it_back(test: Test) -> Result<()> {
    let page = Bare::with_widget(&test).await?;
    for (amount, is_shown) in [(1_000_001, false), (1_000_000, true)] {
        let line = format!(
            "{{ name: 'Boot', quantity: 1, unit_price: {amount}, total_amount: {amount} }}"
        );
        let data =
            format!("{{ order_amount: {amount}, order_tax_amount: 0, order_lines: [{line}] }}");
        let answer = page.load(&data).await?;
        ensure!(answer == json!({ "show_form": is_shown }), "{answer}");
    }
    test.find("#klarna-klarna-main").await?;
    Ok(())
}
