//! What comes of `pay()` and `refresh()`: one end, by its name or its code.

use anyhow::{Result, ensure};
use klarna_payments::{Country, samples};
use serde_json::{Value, json};

use crate::{
    harness::{Scenario, Test, wait_for},
    pages::{Authorization, ElementPage, Html},
    scenarios::scenarios,
};

pub(crate) fn all() -> Vec<Scenario> {
    let mut all = scenarios![
        a_closed_window_is_cancelled_and_a_refusal_declined,
        what_klarna_objects_to_is_named,
        what_is_pending_is_told_as_such,
        nothing_can_be_paid_before_it_is_there,
        a_second_call_fails_alone,
        a_failure_of_the_sdk_has_its_code,
        a_refresh_settles_with_the_new_price,
        a_refresh_that_fails_says_why,
        an_approval_for_another_cart_asks_to_confirm_again,
    ];
    // That the page's own check throws is part of the story.
    let throwing = scenarios![a_check_of_the_page_comes_before_klarna];
    all.extend(throwing.into_iter().map(Scenario::may_log_errors));
    all
}

/// Calls `pay()` and waits for Klarna's window.
async fn pay<'test>(
    test: &'test Test,
    page: &ElementPage<'_>,
    key: &str,
) -> Result<Authorization<'test>> {
    page.call(key, "checkout.pay()").await?;
    Authorization::opened(test).await
}

fn refused(code: &str) -> Value {
    json!({ "code": code, "name": "KlarnaCheckoutError" })
}

async fn a_closed_window_is_cancelled_and_a_refusal_declined(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    page.ready_in("GB", "once").await?;
    pay(&test, &page, "closed").await?.close().await?;
    let closed = page.outcome("closed").await?;
    ensure!(
        closed["value"] == json!({ "status": "cancelled" }),
        "{closed}"
    );
    page.wait_state("ready").await?;

    pay(&test, &page, "refused").await?.decline().await?;
    let declined = page.outcome("refused").await?;
    ensure!(
        declined["value"] == json!({ "status": "declined" }),
        "{declined}"
    );
    let heard = page.heard().await?;
    let ends = ["authorizing", "cancelled", "authorizing", "declined"];
    ensure!(heard[2..] == ends, "{heard:?}");
    page.holds_orders(0).await
}

async fn what_klarna_objects_to_is_named(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    page.ready_in("GB", "once").await?;
    test.run("checkout.customer = { billing_address: { given_name: '77', street_address: 'Main {1}' } };")
        .await?;
    page.call("paid", "checkout.pay()").await?;
    let paid = page.outcome("paid").await?;
    let fields = json!([
        "billing_address.given_name",
        "billing_address.street_address"
    ]);
    ensure!(
        paid["value"] == json!({ "status": "invalid-fields", "fields": fields }),
        "{paid}"
    );
    ensure!(page.wait_heard("invalid-fields").await? == json!({ "fields": fields }));
    test.run("checkout.customer = null;").await?;
    page.buy().await
}

async fn what_is_pending_is_told_as_such(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    page.ready_in("US", "once").await?;
    let mut address = samples::customer(Country::Us).address;
    address.email = Some("customer+pend-accept-05@email.us".to_owned());
    page.set_customer(&json!({ "billing_address": address }))
        .await?;
    pay(&test, &page, "paid").await?.approve().await?;
    let paid = page.outcome("paid").await?;
    ensure!(paid["value"]["status"] == "pending", "{paid}");
    ensure!(
        page.wait_heard("pending").await? == paid["value"]["order"],
        "{paid}"
    );
    Ok(())
}

async fn nothing_can_be_paid_before_it_is_there(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    let cart = page.cart("SE", "once").await?;
    let held = Html {
        hold: "/klarna/sessions",
        ..Html::of(page.tag(&cart, ""))
    };
    page.open(&held).await?;
    page.wait_state("loading").await?;
    for (key, call) in [
        ("paid", "checkout.pay()"),
        ("confirmed", "checkout.finalize()"),
    ] {
        page.call(key, call).await?;
        let outcome = page.outcome(key).await?;
        ensure!(outcome == refused("not-ready"), "{outcome}");
    }
    test.run("release()").await?;
    page.wait_state("ready").await?;
    page.buy().await
}

/// As with a double click on a button of the page.
async fn a_second_call_fails_alone(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    page.ready_in("SE", "once").await?;
    test.run("window.both = () => { keep('first', checkout.pay()); return checkout.pay(); };")
        .await?;
    page.call("second", "both()").await?;
    let second = page.outcome("second").await?;
    ensure!(second == refused("not-ready"), "{second}");
    Authorization::opened(&test).await?.approve().await?;
    let first = page.outcome("first").await?;
    ensure!(first["value"]["status"] == "placed", "{first}");
    page.holds_orders(1).await
}

async fn a_check_of_the_page_comes_before_klarna(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    page.ready_in("SE", "once").await?;
    for check in [
        "() => false",
        "() => { throw new Error('the page is wrong'); }",
        "() => undefined",
    ] {
        test.run(&format!("checkout.validate = {check};")).await?;
        page.call("paid", "checkout.pay()").await?;
        let paid = page.outcome("paid").await?;
        ensure!(paid == refused("not-valid"), "{check}: {paid}");
        // The element's own button asks the same.
        test.click(".klarna-checkout__pay").await?;
        page.wait_state("ready").await?;
    }
    ensure!(page.sdk_calls("authorize").await? == 0);
    ensure!(test.browser().windows().await?.len() == 1);
    ensure!(
        test.take_uncaught().await.len() == 2,
        "what the page throws is told to its developer"
    );
    test.run("checkout.validate = () => true;").await?;
    page.buy().await
}

async fn a_failure_of_the_sdk_has_its_code(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    page.ready_in("SE", "once").await?;
    test.sandbox()
        .fault(json!({ "kind": "authorize-throws", "times": 1 }))
        .await?;
    // The SDK hears of faults when it next speaks with the sandbox.
    page.call("paid", "checkout.pay()").await?;
    let paid = page.outcome("paid").await?;
    ensure!(paid == refused("sdk-error"), "{paid}");
    let told = page.wait_heard("error").await?;
    ensure!(
        told["code"] == "sdk-error" && told["message"].is_string(),
        "{told}"
    );
    ensure!(told.get("directive").is_none(), "{told}");
    page.wait_state("failed").await?;
    test.click(".klarna-checkout__retry").await?;
    page.wait_state("ready").await?;
    page.buy().await
}

async fn a_refresh_settles_with_the_new_price(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    let cart = page.ready_in("SE", "once").await?;
    page.change(&cart, 7).await?;
    page.call("refreshed", "checkout.refresh()").await?;
    ensure!(page.outcome("refreshed").await? == json!({ "value": null }));
    page.wait_state("ready").await?;
    ensure!(page.new_sessions().await? == 1);
    page.buy().await?;
    let order = test.orders().await?.remove(0);
    ensure!(order.lines[0].quantity == 7, "{order:?}");
    let asked = test.sandbox().order_calls().await?;
    ensure!(asked[0].request["order_amount"] == json!(order.total.minor_units));
    Ok(())
}

async fn a_refresh_that_fails_says_why(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    let cart = page.ready_in("SE", "once").await?;
    page.change(&cart, 2).await?;
    let down = json!({ "kind": "rest-503", "call": "update-session" });
    test.sandbox().fault(down).await?;
    page.call("refreshed", "checkout.refresh()").await?;
    let refreshed = page.outcome("refreshed").await?;
    ensure!(refreshed == refused("server-unreachable"), "{refreshed}");
    page.wait_state("failed").await?;

    test.sandbox().clear_faults().await?;
    test.click(".klarna-checkout__retry").await?;
    page.wait_state("ready").await?;
    page.buy().await
}

/// What was approved is not what the page shows any more.
async fn an_approval_for_another_cart_asks_to_confirm_again(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    let cart = page.ready_in("SE", "once").await?;
    let window = pay(&test, &page, "paid").await?;
    let changed = page.change(&cart, 3).await?;
    test.switch_to_shop().await?;
    test.run(&format!("checkout.cartVersion = {};", changed.version))
        .await?;
    test.switch_to_popup().await?;
    window.approve().await?;
    let paid = page.outcome("paid").await?;
    ensure!(
        paid["value"] == json!({ "status": "confirm-again" }),
        "{paid}"
    );
    page.wait_state("ready").await?;
    page.holds_orders(0).await?;

    page.buy().await?;
    let order = wait_for("the order", async || Ok(test.orders().await?.pop())).await?;
    ensure!(order.lines[0].quantity == 3, "{order:?}");
    Ok(())
}
