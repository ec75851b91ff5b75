//! Limits on the number of calls, and the calls that are counted.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

/// The limits on each merchant's calls.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum RateLimits {
    /// None.
    #[default]
    Off,
    /// Those of Klarna's playground.
    Playground,
    /// Those of Klarna's live API.
    Live,
}

/// Calls that are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum CallGroup {
    CreateSession,
    CreateCustomerToken,
    Other,
}

/// The number of calls in the second of a merchant's last call, by merchant and group.
#[derive(Debug, Default)]
pub(crate) struct CallCounts(HashMap<(String, CallGroup), (i64, u32)>);

impl CallCounts {
    /// Counts a call in a second of Unix time, and returns the number of calls in that second.
    pub(crate) fn count(&mut self, merchant: &str, group: CallGroup, second: i64) -> u32 {
        let counted = self.0.entry((merchant.to_owned(), group)).or_default();
        if counted.0 != second {
            *counted = (second, 0);
        }
        counted.1 = counted.1.saturating_add(1);
        counted.1
    }
}
