//! The SDK's two flows.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The way in which the SDK shows a session. A session keeps the flow that was set when it was created,
/// and its client token names it to the SDK.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SdkFlow {
    /// The older flow: the widget's iframe is in the container, and `authorize` needs a `load` before it.
    Iframe,
    /// The newer flow: the container gets a `div[data-cid]` with a closed shadow root, drawn by a second
    /// script, and `authorize` works without `load`.
    #[default]
    Utopia,
}

impl SdkFlow {
    /// The name in JSON: `utopia`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Iframe => "iframe",
            Self::Utopia => "utopia",
        }
    }
}

/// A text that names no flow.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the SDK's flow is `iframe` or `utopia`")]
pub struct UnknownSdkFlow;

impl FromStr for SdkFlow {
    type Err = UnknownSdkFlow;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        [Self::Iframe, Self::Utopia]
            .into_iter()
            .find(|flow| flow.name() == name)
            .ok_or(UnknownSdkFlow)
    }
}
