//! The second page of a checkout of two, on which the shopper orders.

use anyhow::Result;

use super::Shop;
use crate::harness::Test;

/// Klarna's overlay in the page, where it asks without a window.
const OVERLAY: &str = "#klarna-klarna-fullscreen";

/// The review of what Klarna has agreed to.
pub(crate) struct Review<'test>(&'test Test);

impl<'test> Review<'test> {
    /// Pays on the first page, up to the second one.
    pub(crate) async fn reach(test: &'test Test, shop: &Shop<'_>) -> Result<Self> {
        shop.open_ready().await?;
        shop.pay_and_approve().await?;
        Self::opened(test, shop).await
    }

    /// Waits until the order can be confirmed.
    pub(crate) async fn opened(test: &'test Test, shop: &Shop<'_>) -> Result<Self> {
        test.wait_for_path("/checkout/review").await?;
        shop.wait_state("awaiting-finalize").await?;
        Ok(Self(test))
    }

    /// Loads the page anew: nothing is left of it but what the browser has stored.
    pub(crate) async fn load_anew(self, shop: &Shop<'_>) -> Result<Self> {
        self.0.browser().refresh().await?;
        Self::opened(self.0, shop).await
    }

    /// Presses the button that orders.
    pub(crate) async fn confirm(&self) -> Result<()> {
        self.0.click(".klarna-checkout__pay").await
    }

    /// Presses the component's own button for another way to pay.
    pub(crate) async fn choose_another_way(self) -> Result<()> {
        self.0.click(".klarna-checkout__change").await?;
        self.0.wait_for_path("/checkout").await
    }

    /// Answers Klarna's question in the page: `#approve`.
    pub(crate) async fn answer_overlay(&self, button: &str) -> Result<()> {
        self.0.enter_frame(OVERLAY).await?;
        self.0.click(button).await?;
        self.0.leave_frames().await
    }
}

/// Chooses one of the payment methods in the widget: `pay_later`.
pub(crate) async fn choose_in_widget(test: &Test, method: &str) -> Result<()> {
    test.enter_frame(".klarna-checkout__widget iframe").await?;
    test.click(&format!("[value={method}]")).await?;
    test.leave_frames().await
}
