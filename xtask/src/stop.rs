//! Ctrl-C, a termination request or a closed terminal, as a flag that every wait looks at.

use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result, bail};

static REQUESTED: AtomicBool = AtomicBool::new(false);

/// From here on a request to end raises the flag instead of ending the program at once, so that
/// what the program started can be ended first.
pub(crate) fn listen() -> Result<()> {
    ctrlc::set_handler(|| REQUESTED.store(true, Ordering::SeqCst))
        .context("cannot listen for Ctrl-C")
}

/// Whether an end was asked for.
pub(crate) fn requested() -> bool {
    REQUESTED.load(Ordering::SeqCst)
}

/// An error if an end was asked for.
pub(crate) fn check() -> Result<()> {
    if requested() {
        bail!("stopped");
    }
    Ok(())
}
