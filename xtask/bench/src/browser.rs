//! A Chromium for one run: new, with nothing in its cache.

use std::env;

use anyhow::{Context, Result, bail};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use thirtyfour::{
    CapabilitiesHelper, ChromeCapabilities, ChromiumLikeCapabilities, DesiredCapabilities,
    WebDriver, common::capabilities::desiredcapabilities::PageLoadStrategy,
};

use crate::profile::Profile;

/// As in the browser tests: starts anywhere, keeps to itself.
const FLAGS: [&str; 10] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1280,1000",
];

/// Notes what happens in a page.
const RECORDER: &str = include_str!("recorder.js");

/// A browser with one empty page.
#[derive(Debug)]
pub(crate) struct Browser(WebDriver);

impl Browser {
    /// Starts one through the driver at this URL. End it with [`Self::close`].
    pub(crate) async fn start(driver: &str) -> Result<Self> {
        let session = WebDriver::new(driver, capabilities()?).await;
        Ok(Self(session.context("Chromium does not start")?))
    }

    /// What it calls itself, with its version: `Chrome/156.0.8078.79`.
    pub(crate) async fn version(&self) -> Result<String> {
        let version = self.command("Browser.getVersion", json!({})).await?;
        Ok(version["product"].as_str().unwrap_or_default().to_owned())
    }

    /// Opens a page as if on this network and machine, and returns while it loads.
    pub(crate) async fn open(&self, url: &str, profile: Option<&Profile>) -> Result<()> {
        self.command("Page.enable", json!({})).await?;
        let recorder = json!({ "source": RECORDER });
        self.command("Page.addScriptToEvaluateOnNewDocument", recorder)
            .await?;
        if let Some(profile) = profile {
            self.command("Network.enable", json!({})).await?;
            self.command("Network.emulateNetworkConditions", profile.network())
                .await?;
            let rate = json!({ "rate": profile.cpu_slowdown });
            self.command("Emulation.setCPUThrottlingRate", rate).await?;
        }
        self.command("Page.navigate", json!({ "url": url })).await?;
        Ok(())
    }

    /// What an expression in the page comes to; a promise is waited for.
    pub(crate) async fn evaluate<T: DeserializeOwned>(&self, expression: &str) -> Result<T> {
        let call = json!({
            "expression": expression, "awaitPromise": true, "returnByValue": true,
        });
        let answer = self.command("Runtime.evaluate", call).await?;
        if let Some(thrown) = answer.get("exceptionDetails") {
            bail!("{expression} threw {}", thrown["exception"]["description"]);
        }
        let value = answer["result"]["value"].clone();
        serde_json::from_value(value).with_context(|| format!("{expression} gave something else"))
    }

    /// What the page holds on to in memory, in bytes, after everything else was collected: its
    /// JavaScript, its elements, and its buffers, with the memory of its wasm.
    pub(crate) async fn heap(&self) -> Result<f64> {
        // Elements whose last mention goes in one round are collected in the next.
        for _ in 0..3 {
            self.command("HeapProfiler.collectGarbage", json!({}))
                .await?;
        }
        let usage = self.command("Runtime.getHeapUsage", json!({})).await?;
        let parts = ["usedSize", "embedderHeapUsedSize", "backingStorageSize"];
        Ok(parts.iter().filter_map(|part| usage[part].as_f64()).sum())
    }

    /// Ends it.
    pub(crate) async fn close(self) -> Result<()> {
        Ok(self.0.quit().await?)
    }

    async fn command(&self, method: &str, parameters: Value) -> Result<Value> {
        let answer = self.0.cdp().send_raw(method, parameters).await;
        answer.with_context(|| format!("{method} failed"))
    }
}

fn capabilities() -> Result<ChromeCapabilities> {
    let mut capabilities = DesiredCapabilities::chrome();
    for flag in FLAGS {
        capabilities.add_arg(flag)?;
    }
    if let Ok(path) = env::var("CHROME") {
        capabilities.set_binary(&path)?;
    }
    // The page itself says when it has loaded.
    capabilities.set_page_load_strategy(PageLoadStrategy::None)?;
    Ok(capabilities)
}
