//! What is asked for before the wasm is there: once, and nothing that the page has already.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use crate::{
    harness::{Scenario, Test},
    pages::{ElementPage, Html},
    scenarios::scenarios,
};

pub(crate) fn all() -> Vec<Scenario> {
    scenarios![
        a_fresh_page_asks_once_for_everything,
        a_session_in_an_attribute_is_not_fetched,
        a_session_in_a_script_element_is_not_fetched,
        a_handed_session_of_another_shape_is_fetched,
        the_token_of_the_page_loads_before_the_session_is_there,
        what_the_session_says_counts_more_than_the_pages_token,
        the_widget_does_not_wait_for_the_wasm,
        the_wasm_starts_after_the_widget_but_does_not_wait_for_ever,
        a_cart_that_changes_before_the_wasm_is_there_is_the_one_paid,
        a_reload_with_an_unfinished_approval_asks_the_server_first,
    ]
}

/// Exactly so many requests for a session, and one start of the SDK with one widget.
async fn asked_once(page: &ElementPage<'_>, sessions: u64) -> Result<()> {
    ensure!(page.requests("/klarna/sessions").await? == sessions);
    ensure!(page.new_sessions().await? == 1);
    ensure!(page.sdk_calls("init").await? == 1, "not one `init`");
    ensure!(page.sdk_calls("load").await? == 1, "not one `load`");
    for file in [
        "/kp/lib/v1/api.js",
        "klarna-checkout-core.js",
        "klarna-checkout.wasm",
    ] {
        ensure!(
            page.requests(file).await? == 1,
            "{file} was asked for again"
        );
    }
    Ok(())
}

async fn a_fresh_page_asks_once_for_everything(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    page.ready_in("SE", "once").await?;
    asked_once(&page, 1).await?;
    page.buy().await?;
    asked_once(&page, 1).await
}

/// For an attribute in single quotes.
fn quoted(session: &Value) -> String {
    session
        .to_string()
        .replace('&', "&amp;")
        .replace('\'', "&#39;")
}

async fn a_session_in_an_attribute_is_not_fetched(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    let cart = page.cart("DE", "subscription").await?;
    let session = page.session(&cart).await?;
    page.open_ready(&cart, &format!("session='{}'", quoted(&session)))
        .await?;
    asked_once(&page, 0).await?;
    page.buy().await
}

async fn a_session_in_a_script_element_is_not_fetched(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    let cart = page.cart("US", "once").await?;
    let session = page.session(&cart).await?;
    let inside = format!(r#"<script type="application/json">{session}</script>"#);
    page.open(&Html::of(page.tag_around(&inside, &cart, "")))
        .await?;
    page.wait_state("ready").await?;
    asked_once(&page, 0).await?;
    // It was for the start: another cart has another session.
    let other = page.cart("US", "mixed").await?;
    test.run(&format!(
        "heard.length = 0; checkout.cart = '{}';",
        other.id
    ))
    .await?;
    page.wait_heard("ready").await?;
    ensure!(page.requests("/klarna/sessions").await? == 1);
    page.buy().await?;
    ensure!(
        test.subscriptions().await?.len() == 1,
        "the first cart was paid"
    );
    Ok(())
}

/// Nothing is lost by a mistake of the page.
async fn a_handed_session_of_another_shape_is_fetched(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    let cart = page.cart("SE", "once").await?;
    page.open(&Html::of(page.tag(&cart, "session='{}'")))
        .await?;
    test.wait_until("checkout.state === 'ready' || checkout.state === 'failed'")
        .await?;
    if test.value("checkout.state").await? == "failed" {
        ensure!(page.wait_heard("error").await?["code"].is_string());
        test.click(".klarna-checkout__retry").await?;
        page.wait_state("ready").await?;
    }
    page.buy().await
}

async fn the_token_of_the_page_loads_before_the_session_is_there(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    let cart = page.cart("SE", "once").await?;
    let session = page.session(&cart).await?;
    let token = session["client_token"].as_str().unwrap_or_default();
    let tag = page.tag(&cart, &format!(r#"client-token="{token}""#));
    page.open(&Html {
        hold: "/klarna/sessions",
        ..Html::of(tag)
    })
    .await?;
    test.find(".klarna-checkout__widget iframe").await?;
    ensure!(!page.can_pay().await?, "there is no session yet");
    ensure!(test.value("checkout.state").await? == "loading");
    test.run("release()").await?;
    page.wait_state("ready").await?;
    ensure!(page.sdk_calls("init").await? == 1 && page.sdk_calls("load").await? == 1);
    page.buy().await
}

async fn what_the_session_says_counts_more_than_the_pages_token(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    let stale = page.session(&page.cart("SE", "mixed").await?).await?;
    for token in [
        stale["client_token"].as_str().unwrap_or_default(),
        "nonsense",
    ] {
        let cart = page.cart("SE", "once").await?;
        page.open_ready(&cart, &format!(r#"client-token="{token}""#))
            .await?;
        page.pay_and_approve().await?;
        page.wait_state("placed").await?;
    }
    page.holds_orders(2).await?;
    ensure!(test.subscriptions().await?.is_empty());
    Ok(())
}

async fn the_widget_does_not_wait_for_the_wasm(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    let cart = page.cart("SE", "once").await?;
    page.open(&Html {
        hold: "klarna-checkout.wasm",
        ..Html::of(page.tag(&cart, ""))
    })
    .await?;
    test.find(".klarna-checkout__widget iframe").await?;
    test.wait_until("!deepQuery('.klarna-checkout__widget [id$=-loader]')")
        .await?;
    ensure!(!page.can_pay().await?, "nobody is there to pay with");
    page.call("paid", "checkout.pay()").await?;
    ensure!(page.outcome("paid").await?["code"] == "not-ready");
    test.run("window.frame = deepQuery('.klarna-checkout__widget iframe'); release();")
        .await?;
    page.wait_state("ready").await?;
    let same = "frame === deepQuery('.klarna-checkout__widget iframe')";
    ensure!(
        test.value(same).await? == json!(true),
        "the widget was loaded anew"
    );
    asked_once(&page, 1).await?;
    page.buy().await
}

async fn the_wasm_starts_after_the_widget_but_does_not_wait_for_ever(test: Test) -> Result<()> {
    let late = json!({ "kind": "load-late", "delay_ms": 6_000, "times": 1 });
    test.sandbox().fault(late).await?;
    let page = ElementPage::of(&test)?;
    let cart = page.cart("SE", "once").await?;
    let note = r#"<script nonce="{{nonce}}">
        const { instantiate } = WebAssembly;
        WebAssembly.instantiate = (...all) => {
            window.began = performance.now();
            return instantiate(...all);
        };
    </script>"#;
    page.open(&Html {
        head: note.to_owned(),
        ..Html::of(page.tag(&cart, ""))
    })
    .await?;
    test.wait_until("!!window.began").await?;
    let waited = "began - performance.getEntriesByType('resource')
        .find(({ name }) => name.includes('/kp/lib/')).responseEnd > 900";
    ensure!(test.value(waited).await? == json!(true), "it did not wait");
    ensure!(
        test.value("checkout.state").await? == "loading",
        "it waited for the widget's answer"
    );
    page.wait_state("ready").await?;
    asked_once(&page, 1).await
}

async fn a_cart_that_changes_before_the_wasm_is_there_is_the_one_paid(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    let cart = page.cart("SE", "once").await?;
    let other = page.cart("SE", "subscription").await?;
    page.open(&Html {
        hold: "klarna-checkout.wasm",
        ..Html::of(page.tag(&cart, ""))
    })
    .await?;
    test.find(".klarna-checkout__widget iframe").await?;
    test.run(&format!("checkout.cart = '{}';", other.id))
        .await?;
    test.run("release()").await?;
    page.wait_state("ready").await?;
    page.buy().await?;
    ensure!(
        test.subscriptions().await?.len() == 1,
        "the first cart was paid"
    );
    Ok(())
}

async fn a_reload_with_an_unfinished_approval_asks_the_server_first(test: Test) -> Result<()> {
    let page = ElementPage::of(&test)?;
    let cart = page.placing().await?;
    page.open(&Html::of(page.tag(&cart, ""))).await?;
    page.wait_state("placed").await?;
    ensure!(page.wait_heard("placed").await? == test.value("checkout.order").await?);
    ensure!(
        page.requests("/klarna/sessions").await? == 0,
        "a session was asked for"
    );
    ensure!(page.sdk_calls("authorize").await? == 1);
    page.holds_orders(1).await
}
