//! Limits of the server: connections at once, and calls that ask Klarna.

use std::{num::NonZeroU32, time::Duration};

/// Limits on the connections: their number, and the time that each may keep the server waiting.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConnectionLimits {
    /// Connections at once; 1,024 by default. One more takes the place of the one that has waited
    /// longest for its client; where none waits it is answered with 503 and closed.
    pub at_once: usize,
    /// The time for a request's headers, from the connection or the first byte on; 10 seconds by
    /// default.
    pub header_timeout: Duration,
    /// The time for a request's body, and for a client to go on taking an answer; 30 seconds by
    /// default.
    pub body_timeout: Duration,
    /// The time until a connection without a request is closed; a minute by default.
    pub idle_timeout: Duration,
}

impl Default for ConnectionLimits {
    fn default() -> Self {
        Self {
            at_once: 1024,
            header_timeout: Duration::from_secs(10),
            body_timeout: Duration::from_secs(30),
            idle_timeout: Duration::from_secs(60),
        }
    }
}

/// Limits on the calls that ask Klarna: opening and refreshing a session, handing an
/// approval over, and asking for the outcome of one. Klarna takes 40 new sessions a second from all of
/// a merchant's shoppers together, and 5 in the playground.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimits {
    /// For one address; 30 at once and 2 a second by default. IPv6 addresses count by their first 64
    /// bits. Not applied where the server does not know the address: a router in a server of one's own
    /// needs `into_make_service_with_connect_info::<SocketAddr>`.
    pub per_address: Rate,
    /// For one cart; 10 at once and 1 a second by default.
    pub per_cart: Rate,
    /// `true` if every request comes through a proxy: the address is then the last one in
    /// `X-Forwarded-For`. Without a proxy anybody could write one there. `false` by default.
    pub trust_forwarded_for: bool,
}

impl Default for RateLimits {
    fn default() -> Self {
        Self {
            per_address: Rate::new(THIRTY, TWO),
            per_cart: Rate::new(TEN, NonZeroU32::MIN),
            trust_forwarded_for: false,
        }
    }
}

impl RateLimits {
    /// Far more than a developer's pages and tests ask of the sandbox, all from one address.
    pub(crate) fn for_sandbox() -> Self {
        Self {
            per_address: Rate::new(THOUSAND, HUNDRED),
            per_cart: Rate::new(HUNDRED, TEN),
            trust_forwarded_for: false,
        }
    }
}

/// A number of calls at once, and how many more become possible each second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rate {
    /// Calls at once.
    pub at_once: NonZeroU32,
    /// Calls that become possible again each second.
    pub per_second: NonZeroU32,
}

impl Rate {
    /// A rate of so many calls at once, and so many more each second.
    pub const fn new(at_once: NonZeroU32, per_second: NonZeroU32) -> Self {
        Self {
            at_once,
            per_second,
        }
    }
}

const fn number(number: u32) -> NonZeroU32 {
    match NonZeroU32::new(number) {
        Some(number) => number,
        None => NonZeroU32::MIN,
    }
}

const TWO: NonZeroU32 = number(2);
const TEN: NonZeroU32 = number(10);
const THIRTY: NonZeroU32 = number(30);
const HUNDRED: NonZeroU32 = number(100);
const THOUSAND: NonZeroU32 = number(1000);
