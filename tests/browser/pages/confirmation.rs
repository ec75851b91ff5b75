//! The page after a purchase.

use anyhow::Result;

use crate::harness::{Test, wait_for};

/// The confirmation.
pub(crate) struct Confirmation<'test>(&'test Test);

impl<'test> Confirmation<'test> {
    /// Waits until the shopper has arrived there, and the purchase is shown.
    pub(crate) async fn reached(test: &'test Test) -> Result<Self> {
        test.wait_for_path("/confirmation").await?;
        test.find(".facts__number").await?;
        Ok(Self(test))
    }

    /// What it says, all of it.
    pub(crate) async fn text(&self) -> Result<String> {
        self.0.text("main").await
    }

    /// Waits until it says so.
    pub(crate) async fn wait_says(&self, words: &str) -> Result<()> {
        wait_for(format!("the confirmation to say \"{words}\""), async || {
            Ok(self.text().await?.contains(words).then_some(()))
        })
        .await
    }
}
