//! What the merchants' servers write to their log. They run in this process and the log is the
//! process's, so it is that of every test so far.

use std::{
    io::{Result, Write},
    sync::{Mutex, PoisonError},
};

use tracing_subscriber::EnvFilter;

static WRITTEN: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// All that a merchant's server says, down to the last detail, and nothing that the sandbox says.
const FILTER: &str = "klarna_merchant=trace,klarna_payments=trace,tower_http=trace";

struct Writer;

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        WRITTEN
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .write(bytes)
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}

/// Keeps the log from now on.
pub(super) fn keep() {
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(FILTER))
        .with_ansi(false)
        .with_writer(|| Writer)
        .init();
}

/// What was written so far.
pub(crate) fn written() -> String {
    let written = WRITTEN.lock().unwrap_or_else(PoisonError::into_inner);
    String::from_utf8_lossy(&written).into_owned()
}
