//! The sandbox's own page: search, filter, and the story of a session.

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use thirtyfour::Key;

use super::{scenarios, sdk_authorize::CUSTOMER};
use crate::{
    harness::{Scenario, Test},
    pages::{Authorization, Bare},
};

pub(crate) fn all() -> Vec<Scenario> {
    scenarios![
        a_search_finds_a_session_by_its_reference,
        a_filter_leaves_the_sessions_of_a_merchant,
        the_story_of_a_session_is_told_in_its_order,
        a_dump_that_is_no_dump_is_refused_with_a_sentence,
    ]
}

async fn open(test: &Test) -> Result<()> {
    test.browser().goto(test.sandbox().url()).await?;
    test.wait_until("document.getElementById('connection').textContent === 'Live'")
        .await
}

/// Creates a session as a merchant's server does.
async fn create(test: &Test, merchant: &str, reference: &str) -> Result<()> {
    let body = json!({
        "purchase_country": "DE", "purchase_currency": "EUR", "locale": "de-DE",
        "order_amount": 9500, "order_tax_amount": 0, "merchant_reference1": reference,
        "order_lines": [
            { "name": "Becher", "quantity": 1, "unit_price": 9500, "total_amount": 9500 },
        ],
    });
    let call = "window.created = false;
        fetch('/payments/v1/sessions', {
            method: 'POST', body: JSON.stringify(arguments[0]),
            headers: { authorization: 'Basic ' + btoa(arguments[1] + ':sandbox') },
        }).then(({ ok }) => { window.created = ok; });";
    let with = vec![body, json!(merchant)];
    test.browser().execute(call, with).await?;
    test.wait_until("created").await
}

/// The sessions that are shown, newest first: their texts.
const SESSIONS: &str = "[...document.querySelectorAll('#sessions li')].map((row) => row.innerText)";

async fn wait_sessions(test: &Test, count: usize) -> Result<Value> {
    test.wait_until(&format!("{SESSIONS}.length === {count}"))
        .await?;
    test.value(SESSIONS).await
}

async fn a_search_finds_a_session_by_its_reference(test: Test) -> Result<()> {
    open(&test).await?;
    create(&test, "shop", "A-1001").await?;
    create(&test, "shop", "A-1002").await?;
    wait_sessions(&test, 2).await?;
    test.find("[name=search]")
        .await?
        .send_keys("a-1001")
        .await?;
    let left = wait_sessions(&test, 1).await?;
    ensure!(
        left[0].as_str().is_some_and(|row| row.contains("A-1001")),
        "{left}"
    );
    test.wait_until(
        "document.getElementById('filter-status').textContent === '1 session, no orders, 1 call'",
    )
    .await?;
    test.click("#filter [type=reset]").await?;
    wait_sessions(&test, 2).await?;
    ensure!(test.value("location.search").await? == json!(""));
    Ok(())
}

async fn a_filter_leaves_the_sessions_of_a_merchant(test: Test) -> Result<()> {
    open(&test).await?;
    create(&test, "cup shop", "A-1").await?;
    create(&test, "book shop", "B-1").await?;
    wait_sessions(&test, 2).await?;
    test.click("[name=merchant] option[value='book shop']")
        .await?;
    let left = wait_sessions(&test, 1).await?;
    ensure!(
        left[0].as_str().is_some_and(|row| row.contains("B-1")),
        "{left}"
    );
    // The address names the filter.
    test.browser().refresh().await?;
    wait_sessions(&test, 1).await?;
    ensure!(
        test.value("document.querySelector('[name=merchant]').value")
            .await?
            == json!("book shop")
    );
    Ok(())
}

async fn the_story_of_a_session_is_told_in_its_order(test: Test) -> Result<()> {
    let page = Bare::with_widget(&test).await?;
    page.authorize(CUSTOMER).await?;
    Authorization::opened(&test).await?.approve().await?;
    page.answer_after(1).await?;
    open(&test).await?;
    create(&test, "shop", "another").await?;
    wait_sessions(&test, 2).await?;

    // By the keyboard: the session's link, and then the entries.
    test.find("#sessions li:last-child a")
        .await?
        .send_keys(Key::Enter)
        .await?;
    test.wait_until("document.activeElement.id === 'story-title'")
        .await?;
    let entries = "[...document.querySelectorAll('#story summary')]
        .map((entry) => `${entry.querySelector('.kind').textContent} ${entry.querySelector('.id').textContent}`)";
    let told = test.value(entries).await?;
    let expected = [
        "REST POST /payments/v1/sessions",
        "SDK init",
        "SDK load",
        "SDK authorize",
        "WINDOW opened",
        "WINDOW shopper",
    ];
    ensure!(told == json!(expected), "{told}");
    let last = test.text("#story li:last-child summary .tag").await?;
    ensure!(last == "approved", "{last}");
    wait_sessions(&test, 1).await?;

    test.find("#story li:first-child summary")
        .await?
        .send_keys(Key::Enter)
        .await?;
    let request = test.text("#story li:first-child pre").await?;
    ensure!(request.contains("\"order_amount\": 9500"), "{request}");

    // It stays open while the page goes on looking, and through a reload stays the same session's.
    test.browser().refresh().await?;
    test.wait_until(&format!("{entries}.length === 6")).await?;
    test.click("#story-close").await?;
    wait_sessions(&test, 2).await?;
    ensure!(
        test.value("document.getElementById('story-panel').hidden")
            .await?
            == json!(true)
    );
    ensure!(test.value("document.activeElement.name").await? == json!("search"));
    Ok(())
}

async fn a_dump_that_is_no_dump_is_refused_with_a_sentence(test: Test) -> Result<()> {
    open(&test).await?;
    create(&test, "shop", "A-1").await?;
    let choose = "const files = new DataTransfer();
        files.items.add(new File(['{\"version\": 2}'], 'dump.json'));
        const field = document.getElementById('dump-file');
        field.files = files.files;
        field.dispatchEvent(new Event('change'));";
    test.run(choose).await?;
    test.wait_until(
        "document.getElementById('dump-problem').textContent.includes('the version 2')",
    )
    .await?;
    wait_sessions(&test, 1).await?;
    Ok(())
}
