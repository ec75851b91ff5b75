//! The database's upkeep while a server runs.

use std::time::Duration;

use tokio::sync::watch;

use crate::store::Store;

/// The time that a cleared value may stay in the database's log.
const TRUNCATE_INTERVAL: Duration = Duration::from_secs(60);

/// Truncates the database's log by the minute. Ends when `stopped` says so, or is gone.
pub(crate) async fn keep_tidy(store: Store, mut stopped: watch::Receiver<bool>) {
    loop {
        if let Err(error) = store.truncate_log().await {
            tracing::warn!(%error, "the database's log cannot be truncated");
        }
        tokio::select! {
            () = tokio::time::sleep(TRUNCATE_INTERVAL) => {}
            _ = stopped.wait_for(|stopped| *stopped) => return,
        }
    }
}
