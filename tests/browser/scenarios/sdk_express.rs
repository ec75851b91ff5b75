//! `Klarna.Payments.Buttons` of the sandbox's SDK: Express Checkout.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::{
    scenarios,
    sdk_authorize::{closed, refused, token_of},
};
use crate::{
    harness::{Scenario, Test},
    pages::{Authorization, Bare},
};

pub(crate) fn all() -> Vec<Scenario> {
    let mut all = scenarios![
        the_button_is_one_with_words_in_the_locale,
        theme_and_shape_change_the_looks_and_not_the_words,
        loading_the_button_again_adds_another,
        the_button_is_there_when_load_returns,
        the_buttons_need_credentials,
        a_client_token_that_cannot_be_read_is_refused_at_the_click,
        the_old_name_of_the_client_id_is_understood,
        a_button_that_lacks_something_tells_its_callback,
        a_button_that_lacks_something_throws_without_a_callback,
        a_session_that_has_expired_is_refused_at_the_click,
        an_order_and_a_callback_are_enough,
        the_click_opens_the_window_and_starts_a_session,
        an_address_is_collected_on_request,
        with_a_client_token_it_is_that_session,
        what_is_left_to_finalize_is_finalized_on_the_next_page,
        closing_and_declining_are_told_apart,
        an_order_that_klarna_would_not_take_names_its_fields,
        a_second_click_while_the_window_is_open_is_swallowed,
        authorize_needs_no_button,
        authorize_before_init_calls_back_then_throws,
    ];
    let bare = scenarios![without_inline_styles_the_button_is_a_bare_stub];
    all.extend(bare.into_iter().map(Scenario::may_violate_policy));
    all
}

const ORDER: &str = "{ purchase_country: 'SE', purchase_currency: 'SEK', locale: 'sv-SE', \
     order_amount: 9500, order_lines: \
     [{ name: 'Mugg', quantity: 1, unit_price: 9500, total_amount: 9500 }] }";

const BUTTON: &str = ".klarna-express-button";

/// A page with a button on some credentials, whose click authorizes with `options` and `order`.
async fn with_button<'test>(
    page: Bare<'test>,
    credentials: &str,
    options: &str,
    order: &str,
) -> Result<Bare<'test>> {
    let answer = page
        .answer_to(&format!(
            "Klarna.Payments.Buttons.init({credentials}).load({{ container: '#container', \
             locale: 'sv-SE', on_click: (authorize) => authorize({options}, {order}, hear) }}, hear)"
        ))
        .await?;
    ensure!(answer == json!({ "show_form": true }), "{answer}");
    Ok(page)
}

async fn with_merchant<'test>(test: &'test Test, options: &str) -> Result<Bare<'test>> {
    let page = Bare::open(test).await?;
    with_button(page, "{ client_id: 'Bare page' }", options, ORDER).await
}

/// What the click led to, once the shopper approved.
async fn approved(test: &Test, page: &Bare<'_>) -> Result<Value> {
    test.click(BUTTON).await?;
    Authorization::opened(test).await?.approve().await?;
    page.answer_after(1).await
}

async fn the_button_is_one_with_words_in_the_locale(test: Test) -> Result<()> {
    let page = with_merchant(&test, "{}").await?;
    let button = page
        .value(
            "(({ localName, type, lang, textContent, offsetHeight }) => \
             [localName, type, lang, textContent, offsetHeight >= 44])\
             (deepQuery('#container button'))",
        )
        .await?;
    let expected = json!(["button", "button", "sv", "Betala med Klarna", true]);
    ensure!(button == expected, "{button}");
    Ok(())
}

async fn theme_and_shape_change_the_looks_and_not_the_words(test: Test) -> Result<()> {
    let page = Bare::open(&test).await?;
    for (looks, expected) in [
        ("{}", json!(["rgb(11, 90, 99)", "8px"])),
        (
            "{ theme: 'light', shape: 'rect' }",
            json!(["rgb(255, 255, 255)", "0px"]),
        ),
        (
            "{ theme: 'dark', shape: 'pill', label: 'klarna' }",
            json!(["rgb(22, 32, 46)", "999px"]),
        ),
    ] {
        page.answer_to(&format!(
            "Klarna.Payments.Buttons.init({{ client_id: 'Bare page' }}).load({{ ...{looks}, \
             container, on_click() {{}} }}, hear)"
        ))
        .await?;
        page.run("window.button = deepQueryAll('#container button').at(-1)")
            .await?;
        let shown = page
            .value(
                "(({ backgroundColor, borderRadius }) => [backgroundColor, borderRadius])\
                 (getComputedStyle(button))",
            )
            .await?;
        ensure!(shown == expected, "{looks}: {shown}");
        let name = page.value("button.ariaLabel").await?;
        ensure!(name == json!("Pay with Klarna"), "{name}");
    }
    Ok(())
}

async fn loading_the_button_again_adds_another(test: Test) -> Result<()> {
    let page = with_merchant(&test, "{}").await?;
    let page = with_button(page, "{ client_id: 'Bare page' }", "{}", ORDER).await?;
    let buttons =
        "[...container.children].map(({ shadowRoot }) => !!shadowRoot.querySelector('button'))";
    ensure!(page.value(buttons).await? == json!([true, true]));
    Ok(())
}

async fn the_button_is_there_when_load_returns(test: Test) -> Result<()> {
    let page = Bare::open(&test).await?;
    let call = "(() => { Klarna.Payments.Buttons.init({ client_id: 'Bare page' })\
         .load({ container, on_click() {} }, hear); \
         hear(deepQueryAll('#container button').length); })()";
    let outcome = page.attempt(call).await?;
    ensure!(
        outcome.heard == [json!({ "show_form": true }), json!(1)],
        "{outcome:?}"
    );
    Ok(())
}

/// Parts of the SDK's looks are inline styles, which a policy may forbid.
async fn without_inline_styles_the_button_is_a_bare_stub(test: Test) -> Result<()> {
    let page = Bare::open(&test).await?;
    page.run(
        "document.head.append(Object.assign(document.createElement('meta'), \
         { httpEquiv: 'Content-Security-Policy', content: \"style-src 'none'\" }))",
    )
    .await?;
    let page = with_button(page, "{ client_id: 'Bare page' }", "{}", ORDER).await?;
    let looks = "(({ backgroundColor, borderRadius }) => [backgroundColor, borderRadius])\
         (getComputedStyle(deepQuery('#container button')))";
    let shown = page.value(looks).await?;
    // The browser's own.
    ensure!(shown == json!(["rgb(239, 239, 239)", "0px"]), "{shown}");
    Ok(())
}

async fn the_buttons_need_credentials(test: Test) -> Result<()> {
    let page = Bare::open(&test).await?;
    for credentials in ["{}", "{ client_id: 7 }", "undefined"] {
        let outcome = page
            .attempt(&format!("Klarna.Payments.Buttons.init({credentials})"))
            .await?;
        ensure!(outcome.threw.is_some(), "{credentials}: {outcome:?}");
    }
    Ok(())
}

async fn a_client_token_that_cannot_be_read_is_refused_at_the_click(test: Test) -> Result<()> {
    let page = Bare::open(&test).await?;
    let page = with_button(page, "{ client_token: 'nope' }", "{}", "null").await?;
    test.click(BUTTON).await?;
    let refused = json!({ "approved": false, "show_form": false });
    ensure!(page.answer_after(1).await? == refused);
    Ok(())
}

async fn the_old_name_of_the_client_id_is_understood(test: Test) -> Result<()> {
    let page = Bare::open(&test).await?;
    let page = with_button(page, "{ client_key: 'Bare page' }", "{}", ORDER).await?;
    token_of(&approved(&test, &page).await?)?;
    Ok(())
}

/// Calls of `load` that lack credentials, a click handler or a container.
const LACKING: [&str; 4] = [
    "Klarna.Payments.Buttons.load({ container, on_click() {} }",
    "Klarna.Payments.Buttons.init({ client_id: 'Bare page' }).load({ container }",
    "Klarna.Payments.Buttons.init({ client_id: 'Bare page' }).load({ on_click() {} }",
    "Klarna.Payments.Buttons.init({ client_id: 'Bare page' })\
     .load({ container: '#nowhere', on_click() {} }",
];

async fn a_button_that_lacks_something_tells_its_callback(test: Test) -> Result<()> {
    let page = Bare::open(&test).await?;
    for call in LACKING {
        let told = "({ show_form, error }) => \
             hear([show_form, error instanceof Error, typeof error.message])";
        let outcome = page.attempt(&format!("{call}, {told})")).await?;
        ensure!(
            outcome.threw.is_none() && outcome.heard == [json!([false, false, "string"])],
            "{call}: {outcome:?}"
        );
    }
    ensure!(page.value("container.childElementCount").await? == json!(0));
    Ok(())
}

async fn a_button_that_lacks_something_throws_without_a_callback(test: Test) -> Result<()> {
    let page = Bare::open(&test).await?;
    for call in LACKING {
        let outcome = page.attempt(&format!("{call})")).await?;
        ensure!(outcome.threw.is_some(), "{call}: {outcome:?}");
    }
    Ok(())
}

async fn a_session_that_has_expired_is_refused_at_the_click(test: Test) -> Result<()> {
    let page = Bare::open(&test).await?;
    page.start_session("token").await?;
    let lifetime = std::time::Duration::from_secs(48 * 60 * 60);
    test.sandbox().advance(lifetime).await?;
    let page = with_button(page, "{ client_token: token }", "{}", "null").await?;
    test.click(BUTTON).await?;
    let refused = json!({ "approved": false, "show_form": false });
    ensure!(page.answer_after(1).await? == refused);
    ensure!(test.browser().windows().await?.len() == 1);
    Ok(())
}

async fn an_order_and_a_callback_are_enough(test: Test) -> Result<()> {
    let page = Bare::open(&test).await?;
    page.answer_to(&format!(
        "Klarna.Payments.Buttons.init({{ client_id: 'Bare page' }}).load({{ container, \
         on_click: (authorize) => authorize({ORDER}, hear) }}, hear)"
    ))
    .await?;
    test.click(BUTTON).await?;
    let window = Authorization::opened(&test).await?;
    ensure!(test.text("#lines").await?.contains("Mugg"));
    window.approve().await?;
    token_of(&page.answer_after(1).await?)?;
    Ok(())
}

async fn the_click_opens_the_window_and_starts_a_session(test: Test) -> Result<()> {
    let page = with_merchant(&test, "{}").await?;
    test.click(BUTTON).await?;
    let window = Authorization::opened(&test).await?;
    ensure!(page.value("document.documentElement.lang").await? == json!("sv"));
    ensure!(test.text("#merchant").await?.contains("Bare page"));
    ensure!(test.text("#lines").await?.contains("Mugg"));
    window.approve().await?;
    let result = page.answer_after(1).await?;
    token_of(&result)?;
    ensure!(result["session_id"].is_string() && result["client_token"].is_string());
    ensure!(result.get("collected_shipping_address").is_none());
    let calls = test.sandbox().sdk_calls("Buttons.authorize").await?;
    let call = calls.first().context("no call")?;
    ensure!(call.request["user_activation"] == json!(true));
    ensure!(page.value("frames_of(document)").await? == json!([]));
    Ok(())
}

async fn an_address_is_collected_on_request(test: Test) -> Result<()> {
    let page = with_merchant(&test, "{ collect_shipping_address: true }").await?;
    test.click(BUTTON).await?;
    let window = Authorization::opened(&test).await?;
    ensure!(test.text("#ships-to").await?.contains("Stockholm"));
    window.approve().await?;
    let result = page.answer_after(1).await?;
    let city = &result["collected_shipping_address"]["city"];
    ensure!(city == "Stockholm", "{city}");
    Ok(())
}

async fn with_a_client_token_it_is_that_session(test: Test) -> Result<()> {
    let page = Bare::open(&test).await?;
    let session = page.start_session("token").await?;
    let page = with_button(page, "{ client_token: token }", "{}", "null").await?;
    let result = approved(&test, &page).await?;
    token_of(&result)?;
    ensure!(result["session_id"] == json!(session), "{result}");
    Ok(())
}

async fn what_is_left_to_finalize_is_finalized_on_the_next_page(test: Test) -> Result<()> {
    let page = with_merchant(&test, "{ auto_finalize: false }").await?;
    let result = approved(&test, &page).await?;
    ensure!(result["finalize_required"] == json!(true), "{result}");
    ensure!(result.get("authorization_token").is_none());
    page.run("window.token = answers[1].client_token").await?;
    let page = page.next_page().await?;
    let call = "Klarna.Payments.finalize({ payment_method_category: 'klarna' }, {}, hear)";
    token_of(&page.answer_to(call).await?)?;
    Ok(())
}

async fn closing_and_declining_are_told_apart(test: Test) -> Result<()> {
    let page = with_merchant(&test, "{}").await?;
    test.click(BUTTON).await?;
    Authorization::opened(&test).await?.close().await?;
    ensure!(page.answer_after(1).await? == closed());
    test.click(BUTTON).await?;
    Authorization::opened(&test).await?.decline().await?;
    ensure!(page.answer_after(2).await? == refused());
    Ok(())
}

async fn an_order_that_klarna_would_not_take_names_its_fields(test: Test) -> Result<()> {
    let page = Bare::open(&test).await?;
    let wrong = ORDER.replace("'SEK'", "'EUR'");
    let page = with_button(page, "{ client_id: 'Bare page' }", "{}", &wrong).await?;
    test.click(BUTTON).await?;
    let result = page.answer_after(1).await?;
    let fields = &result["error"]["invalid_fields"];
    ensure!(fields == &json!(["purchase_currency"]), "{result}");
    ensure!(test.browser().windows().await?.len() == 1);
    Ok(())
}

async fn a_second_click_while_the_window_is_open_is_swallowed(test: Test) -> Result<()> {
    let page = with_merchant(&test, "{}").await?;
    test.click(BUTTON).await?;
    Authorization::opened(&test).await?.leave().await?;
    test.click(BUTTON).await?;
    test.switch_to_popup().await?;
    test.click("#approve").await?;
    test.back_from_popup().await?;
    token_of(&page.answer_after(1).await?)?;
    let calls = test.sandbox().sdk_calls("Buttons.authorize").await?;
    let swallowed: Vec<bool> = calls
        .iter()
        .map(|call| call.response["swallowed"] == json!(true))
        .collect();
    ensure!(swallowed == [false, true], "{swallowed:?}");
    Ok(())
}

async fn authorize_needs_no_button(test: Test) -> Result<()> {
    let page = Bare::open(&test).await?;
    page.run("Klarna.Payments.Buttons.init({ client_id: 'Bare page' })")
        .await?;
    page.click_to(&format!(
        "Klarna.Payments.Buttons.authorize({{}}, {ORDER}, hear)"
    ))
    .await?;
    Authorization::opened(&test).await?.approve().await?;
    token_of(&page.answer_after(0).await?)?;
    Ok(())
}

async fn authorize_before_init_calls_back_then_throws(test: Test) -> Result<()> {
    let page = Bare::open(&test).await?;
    page.attempt(&format!(
        "Klarna.Payments.Buttons.authorize({{}}, {ORDER}, hear)"
    ))
    .await?
    .called_back_then_threw(json!({ "show_form": false, "approved": false }), "Error")
}
