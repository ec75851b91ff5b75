//! What a test has at hand: a browser, a sandbox, and a shop that uses it.

use std::{
    env,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context, Result, ensure};
use demo_shop_api::{Order, Subscription};
use serde::de::DeserializeOwned;
use serde_json::json;
use thirtyfour::{By, WebDriver, WebElement, WindowHandle};

use tokio::sync::OnceCell;

use super::{Sandbox, Scenario, shadow, wait_for};

/// The surroundings of one test. Its servers are its own, on ports of their own, and end with it.
#[derive(Clone)]
pub(crate) struct Test(Arc<Surroundings>);

struct Surroundings {
    browser: WebDriver,
    window: WindowHandle,
    sandbox: Sandbox,
    shop: klarna_merchant::Running,
    http: reqwest::Client,
    visitor: OnceCell<String>,
}

/// The bearer token of the merchant's own calls.
const MERCHANT_TOKEN: &str = "the-merchants-token";

impl Test {
    pub(super) async fn start(browser: WebDriver, scenario: &Scenario) -> Result<Self> {
        let sandbox = Sandbox::start(scenario.flow()).await?;
        let mut config = klarna_merchant::Config::sandbox(sandbox.url());
        let site = scenario.site().map_or_else(preview_shop, Path::to_owned);
        config.site = Some(built(site)?);
        config.merchant_token = Some(MERCHANT_TOKEN.parse()?);
        let mut shop = start_shop(config.clone()).await?;
        if let Some(policy) = scenario.policy() {
            policy.set(&mut config, shop.url(), sandbox.url()).await?;
            shop = start_shop(config).await?;
        }
        Ok(Self(Arc::new(Surroundings {
            window: browser.window().await?,
            http: reqwest::Client::builder().no_proxy().build()?,
            browser,
            sandbox,
            shop,
            visitor: OnceCell::new(),
        })))
    }

    /// The browser. A test starts in a window with an empty page.
    pub(crate) fn browser(&self) -> &WebDriver {
        &self.0.browser
    }

    /// The sandbox that the shop uses.
    pub(crate) fn sandbox(&self) -> &Sandbox {
        &self.0.sandbox
    }

    /// Where the shop listens.
    pub(crate) fn shop_url(&self) -> &str {
        self.0.shop.url()
    }

    /// The orders that the merchant holds, newest first.
    pub(crate) async fn orders(&self) -> Result<Vec<Order>> {
        self.ask("/merchant/orders").await
    }

    /// The subscriptions that the merchant holds, newest first.
    pub(crate) async fn subscriptions(&self) -> Result<Vec<Subscription>> {
        self.ask("/merchant/subscriptions").await
    }

    async fn ask<T: DeserializeOwned>(&self, path: &str) -> Result<T> {
        let url = format!("{}{path}", self.shop_url());
        let request = self.0.http.get(url).bearer_auth(MERCHANT_TOKEN);
        Ok(request.send().await?.error_for_status()?.json().await?)
    }

    /// The cookie of the visitor that the browser is, for calls that a test makes in its place.
    pub(crate) async fn visitor(&self) -> Result<&str> {
        let become_one = async || {
            let url = format!("{}/shop/carts", self.shop_url());
            let cart = self.0.http.post(url).json(&json!({ "market": "SE" }));
            let answer = cart.send().await?.error_for_status()?;
            let cookie = answer.headers().get("set-cookie");
            let cookie = cookie.context("the shop sets no cookie")?.to_str()?;
            let pair = cookie.split(';').next().unwrap_or_default();
            let (name, value) = pair.split_once('=').context("no cookie")?;
            let url = self.shop_url();
            let kept = json!({ "url": url, "name": name, "value": value, "httpOnly": true });
            let tools = self.browser().cdp();
            tools.send_raw("Network.setCookie", kept).await?;
            anyhow::Ok(pair.to_owned())
        };
        Ok(self.0.visitor.get_or_try_init(become_one).await?)
    }

    /// The element as it is now, also where it is in a shadow root.
    async fn locate(&self, css: &str) -> Result<WebElement> {
        match self.browser().find(By::Css(css)).await {
            Ok(element) => Ok(element),
            Err(missing) => match shadow::find(self.browser(), css).await? {
                Some(element) => Ok(element),
                None => Err(missing.into()),
            },
        }
    }

    /// Goes into an iframe, also where it is in a shadow root, once it can be seen.
    pub(crate) async fn enter_frame(&self, css: &str) -> Result<()> {
        Ok(self.find(css).await?.enter_frame().await?)
    }

    /// Comes out of every iframe again.
    pub(crate) async fn leave_frames(&self) -> Result<()> {
        Ok(self.browser().enter_default_frame().await?)
    }

    /// Waits for an element that can be seen.
    pub(crate) async fn find(&self, css: &str) -> Result<WebElement> {
        wait_for(format!("`{css}` to be seen"), async || {
            let element = self.locate(css).await?;
            Ok(element.is_displayed().await?.then_some(element))
        })
        .await
    }

    /// Clicks as a person does, as soon as the element can be clicked.
    pub(crate) async fn click(&self, css: &str) -> Result<()> {
        wait_for(format!("`{css}` to be clicked"), async || {
            let element = self.locate(css).await?;
            if !element.is_enabled().await? {
                return Ok(None);
            }
            element.click().await?;
            Ok(Some(()))
        })
        .await
    }

    /// The text that can be seen of an element.
    pub(crate) async fn text(&self, css: &str) -> Result<String> {
        Ok(self.find(css).await?.text().await?)
    }

    /// An attribute of an element that need not be seen; `None` without the one or the other.
    pub(crate) async fn attribute(&self, css: &str, name: &str) -> Result<Option<String>> {
        let found = self.browser().find_all(By::Css(css)).await?;
        match found.first() {
            Some(element) => Ok(element.attr(name).await?),
            None => Ok(None),
        }
    }

    /// Waits until the address bar shows a path of the shop.
    pub(crate) async fn wait_for_path(&self, path: &str) -> Result<()> {
        let base = self.shop_url();
        wait_for(format!("the page {path}"), async || {
            let url = self.browser().current_url().await?;
            Ok((url.as_str().starts_with(base) && url.path() == path).then_some(()))
        })
        .await
    }

    /// Goes to the window that the page has opened.
    pub(crate) async fn switch_to_popup(&self) -> Result<()> {
        let popup = wait_for("a second window", async || {
            let windows = self.browser().windows().await?;
            Ok(windows.into_iter().find(|window| *window != self.0.window))
        })
        .await?;
        Ok(self.browser().switch_to_window(popup).await?)
    }

    /// Goes back to the shop's window once the other one has closed.
    pub(crate) async fn back_from_popup(&self) -> Result<()> {
        wait_for("the second window to close", async || {
            Ok((self.browser().windows().await?.len() == 1).then_some(()))
        })
        .await?;
        self.switch_to_shop().await
    }

    /// Goes to the shop's window, whatever becomes of another one.
    pub(crate) async fn switch_to_shop(&self) -> Result<()> {
        Ok(self
            .browser()
            .switch_to_window(self.0.window.clone())
            .await?)
    }
}

async fn start_shop(config: klarna_merchant::Config) -> Result<klarna_merchant::Running> {
    klarna_merchant::Merchant::start(config)
        .await
        .context("the merchant server does not start")
}

/// Where trunk put the preview shop.
fn preview_shop() -> PathBuf {
    env::var_os("SITE").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../dist"),
        PathBuf::from,
    )
}

/// The folder, if there is a page in it.
fn built(site: PathBuf) -> Result<PathBuf> {
    ensure!(
        site.join("index.html").is_file(),
        "no page in {}: build it with `trunk build`, or run `cargo xtask test browser`",
        site.display()
    );
    Ok(site)
}
