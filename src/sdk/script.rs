//! Klarna's script.

use std::time::Duration;

use js_sys::Promise;
use wasm_bindgen_futures::JsFuture;

use crate::{checkout::Failure, early};

/// The URL from which Klarna serves its SDK. The same script serves playground and production: the
/// client token says which.
pub const KLARNA_SCRIPT: &str = "https://x.klarnacdn.net/kp/lib/v1/api.js";

/// Klarna's script, as a checkout asks for it.
#[derive(Debug, Clone)]
pub(crate) struct Script {
    /// The script's URL.
    pub(crate) url: String,
    /// The nonce for the tag, where a content security policy asks for one.
    pub(crate) nonce: Option<String>,
    /// The time that the script may take.
    pub(crate) timeout: Duration,
}

impl Script {
    /// Sees that the script is in the page: one tag for all checkouts that ask.
    pub(super) async fn prepare(self) -> Result<(), Failure> {
        let outcome = self.insert();
        let outcome = JsFuture::from(outcome).await.ok();
        match outcome.and_then(|it| it.as_string()).as_deref() {
            Some("ready") => Ok(()),
            Some("script-blocked") => Err(Failure::ScriptBlocked),
            Some("script-timeout") => Err(Failure::ScriptTimeout),
            _ => Err(Failure::SdkMissing),
        }
    }

    fn insert(&self) -> Promise {
        let timeout_ms = self.timeout.as_secs_f64() * 1000.0;
        early::prepare(&self.url, self.nonce.as_deref(), timeout_ms)
    }
}
