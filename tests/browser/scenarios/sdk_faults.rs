//! What can be made to go wrong in the sandbox's SDK, as a page meets it.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use super::scenarios;
use crate::{
    harness::{Scenario, Test},
    pages::{Authorization, Bare},
};

pub(crate) fn all() -> Vec<Scenario> {
    let mut all = scenarios![
        a_late_load_answers_late,
        a_load_that_answers_twice_does,
        a_load_that_never_answers_does_not,
        a_load_with_a_result_answers_that,
        a_load_that_throws_calls_back_first,
        a_second_load_meets_a_fault_that_was_asked_for_meanwhile,
        an_authorize_that_answers_twice_does_so_after_the_window,
        an_authorize_that_never_answers_does_not_after_the_window,
        an_authorize_with_a_result_opens_no_window,
        an_authorize_that_throws_calls_back_first,
        without_names_errors_are_all_alike,
        a_script_without_its_global_defines_nothing,
        a_missing_script_fails_to_load,
    ];
    // A syntax error is what it is about.
    let broken = scenarios![a_script_that_is_cut_off_defines_nothing];
    all.extend(broken.into_iter().map(Scenario::may_log_errors));
    all
}

const LOAD: &str =
    "Klarna.Payments.load({ container: '#container', payment_method_category: 'klarna' }, hear)";
const AUTHORIZE: &str =
    "Klarna.Payments.authorize({ payment_method_category: 'klarna' }, {}, hear)";

async fn fault(test: &Test, fault: Value) -> Result<()> {
    let mut fault = fault;
    fault["times"] = json!(1);
    test.sandbox().fault(fault).await
}

async fn a_late_load_answers_late(test: Test) -> Result<()> {
    let page = Bare::with_session(&test).await?;
    fault(&test, json!({ "kind": "load-late", "delay_ms": 700 })).await?;
    page.run("window.since = performance.now()").await?;
    page.answer_to(&LOAD.replace("hear", "() => hear(performance.now() - since)"))
        .await?;
    let late = page.value("answers[0] >= 700").await?;
    ensure!(late == json!(true), "{late}");
    Ok(())
}

async fn a_load_that_answers_twice_does(test: Test) -> Result<()> {
    let page = Bare::with_session(&test).await?;
    fault(&test, json!({ "kind": "load-twice" })).await?;
    page.run(LOAD).await?;
    ensure!(page.answer_after(0).await? == page.answer_after(1).await?);
    Ok(())
}

async fn a_load_that_never_answers_does_not(test: Test) -> Result<()> {
    let page = Bare::with_session(&test).await?;
    fault(&test, json!({ "kind": "load-never" })).await?;
    page.run(&LOAD.replace("hear", "() => hear('never')"))
        .await?;
    // The next one is answered after the first had its time.
    ensure!(page.answer_to(LOAD).await? == json!({ "show_form": true }));
    ensure!(page.heard().await? == 1);
    Ok(())
}

async fn a_load_with_a_result_answers_that(test: Test) -> Result<()> {
    let page = Bare::with_session(&test).await?;
    for result in [json!({ "show_form": "yes" }), Value::Null, json!(7)] {
        fault(&test, json!({ "kind": "load-result", "result": result })).await?;
        ensure!(page.answer_to(LOAD).await? == result);
    }
    Ok(())
}

async fn a_load_that_throws_calls_back_first(test: Test) -> Result<()> {
    fault(&test, json!({ "kind": "load-throws" })).await?;
    let page = Bare::with_session(&test).await?;
    page.attempt(LOAD).await?.called_back_then_threw(
        json!({ "show_form": false }),
        "ApplicationNotInitializedError",
    )?;
    ensure!(page.answer_to(LOAD).await? == json!({ "show_form": true }));
    Ok(())
}

async fn a_second_load_meets_a_fault_that_was_asked_for_meanwhile(test: Test) -> Result<()> {
    let page = Bare::with_widget(&test).await?;
    fault(&test, json!({ "kind": "load-throws" })).await?;
    page.attempt(LOAD).await?.called_back_then_threw(
        json!({ "show_form": false }),
        "ApplicationNotInitializedError",
    )
}

async fn an_authorize_that_answers_twice_does_so_after_the_window(test: Test) -> Result<()> {
    let page = Bare::with_widget(&test).await?;
    fault(&test, json!({ "kind": "authorize-twice" })).await?;
    page.click_to(AUTHORIZE).await?;
    Authorization::opened(&test).await?.approve().await?;
    ensure!(page.answer_after(1).await? == page.answer_after(2).await?);
    Ok(())
}

async fn an_authorize_that_never_answers_does_not_after_the_window(test: Test) -> Result<()> {
    let page = Bare::with_widget(&test).await?;
    fault(&test, json!({ "kind": "authorize-never" })).await?;
    page.click_to(AUTHORIZE).await?;
    Authorization::opened(&test).await?.approve().await?;
    // The next one is answered: the first had its time.
    page.click_to(AUTHORIZE).await?;
    Authorization::opened(&test).await?.close().await?;
    let answer = page.answer_after(1).await?;
    ensure!(answer["approved"] == json!(false), "{answer}");
    ensure!(page.heard().await? == 2);
    Ok(())
}

async fn an_authorize_with_a_result_opens_no_window(test: Test) -> Result<()> {
    let page = Bare::with_widget(&test).await?;
    let result = json!({ "approved": true, "show_form": true, "authorization_token": "" });
    fault(
        &test,
        json!({ "kind": "authorize-result", "result": result }),
    )
    .await?;
    page.click_to(AUTHORIZE).await?;
    ensure!(page.answer_after(1).await? == result);
    ensure!(test.browser().windows().await?.len() == 1);
    Ok(())
}

async fn an_authorize_that_throws_calls_back_first(test: Test) -> Result<()> {
    let page = Bare::with_widget(&test).await?;
    fault(&test, json!({ "kind": "authorize-throws" })).await?;
    page.attempt(AUTHORIZE).await?.called_back_then_threw(
        json!({ "show_form": false, "approved": false }),
        "ApplicationNotLoadedError",
    )
}

async fn without_names_errors_are_all_alike(test: Test) -> Result<()> {
    test.sandbox()
        .fault(json!({ "kind": "throw-unnamed" }))
        .await?;
    test.sandbox()
        .fault(json!({ "kind": "load-throws" }))
        .await?;
    let page = Bare::with_session(&test).await?;
    for call in [
        LOAD,
        &LOAD.replace("#container", "#nowhere"),
        &LOAD.replace("'#container'", "7"),
    ] {
        page.attempt(call)
            .await?
            .called_back_then_threw(json!({ "show_form": false }), "Error")?;
    }
    Ok(())
}

async fn a_script_without_its_global_defines_nothing(test: Test) -> Result<()> {
    defines_nothing(&test, "script-without-global").await
}

async fn a_script_that_is_cut_off_defines_nothing(test: Test) -> Result<()> {
    defines_nothing(&test, "script-cut").await
}

async fn defines_nothing(test: &Test, kind: &str) -> Result<()> {
    let page = Bare::without_sdk(test, "localhost").await?;
    fault(test, json!({ "kind": kind })).await?;
    ensure!(page.run_script().await? == "load");
    ensure!(page.value("[typeof Klarna, calledBack.length]").await? == json!(["undefined", 0]));
    Ok(())
}

async fn a_missing_script_fails_to_load(test: Test) -> Result<()> {
    let page = Bare::without_sdk(&test, "localhost").await?;
    fault(&test, json!({ "kind": "script-missing" })).await?;
    ensure!(page.run_script().await? == "error");
    Ok(())
}
