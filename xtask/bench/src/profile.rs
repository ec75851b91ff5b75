//! The networks and machines that pages are measured on.

use serde::Serialize;
use serde_json::{Value, json};

/// What Chromium pretends to have. It delays and slows each request by itself; setting up a
/// connection costs nothing extra. The processor's figure holds for the page's main thread.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(crate) struct Profile {
    /// As the table names it.
    pub(crate) name: &'static str,
    /// From a request to the first byte of its answer, at least.
    pub(crate) latency_ms: u32,
    /// Of all requests together, in both directions.
    pub(crate) mbit_per_s: f64,
    /// How many times slower than this machine.
    pub(crate) cpu_slowdown: f64,
}

/// In the order of the table.
pub(crate) const PROFILES: [Profile; 3] = [
    Profile {
        name: "slow 4G",
        latency_ms: 150,
        mbit_per_s: 1.6,
        cpu_slowdown: 4.0,
    },
    Profile {
        name: "fast 4G",
        latency_ms: 60,
        mbit_per_s: 9.0,
        cpu_slowdown: 2.0,
    },
    Profile {
        name: "cable",
        latency_ms: 20,
        mbit_per_s: 20.0,
        cpu_slowdown: 1.0,
    },
];

impl Profile {
    /// The parameters of `Network.emulateNetworkConditions`.
    pub(crate) fn network(&self) -> Value {
        let bytes_per_s = self.mbit_per_s * 1_000_000.0 / 8.0;
        json!({
            "offline": false,
            "latency": self.latency_ms,
            "downloadThroughput": bytes_per_s,
            "uploadThroughput": bytes_per_s,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chromium_is_told_bytes_and_not_bits() {
        let told = PROFILES[0].network();
        assert_eq!(told["downloadThroughput"], 200_000.0);
        assert_eq!(told["latency"], 150);
    }
}
