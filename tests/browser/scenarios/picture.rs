//! The picture that the README shows. `cargo xtask picture` takes it.

use std::{env, path::PathBuf};

use anyhow::Result;

use crate::{
    harness::{Scenario, Test},
    pages::Shop,
};

/// Only where `PICTURE` says which file to write.
pub(crate) fn all() -> Vec<Scenario> {
    env::var_os("PICTURE")
        .map(PathBuf::from)
        .map(|file| Scenario::new("picture", move |test| take(test, file.clone())))
        .into_iter()
        .collect()
}

async fn take(test: Test, file: PathBuf) -> Result<()> {
    let shop = Shop::in_market(&test, "GB");
    let browser = test.browser();
    browser.set_window_rect(0, 0, 1200, 1000).await?;
    shop.open_checkout().await?;
    shop.wait_state("ready").await?;
    // The whole page, not what fits into the window.
    let needed = "return document.documentElement.scrollHeight + outerHeight - innerHeight";
    let height = browser.execute(needed, []).await?.convert()?;
    browser.set_window_rect(0, 0, 1200, height).await?;
    Ok(browser.screenshot(&file).await?)
}
