//! Approvals that a crash, an error of the database, or an unclear answer of Klarna has left behind:
//! brought to its end in the background.

use tokio::sync::watch;

use super::Checkout;
use crate::problem::ApiError;
use approval_rules::{Round, pause};

/// Settles what is left, in rounds, until `stopped` says so or is gone; never stops in the middle of a
/// round. A round comes after each wake-up, and after the pause of [`approval_rules`] at the latest.
pub(crate) async fn keep_settling(checkout: Checkout, mut stopped: watch::Receiver<bool>) {
    let mut unfinished = 0;
    loop {
        let settled = checkout.settle_leftovers().await;
        let round = if settled {
            unfinished = 0;
            Round::Settled
        } else {
            let round = Round::Unfinished(unfinished);
            unfinished = unfinished.saturating_add(1);
            tracing::warn!(pause = ?pause(round), "something is without an outcome");
            round
        };
        let stops = async { stopped.wait_for(|stopped| *stopped).await.map(drop) };
        tokio::select! {
            () = checkout.wait(round) => {}
            _ = stops => {
                // The last chance for what is in memory alone.
                checkout.record_unrecorded().await;
                return;
            }
        }
    }
}

impl Checkout {
    /// Wakes the worker: something may be left to be settled.
    pub(crate) fn nudge(&self) {
        self.0.left.notify_one();
    }

    /// Waits until the next round: for the pause, or for a wake-up where nothing was left.
    async fn wait(&self, round: Round) {
        if round != Round::Settled {
            return tokio::time::sleep(pause(round)).await;
        }
        tokio::select! {
            () = self.0.left.notified() => {
                // Whoever left it has just asked Klarna.
                tokio::time::sleep(pause(Round::Unfinished(0))).await;
            }
            () = tokio::time::sleep(pause(round)) => {}
        }
    }

    /// Brings everything that is without an outcome as far as Klarna's answers allow. What fails does
    /// not keep the rest from it. Returns `true` if nothing is left.
    pub(crate) async fn settle_leftovers(&self) -> bool {
        let recorded = self.record_unrecorded().await;
        let settled = self.settle_carts().await;
        let taken = self.process_callback_approvals().await;
        let released = self.release(None).await;
        let left = self.0.store.unsettled_carts().await;
        recorded
            && settled.is_ok()
            && matches!(taken, Ok(true))
            && matches!(released, Ok(true))
            && left.is_ok_and(|carts| carts.is_empty())
    }

    async fn settle_carts(&self) -> Result<(), ApiError> {
        let mut outcome = Ok(());
        for cart_id in self.0.store.unsettled_carts().await? {
            if let Err(error) = self.settle_cart(&cart_id).await {
                outcome = Err(error);
            }
        }
        outcome
    }

    async fn settle_cart(&self, cart_id: &str) -> Result<(), ApiError> {
        let _turn = self.0.locks.lock(cart_id).await;
        if let Some(attempt) = self.0.store.live_attempt(cart_id).await? {
            self.settle(attempt).await?;
        }
        Ok(())
    }
}
