//! The preview shop, and the checkout component in it.

use anyhow::{Context, Result};
use thirtyfour::By;

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

    /// What the component tells in passing.
    pub(crate) async fn status(&self) -> Result<String> {
        self.test.text(".klarna-checkout__status").await
    }

    /// What the component says is wrong.
    pub(crate) async fn problem(&self) -> Result<String> {
        self.test.text(".klarna-checkout__problem").await
    }
}
