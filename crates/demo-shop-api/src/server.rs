//! The server: its configuration, and the sandbox's clock.

use serde::{Deserialize, Serialize};

/// The configuration of the server, as far as a page needs it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShopConfig {
    /// The address of Klarna's JavaScript SDK.
    pub sdk_url: String,
    /// `true` if that SDK is the sandbox's, so that the page can say that no money moves.
    pub sandbox: bool,
}

/// A request to move the sandbox's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockMove {
    /// The time to skip; a clock only moves forward.
    pub advance_seconds: u64,
}
