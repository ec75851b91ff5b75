//! A page with `<klarna-checkout>` in it, and nothing else of ours.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use thirtyfour::By;

use super::Authorization;
use crate::harness::{Test, wait_for};

/// The element's folder in the example without a bundler, where it is unpacked from the tarball.
const PACKAGE: &str = "plain-html/klarna-checkout";

const PAY: &str = ".klarna-checkout__pay";

/// Puts the pages of `tests/browser/site` beside a copy of the element, as it is in its package.
/// `None` where that is not built.
pub(crate) fn site() -> Option<PathBuf> {
    let package = Path::new(&env::var_os("EXAMPLES")?).join(PACKAGE);
    let assembled = assemble(&package);
    if let Err(error) = &assembled {
        eprintln!("the element is not tested: {error:#}");
    }
    assembled.ok()
}

fn assemble(package: &Path) -> Result<PathBuf> {
    let site = Path::new(env!("CARGO_TARGET_TMPDIR")).join("element-site");
    copy(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("browser/site"),
        &site,
        "",
    )?;
    copy(package, &site.join("element"), "")?;
    copy(package, &site.join("without-wasm"), "klarna-checkout.wasm")?;
    copy(
        package,
        &site.join("without-core"),
        "klarna-checkout-core.js",
    )?;
    copy(
        package,
        &site.join("without-swedish"),
        "klarna-checkout-sv.js",
    )?;
    Ok(site)
}

/// Copies the files of a folder, but for one.
fn copy(from: &Path, to: &Path, but: &str) -> Result<()> {
    let files = fs::read_dir(from).with_context(|| format!("no {}", from.display()))?;
    if to.exists() {
        fs::remove_dir_all(to)?;
    }
    fs::create_dir_all(to)?;
    for file in files {
        let file = file?;
        if file.file_type()?.is_file() && file.file_name() != but {
            fs::copy(file.path(), to.join(file.file_name()))?;
        }
    }
    Ok(())
}

/// What a test's page is made of.
#[derive(Debug)]
pub(crate) struct Html {
    /// Before everything else in the head, but for the recorder.
    pub(crate) head: String,
    /// Above the text that must not move.
    pub(crate) body: String,
    /// The folder of the element's module: `element`. Without one, a test brings it later.
    pub(crate) element: Option<&'static str>,
    /// Answers to requests with this in their URL are held back until the page calls `release()`.
    pub(crate) hold: &'static str,
    /// The first request with this in its URL is lost.
    pub(crate) lose: &'static str,
}

impl Html {
    /// A page with that body.
    pub(crate) fn of(body: impl Into<String>) -> Self {
        Self {
            head: String::new(),
            body: body.into(),
            element: Some("element"),
            hold: "",
            lose: "",
        }
    }

    fn page(&self) -> Result<String> {
        let site = Path::new(env!("CARGO_MANIFEST_DIR")).join("browser/site");
        let page = fs::read_to_string(site.join("index.html"))?;
        let module = self.element.map_or_else(String::new, |folder| {
            format!(r#"<script type="module" src="{folder}/klarna-checkout.js"></script>"#)
        });
        let Self { hold, lose, .. } = self;
        let recorder = format!(r#"src="recorder.js" data-hold="{hold}" data-lose="{lose}""#);
        Ok(page
            .replace(r#"src="recorder.js""#, &recorder)
            .replace("<!--head-->", &self.head)
            .replace("<!--element-->", &module)
            .replace("<!--body-->", &self.body))
    }
}

/// A cart of the merchant's shop.
#[derive(Debug, Clone)]
pub(crate) struct Cart {
    /// Its name.
    pub(crate) id: String,
    /// How often it was changed.
    pub(crate) version: u64,
    /// The first article in it.
    pub(crate) sku: String,
    /// A language, and the country it is for.
    pub(crate) locale: String,
}

/// The page.
pub(crate) struct ElementPage<'test> {
    test: &'test Test,
    http: reqwest::Client,
}

impl<'test> ElementPage<'test> {
    pub(crate) fn of(test: &'test Test) -> Result<Self> {
        let http = reqwest::Client::builder().no_proxy().build()?;
        Ok(Self { test, http })
    }

    /// Fills a cart: `SE`, `once`.
    pub(crate) async fn cart(&self, market: &str, basket: &str) -> Result<Cart> {
        let filled = json!({ "market": market, "basket": basket });
        let cart = self.send(self.http.post(self.url("/shop/carts")).json(&filled));
        read(&cart.await?, market)
    }

    /// Sets how many of the cart's first article are in it.
    pub(crate) async fn change(&self, cart: &Cart, quantity: u64) -> Result<Cart> {
        let url = self.url(&format!("/shop/carts/{}/lines/{}", cart.id, cart.sku));
        let changed = self.http.put(url).json(&json!({ "quantity": quantity }));
        let market = cart.locale.split('-').next_back().unwrap_or_default();
        read(&self.send(changed).await?, market)
    }

    /// Opens a session for a cart, as the merchant's server does for a page that it renders.
    pub(crate) async fn session(&self, cart: &Cart) -> Result<Value> {
        let new = json!({ "cart": cart.id, "locale": cart.locale });
        self.send(self.http.post(self.url("/klarna/sessions")).json(&new))
            .await
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Result<Value> {
        let request = request.header("cookie", self.test.visitor().await?);
        Ok(request.send().await?.error_for_status()?.json().await?)
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.test.shop_url())
    }

    /// The element for a cart, with more attributes.
    pub(crate) fn tag(&self, cart: &Cart, attributes: &str) -> String {
        self.tag_around("", cart, attributes)
    }

    /// The element for a cart with that in it.
    pub(crate) fn tag_around(&self, inside: &str, cart: &Cart, attributes: &str) -> String {
        let Cart { id, locale, .. } = cart;
        let script = format!("{}/kp/lib/v1/api.js", self.test.sandbox().url());
        let own = if attributes.contains("id=") {
            ""
        } else {
            r#"id="checkout""#
        };
        format!(
            r#"<klarna-checkout {own} cart="{id}" locale="{locale}" script="{script}" {attributes}>{inside}</klarna-checkout>"#
        )
    }

    /// Opens a page.
    pub(crate) async fn open(&self, html: &Html) -> Result<()> {
        let site = site_of_test();
        let port = self.test.shop_url().rsplit(':').next().unwrap_or_default();
        let name = format!("page-{port}.html");
        fs::write(site.join(&name), html.page()?)?;
        Ok(self
            .test
            .browser()
            .goto(self.url(&format!("/{name}")))
            .await?)
    }

    /// Opens a page with the element for a cart, with more attributes, and waits until it can be paid.
    pub(crate) async fn open_ready(&self, cart: &Cart, attributes: &str) -> Result<()> {
        self.open(&Html::of(self.tag(cart, attributes))).await?;
        self.wait_state("ready").await
    }

    /// The same in a market with a basket. Gives back the cart.
    pub(crate) async fn ready_in(&self, market: &str, basket: &str) -> Result<Cart> {
        let cart = self.cart(market, basket).await?;
        self.open_ready(&cart, "").await?;
        Ok(cart)
    }

    /// Waits for the state of the element `#checkout`.
    pub(crate) async fn wait_state(&self, state: &str) -> Result<()> {
        self.wait_state_of("checkout", state).await
    }

    /// Waits for the state of an element.
    pub(crate) async fn wait_state_of(&self, id: &str, state: &str) -> Result<()> {
        let mut seen = None;
        wait_for(format!("#{id} to be {state}"), async || {
            let now = self.test.value(&format!("{id}.state")).await?;
            let there = now == json!(state);
            seen = Some(now);
            Ok(there.then_some(()))
        })
        .await
        .with_context(|| format!("the last state seen was {seen:?}"))
    }

    /// Loads the element's module from that folder, into a page that was opened without it.
    pub(crate) async fn bring_element(&self, folder: &str) -> Result<()> {
        let tag = format!(
            "const tag = document.createElement('script');
            tag.type = 'module';
            tag.src = '{folder}/klarna-checkout.js';
            document.head.append(tag);"
        );
        self.test.run(&tag).await
    }

    /// Sets the property `customer`.
    pub(crate) async fn set_customer(&self, customer: &Value) -> Result<()> {
        self.test
            .run(&format!("checkout.customer = {customer};"))
            .await
    }

    /// The names of the events so far, of all elements, without those that are about pixels.
    pub(crate) async fn heard(&self) -> Result<Vec<String>> {
        let names = "heard.map(({ name }) => name)
            .filter((name) => name !== 'height' && name !== 'overlay')";
        let names = self.test.value(names).await?;
        Ok(serde_json::from_value(names)?)
    }

    /// The detail of the last event of that name, once there was one.
    pub(crate) async fn wait_heard(&self, name: &str) -> Result<Value> {
        let last = format!("heard.findLast((it) => it.name === '{name}')?.detail");
        self.test.wait_until(&format!("!!{last}")).await?;
        self.test.value(&last).await
    }

    /// Calls a method of the element in a click on the page's own button, and keeps what comes of it.
    pub(crate) async fn call(&self, key: &str, call: &str) -> Result<()> {
        let pressed = format!("window.pressed = () => keep('{key}', {call});");
        self.test.run(&pressed).await?;
        self.test.click("#press").await
    }

    /// What came of that promise: `{value}`, or `{code, name}`.
    pub(crate) async fn outcome(&self, key: &str) -> Result<Value> {
        self.test
            .wait_until(&format!("!!outcomes['{key}']"))
            .await?;
        self.test.value(&format!("outcomes['{key}']")).await
    }

    /// Presses the element's own pay button and approves.
    pub(crate) async fn pay_and_approve(&self) -> Result<()> {
        self.test.click(PAY).await?;
        Authorization::opened(self.test).await?.approve().await
    }

    /// Pays for a cart, and is there while the order is on its way, which takes a while.
    pub(crate) async fn placing(&self) -> Result<Cart> {
        let slow =
            json!({ "kind": "rest-slow", "call": "create-order", "delay_ms": 3_000, "times": 1 });
        self.test.sandbox().fault(slow).await?;
        let cart = self.ready_in("SE", "once").await?;
        self.pay_and_approve().await?;
        self.wait_state("placing").await?;
        Ok(cart)
    }

    /// Whether the element's pay button can be pressed at this moment.
    pub(crate) async fn can_pay(&self) -> Result<bool> {
        let pay = self.test.browser().find(By::Css(PAY)).await?;
        Ok(pay.is_displayed().await? && pay.is_enabled().await?)
    }

    /// Pays with the element's own button, and sees that there is exactly one order.
    pub(crate) async fn buy(&self) -> Result<()> {
        self.pay_and_approve().await?;
        self.wait_state("placed").await?;
        self.holds_orders(1).await
    }

    /// The merchant and Klarna both hold so many orders, and Klarna was not asked more often.
    pub(crate) async fn holds_orders(&self, count: usize) -> Result<()> {
        let merchants = self.test.orders().await?;
        ensure!(merchants.len() == count, "the merchant has {merchants:?}");
        let klarnas = self.test.sandbox().orders().await?;
        ensure!(klarnas.len() == count, "Klarna has {klarnas:?}");
        let asked = self.test.sandbox().order_calls().await?;
        ensure!(asked.len() == count, "Klarna was asked: {asked:?}");
        Ok(())
    }

    /// How often the page has called the SDK's method.
    pub(crate) async fn sdk_calls(&self, method: &str) -> Result<usize> {
        Ok(self.test.sandbox().sdk_calls(method).await?.len())
    }

    /// How many sessions Klarna was asked for.
    pub(crate) async fn new_sessions(&self) -> Result<usize> {
        let new = self
            .test
            .sandbox()
            .calls(|call| call.method == "POST" && call.path == "/payments/v1/sessions");
        Ok(new.await?.len())
    }

    /// How often the page itself has asked for `path`.
    pub(crate) async fn requests(&self, path: &str) -> Result<u64> {
        let count = format!(
            "performance.getEntriesByType('resource')
                .filter(({{ name }}) => new URL(name).pathname.endsWith('{path}')).length"
        );
        self.test.value(&count).await?.as_u64().context("no count")
    }
}

/// The text of the package's `klarna-early.js`.
pub(crate) fn early_script() -> Result<String> {
    let file = site_of_test().join("element/klarna-early.js");
    fs::read_to_string(&file).with_context(|| format!("no {}", file.display()))
}

/// Where [`site`] has put it.
fn site_of_test() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("element-site")
}

fn read(cart: &Value, market: &str) -> Result<Cart> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    Ok(Cart {
        id: text(&cart["id"]).context("a cart without a name")?,
        version: cart["version"].as_u64().context("no version")?,
        sku: text(&cart["lines"][0]["sku"]).context("nothing in it")?,
        locale: format!("en-{market}"),
    })
}
