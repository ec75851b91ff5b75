//! The two flows of the sandbox's SDK: where each shows the widget, and when each can authorize.

use anyhow::{Result, ensure};
use klarna_sandbox::SdkFlow;
use serde_json::json;

use super::{
    scenarios,
    sdk_authorize::{closed, token_of},
    sdk_calls::authorize_cannot_be_caught,
};
use crate::{
    harness::{Scenario, Test},
    pages::{Authorization, Bare},
};

pub(crate) fn all() -> Vec<Scenario> {
    let mut all = scenarios![
        the_newer_flow_shows_the_widget_in_a_closed_shadow_root,
        the_newer_flow_authorizes_without_load,
        two_calls_of_authorize_in_one_task_are_both_answered,
        some_countries_widgets_may_ask_for_the_camera,
    ];
    let older = scenarios![
        the_older_flow_adds_its_frames_one_after_the_other,
        sweden_has_no_frame_for_the_device,
        a_second_authorize_is_passed_on_in_the_older_flow,
        a_session_that_tokenizes_is_authorized_without_load,
    ];
    let rejecting = scenarios![
        authorize_before_load_ends_as_an_unhandled_rejection,
        switzerland_needs_a_load_also_to_tokenize,
    ];
    all.extend(older.into_iter().map(|it| it.in_flow(SdkFlow::Iframe)));
    let rejecting = rejecting.into_iter().map(Scenario::may_log_errors);
    all.extend(rejecting.map(|it| it.in_flow(SdkFlow::Iframe)));
    all
}

const AUTHORIZE: &str =
    "Klarna.Payments.authorize({ payment_method_category: 'klarna' }, {}, hear)";

const DEVICE: &str = "klarna-payments-device-recognition";

async fn the_newer_flow_shows_the_widget_in_a_closed_shadow_root(test: Test) -> Result<()> {
    let page = Bare::with_widget(&test).await?;
    let seen = page
        .value(
            "[...container.children].map((it) => [it.localName, !!it.dataset.cid, it.shadowRoot, \
             it.childElementCount])",
        )
        .await?;
    ensure!(seen == json!([["div", true, null, 0]]), "{seen}");
    let light = page.value("document.querySelectorAll('iframe').length");
    ensure!(light.await? == json!(0));
    ensure!(page.value("frames_of(document)").await? == json!(["klarna-klarna-main"]));
    page.enter_frame("#klarna-klarna-main").await?;
    test.find("[type=radio]").await?;
    Ok(())
}

async fn the_newer_flow_authorizes_without_load(test: Test) -> Result<()> {
    let page = Bare::with_session(&test).await?;
    page.click_to(AUTHORIZE).await?;
    Authorization::opened(&test).await?.approve().await?;
    token_of(&page.answer_after(0).await?)?;
    Ok(())
}

async fn two_calls_of_authorize_in_one_task_are_both_answered(test: Test) -> Result<()> {
    let page = Bare::with_widget(&test).await?;
    page.click_to(&format!("{AUTHORIZE}; {AUTHORIZE}")).await?;
    one_is_approved(&test, &page).await
}

async fn a_second_authorize_is_passed_on_in_the_older_flow(test: Test) -> Result<()> {
    let page = Bare::with_widget(&test).await?;
    for _ in 0..2 {
        page.click_to(AUTHORIZE).await?;
    }
    one_is_approved(&test, &page).await
}

/// Two calls share a window, which shows first the one and then the other. The one that the shopper decides
/// has that for its answer; for the other the window was closed.
async fn one_is_approved(test: &Test, page: &Bare<'_>) -> Result<()> {
    Authorization::opened(test).await?.approve().await?;
    page.wait_until("answers.length === 3").await?;
    let of = |approved: bool| format!("answers.slice(1).find((it) => it.approved === {approved})");
    token_of(&page.value(&of(true)).await?)?;
    ensure!(page.value(&of(false)).await? == closed());
    Ok(())
}

async fn some_countries_widgets_may_ask_for_the_camera(test: Test) -> Result<()> {
    let allowed = "deepQuery('#klarna-klarna-main').allow";
    let page = Bare::with_widget(&test).await?;
    ensure!(page.value(allowed).await? == json!("camera"));
    let page = Bare::with_session_of(&test, in_sweden()).await?;
    page.load("{}").await?;
    ensure!(page.value(allowed).await? == json!(""));
    Ok(())
}

fn in_sweden() -> serde_json::Value {
    json!({ "purchase_country": "SE", "purchase_currency": "SEK", "locale": "sv-SE" })
}

async fn the_older_flow_adds_its_frames_one_after_the_other(test: Test) -> Result<()> {
    let page = Bare::with_session(&test).await?;
    let options = "{ container: '#container', payment_method_category: 'klarna' }";
    let call = format!(
        "(() => {{ const returned = Klarna.Payments.load({options}, hear); \
         hear([...document.querySelectorAll('iframe')].map(({{ id }}) => id)); \
         const {{ title, style }} = container.querySelector('iframe'); \
         hear([title, style.height, style.minWidth, style.maxWidth, style.width]); \
         return returned; }})()"
    );
    let outcome = page.attempt(&call).await?;
    ensure!(
        outcome.returned.as_deref() == Some("undefined"),
        "{outcome:?}"
    );
    let seen = [
        json!(["klarna-klarna-main"]),
        json!(["Klarna", "230px", "280px", "600px", "100%"]),
    ];
    ensure!(outcome.heard == seen, "{outcome:?}");
    let from = page.value("new URL(document.getElementById('klarna-klarna-main').src).origin");
    ensure!(from.await? == json!(test.sandbox().url()));
    page.wait_until("!!document.getElementById('klarna-klarna-fullscreen')")
        .await?;
    page.answer_after(2).await?;
    let device = format!("!!document.getElementById('{DEVICE}')");
    ensure!(page.value(&device).await? == json!(false));
    page.click_to(AUTHORIZE).await?;
    ensure!(page.value(&device).await? == json!(true));
    Authorization::opened(&test).await?.close().await
}

async fn sweden_has_no_frame_for_the_device(test: Test) -> Result<()> {
    let page = Bare::with_session_of(&test, in_sweden()).await?;
    page.load("{}").await?;
    page.click_to(AUTHORIZE).await?;
    Authorization::opened(&test).await?.close().await?;
    let device = format!("document.getElementById('{DEVICE}')");
    ensure!(page.value(&device).await? == json!(null));
    Ok(())
}

async fn authorize_before_load_ends_as_an_unhandled_rejection(test: Test) -> Result<()> {
    let page = Bare::with_session(&test).await?;
    authorize_cannot_be_caught(&page).await
}

async fn a_session_that_tokenizes_is_authorized_without_load(test: Test) -> Result<()> {
    for intent in ["tokenize", "buy_and_tokenize"] {
        let page = Bare::with_session_of(&test, json!({ "intent": intent })).await?;
        page.click_to(AUTHORIZE).await?;
        Authorization::opened(&test).await?.approve().await?;
        token_of(&page.answer_after(0).await?)?;
    }
    Ok(())
}

async fn switzerland_needs_a_load_also_to_tokenize(test: Test) -> Result<()> {
    let fields = json!({
        "intent": "buy_and_tokenize", "purchase_country": "CH", "purchase_currency": "CHF",
        "locale": "de-CH",
    });
    let page = Bare::with_session_of(&test, fields).await?;
    authorize_cannot_be_caught(&page).await
}
