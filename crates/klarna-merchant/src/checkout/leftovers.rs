//! What a crash, or a Klarna that gave no clear answer, has left behind: brought to its end in the
//! background.

use std::time::Duration;

use tokio::sync::watch;

use super::Checkout;
use crate::problem::ApiError;

/// The first gap between two rounds; each is twice the one before.
const FIRST_GAP: Duration = Duration::from_secs(1);
/// The longest gap.
const LONGEST_GAP: Duration = Duration::from_secs(300);

/// Settles what is left, in rounds with growing gaps as long as something is, and whenever something
/// new is left. Ends when `stopped` says so, or is gone; never in the middle of a round.
pub(crate) async fn keep_settling(checkout: Checkout, mut stopped: watch::Receiver<bool>) {
    let mut gap = FIRST_GAP;
    loop {
        let nothing_left = checkout.settle_leftovers().await.unwrap_or(false);
        let pause = async {
            if nothing_left {
                checkout.0.left.notified().await;
            } else {
                tracing::warn!(?gap, "something is without an outcome, and is tried again");
                tokio::time::sleep(gap).await;
            }
        };
        tokio::select! {
            () = pause => {}
            _ = stopped.wait_for(|stopped| *stopped) => return,
        }
        gap = if nothing_left {
            // Whoever left it has just asked Klarna.
            tokio::select! {
                () = tokio::time::sleep(FIRST_GAP) => FIRST_GAP,
                _ = stopped.wait_for(|stopped| *stopped) => return,
            }
        } else {
            (gap * 2).min(LONGEST_GAP)
        };
    }
}

impl Checkout {
    /// Says that something may be left to be settled in the background.
    pub(crate) fn nudge(&self) {
        self.0.left.notify_one();
    }

    /// Brings everything that is without an outcome as far as Klarna's answers allow. Whether nothing
    /// is left.
    pub(crate) async fn settle_leftovers(&self) -> Result<bool, ApiError> {
        for cart_id in self.0.store.unsettled_carts().await? {
            let _turn = self.0.locks.lock(&cart_id).await;
            if let Some(attempt) = self.0.store.live_attempt(&cart_id).await? {
                self.settle(attempt).await?;
            }
        }
        let told = self.take_what_was_told().await?;
        let released = self.release(None).await?;
        let settled = self.0.store.unsettled_carts().await?.is_empty();
        Ok(told && released && settled)
    }
}
