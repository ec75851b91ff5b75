//! What axe-core finds in the pages, in every state that a shopper may meet. It cannot find
//! everything; what it finds is wrong.

use std::{env, fs};

use anyhow::{Context, Result, ensure};
use serde_json::json;

use crate::{
    harness::{Scenario, Test},
    pages::{Authorization, Shop},
    scenarios::scenarios,
};

/// None without axe-core: a test that looked at nothing has not passed.
pub(crate) fn all() -> Vec<Scenario> {
    if env::var_os("AXE").is_none() {
        return Vec::new();
    }
    scenarios![
        the_checkout_has_no_barriers,
        a_checkout_without_klarna_has_no_barriers,
        the_shops_other_pages_have_no_barriers,
    ]
}

/// Runs axe-core in the page. What Klarna's frame shows is Klarna's.
const RUN: &str = "
const done = arguments[0];
const tell = ({ id, help, nodes }) =>
  nodes.map(({ target, failureSummary }) => `${id} (${help}): ${target}: ${failureSummary}`);
axe.run(document, { iframes: false, resultTypes: ['violations'] })
  .then(({ violations }) => done(violations.flatMap(tell)));";

/// Looks at pages with axe-core.
pub(super) struct Inspector(String);

impl Inspector {
    /// axe-core is made by others and installed with npm: `AXE` says where.
    pub(super) fn find() -> Result<Self> {
        let path = env::var_os("AXE").context("AXE does not say where axe.min.js is")?;
        let script = fs::read_to_string(&path).context("AXE names no file that can be read")?;
        Ok(Self(script))
    }

    /// Fails for whatever axe-core finds in the page as it is.
    pub(super) async fn look(&self, test: &Test, state: &str) -> Result<()> {
        if test.value("typeof axe").await? == json!("undefined") {
            test.run(&self.0).await?;
        }
        let found = test.browser().execute_async(RUN, vec![]).await?;
        let found: Vec<String> = found.convert()?;
        ensure!(found.is_empty(), "{state}: {}", found.join("\n"));
        Ok(())
    }
}

async fn the_checkout_has_no_barriers(test: Test) -> Result<()> {
    let inspector = Inspector::find()?;
    test.sandbox()
        .fault(json!({ "kind": "script-missing" }))
        .await?;
    let shop = Shop::in_market(&test, "GB");
    shop.open_checkout().await?;
    shop.wait_state("failed").await?;
    inspector.look(&test, "failed").await?;

    test.sandbox().clear_faults().await?;
    test.sandbox()
        .fault(json!({ "kind": "load-never", "times": 1 }))
        .await?;
    shop.retry().await?;
    shop.wait_state("loading").await?;
    inspector.look(&test, "loading").await?;
    test.browser().refresh().await?;

    shop.wait_state("ready").await?;
    inspector.look(&test, "ready").await?;
    shop.pay().await?;
    let window = Authorization::opened(&test).await?;
    test.switch_to_shop().await?;
    shop.wait_state("authorizing").await?;
    inspector.look(&test, "authorizing").await?;
    test.switch_to_popup().await?;
    window.close().await?;
    shop.wait_state("ready").await?;
    inspector.look(&test, "ready again").await?;
    shop.pay().await?;
    Authorization::opened(&test).await?.decline().await?;
    shop.wait_state("declined").await?;
    inspector.look(&test, "declined").await
}

async fn a_checkout_without_klarna_has_no_barriers(test: Test) -> Result<()> {
    let inspector = Inspector::find()?;
    test.sandbox()
        .fault(json!({ "kind": "not-offered" }))
        .await?;
    let shop = Shop::in_market(&test, "SE");
    shop.open_checkout().await?;
    shop.wait_state("not-offered").await?;
    inspector.look(&test, "not offered").await
}

async fn the_shops_other_pages_have_no_barriers(test: Test) -> Result<()> {
    let inspector = Inspector::find()?;
    let shop = Shop::in_market(&test, "DE");
    shop.open_basket().await?;
    test.find(".totals__total").await?;
    inspector.look(&test, "basket").await?;
    shop.go_to_checkout().await?;
    shop.wait_state("ready").await?;
    shop.pay_and_approve().await?;
    shop.wait_for_one_order().await?;
    test.find(".facts__number").await?;
    inspector.look(&test, "confirmation").await?;
    shop.leave().await?;
    test.find(".merchant-login").await?;
    inspector.look(&test, "orders, logged out").await?;
    test.click(".merchant-login").await?;
    test.wait_until("document.querySelector('main').innerText.includes('Klarna')")
        .await?;
    inspector.look(&test, "orders").await
}
