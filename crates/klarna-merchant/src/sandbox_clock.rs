//! The sandbox's clock, which the shop's follows: moving it makes renewals happen while one watches.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use reqwest::StatusCode;
use rustls::crypto::{CryptoProvider, ring};
use serde::Deserialize;
use time::Duration as Span;

use crate::clock::Clock;

/// How long the sandbox may take; it is on this machine.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(2);

/// The sandbox's clock. Cheap to clone; all clones are one.
#[derive(Debug, Clone)]
pub(crate) struct SandboxClock {
    http: reqwest::Client,
    url: String,
    /// How far the sandbox is ahead of the machine, as last heard.
    offset_seconds: Arc<AtomicI64>,
}

/// Why the sandbox's clock was not read or moved.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SandboxClockError {
    /// The sandbox does not answer, or not as a sandbox does.
    #[error("the sandbox's clock cannot be read")]
    Unreachable(#[from] reqwest::Error),
    /// The sandbox does not move its clock that far.
    #[error("the sandbox does not move its clock that far")]
    TooFar,
}

#[derive(Deserialize)]
struct Shown {
    offset_seconds: i64,
}

impl SandboxClock {
    /// The clock of the sandbox at that URL; makes no call.
    ///
    /// # Errors
    /// The HTTP client cannot be set up.
    pub(crate) fn of(url: &str) -> Result<Self, SandboxClockError> {
        if CryptoProvider::get_default().is_none() {
            // Lost only to another thread that installed one at the same moment: just as good.
            let _ = ring::default_provider().install_default();
        }
        let http = reqwest::Client::builder()
            .timeout(REQUEST_TIMEOUT)
            .no_proxy();
        Ok(Self {
            http: http.build()?,
            url: format!("{}/sandbox/clock", url.trim_end_matches('/')),
            offset_seconds: Arc::default(),
        })
    }

    /// A clock that runs as `base` does, as far ahead of it as the sandbox was when it was last read.
    pub(crate) fn ahead_of(&self, base: Clock) -> Clock {
        let offset = Arc::clone(&self.offset_seconds);
        Clock::of(move || {
            let ahead = Span::seconds(offset.load(Ordering::SeqCst));
            base.now().saturating_add(ahead)
        })
    }

    /// Reads the sandbox's clock. Whether it was moved since it was last read.
    ///
    /// # Errors
    /// The sandbox does not answer; the shop's clock stays as it was.
    pub(crate) async fn follow(&self) -> Result<bool, SandboxClockError> {
        let answer = self.http.get(&self.url).send().await?.error_for_status()?;
        let Shown { offset_seconds } = answer.json().await?;
        let before = self.offset_seconds.swap(offset_seconds, Ordering::SeqCst);
        Ok(before != offset_seconds)
    }

    /// Moves the sandbox's clock forward, and the shop's with it.
    ///
    /// # Errors
    /// The sandbox does not answer, or does not move that far.
    pub(crate) async fn advance(&self, seconds: u64) -> Result<(), SandboxClockError> {
        let body = serde_json::json!({ "advance_seconds": seconds });
        let answer = self.http.post(&self.url).json(&body).send().await?;
        if answer.status() == StatusCode::BAD_REQUEST {
            return Err(SandboxClockError::TooFar);
        }
        let Shown { offset_seconds } = answer.error_for_status()?.json().await?;
        self.offset_seconds.store(offset_seconds, Ordering::SeqCst);
        Ok(())
    }
}
