//! The database's upkeep while a server runs.

use std::time::Duration;

use tokio::{sync::watch, time::Instant};

use crate::{
    clock::Clock,
    retention::Retention,
    store::{Pruned, Store},
};

/// The time that a cleared value may stay in the database's log.
const TRUNCATE_INTERVAL: Duration = Duration::from_secs(60);

/// The time between two searches for records that are older than they are kept.
const PRUNE_INTERVAL: Duration = Duration::from_secs(60 * 60);

/// Truncates the database's log by the minute, and deletes old records by the hour. Ends when
/// `stopped` says so, or is gone.
pub(crate) async fn keep_tidy(
    store: Store,
    retention: Retention,
    clock: Clock,
    mut stopped: watch::Receiver<bool>,
) {
    let mut prune_at = Instant::now();
    loop {
        if prune_at <= Instant::now() {
            prune_at = Instant::now() + PRUNE_INTERVAL;
            prune(&store, retention, &clock).await;
        }
        if let Err(error) = store.truncate_log().await {
            tracing::warn!(%error, "the database's log cannot be truncated");
        }
        tokio::select! {
            () = tokio::time::sleep(TRUNCATE_INTERVAL) => {}
            _ = stopped.wait_for(|stopped| *stopped) => return,
        }
    }
}

async fn prune(store: &Store, retention: Retention, clock: &Clock) {
    match store.prune(retention, clock.now()).await {
        Ok(pruned) if pruned == Pruned::default() => {}
        Ok(pruned) => tracing::info!(
            carts = pruned.carts,
            sessions = pruned.sessions,
            callback_approvals = pruned.callback_approvals,
            failed_attempts = pruned.failed_attempts,
            "old records are deleted"
        ),
        Err(error) => tracing::warn!(%error, "old records cannot be deleted"),
    }
}
