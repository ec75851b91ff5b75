//! The shop around the checkout.

use anyhow::{Result, ensure};

use crate::{
    harness::{Scenario, Test},
    pages::Shop,
    scenarios::scenarios,
};

pub(crate) fn all() -> Vec<Scenario> {
    scenarios![opens, tells_where_the_sandbox_is]
}

/// The page comes up without a word of complaint.
async fn opens(test: Test) -> Result<()> {
    Shop::in_market(&test, "SE").open_basket().await?;
    let shown = test.text("main").await?;
    ensure!(shown.contains("kr"), "no price in kronor: {shown}");
    Ok(())
}

/// The widget's origin is not the shop's, as with Klarna.
async fn tells_where_the_sandbox_is(test: Test) -> Result<()> {
    ensure!(test.shop_url() != test.sandbox().url());
    Ok(())
}
