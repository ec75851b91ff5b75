//! The sandbox's SDK does what Klarna's was seen to do, call by call: also where that is odd.

use anyhow::{Result, ensure};
use serde_json::json;

use super::scenarios;
use crate::{
    harness::{Scenario, Test},
    pages::Bare,
};

pub(crate) fn all() -> Vec<Scenario> {
    let mut all = scenarios![
        running_the_script_calls_the_page_once_without_arguments,
        running_the_script_again_keeps_the_api_and_calls_the_page_again,
        load_before_init_calls_back_then_throws_an_unnamed_error,
        init_with_an_unreadable_token_throws_an_unnamed_error,
        init_without_a_token_throws_an_unnamed_error,
        init_with_a_callback_hands_it_the_error,
        init_twice_with_one_token_is_harmless,
        a_token_of_another_host_is_not_initialised,
        a_token_of_another_name_of_this_machine_is,
        load_into_a_selector_that_matches_nothing_throws_by_name,
        load_into_a_number_throws_a_type_error,
        load_of_an_unknown_category_throws_by_name,
        load_of_several_categories_without_an_instance_throws_by_name,
        listening_to_an_unknown_event_throws_by_name,
        a_widget_that_never_speaks_leaves_load_without_an_answer,
        every_call_is_reported_to_the_sandbox,
    ];
    // An unhandled rejection is what they are about.
    let rejecting = scenarios![authorize_before_init_ends_as_an_unhandled_rejection];
    all.extend(rejecting.into_iter().map(Scenario::may_log_errors));
    all
}

async fn running_the_script_calls_the_page_once_without_arguments(test: Test) -> Result<()> {
    let page = Bare::open(&test).await?;
    ensure!(page.value("calledBack").await? == json!([0]));
    let globals = page.value("Object.keys(Klarna).sort()").await?;
    ensure!(globals == json!(["Credit", "DirectBankTransfer", "DirectDebit", "Payments"]));
    let methods = page.value("Object.keys(Klarna.Payments).sort()").await?;
    let expected = [
        "Buttons",
        "authorize",
        "finalize",
        "init",
        "load",
        "loadPaymentReview",
        "off",
        "on",
        "reauthorize",
    ];
    ensure!(methods == json!(expected), "{methods}");
    Ok(())
}

async fn running_the_script_again_keeps_the_api_and_calls_the_page_again(test: Test) -> Result<()> {
    let page = Bare::open(&test).await?;
    page.run("window.first = Klarna.Payments").await?;
    page.run_script().await?;
    ensure!(page.value("Klarna.Payments === first").await? == json!(true));
    ensure!(page.value("calledBack").await? == json!([0, 0]));
    Ok(())
}

async fn load_before_init_calls_back_then_throws_an_unnamed_error(test: Test) -> Result<()> {
    let page = Bare::open(&test).await?;
    page.attempt("Klarna.Payments.load({ container: '#container' }, hear)")
        .await?
        .called_back_then_threw(json!({ "show_form": false }), "Error")
}

async fn authorize_before_init_ends_as_an_unhandled_rejection(test: Test) -> Result<()> {
    let page = Bare::open(&test).await?;
    authorize_cannot_be_caught(&page).await
}

/// The callback hears a refusal, and the error ends as an unhandled rejection of the page.
pub(super) async fn authorize_cannot_be_caught(page: &Bare<'_>) -> Result<()> {
    let options = "{ payment_method_category: 'klarna' }";
    let outcome = page
        .attempt(&format!("Klarna.Payments.authorize({options}, hear)"))
        .await?;
    ensure!(
        outcome.threw.is_none() && outcome.heard.is_empty(),
        "{outcome:?}"
    );
    page.wait_until("rejections.length > 0").await?;
    ensure!(page.value("rejections").await? == json!(["Error"]));
    let answers = page.value("answers").await?;
    ensure!(
        answers == json!([{ "show_form": false, "approved": false }]),
        "{answers}"
    );
    Ok(())
}

async fn init_with_an_unreadable_token_throws_an_unnamed_error(test: Test) -> Result<()> {
    init_throws(&test, "{ client_token: 'nope' }").await
}

async fn init_without_a_token_throws_an_unnamed_error(test: Test) -> Result<()> {
    init_throws(&test, "{}").await
}

async fn init_throws(test: &Test, options: &str) -> Result<()> {
    let page = Bare::open(test).await?;
    let outcome = page
        .attempt(&format!("Klarna.Payments.init({options})"))
        .await?;
    ensure!(outcome.threw.as_deref() == Some("Error"), "{outcome:?}");
    Ok(())
}

async fn init_with_a_callback_hands_it_the_error(test: Test) -> Result<()> {
    let page = Bare::open(&test).await?;
    let call = "Klarna.Payments.init({ client_token: 'nope' }, ({ error }) => hear(error.name))";
    let outcome = page.attempt(call).await?;
    ensure!(
        outcome.threw.is_none() && outcome.heard == [json!("Error")],
        "{outcome:?}"
    );
    Ok(())
}

async fn init_twice_with_one_token_is_harmless(test: Test) -> Result<()> {
    let page = Bare::open(&test).await?;
    page.start_session("token").await?;
    for _ in 0..2 {
        let outcome = page
            .attempt("Klarna.Payments.init({ client_token: token })")
            .await?;
        ensure!(outcome.returned.as_deref() == Some("object"), "{outcome:?}");
    }
    Ok(())
}

/// Keeps the session's token with another `base_url`.
async fn start_session_at(page: &Bare<'_>, base_url: &str) -> Result<()> {
    page.start_session("token").await?;
    page.run(&format!(
        "const [header, payload, signature] = token.split('.'); \
         const plain = atob(payload.replaceAll('-', '+').replaceAll('_', '/')); \
         const claims = {{ ...JSON.parse(plain), base_url: '{base_url}' }}; \
         window.token = [header, btoa(JSON.stringify(claims)), signature].join('.'); \
         Klarna.Payments.init({{ client_token: token }});"
    ))
    .await
}

const LOAD: &str =
    "Klarna.Payments.load({ container: '#container', payment_method_category: 'klarna' }, hear)";

async fn a_token_of_another_host_is_not_initialised(test: Test) -> Result<()> {
    let page = Bare::open(&test).await?;
    for host in ["https://js.klarna.com", "http://127.0.0.1:1"] {
        start_session_at(&page, &format!("{host}/eu/kp")).await?;
        page.attempt(LOAD)
            .await?
            // ApplicationNotInitializedError, which does not bear its name.
            .called_back_then_threw(json!({ "show_form": false }), "Error")?;
    }
    Ok(())
}

async fn a_token_of_another_name_of_this_machine_is(test: Test) -> Result<()> {
    let page = Bare::open(&test).await?;
    let other = test.sandbox().url().replace("127.0.0.1", "localhost");
    start_session_at(&page, &format!("{other}/kp")).await?;
    // Nobody at the sandbox knows the token that the test has made, and the call gets as far as there.
    ensure!(page.answer_to(LOAD).await? == json!({ "show_form": false }));
    Ok(())
}

async fn load_into_a_selector_that_matches_nothing_throws_by_name(test: Test) -> Result<()> {
    load_throws(
        &test,
        "{ container: '#nowhere' }",
        "InvalidContainerSelectorError",
    )
    .await
}

async fn load_into_a_number_throws_a_type_error(test: Test) -> Result<()> {
    load_throws(&test, "{ container: 7 }", "TypeError").await
}

async fn load_of_an_unknown_category_throws_by_name(test: Test) -> Result<()> {
    let options = "{ container: '#container', payment_method_category: 'nope' }";
    load_throws(&test, options, "PaymentMethodCategoryNotSupportedError").await
}

async fn load_of_several_categories_without_an_instance_throws_by_name(test: Test) -> Result<()> {
    let options =
        "{ container: '#container', payment_method_categories: ['pay_now', 'pay_later'] }";
    load_throws(&test, options, "InstanceIDNotProvidedError").await
}

async fn load_throws(test: &Test, options: &str, name: &str) -> Result<()> {
    let page = Bare::with_session(test).await?;
    page.attempt(&format!("Klarna.Payments.load({options}, hear)"))
        .await?
        .called_back_then_threw(json!({ "show_form": false }), name)?;
    ensure!(page.value("frames_of(document)").await? == json!([]));
    Ok(())
}

async fn listening_to_an_unknown_event_throws_by_name(test: Test) -> Result<()> {
    let page = Bare::open(&test).await?;
    let outcome = page.attempt("Klarna.Payments.on('nope', () => {})").await?;
    ensure!(
        outcome.threw.as_deref() == Some("EventNotSupportedError"),
        "{outcome:?}"
    );
    Ok(())
}

async fn a_widget_that_never_speaks_leaves_load_without_an_answer(test: Test) -> Result<()> {
    let page = Bare::with_session(&test).await?;
    test.sandbox()
        .fault(json!({ "kind": "widget-never-speaks", "times": 1 }))
        .await?;
    let load = |name: &str| {
        format!(
            "Klarna.Payments.load({{ container: '#container', payment_method_category: 'klarna' }}, \
             () => hear('{name}'))"
        )
    };
    page.run(&load("silent")).await?;
    // The same page in the same frame, asked again: by its answer the first one has had its time.
    let answer = page.answer_to(&load("speaking")).await?;
    ensure!(answer == json!("speaking"), "{answer}");
    ensure!(page.heard().await? == 1);
    Ok(())
}

async fn every_call_is_reported_to_the_sandbox(test: Test) -> Result<()> {
    let page = Bare::with_widget(&test).await?;
    page.run(
        "Klarna.Payments.on('heightChanged', hear); Klarna.Payments.off('heightChanged', hear);",
    )
    .await?;
    let answer = page.answer_to(
        "Klarna.Payments.load({ container: '#container', payment_method_category: 'klarna' }, hear)",
    );
    ensure!(answer.await? == json!({ "show_form": true }));
    let calls = test.sandbox().calls(|call| call.method == "SDK").await?;
    let names: Vec<&str> = calls.iter().map(|call| call.path.as_str()).collect();
    ensure!(names == ["init", "load", "on", "off", "load"], "{names:?}");
    Ok(())
}
