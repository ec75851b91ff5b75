//! `on` and `off` of the sandbox's SDK: one emitter for the page, and what each host may listen to.

use anyhow::{Result, ensure};
use serde_json::json;

use super::scenarios;
use crate::{
    harness::{Scenario, Test},
    pages::Bare,
};

pub(crate) fn all() -> Vec<Scenario> {
    // An uncaught error is what it is about.
    let throwing = scenarios![a_handler_that_throws_silences_the_later_ones];
    scenarios![
        off_with_a_handler_leaves_the_others,
        off_without_a_handler_removes_everybodys,
        off_leaves_the_handlers_of_other_events,
        every_widget_of_the_page_tells_the_same_handlers,
        a_handler_that_removes_itself_is_called_once,
        listening_without_a_function_throws_a_type_error,
        loading_the_same_again_changes_no_height,
        an_internal_event_is_accepted_on_localhost,
        an_internal_event_is_refused_elsewhere,
    ]
    .into_iter()
    .chain(throwing.into_iter().map(Scenario::may_log_errors))
    .collect()
}

async fn off_with_a_handler_leaves_the_others(test: Test) -> Result<()> {
    let heard = after_a_load(&test, "Klarna.Payments.off('heightChanged', first)").await?;
    ensure!(heard == json!(["second"]), "{heard}");
    Ok(())
}

async fn off_without_a_handler_removes_everybodys(test: Test) -> Result<()> {
    let heard = after_a_load(&test, "Klarna.Payments.off('heightChanged')").await?;
    ensure!(heard == json!([]), "{heard}");
    Ok(())
}

/// Who of two listeners still hears of the widget's height.
async fn after_a_load(test: &Test, statement: &str) -> Result<serde_json::Value> {
    let page = Bare::with_session(test).await?;
    page.run(
        "window.told = []; \
         window.first = () => told.push('first'); \
         Klarna.Payments.on('heightChanged', first); \
         Klarna.Payments.on('heightChanged', () => told.push('second'));",
    )
    .await?;
    page.run(statement).await?;
    page.load("{}").await?;
    page.value("told").await
}

async fn off_leaves_the_handlers_of_other_events(test: Test) -> Result<()> {
    let heard = after_a_load(&test, "Klarna.Payments.off('fullscreenOverlayShown')").await?;
    ensure!(heard == json!(["first", "second"]), "{heard}");
    Ok(())
}

async fn every_widget_of_the_page_tells_the_same_handlers(test: Test) -> Result<()> {
    let page = Bare::with_session(&test).await?;
    page.run("window.heights = []; Klarna.Payments.on('heightChanged', (height) => heights.push(height));")
        .await?;
    for category in ["pay_now", "pay_later"] {
        page.run(&format!(
            "container.append(Object.assign(document.createElement('div'), {{ id: '{category}' }}))"
        ))
        .await?;
        let options =
            format!("{{ container: '#{category}', payment_method_category: '{category}' }}");
        page.answer_to(&format!("Klarna.Payments.load({options}, hear)"))
            .await?;
    }
    page.wait_until("heights.length >= 2").await?;
    let shown =
        page.value("frames_in(container).every((frame) => heights.includes(frame.offsetHeight))");
    ensure!(shown.await? == json!(true));
    Ok(())
}

async fn a_handler_that_removes_itself_is_called_once(test: Test) -> Result<()> {
    let page = Bare::with_session(&test).await?;
    page.run(
        "window.told = []; \
         window.once = () => { Klarna.Payments.off('heightChanged', once); told.push('once'); }; \
         Klarna.Payments.on('heightChanged', once); \
         Klarna.Payments.on('heightChanged', () => told.push('always'));",
    )
    .await?;
    page.load("{}").await?;
    page.run("container.style.width = '280px'").await?;
    page.wait_until("told.length >= 3").await?;
    let told = page.value("told.slice(0, 3)").await?;
    ensure!(told == json!(["once", "always", "always"]), "{told}");
    Ok(())
}

async fn a_handler_that_throws_silences_the_later_ones(test: Test) -> Result<()> {
    let page = Bare::with_session(&test).await?;
    page.run(
        "window.told = []; \
         Klarna.Payments.on('heightChanged', () => told.push('first')); \
         Klarna.Payments.on('heightChanged', () => { throw new Error('thrown by a handler'); }); \
         Klarna.Payments.on('heightChanged', () => told.push('last'));",
    )
    .await?;
    // The SDK goes on.
    ensure!(page.load("{}").await? == json!({ "show_form": true }));
    ensure!(page.value("told").await? == json!(["first"]));
    let uncaught = test.take_uncaught().await;
    ensure!(
        uncaught.len() == 1 && uncaught[0].contains("thrown by a handler"),
        "{uncaught:?}"
    );
    Ok(())
}

async fn listening_without_a_function_throws_a_type_error(test: Test) -> Result<()> {
    let page = Bare::open(&test).await?;
    for handler in ["", ", null", ", {}"] {
        let call = format!("Klarna.Payments.on('heightChanged'{handler})");
        page.attempt(&call).await?.threw_alone("TypeError")?;
    }
    Ok(())
}

async fn loading_the_same_again_changes_no_height(test: Test) -> Result<()> {
    let page = Bare::with_widget(&test).await?;
    page.run("Klarna.Payments.on('heightChanged', () => hear('height'))")
        .await?;
    page.load("{}").await?;
    ensure!(page.heard().await? == 2);
    Ok(())
}

async fn an_internal_event_is_accepted_on_localhost(test: Test) -> Result<()> {
    let page = Bare::with_session(&test).await?;
    let call = "Klarna.Payments.on('paymentMethodSelected', (told) => hear(told.payment_method))";
    let outcome = page.attempt(call).await?;
    ensure!(outcome.threw.is_none(), "{outcome:?}");
    page.load("{}").await?;
    page.enter_frame("#klarna-klarna-main").await?;
    test.click(".method:last-child").await?;
    page.leave_frame().await?;
    ensure!(page.answer_after(1).await? == json!("pay_over_time"));
    Ok(())
}

async fn an_internal_event_is_refused_elsewhere(test: Test) -> Result<()> {
    let page = Bare::without_sdk(&test, "127.0.0.1").await?;
    page.run_script().await?;
    let outcome = page
        .attempt("Klarna.Payments.on('paymentMethodSelected', () => {})")
        .await?;
    ensure!(
        outcome.threw.as_deref() == Some("EventNotSupportedError"),
        "{outcome:?}"
    );
    Ok(())
}
