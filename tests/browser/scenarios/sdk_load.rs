//! `load` of the sandbox's SDK: its options, its answers, and what it does to the page.

use std::time::Duration;

use anyhow::{Result, ensure};
use klarna_sandbox::SdkFlow;
use serde_json::json;

use super::{scenarios, sdk_load_options::shown};
use crate::{
    harness::{Scenario, Test},
    pages::Bare,
};

const SESSION_LIFETIME: Duration = Duration::from_secs(48 * 60 * 60);

const KLARNA: &str = "{ container: '#container', payment_method_category: 'klarna' }";

const KLARNA_LOAD: &str =
    "Klarna.Payments.load({ container: '#container', payment_method_category: 'klarna' }, hear)";

pub(crate) fn all() -> Vec<Scenario> {
    let mut all = scenarios![
        without_a_callback_load_still_shows_the_widget,
        data_updates_the_session,
        data_that_is_wrong_is_named_and_leaves_the_form,
        a_customer_who_is_not_offered_gets_no_form,
        a_session_that_has_expired_gets_no_form,
        the_callback_does_not_repeat,
        loading_again_into_the_same_parent_keeps_the_frame,
        loading_into_another_parent_makes_a_new_frame,
        loading_for_another_session_makes_a_new_frame,
        two_categories_have_a_widget_each,
        two_categories_share_a_container,
        a_load_that_is_pending_is_answered_when_another_session_takes_its_place,
        the_widget_tells_its_height,
        the_widget_speaks_the_sessions_language,
        a_widget_that_is_moved_away_and_back_loads_again,
    ];
    // In the newer flow there is no overlay before it is shown.
    let with_overlay = scenarios![a_widget_that_is_taken_away_takes_its_overlay_along];
    let older = |it: Scenario| it.in_flow(SdkFlow::Iframe);
    all.extend(with_overlay.into_iter().map(older));
    all
}

async fn without_a_callback_load_still_shows_the_widget(test: Test) -> Result<()> {
    let page = Bare::with_session(&test).await?;
    page.run(&format!("Klarna.Payments.load({KLARNA})")).await?;
    page.enter_frame("#klarna-klarna-main").await?;
    test.find("[type=radio]").await?;
    Ok(())
}

async fn data_updates_the_session(test: Test) -> Result<()> {
    let page = Bare::with_session(&test).await?;
    let line = "{ name: 'Becher', quantity: 2, unit_price: 9500, total_amount: 19000 }";
    page.load(&format!(
        "{{ order_amount: 19000, order_tax_amount: 0, order_lines: [{line}] }}"
    ))
    .await?;
    page.enter_frame("#klarna-klarna-main").await?;
    let amount = test.text(".method__amount").await?;
    ensure!(amount.starts_with("190,00"), "{amount}");
    Ok(())
}

async fn data_that_is_wrong_is_named_and_leaves_the_form(test: Test) -> Result<()> {
    let page = Bare::with_session(&test).await?;
    let answer = page
        .load("{ billing_address: { email: 'nobody' } }")
        .await?;
    let expected = json!({
        "show_form": true, "error": { "invalid_fields": ["billing_address.email"] },
    });
    ensure!(answer == expected, "{answer}");
    test.find("#klarna-klarna-main").await?;
    Ok(())
}

async fn a_customer_who_is_not_offered_gets_no_form(test: Test) -> Result<()> {
    let page = Bare::with_session(&test).await?;
    let data = "{ billing_address: { email: 'customer+red@email.de', country: 'DE' } }";
    ensure!(page.load(data).await? == json!({ "show_form": false }));
    let display = page.value("getComputedStyle(frames_in(container)[0]).display");
    ensure!(display.await? == json!("none"));
    Ok(())
}

async fn a_session_that_has_expired_gets_no_form(test: Test) -> Result<()> {
    let page = Bare::with_session(&test).await?;
    test.sandbox().advance(SESSION_LIFETIME).await?;
    ensure!(page.load("{}").await? == json!({ "show_form": false }));
    Ok(())
}

async fn the_callback_does_not_repeat(test: Test) -> Result<()> {
    let page = Bare::with_widget(&test).await?;
    // Everything that could make it: the shopper chooses, the widget grows, the page loads again.
    page.enter_frame("#klarna-klarna-main").await?;
    test.click(".method:last-child").await?;
    page.leave_frame().await?;
    page.load("{}").await?;
    ensure!(page.heard().await? == 2);
    Ok(())
}

async fn loading_again_into_the_same_parent_keeps_the_frame(test: Test) -> Result<()> {
    let page = Bare::with_widget(&test).await?;
    page.run("window.before = frames_in(container)[0]").await?;
    page.load("{}").await?;
    ensure!(page.value("frames_in(container)[0] === before").await? == json!(true));
    let frames = page.value("frames_of(document).length").await?;
    ensure!(frames == json!(1), "{frames}");
    Ok(())
}

async fn loading_into_another_parent_makes_a_new_frame(test: Test) -> Result<()> {
    let page = Bare::with_widget(&test).await?;
    page.run("const other = document.createElement('div'); other.id = 'other'; document.body.append(other);")
        .await?;
    shown(
        &page,
        "{ container: '#other', payment_method_category: 'klarna' }",
    )
    .await?;
    ensure!(page.value("frames_of(container)").await? == json!([]));
    ensure!(page.value("frames_of(other)").await? == json!(["klarna-klarna-main"]));
    Ok(())
}

async fn loading_for_another_session_makes_a_new_frame(test: Test) -> Result<()> {
    let page = Bare::with_widget(&test).await?;
    page.run("window.before = frames_in(container)[0]").await?;
    page.start_session("second").await?;
    page.run("Klarna.Payments.init({ client_token: second })")
        .await?;
    // `init` alone leaves the widget of the session before.
    ensure!(page.value("before.isConnected").await? == json!(true));
    page.load("{}").await?;
    ensure!(page.value("before.isConnected").await? == json!(false));
    ensure!(page.value("frames_of(container)").await? == json!(["klarna-klarna-main"]));
    Ok(())
}

async fn two_categories_have_a_widget_each(test: Test) -> Result<()> {
    let page = Bare::with_session(&test).await?;
    page.run("const other = document.createElement('div'); other.id = 'other'; document.body.append(other);")
        .await?;
    shown(
        &page,
        "{ container: '#container', payment_method_category: 'pay_now' }",
    )
    .await?;
    shown(
        &page,
        "{ container: '#other', payment_method_category: 'pay_later' }",
    )
    .await?;
    ensure!(page.value("frames_of(container)").await? == json!(["klarna-pay-now-main"]));
    ensure!(page.value("frames_of(other)").await? == json!(["klarna-pay-later-main"]));
    Ok(())
}

async fn two_categories_share_a_container(test: Test) -> Result<()> {
    let page = Bare::with_session(&test).await?;
    for category in ["pay_now", "pay_later"] {
        let options = format!("{{ container, payment_method_category: '{category}' }}");
        shown(&page, &options).await?;
    }
    let frames = page.value("frames_of(container)").await?;
    let expected = ["klarna-pay-now-main", "klarna-pay-later-main"];
    ensure!(frames == json!(expected), "{frames}");
    Ok(())
}

async fn a_load_that_is_pending_is_answered_when_another_session_takes_its_place(
    test: Test,
) -> Result<()> {
    let page = Bare::with_session(&test).await?;
    page.start_session("second").await?;
    let load = |name: &str| {
        KLARNA_LOAD.replace(
            "hear",
            &format!("({{ show_form }}) => hear(['{name}', show_form])"),
        )
    };
    page.run(&format!(
        "{}; Klarna.Payments.init({{ client_token: second }}); {}",
        load("first"),
        load("second")
    ))
    .await?;
    page.wait_until("answers.length === 2").await?;
    let answers = page.value("answers.sort()").await?;
    ensure!(
        answers == json!([["first", true], ["second", true]]),
        "{answers}"
    );
    Ok(())
}

async fn the_widget_tells_its_height(test: Test) -> Result<()> {
    let page = Bare::with_session(&test).await?;
    page.run("window.heights = []; Klarna.Payments.on('heightChanged', (...told) => heights.push(told));")
        .await?;
    page.load("{}").await?;
    page.wait_until("heights.length === 1").await?;
    ensure!(
        page.value("heights[0][1] === 'klarna' && Number.isInteger(heights[0][0])")
            .await?
            == json!(true)
    );
    ensure!(
        page.value("frames_in(container)[0].offsetHeight === heights[0][0]")
            .await?
            == json!(true)
    );

    // Narrower, so that the text needs more lines.
    page.run("container.style.width = '280px'").await?;
    page.wait_until("heights.length > 1 && heights.at(-1)[0] > heights[0][0]")
        .await
}

async fn the_widget_speaks_the_sessions_language(test: Test) -> Result<()> {
    let page = Bare::with_widget(&test).await?;
    page.enter_frame("#klarna-klarna-main").await?;
    ensure!(page.value("document.documentElement.lang").await? == json!("de"));
    let legend = test.text("legend").await?;
    ensure!(legend == "Wie möchten Sie bezahlen?", "{legend}");
    Ok(())
}

async fn a_widget_that_is_taken_away_takes_its_overlay_along(test: Test) -> Result<()> {
    let page = Bare::with_widget(&test).await?;
    page.wait_until("!!document.getElementById('klarna-klarna-fullscreen')")
        .await?;
    page.run("container.remove()").await?;
    page.wait_until("frames_of(document).length === 0").await
}

async fn a_widget_that_is_moved_away_and_back_loads_again(test: Test) -> Result<()> {
    let page = Bare::with_widget(&test).await?;
    // In one go: a frame that is taken out and put back starts anew.
    let moved = "const moved = document.getElementById('container'); const { parentElement } = moved; \
                 moved.remove(); parentElement.prepend(moved);";
    page.run(moved).await?;
    ensure!(page.load("{}").await? == json!({ "show_form": true }));
    ensure!(page.value("frames_of(container)").await? == json!(["klarna-klarna-main"]));
    Ok(())
}
