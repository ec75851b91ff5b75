//! Purchases through the element, and what the page hears of them.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use crate::{
    harness::{Scenario, Test},
    pages::{Authorization, ElementPage, Html},
    scenarios::scenarios,
};

pub(crate) fn all() -> Vec<Scenario> {
    scenarios![
        a_purchase_is_told_step_by_step,
        a_trial_is_stored,
        a_subscription_is_placed_and_stored,
        an_order_without_its_token_is_told_apart,
        the_second_page_confirms_what_the_first_authorized,
        two_elements_pay_one_after_the_other,
        two_elements_at_once_both_come_up,
        the_same_cart_twice_is_paid_once,
        the_express_button_buys,
    ]
}

/// The tokens that the page or its server were given so far.
pub(super) async fn tokens(test: &Test) -> Result<Vec<String>> {
    let mut tokens = Vec::new();
    for call in test.sandbox().log().await? {
        for body in [&call.request, &call.response] {
            for name in ["client_token", "authorization_token", "token_id"] {
                tokens.extend(body[name].as_str().map(str::to_owned));
            }
        }
        let path = call.path.strip_prefix("/payments/v1/authorizations/");
        tokens.extend(path.and_then(|it| it.split('/').next()).map(str::to_owned));
    }
    ensure!(!tokens.is_empty(), "Klarna gave no token");
    Ok(tokens)
}

/// Everything that the page heard is an object, and in none of it is a token.
async fn is_discreet(test: &Test) -> Result<()> {
    let heard = test.value("heard").await?;
    let told = heard.to_string();
    let all = heard.as_array().into_iter().flatten();
    ensure!(all.clone().count() > 3, "{told}");
    ensure!(
        all.clone().all(|it| it["isObject"] == json!(true)),
        "{told}"
    );
    for token in tokens(test).await? {
        ensure!(!told.contains(&token), "the page hears a token: {told}");
    }
    Ok(())
}

async fn a_purchase_is_told_step_by_step(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    page.ready_in("SE", "once").await?;
    ensure!(test.value("checkout.order").await? == Value::Null);
    ensure!(page.heard().await? == ["offered", "ready"]);
    page.call("paid", "checkout.pay()").await?;
    Authorization::opened(&test).await?.approve().await?;
    let paid = page.outcome("paid").await?;

    let order = test.value("checkout.order").await?;
    ensure!(
        paid["value"] == json!({ "status": "placed", "order": order }),
        "{paid}"
    );
    ensure!(page.wait_heard("placed").await? == order, "{order}");
    let klarnas = test.sandbox().orders().await?;
    ensure!(
        order["status"] == "placed" && order["order_id"] == json!(klarnas[0]),
        "{order}"
    );
    ensure!(
        order["redirect_url"].is_string() && order["token_stored"] == json!(false),
        "{order}"
    );
    let heard = page.heard().await?;
    ensure!(
        heard == ["offered", "ready", "authorizing", "approved", "placed"],
        "{heard:?}"
    );
    page.wait_state("placed").await?;
    is_discreet(&test).await?;
    // The element goes nowhere by itself.
    ensure!(
        test.browser()
            .current_url()
            .await?
            .path()
            .starts_with("/page-")
    );
    page.holds_orders(1).await?;

    page.call("again", "checkout.pay()").await?;
    let again = page.outcome("again").await?;
    ensure!(
        again == json!({ "code": "not-ready", "name": "KlarnaCheckoutError" }),
        "{again}"
    );
    Ok(())
}

async fn a_trial_is_stored(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    page.ready_in("DE", "trial").await?;
    page.call("paid", "checkout.pay()").await?;
    Authorization::opened(&test).await?.approve().await?;
    let paid = page.outcome("paid").await?;
    ensure!(paid["value"]["status"] == "stored", "{paid}");
    ensure!(page.wait_heard("stored").await?["token_stored"] == json!(true));
    ensure!(test.sandbox().order_calls().await?.is_empty());
    ensure!(test.sandbox().token_calls().await?.len() == 1);
    ensure!(test.subscriptions().await?.len() == 1);
    is_discreet(&test).await
}

async fn a_subscription_is_placed_and_stored(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    page.ready_in("US", "subscription").await?;
    page.buy().await?;
    let order = test.value("checkout.order").await?;
    ensure!(order["token_stored"] == json!(true), "{order}");
    ensure!(test.subscriptions().await?.len() == 1);
    is_discreet(&test).await
}

async fn an_order_without_its_token_is_told_apart(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    test.sandbox()
        .fault(json!({ "kind": "token-refused" }))
        .await?;
    page.ready_in("GB", "mixed").await?;
    page.call("paid", "checkout.pay()").await?;
    Authorization::opened(&test).await?.approve().await?;
    let paid = page.outcome("paid").await?;
    ensure!(paid["value"]["status"] == "placed-not-stored", "{paid}");
    let order = page.wait_heard("placed-not-stored").await?;
    ensure!(order["token_stored"] == json!(false), "{order}");
    is_discreet(&test).await
}

async fn the_second_page_confirms_what_the_first_authorized(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    let cart = page.cart("SE", "once").await?;
    page.open_ready(&cart, r#"mode="several-pages""#).await?;
    page.call("authorized", "checkout.pay()").await?;
    Authorization::opened(&test).await?.approve().await?;
    let authorized = page.outcome("authorized").await?;
    ensure!(
        authorized["value"] == json!({ "status": "authorized" }),
        "{authorized}"
    );
    ensure!(test.sandbox().order_calls().await?.is_empty());
    is_discreet(&test).await?;

    let second = Html::of(page.tag(&cart, r#"mode="several-pages""#));
    page.open(&second).await?;
    page.wait_state("awaiting-finalize").await?;
    page.call("paid", "checkout.finalize()").await?;
    let paid = page.outcome("paid").await?;
    ensure!(paid["value"]["status"] == "placed", "{paid}");
    ensure!(page.sdk_calls("finalize").await? == 1 && page.sdk_calls("authorize").await? == 1);
    page.holds_orders(1).await
}

/// Klarna's script has one session at a time: the widget of the other one is loaded anew at the press.
async fn two_elements_pay_one_after_the_other(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    let carts = [
        page.cart("SE", "once").await?,
        page.cart("DE", "subscription").await?,
    ];
    page.open(&Html::of(page.tag(&carts[0], r#"id="first""#)))
        .await?;
    page.wait_state_of("first", "ready").await?;
    let second = page.tag(&carts[1], r#"id="second""#);
    test.run(&format!(
        "below.insertAdjacentHTML('beforebegin', '{second}');"
    ))
    .await?;
    page.wait_state_of("second", "ready").await?;
    ensure!(test.value("first.state").await? == "ready");

    page.call("stale", "first.pay()").await?;
    let stale = page.outcome("stale").await?;
    ensure!(stale["value"]["status"] == "confirm-again", "{stale}");
    for (id, again, orders) in [("first", false, 1), ("second", true, 2)] {
        if again {
            page.call("again", &format!("{id}.pay()")).await?;
            page.outcome("again").await?;
        }
        page.wait_state_of(id, "ready").await?;
        test.click(&format!("#{id} .klarna-checkout__pay")).await?;
        Authorization::opened(&test).await?.approve().await?;
        page.wait_state_of(id, "placed").await?;
        page.holds_orders(orders).await?;
    }
    let numbers = "[second, first].map(({ order }) => order.order_id)";
    let shown: Vec<String> = serde_json::from_value(test.value(numbers).await?)?;
    ensure!(shown == test.sandbox().orders().await?, "{shown:?}");
    Ok(())
}

async fn two_elements_at_once_both_come_up(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    let carts = [
        page.cart("SE", "once").await?,
        page.cart("DE", "once").await?,
    ];
    let tags = [
        page.tag(&carts[0], r#"id="first""#),
        page.tag(&carts[1], r#"id="second""#),
    ];
    page.open(&Html::of(tags.concat())).await?;
    page.wait_state_of("first", "ready").await?;
    page.wait_state_of("second", "ready").await
}

async fn the_same_cart_twice_is_paid_once(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    let cart = page.cart("SE", "once").await?;
    let tags = [
        page.tag(&cart, r#"id="first""#),
        page.tag(&cart, r#"id="second""#),
    ];
    page.open(&Html::of(tags.concat())).await?;
    page.wait_state_of("first", "ready").await?;
    page.wait_state_of("second", "ready").await?;
    test.click("#first .klarna-checkout__pay").await?;
    Authorization::opened(&test).await?.approve().await?;
    page.wait_state_of("first", "placed").await?;
    page.call("paid", "second.pay()").await?;
    if test.browser().windows().await?.len() > 1 {
        Authorization::opened(&test).await?.approve().await?;
    }
    let paid = page.outcome("paid").await?;
    ensure!(paid["value"]["status"] == "placed", "{paid}");
    page.holds_orders(1).await
}

async fn the_express_button_buys(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    let cart = page.cart("SE", "once").await?;
    let tag = page.tag(
        &cart,
        r#"mode="express" theme="light" shape="pill" collect-shipping-address"#,
    );
    page.open(&Html::of(tag)).await?;
    test.click("#checkout button").await?;
    Authorization::opened(&test).await?.approve().await?;
    page.wait_heard("placed").await?;
    page.holds_orders(1).await?;
    is_discreet(&test).await
}
