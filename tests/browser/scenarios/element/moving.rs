//! The element is moved in the page, taken out of it, and put back.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use crate::{
    harness::{Scenario, Test, wait_for},
    pages::{Authorization, ElementPage, Html},
    scenarios::scenarios,
};

pub(crate) fn all() -> Vec<Scenario> {
    scenarios![
        moved_it_keeps_its_session_and_can_be_paid,
        another_cart_while_it_is_moved_is_the_one_paid,
        removed_nothing_of_it_is_left_and_nothing_is_asked_for,
        removed_before_the_wasm_is_there_it_never_starts,
        a_payment_under_way_ends_without_the_element,
        put_back_it_works_again,
        fifty_times_in_and_out_leave_one,
    ]
}

/// The frames of Klarna's widgets in the page: `main` or `fullscreen`.
async fn frames(test: &Test, kind: &str) -> Result<Value> {
    test.value(&format!("deepQueryAll('iframe[id$=-{kind}]').length"))
        .await
}

/// Waits until nothing of Klarna's widgets is left in the page.
async fn wait_for_no_widget(test: &Test) -> Result<()> {
    wait_for("no widget", async || {
        let left = [
            frames(test, "main").await?,
            frames(test, "fullscreen").await?,
        ];
        Ok((left == [json!(0), json!(0)]).then_some(()))
    })
    .await
}

async fn calls(page: &ElementPage<'_>) -> Result<[usize; 3]> {
    Ok([
        page.new_sessions().await?,
        page.sdk_calls("init").await?,
        page.sdk_calls("load").await?,
    ])
}

async fn moved_it_keeps_its_session_and_can_be_paid(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    page.ready_in("SE", "once").await?;
    let moves = [
        "document.querySelector('main').append(checkout)",
        "document.querySelector('main').prepend(checkout)",
        "const { checkout } = window;
        const box = document.createElement('section');
        document.body.append(box);
        checkout.remove();
        box.append(checkout);",
        "const main = document.querySelector('main');
        main.moveBefore ? main.moveBefore(checkout, below) : below.before(checkout)",
    ];
    for each in moves {
        test.run(each).await?;
        ensure!(test.value("checkout.state").await? == "ready", "{each}");
    }
    ensure!(
        calls(&page).await? == [1, 1, 1],
        "{:?}",
        calls(&page).await?
    );
    page.buy().await
}

async fn another_cart_while_it_is_moved_is_the_one_paid(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    page.ready_in("SE", "once").await?;
    let other = page.cart("SE", "subscription").await?;
    test.run(&format!(
        "const {{ checkout }} = window;
        heard.length = 0;
        checkout.remove();
        checkout.cart = '{}';
        below.before(checkout);",
        other.id
    ))
    .await?;
    page.wait_heard("ready").await?;
    page.buy().await?;
    ensure!(
        test.subscriptions().await?.len() == 1,
        "the first cart was paid"
    );
    Ok(())
}

async fn removed_nothing_of_it_is_left_and_nothing_is_asked_for(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    page.ready_in("SE", "once").await?;
    page.call("paid", "checkout.pay()").await?;
    Authorization::opened(&test).await?.leave().await?;
    test.run("window.gone = checkout; gone.remove();").await?;
    let paid = page.outcome("paid").await?;
    ensure!(
        paid == json!({ "code": "removed", "name": "KlarnaCheckoutError" }),
        "{paid}"
    );
    wait_for_no_widget(&test).await?;
    ensure!(test.value("gone.children.length").await? == json!(0));
    ensure!(test.value("gone.state").await? == "idle");
    Authorization::opened(&test).await?.close().await?;

    // Nobody is there to do anything about it.
    let before = test.sandbox().log().await?.len();
    test.run(
        "gone.cart = 'another'; gone.locale = 'sv-SE'; gone.saving = true; gone.saving = false;",
    )
    .await?;
    page.call("refreshed", "gone.refresh()").await?;
    ensure!(page.outcome("refreshed").await?["code"] == "not-ready");
    ensure!(test.sandbox().log().await?.len() == before);
    page.holds_orders(0).await
}

async fn removed_before_the_wasm_is_there_it_never_starts(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    let cart = page.cart("SE", "once").await?;
    let html = Html {
        hold: "klarna-checkout.wasm",
        ..Html::of(page.tag(&cart, ""))
    };
    page.open(&html).await?;
    test.find(".klarna-checkout__widget iframe").await?;
    test.run("window.gone = checkout; gone.remove(); heard.length = 0; release();")
        .await?;
    wait_for_no_widget(&test).await?;
    ensure!(page.heard().await?.is_empty());
    test.run("below.before(gone);").await?;
    page.wait_state("ready").await?;
    page.buy().await
}

/// The shopper has said yes to Klarna.
async fn a_payment_under_way_ends_without_the_element(test: Test) -> Result<()> {
    // The server hears of it from the page alone.
    test.sandbox()
        .fault(json!({ "kind": "callback-never" }))
        .await?;
    let page = ElementPage::of(&test)?;
    page.ready_in("SE", "subscription").await?;
    page.call("paid", "checkout.pay()").await?;
    let window = Authorization::opened(&test).await?;
    test.switch_to_shop().await?;
    test.run("checkout.remove();").await?;
    test.switch_to_popup().await?;
    window.approve().await?;
    wait_for("the order", async || Ok(test.orders().await?.pop())).await?;
    ensure!(page.outcome("paid").await?["code"] == "removed");
    page.holds_orders(1).await
}

async fn put_back_it_works_again(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    page.ready_in("SE", "once").await?;
    test.run("window.it = checkout; it.remove();").await?;
    wait_for_no_widget(&test).await?;
    test.run("heard.length = 0; below.before(it);").await?;
    page.wait_heard("ready").await?;
    ensure!(page.requests("klarna-checkout.wasm").await? == 1);
    ensure!(page.requests("/kp/lib/v1/api.js").await? == 1);
    page.call("paid", "checkout.pay()").await?;
    Authorization::opened(&test).await?.approve().await?;
    ensure!(page.outcome("paid").await?["value"]["status"] == "placed");
    page.holds_orders(1).await
}

async fn fifty_times_in_and_out_leave_one(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    page.ready_in("SE", "once").await?;
    test.run(
        "window.it = checkout;
        (async () => {
          for (let time = 0; time < 50; time += 1) {
            it.remove();
            await null;
            await null;
            below.before(it);
            await new Promise((resolve) => setTimeout(resolve));
          }
          heard.length = 0;
          window.over = true;
        })();",
    )
    .await?;
    test.wait_until("window.over === true").await?;
    page.wait_state("ready").await?;
    ensure!(test.value("checkout.children.length").await? == json!(1));
    wait_for("one widget", async || {
        Ok((frames(&test, "main").await? == json!(1)).then_some(()))
    })
    .await?;
    page.buy().await
}
