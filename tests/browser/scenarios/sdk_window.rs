//! The authorization window of the sandbox: what it shows, and how it is worked.

use anyhow::{Context, Result, ensure};
use serde_json::json;
use thirtyfour::Key;

use super::{
    scenarios,
    sdk_authorize::{CUSTOMER, DENIED, answer, asked, closed, refused, token_of},
};
use crate::{
    harness::{Scenario, Test},
    pages::{Authorization, Bare},
};

pub(crate) fn all() -> Vec<Scenario> {
    scenarios![
        the_escape_key_closes_the_window,
        a_customer_who_is_denied_finds_declining_preselected,
        other_customers_find_approving_preselected,
        the_window_opens_in_the_click_at_its_size,
        the_window_shows_what_is_bought_and_for_whom,
        data_updates_the_session_before_the_window_shows_it,
        in_an_overlay_the_page_is_told_and_marked,
        a_token_reaches_the_page_through_a_window_without_an_opener,
    ]
}

async fn the_escape_key_closes_the_window(test: Test) -> Result<()> {
    let (page, _window) = asked(&test, CUSTOMER).await?;
    test.find("#approve").await?.send_keys(Key::Escape).await?;
    test.back_from_popup().await?;
    ensure!(answer(&page).await? == closed());
    Ok(())
}

async fn a_customer_who_is_denied_finds_declining_preselected(test: Test) -> Result<()> {
    let (page, _window) = asked(&test, DENIED).await?;
    press_the_preselected_button(&test).await?;
    ensure!(answer(&page).await? == refused());
    Ok(())
}

async fn other_customers_find_approving_preselected(test: Test) -> Result<()> {
    let (page, _window) = asked(&test, CUSTOMER).await?;
    press_the_preselected_button(&test).await?;
    token_of(&answer(&page).await?)?;
    Ok(())
}

/// Enter, without going to any button first.
async fn press_the_preselected_button(test: &Test) -> Result<()> {
    test.find(".action:focus")
        .await?
        .send_keys(Key::Enter)
        .await?;
    test.back_from_popup().await
}

async fn the_window_opens_in_the_click_at_its_size(test: Test) -> Result<()> {
    let page = Bare::with_widget(&test).await?;
    // A browser without a screen gives each window a size of its own: what is asked for counts.
    page.run(
        "const open = window.open; \
         window.open = (...given) => { window.asked = given[2]; return open(...given); };",
    )
    .await?;
    page.authorize(CUSTOMER).await?;
    let asked = page.value("asked").await?;
    let features: Vec<&str> = asked.as_str().unwrap_or_default().split(',').collect();
    for feature in ["popup", "width=500", "height=700"] {
        ensure!(features.contains(&feature), "{asked}");
    }
    let _window = Authorization::opened(&test).await?;
    let title = test.browser().title().await?;
    ensure!(title.contains("Klarna Payments"), "{title}");
    let calls = test.sandbox().sdk_calls("authorize").await?;
    let call = calls.first().context("no call")?;
    ensure!(
        call.request["user_activation"] == json!(true),
        "{:?}",
        call.request
    );
    Ok(())
}

async fn the_window_shows_what_is_bought_and_for_whom(test: Test) -> Result<()> {
    let (page, _window) = asked(&test, CUSTOMER).await?;
    ensure!(page.value("document.documentElement.lang").await? == json!("de"));
    ensure!(test.text("#merchant").await?.contains("Bare page"));
    ensure!(test.text("#amount").await?.starts_with("95,00"));
    ensure!(test.text("#lines").await?.contains("Becher"));
    let email = test.text("#email").await?;
    ensure!(
        email.ends_with("@email.de") && !email.contains("customer"),
        "{email}"
    );
    Ok(())
}

async fn data_updates_the_session_before_the_window_shows_it(test: Test) -> Result<()> {
    let line = "{ name: 'Zwei Becher', quantity: 2, unit_price: 9500, total_amount: 19000 }";
    let data = format!("{{ order_amount: 19000, order_tax_amount: 0, order_lines: [{line}] }}");
    asked(&test, &data).await?;
    ensure!(test.text("#amount").await?.starts_with("190,00"));
    ensure!(test.text("#lines").await?.contains("Zwei Becher"));
    Ok(())
}

async fn in_an_overlay_the_page_is_told_and_marked(test: Test) -> Result<()> {
    let page = Bare::with_widget(&test).await?;
    page.run(
        "window.told = []; \
         for (const event of ['fullscreenOverlayShown', 'fullscreenOverlayHidden']) \
           Klarna.Payments.on(event, (...details) => told.push([event, ...details]));",
    )
    .await?;
    let options = "{ payment_method_category: 'klarna', interaction_mode: 'IFRAME' }";
    page.click_to(&format!(
        "Klarna.Payments.authorize({options}, {CUSTOMER}, hear)"
    ))
    .await?;
    let marked = "[document.documentElement, document.body]\
         .map((root) => root.classList.contains('klarna-payments-fso-open'))";
    ensure!(page.value("told").await? == json!([["fullscreenOverlayShown", "klarna"]]));
    ensure!(page.value(marked).await? == json!([true, true]));

    page.enter_frame("#klarna-klarna-fullscreen").await?;
    test.click("#approve").await?;
    page.leave_frame().await?;
    token_of(&answer(&page).await?)?;
    ensure!(page.value("told[1]").await? == json!(["fullscreenOverlayHidden", "klarna"]));
    ensure!(page.value(marked).await? == json!([false, false]));
    ensure!(
        page.value("getComputedStyle(document.getElementById('klarna-klarna-fullscreen')).display")
            .await?
            == json!("none")
    );
    Ok(())
}

async fn a_token_reaches_the_page_through_a_window_without_an_opener(test: Test) -> Result<()> {
    let (page, window) = asked(&test, CUSTOMER).await?;
    page.run("window.opener = null").await?;
    window.approve().await?;
    token_of(&answer(&page).await?)?;
    Ok(())
}
