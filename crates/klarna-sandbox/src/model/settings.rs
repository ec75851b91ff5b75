//! The settings that control calls change.

use serde::{Deserialize, Serialize};

use super::{RateLimits, SdkFlow};

/// The settings that control calls change, until the sandbox is reset.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    /// The SDK's flow of the sessions that are created from now on.
    pub(crate) sdk_flow: SdkFlow,
    /// The limits on each merchant's calls.
    pub(crate) rate_limits: RateLimits,
}
