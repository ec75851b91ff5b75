//! Klarna's window, in which the shopper decides.

use anyhow::Result;

use crate::harness::Test;

/// The authorization window, opened by the page.
pub(crate) struct Authorization<'test>(&'test Test);

impl<'test> Authorization<'test> {
    /// Goes to the window that the click on the pay button has opened.
    pub(crate) async fn opened(test: &'test Test) -> Result<Self> {
        test.switch_to_popup().await?;
        test.find("#approve").await?;
        Ok(Self(test))
    }

    /// Approves, and goes back to the shop.
    pub(crate) async fn approve(self) -> Result<()> {
        self.end_with("#approve").await
    }

    /// Is declined, and goes back to the shop.
    pub(crate) async fn decline(self) -> Result<()> {
        self.end_with("#decline").await
    }

    /// Closes the window undecided, and goes back to the shop.
    pub(crate) async fn close(self) -> Result<()> {
        self.end_with("#close").await
    }

    /// Leaves the window open and goes back to the shop.
    pub(crate) async fn leave(self) -> Result<()> {
        self.0.switch_to_shop().await
    }

    async fn end_with(self, button: &str) -> Result<()> {
        self.0.click(button).await?;
        self.0.back_from_popup().await
    }
}
