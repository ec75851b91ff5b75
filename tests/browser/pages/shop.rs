//! The preview shop, and the checkout component in it.

use anyhow::{Context, Result, ensure};
use demo_shop_api::{Extra, Order};
use thirtyfour::By;

use super::Authorization;
use crate::harness::{Test, wait_for};

const CHECKOUT: &str = ".klarna-checkout";
const PAY: &str = ".klarna-checkout__pay";

/// The shop in a market.
pub(crate) struct Shop<'test> {
    test: &'test Test,
    query: String,
}

impl<'test> Shop<'test> {
    /// The shop in a market, with its sample customer: `SE`.
    pub(crate) fn in_market(test: &'test Test, market: &str) -> Self {
        let query = format!("market={market}");
        Self { test, query }
    }

    /// With another e-mail address; the sandbox decides by it.
    pub(crate) fn with_email(mut self, email: &str) -> Self {
        self.query.push_str("&email=");
        // The only character of an address that a query reads otherwise.
        self.query.push_str(&email.replace('+', "%2B"));
        self
    }

    /// With one of the shop's baskets: `once`, `subscription`, `trial`, `mixed`.
    pub(crate) fn with_basket(mut self, basket: &str) -> Self {
        self.query.push_str("&basket=");
        self.query.push_str(basket);
        self
    }

    /// With Klarna's express button on the basket.
    pub(crate) fn with_express(mut self) -> Self {
        self.query.push_str("&express=1");
        self
    }

    /// Opens the basket.
    pub(crate) async fn open_basket(&self) -> Result<()> {
        self.open("/").await
    }

    /// Opens the checkout.
    pub(crate) async fn open_checkout(&self) -> Result<()> {
        self.open("/checkout").await
    }

    async fn open(&self, path: &str) -> Result<()> {
        let url = format!("{}{path}?{}", self.test.shop_url(), self.query);
        Ok(self.test.browser().goto(url).await?)
    }

    /// Goes from the basket to the checkout by its button.
    pub(crate) async fn go_to_checkout(&self) -> Result<()> {
        self.test.click("a[href^='/checkout']").await
    }

    /// Goes from any page of the shop to its orders, away from the checkout, without loading
    /// anything anew.
    pub(crate) async fn leave(&self) -> Result<()> {
        self.test.click(".site-nav a[href^='/orders']").await?;
        self.test.wait_for_path("/orders").await
    }

    /// Comes back to the checkout of the same basket in the same way.
    pub(crate) async fn come_back(&self) -> Result<()> {
        self.test
            .click(".site-nav a[href='/'], .site-nav a[href^='/?']")
            .await?;
        self.go_to_checkout().await?;
        self.test.wait_for_path("/checkout").await
    }

    /// Opens the checkout, and waits until it can be paid.
    pub(crate) async fn open_ready(&self) -> Result<()> {
        self.open_checkout().await?;
        self.wait_state("ready").await
    }

    /// The component's state, if there is a component.
    pub(crate) async fn state(&self) -> Result<Option<String>> {
        self.test.attribute(CHECKOUT, "data-state").await
    }

    /// Why the component is in the state `failed` or `declined`.
    pub(crate) async fn reason(&self) -> Result<Option<String>> {
        self.test.attribute(CHECKOUT, "data-reason").await
    }

    /// Waits for a state of the component: `ready`.
    pub(crate) async fn wait_state(&self, state: &str) -> Result<()> {
        let mut seen = None;
        wait_for(format!("the state {state}"), async || {
            seen = self.state().await?;
            Ok((seen.as_deref() == Some(state)).then_some(()))
        })
        .await
        .with_context(|| format!("the last state seen was {seen:?}"))
    }

    /// Whether the pay button can be pressed at this moment.
    pub(crate) async fn can_pay(&self) -> Result<bool> {
        let pay = self.test.browser().find(By::Css(PAY)).await?;
        Ok(pay.is_displayed().await? && pay.is_enabled().await?)
    }

    /// Presses the pay button once it can be pressed.
    pub(crate) async fn pay(&self) -> Result<()> {
        self.test.click(PAY).await
    }

    /// Presses pay and approves in Klarna's window.
    pub(crate) async fn pay_and_approve(&self) -> Result<()> {
        self.pay().await?;
        Authorization::opened(self.test).await?.approve().await
    }

    /// Waits for the confirmation, and gives the order: the only one of the merchant, and the only
    /// one that Klarna was asked for.
    pub(crate) async fn wait_for_one_order(&self) -> Result<Order> {
        self.test.wait_for_path("/confirmation").await?;
        self.one_order().await
    }

    /// The order that the merchant holds, and that Klarna was asked for once.
    pub(crate) async fn one_order(&self) -> Result<Order> {
        let mut orders = self.test.orders().await?;
        ensure!(orders.len() == 1, "the merchant has {orders:?}");
        let calls = self.test.sandbox().order_calls().await?;
        ensure!(calls.len() == 1, "Klarna was asked for orders: {calls:?}");
        orders.pop().context("no order")
    }

    /// Presses the button that tries again.
    pub(crate) async fn retry(&self) -> Result<()> {
        self.test.click(".klarna-checkout__retry").await
    }

    /// Pays the shop's other way, by bank transfer.
    pub(crate) async fn pay_by_transfer(&self) -> Result<()> {
        self.test
            .click("input[name=payment][value=transfer]")
            .await?;
        self.test
            .click(".method.is-chosen .method__panel button")
            .await
    }

    /// How many of the first article the page shows.
    pub(crate) async fn quantity(&self) -> Result<u64> {
        let shown = self
            .test
            .value("document.querySelector('.stepper__field').value");
        let shown = shown.await?;
        let shown = shown.as_str().and_then(|shown| shown.parse().ok());
        shown.context("the page shows no quantity")
    }

    /// Waits until a part of the component has the focus: `pay`.
    pub(crate) async fn wait_focus(&self, part: &str) -> Result<()> {
        let class = format!("klarna-checkout__{part}");
        let focused = format!("document.activeElement.classList.contains('{class}')");
        self.test.wait_until(&focused).await
    }

    /// What the component tells in passing.
    pub(crate) async fn status(&self) -> Result<String> {
        self.test.text(".klarna-checkout__status").await
    }

    /// What the component says is wrong.
    pub(crate) async fn problem(&self) -> Result<String> {
        self.test.text(".klarna-checkout__problem").await
    }
}

/// What a scenario can do with baskets, extras, companies and a checkout of two pages.
#[allow(
    dead_code,
    reason = "what the pages offer, also where no scenario uses it"
)]
impl Shop<'_> {
    /// With a checkout of two pages.
    pub(crate) fn in_two_steps(mut self) -> Self {
        self.query.push_str("&steps=2");
        self
    }

    /// For a company.
    pub(crate) fn for_a_company(mut self) -> Self {
        self.query.push_str("&buyer=business");
        self
    }

    /// Fills the basket anew with the basket page's own choice: `once`, `subscription`, `trial`,
    /// `mixed`. Waits until the basket is there.
    pub(crate) async fn pick_basket(&self, basket: &str) -> Result<()> {
        let choice = format!("[data-basket={basket}]");
        self.test.click(&choice).await?;
        let picked = format!("document.querySelector('{choice}').ariaPressed === 'true'");
        self.test.wait_until(&picked).await
    }

    /// Switches an extra on or off, on the basket or the review page.
    pub(crate) async fn toggle_extra(&self, extra: Extra) -> Result<()> {
        let name = serde_json::to_value(extra)?;
        let name = name.as_str().context("no name")?;
        let input = format!("input[name=extra][value={name}]");
        self.test.click(&input).await
    }

    /// The sums beside the articles, a line each: `Shipping 49,00 kr`.
    pub(crate) async fn totals(&self) -> Result<String> {
        self.test.text(".totals").await
    }

    /// What is charged after the checkout.
    pub(crate) async fn later(&self) -> Result<String> {
        self.test.text(".totals__later").await
    }

    /// Switches between buying as a person and for a company.
    pub(crate) async fn toggle_business(&self) -> Result<()> {
        self.test.click("#business").await
    }

    /// Types into an input of the form, by Klarna's path for it: `billing_address.email`.
    pub(crate) async fn fill(&self, path: &str, text: &str) -> Result<()> {
        let input = self.test.find(&input(path)).await?;
        input.clear().await?;
        // The shop takes a value when the shopper leaves the input.
        Ok(input.send_keys(format!("{text}\u{e004}")).await?)
    }

    /// Whether the input for Klarna's path is marked as wrong.
    pub(crate) async fn is_marked(&self, path: &str) -> Result<bool> {
        let invalid = self.test.attribute(&input(path), "aria-invalid").await?;
        Ok(invalid.as_deref() == Some("true"))
    }

    /// Presses Klarna's express button on the basket page.
    pub(crate) async fn press_express(&self) -> Result<()> {
        self.test.click(".express button").await
    }

    /// Waits for the review page, with an authorization to confirm.
    pub(crate) async fn wait_for_review(&self) -> Result<()> {
        self.test.wait_for_path("/checkout/review").await?;
        self.wait_state("awaiting-finalize").await
    }

    /// Goes back from the review to address and payment.
    pub(crate) async fn back_to_address(&self) -> Result<()> {
        self.test.click("a.change").await?;
        self.test.wait_for_path("/checkout").await
    }

    /// Goes on from there to the review, with what was authorized before.
    pub(crate) async fn continue_to_review(&self) -> Result<()> {
        self.test.click("a.to-review").await?;
        self.wait_for_review().await
    }

    /// Drops what was authorized, to pay in another way.
    pub(crate) async fn change_method(&self) -> Result<()> {
        self.test.click(".klarna-checkout__change").await
    }

    /// Waits for the confirmation of a purchase, and gives its heading.
    pub(crate) async fn wait_for_confirmation(&self) -> Result<String> {
        self.test.wait_for_path("/confirmation").await?;
        self.test.find(".facts__number").await?;
        self.test.text("h1").await
    }

    /// Whether the confirmation warns that the way to pay is not stored.
    pub(crate) async fn warns_of_not_stored(&self) -> Result<bool> {
        let warns = "!!document.querySelector('.not-stored')";
        Ok(self.test.value(warns).await? == serde_json::json!(true))
    }
}

fn input(path: &str) -> String {
    format!("[data-klarna-field=\"{path}\"]")
}
