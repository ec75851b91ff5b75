//! What the page says with attributes and properties, before the element is there and while it lives.

use anyhow::{Result, ensure};
use klarna_payments::{Country, samples};
use serde_json::{Value, json};

use crate::{
    harness::{Scenario, Test},
    pages::{Authorization, ElementPage, Html},
    scenarios::scenarios,
};

pub(crate) fn all() -> Vec<Scenario> {
    scenarios![
        another_cart_is_another_session_and_drops_an_approval,
        another_locale_is_another_session_in_its_words,
        a_locale_that_changes_before_the_wasm_is_there_has_its_words,
        words_that_do_not_come_are_english,
        without_a_locale_the_pages_language_gets_its_country,
        a_version_of_the_cart_refreshes_its_session,
        several_changes_in_one_task_are_one_session,
        what_was_set_before_the_element_was_there_counts,
        without_a_cart_nothing_starts,
        while_the_page_saves_nothing_can_be_paid,
        grouped_ways_to_pay_are_one_widget,
        the_shopper_is_told_to_klarna_in_the_click,
        early_data_goes_with_the_widget,
    ]
}

/// Klarna's own word to the server is kept back: what the page does is looked at.
async fn another_cart_is_another_session_and_drops_an_approval(test: Test) -> Result<()> {
    test.sandbox()
        .fault(json!({ "kind": "callback-never" }))
        .await?;
    let page = ElementPage::of(&test)?;
    page.ready_in("SE", "once").await?;
    let other = page.cart("SE", "subscription").await?;
    page.call("paid", "checkout.pay()").await?;
    let window = Authorization::opened(&test).await?;
    test.switch_to_shop().await?;
    test.run(&format!("checkout.cart = '{}';", other.id))
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
    ensure!(page.new_sessions().await? == 2);

    page.buy().await?;
    ensure!(
        test.subscriptions().await?.len() == 1,
        "the first cart was paid"
    );
    Ok(())
}

async fn another_locale_is_another_session_in_its_words(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    page.ready_in("SE", "once").await?;
    let english = test.text(".klarna-checkout__pay").await?;
    test.run("heard.length = 0; checkout.setAttribute('locale', 'sv-SE');")
        .await?;
    page.wait_heard("ready").await?;
    let swedish = test.text(".klarna-checkout__pay").await?;
    ensure!(english != swedish, "{swedish}");
    let calls = test
        .sandbox()
        .calls(|call| call.path.starts_with("/payments/v1/sessions"))
        .await?;
    let locales: Vec<_> = calls.iter().map(|call| &call.request["locale"]).collect();
    ensure!(locales == [&json!("en-SE"), &json!("sv-SE")], "{locales:?}");
    page.buy().await
}

async fn a_locale_that_changes_before_the_wasm_is_there_has_its_words(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    let cart = page.cart("SE", "once").await?;
    let mut html = Html::of(page.tag(&cart, ""));
    html.hold = "klarna-checkout.wasm";
    page.open(&html).await?;
    test.wait_until("!!customElements.get('klarna-checkout')")
        .await?;
    test.run("checkout.locale = 'sv-SE'; release();").await?;
    page.wait_state("ready").await?;
    let pay = test.text(".klarna-checkout__pay").await?;
    ensure!(pay == "Beställ och betala", "{pay}");
    page.buy().await
}

/// What the shopper reads is worth less than that they can pay.
async fn words_that_do_not_come_are_english(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    let cart = page.cart("SE", "once").await?;
    let tag = page.tag(&cart, "").replace(&cart.locale, "sv-SE");
    let mut html = Html::of(tag);
    html.element = Some("without-swedish");
    page.open(&html).await?;
    page.wait_state("ready").await?;
    let pay = test.text(".klarna-checkout__pay").await?;
    ensure!(pay == "Order and pay", "{pay}");
    page.buy().await
}

/// Klarna refuses a language without a country.
async fn without_a_locale_the_pages_language_gets_its_country(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    let cart = page.cart("SE", "once").await?;
    let tag = page.tag(&cart, "");
    let tag = tag.replace(&format!(r#"locale="{}""#, cart.locale), "");
    page.open(&Html::of(format!(r#"<div lang="sv">{tag}</div>"#)))
        .await?;
    page.wait_state("ready").await?;
    ensure!(test.value("checkout.locale").await? == "sv-SE");
    page.buy().await
}

async fn a_version_of_the_cart_refreshes_its_session(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    let cart = page.ready_in("DE", "once").await?;
    let changed = page.change(&cart, 4).await?;
    test.run(&format!(
        "heard.length = 0; checkout.setAttribute('cart-version', {});",
        changed.version
    ))
    .await?;
    page.wait_heard("ready").await?;
    ensure!(page.new_sessions().await? == 1, "a new session was opened");
    page.buy().await?;
    let order = test.orders().await?.remove(0);
    ensure!(order.lines[0].quantity == 4, "{order:?}");
    Ok(())
}

async fn several_changes_in_one_task_are_one_session(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    page.ready_in("SE", "once").await?;
    let other = page.cart("GB", "mixed").await?;
    test.run(&format!(
        "heard.length = 0;
        checkout.cart = '{}';
        checkout.locale = 'en-GB';
        checkout.cartVersion = {};",
        other.id, other.version
    ))
    .await?;
    page.wait_heard("ready").await?;
    ensure!(page.new_sessions().await? == 2, "not one for both");

    // These are for another start.
    test.run(
        "heard.length = 0;
        checkout.preferredPaymentMethod = 'invoice';
        checkout.grouped = true;
        checkout.locale = 'en-US';
        checkout.locale = 'en-GB';",
    )
    .await?;
    page.wait_heard("ready").await?;
    page.wait_state("ready").await?;
    ensure!(
        page.requests("/klarna/sessions").await? == 3,
        "not one request for all"
    );
    let loads = test.sandbox().sdk_calls("load").await?;
    let preferred = loads
        .last()
        .map(|it| it.request["options"]["preferred_payment_method"].clone());
    ensure!(preferred == Some(json!("invoice")), "{preferred:?}");
    page.buy().await
}

/// A framework may set properties before the module has come.
async fn what_was_set_before_the_element_was_there_counts(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    let cart = page.cart("SE", "once").await?;
    let bare = r#"<klarna-checkout id="checkout"></klarna-checkout>"#;
    page.open(&Html {
        element: None,
        ..Html::of(bare)
    })
    .await?;
    let sample = samples::customer(Country::Se).address;
    let customer = json!({ "billing_address": sample });
    test.run(&format!(
        "checkout.cart = '{}';
        checkout.locale = '{}';
        checkout.script = '{}/kp/lib/v1/api.js';
        checkout.customer = {customer};
        checkout.saving = true;
        checkout.validate = () => {{ window.asked = true; return true; }};",
        cart.id,
        cart.locale,
        test.sandbox().url()
    ))
    .await?;
    page.bring_element("element").await?;
    page.wait_heard("ready").await?;
    ensure!(!page.can_pay().await?, "`saving` was lost");
    let reflected = test.value("checkout.getAttribute('cart')").await?;
    ensure!(reflected == json!(cart.id), "{reflected}");
    test.run("checkout.saving = false;").await?;
    page.buy().await?;
    ensure!(
        test.value("window.asked").await? == json!(true),
        "`validate` was lost"
    );
    let asked = test.sandbox().sdk_calls("authorize").await?;
    let address = &asked[0].request["data"]["billing_address"];
    ensure!(address["email"] == json!(sample.email), "{address}");
    Ok(())
}

async fn without_a_cart_nothing_starts(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    let cart = page.cart("SE", "once").await?;
    let tag = page
        .tag(&cart, "")
        .replace(&format!(r#"cart="{}""#, cart.id), r#"cart="""#);
    page.open(&Html::of(tag)).await?;
    test.wait_until("!!customElements.get('klarna-checkout')")
        .await?;
    page.call("paid", "checkout.pay()").await?;
    ensure!(page.outcome("paid").await?["code"] == "not-ready");
    ensure!(page.requests("/klarna/sessions").await? == 0);
    ensure!(page.requests("/kp/lib/v1/api.js").await? == 0);
    ensure!(test.value("checkout.state").await? == "idle");

    test.run(&format!("checkout.cart = '{}';", cart.id)).await?;
    page.wait_state("ready").await?;
    test.run("checkout.removeAttribute('cart');").await?;
    test.wait_until("checkout.children.length === 0 && checkout.state === 'idle'")
        .await?;
    test.run(&format!("checkout.cart = '{}';", cart.id)).await?;
    page.wait_state("ready").await?;
    page.buy().await
}

async fn while_the_page_saves_nothing_can_be_paid(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    page.ready_in("SE", "once").await?;
    test.run("checkout.saving = true;").await?;
    ensure!(!page.can_pay().await?);
    page.call("paid", "checkout.pay()").await?;
    ensure!(page.outcome("paid").await?["code"] == "not-ready");
    ensure!(page.sdk_calls("authorize").await? == 0);
    test.run("checkout.saving = false;").await?;
    ensure!(page.can_pay().await?);
    page.buy().await
}

async fn grouped_ways_to_pay_are_one_widget(test: Test) -> Result<()> {
    test.sandbox()
        .fault(json!({ "kind": "several-categories" }))
        .await?;
    let page = ElementPage::of(&test)?;
    let cart = page.cart("SE", "once").await?;
    page.open_ready(&cart, "").await?;
    ensure!(
        test.value("checkout.querySelectorAll('input[type=radio]').length")
            .await?
            == json!(3)
    );
    let offered = page.wait_heard("offered").await?;
    ensure!(offered["methods"][0]["identifier"].is_string(), "{offered}");

    page.open_ready(&cart, "grouped").await?;
    ensure!(
        test.value("checkout.querySelectorAll('input[type=radio]').length")
            .await?
            == json!(0)
    );
    let loads = test.sandbox().sdk_calls("load").await?;
    let options = &loads[loads.len() - 1].request["options"];
    ensure!(
        options["payment_method_categories"]
            .as_array()
            .is_some_and(|it| it.len() == 3),
        "{options}"
    );
    page.buy().await
}

async fn the_shopper_is_told_to_klarna_in_the_click(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    page.ready_in("SE", "once").await?;
    let sample = samples::customer(Country::Se);
    page.set_customer(&json!({ "billing_address": { "email": "not@yet.se" } }))
        .await?;
    page.set_customer(&json!({ "billing_address": sample.address, "customer": sample.customer }))
        .await?;
    page.buy().await?;
    for load in test.sandbox().sdk_calls("load").await? {
        ensure!(
            load.request["data"] == json!({}),
            "Klarna knew the shopper before: {load:?}"
        );
    }
    let asked = test.sandbox().sdk_calls("authorize").await?;
    let data = &asked[0].request["data"];
    ensure!(
        data["billing_address"]["email"] == json!(sample.address.email),
        "{data}"
    );
    ensure!(
        data["customer"]["national_identification_number"] != Value::Null,
        "{data}"
    );
    Ok(())
}

async fn early_data_goes_with_the_widget(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    let cart = page.cart("SE", "once").await?;
    let tag = page.tag(&cart, "early-data");
    page.open(&Html {
        element: None,
        ..Html::of(tag)
    })
    .await?;
    let sample = samples::customer(Country::Se).address;
    page.set_customer(&json!({ "billing_address": sample }))
        .await?;
    page.bring_element("element").await?;
    page.wait_state("ready").await?;
    let loads = test.sandbox().sdk_calls("load").await?;
    ensure!(loads.len() == 1, "{loads:?}");
    let data = &loads[0].request["data"]["billing_address"];
    ensure!(data["email"] == json!(sample.email), "{data}");
    page.buy().await
}
