//! The page starts by itself, in a script that runs before any file of the element has come.

use anyhow::{Context, Result, ensure};

use crate::{
    harness::{Scenario, Test},
    pages::{Cart, ElementPage, Html, early_script},
    scenarios::scenarios,
};

pub(crate) fn all() -> Vec<Scenario> {
    scenarios![
        a_session_that_the_page_asked_for_is_the_one_that_is_paid,
        a_request_that_was_lost_is_made_again,
        a_request_that_was_refused_is_made_again,
        another_carts_session_is_not_taken_later,
        a_session_in_the_page_counts_more_than_one_that_was_asked_for,
        an_unfinished_approval_comes_before_the_pages_session,
    ]
}

/// The place of the package's script in the README's page.
const EARLY: &str = "/* klarna-early.js */";

/// The script of the package's README, for that cart at the test's sandbox.
fn script(test: &Test, cart: &Cart) -> Result<String> {
    let readme = include_str!("../../../../crates/klarna-element/npm/README.md");
    let (_, after) = readme.split_once("<script>\n").context("no script")?;
    let (script, _) = after.split_once("</script>").context("no end of it")?;
    ensure!(script.contains(EARLY), "{script}");
    let Cart { id, locale, .. } = cart;
    let klarna = format!("{}/kp/lib/v1/api.js", test.sandbox().url());
    let script = script
        .replace(
            r#"{ cart: "cart-1", locale: "en-GB" }"#,
            &format!(r#"{{ cart: "{id}", locale: "{locale}", script: "{klarna}" }}"#),
        )
        .replace(EARLY, &early_script()?);
    ensure!(script.contains(id), "{script}");
    Ok(format!(
        r#"<script nonce="{{{{nonce}}}}">{script}</script>"#
    ))
}

/// A page with that script, for `asked`, and the element.
fn page_with(test: &Test, asked: &Cart, tag: String) -> Result<Html> {
    Ok(Html {
        head: script(test, asked)?,
        ..Html::of(tag)
    })
}

/// The page has asked for a session so often. Not what the browser says: it does not count a request
/// whose answer nobody reads.
async fn made(test: &Test, requests: u64) -> Result<()> {
    let made = "requests.filter((url) => url.endsWith('/klarna/sessions')).length";
    let made = test.value(made).await?;
    ensure!(made == requests, "{made} requests");
    Ok(())
}

/// It has, and Klarna's SDK was started once, with one widget.
async fn asked(test: &Test, page: &ElementPage<'_>, requests: u64) -> Result<()> {
    made(test, requests).await?;
    ensure!(page.sdk_calls("init").await? == 1, "not one `init`");
    ensure!(page.sdk_calls("load").await? == 1, "not one `load`");
    Ok(())
}

/// Nothing that the page has asked for is left for a later start.
async fn nothing_is_left(test: &Test) -> Result<()> {
    let left = test
        .value("globalThis[Symbol.for('klarna-checkout')].answers.length")
        .await?;
    ensure!(left == 0, "{left} left");
    Ok(())
}

async fn a_session_that_the_page_asked_for_is_the_one_that_is_paid(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    let cart = page.cart("GB", "once").await?;
    page.open(&page_with(&test, &cart, page.tag(&cart, ""))?)
        .await?;
    page.wait_state("ready").await?;
    asked(&test, &page, 1).await?;
    ensure!(page.new_sessions().await? == 1);
    nothing_is_left(&test).await?;
    page.buy().await?;
    asked(&test, &page, 1).await
}

async fn a_request_that_was_lost_is_made_again(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    let cart = page.cart("SE", "once").await?;
    let html = Html {
        lose: "/klarna/sessions",
        ..page_with(&test, &cart, page.tag(&cart, ""))?
    };
    starts_all_the_same(&test, &page, html).await
}

/// Lets the page's first request be one that the server refuses: it takes no text.
const REFUSED: &str = r#"<script nonce="{{nonce}}">
    const { fetch: sent } = window;
    window.fetch = ({ url }) => {
        window.fetch = sent;
        return sent(url, { method: "POST", body: "{}" });
    };
</script>"#;

async fn a_request_that_was_refused_is_made_again(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    let cart = page.cart("SE", "once").await?;
    let mut html = page_with(&test, &cart, page.tag(&cart, ""))?;
    html.head.insert_str(0, REFUSED);
    starts_all_the_same(&test, &page, html).await
}

/// The widget comes before the wasm could have asked, and is paid with.
async fn starts_all_the_same(test: &Test, page: &ElementPage<'_>, html: Html) -> Result<()> {
    page.open(&Html {
        hold: "klarna-checkout.wasm",
        ..html
    })
    .await?;
    test.find(".klarna-checkout__widget iframe").await?;
    test.run("release()").await?;
    page.wait_state("ready").await?;
    ensure!(!page.heard().await?.contains(&"error".to_owned()));
    asked(test, page, 2).await?;
    ensure!(page.new_sessions().await? == 1, "the first was answered");
    page.buy().await
}

async fn another_carts_session_is_not_taken_later(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    let cart = page.cart("SE", "once").await?;
    let other = page.cart("SE", "subscription").await?;
    page.open(&page_with(&test, &cart, page.tag(&other, ""))?)
        .await?;
    page.wait_state("ready").await?;
    asked(&test, &page, 2).await?;
    nothing_is_left(&test).await?;
    let console = test.take_console().await;
    ensure!(console.contains(&cart.id), "nobody is told: {console}");
    test.run(&format!("heard.length = 0; checkout.cart = '{}';", cart.id))
        .await?;
    page.wait_heard("ready").await?;
    made(&test, 3).await?;
    page.buy().await?;
    ensure!(
        test.subscriptions().await?.is_empty(),
        "the other cart was paid"
    );
    Ok(())
}

/// The answer comes when it is of no use any more.
async fn a_session_in_the_page_counts_more_than_one_that_was_asked_for(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    let cart = page.cart("SE", "once").await?;
    let session = page.session(&cart).await?;
    let inside = format!(r#"<script type="application/json">{session}</script>"#);
    page.open(&Html {
        hold: "/klarna/sessions",
        ..page_with(&test, &cart, page.tag_around(&inside, &cart, ""))?
    })
    .await?;
    page.wait_state("ready").await?;
    asked(&test, &page, 1).await?;
    nothing_is_left(&test).await?;
    test.run("release()").await?;
    page.buy().await
}

async fn an_unfinished_approval_comes_before_the_pages_session(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    let cart = page.placing().await?;
    page.open(&page_with(&test, &cart, page.tag(&cart, ""))?)
        .await?;
    page.wait_state("placed").await?;
    // The SDK was started before the reload only.
    asked(&test, &page, 0).await?;
    nothing_is_left(&test).await?;
    ensure!(page.sdk_calls("authorize").await? == 1);
    page.holds_orders(1).await
}
