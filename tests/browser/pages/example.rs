//! A page of `examples/`: a basket, a checkout and a confirmation, one after the other in one
//! document.

use anyhow::{Context, Result};
use serde_json::json;

use super::Authorization;
use crate::harness::{Test, wait_for};

/// A page of `examples/`, whatever it is made with. Each of them opens at `/` with the basket, and
/// has
///
/// | where | what | which does |
/// | --- | --- | --- |
/// | basket | `#to-checkout` | goes to the checkout, without loading the page anew |
/// | checkout | `.klarna-checkout` | is the checkout's root, with `data-state` |
/// | checkout | `#to-basket` | goes back, in the same way |
/// | checkout | `#problem` | shows the code of what went wrong; there only while something has |
/// | confirmation | `#order` | shows Klarna's number of the order, and nothing else |
pub(crate) struct Example<'test>(&'test Test);

impl<'test> Example<'test> {
    /// Opens the basket of the page that the test's server serves.
    pub(crate) async fn open(test: &'test Test) -> Result<Self> {
        Self::open_at(test, test.shop_url()).await
    }

    /// Opens the basket of a page that has a server of its own.
    pub(crate) async fn open_at(test: &'test Test, url: &str) -> Result<Self> {
        test.browser().goto(url).await?;
        test.find("#to-checkout").await?;
        // Gone when the page is loaded anew.
        test.run("window.sameDocument = true").await?;
        Ok(Self(test))
    }

    /// Goes from the basket to the checkout, and waits until it can be paid.
    pub(crate) async fn go_to_checkout(&self) -> Result<()> {
        self.0.click("#to-checkout").await?;
        self.wait_ready().await
    }

    /// Waits until the checkout can be paid.
    pub(crate) async fn wait_ready(&self) -> Result<()> {
        let state = "document.querySelector('.klarna-checkout')?.dataset.state";
        self.0.wait_until(&format!("{state} === 'ready'")).await
    }

    /// Goes from the checkout back to the basket.
    pub(crate) async fn go_to_basket(&self) -> Result<()> {
        self.0.click("#to-basket").await?;
        self.0.find("#to-checkout").await?;
        Ok(())
    }

    /// Presses pay and approves in Klarna's window.
    pub(crate) async fn pay_and_approve(&self) -> Result<()> {
        self.0.click(".klarna-checkout__pay").await?;
        Authorization::opened(self.0).await?.approve().await
    }

    /// Waits for the confirmation, and gives the number of the order.
    pub(crate) async fn order(&self) -> Result<String> {
        self.0.text("#order").await
    }

    /// Waits until nothing of a checkout is in the page: no element, none of its widget's frames, no
    /// overlay. What Klarna's script keeps for the whole page is not of a checkout.
    pub(crate) async fn wait_for_no_checkout(&self) -> Result<()> {
        let left = "[
            ...document.querySelectorAll('klarna-checkout, .klarna-checkout, .klarna-payments-fso-open'),
            ...deepQueryAll('iframe')
                .filter((frame) => /-(main|fullscreen)$/.test(frame.id)),
        ].map((element) => `${element.localName}#${element.id}`)";
        let mut seen = None;
        wait_for("nothing of the checkout to be left", async || {
            let now = self.0.value(left).await?;
            let empty = now == json!([]);
            seen = Some(now);
            Ok(empty.then_some(()))
        })
        .await
        .with_context(|| format!("the last seen was {seen:?}"))
    }

    /// How often the page has requested Klarna's script.
    pub(crate) async fn script_requests(&self) -> Result<u64> {
        let requests = "performance.getEntriesByType('resource')
            .filter(({ name }) => name.includes('/kp/lib/v1/api.js')).length";
        let count = self.0.value(requests).await?;
        count.as_u64().context("no number of requests")
    }

    /// Whether the page is the one that was opened, never loaded anew.
    pub(crate) async fn is_same_document(&self) -> Result<bool> {
        Ok(self.0.value("window.sameDocument === true").await? == json!(true))
    }
}
