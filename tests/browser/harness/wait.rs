//! Waiting for what is to be seen, with an end.

use std::{
    fmt::Display,
    time::{Duration, Instant},
};

use anyhow::{Result, anyhow};

/// How long anything may take to be seen: much longer than it does, and short of a person's
/// patience.
pub(crate) const PATIENCE: Duration = Duration::from_secs(15);

/// How often to look.
const INTERVAL: Duration = Duration::from_millis(50);

/// Looks again and again until there is something. An error from `look` (an element that is gone
/// meanwhile) counts as "not yet"; the last one is the cause of the failure.
pub(crate) async fn wait_for<T>(
    what: impl Display,
    mut look: impl AsyncFnMut() -> Result<Option<T>>,
) -> Result<T> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let last = match look().await {
            Ok(Some(found)) => return Ok(found),
            Ok(None) => None,
            Err(error) => Some(error),
        };
        if Instant::now() > deadline {
            let message = format!("waited {} s for {what}", PATIENCE.as_secs());
            return Err(match last {
                Some(cause) => cause.context(message),
                None => anyhow!(message),
            });
        }
        tokio::time::sleep(INTERVAL).await;
    }
}
