//! Keeps one client from using up Klarna's limits, which are the merchant's as a whole.

use std::{
    convert::Infallible,
    fmt,
    hash::Hash,
    net::{IpAddr, Ipv6Addr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, request::Parts},
};
use governor::{
    DefaultKeyedRateLimiter, Quota, RateLimiter,
    clock::{Clock, DefaultClock},
};

use super::App;
use crate::{
    limits::{Rate, RateLimits},
    problem::ApiError,
};

/// The number of checks between two looks for clients that have gone.
const CHECKS_PER_CLEANUP: u32 = 1024;

/// Counts the calls of each address and for each cart. Cheap to clone; all clones are one.
#[derive(Clone)]
pub(crate) struct Limiter(Arc<Buckets>);

struct Buckets {
    addresses: DefaultKeyedRateLimiter<IpAddr>,
    carts: DefaultKeyedRateLimiter<String>,
    trust_forwarded_for: bool,
    checks: AtomicU32,
}

/// The address that a request is from, where the server knows it.
#[derive(Debug)]
pub(super) struct Caller(Option<IpAddr>);

impl Limiter {
    pub(crate) fn new(limits: &RateLimits) -> Self {
        Self(Arc::new(Buckets {
            addresses: RateLimiter::keyed(quota(limits.per_address)),
            carts: RateLimiter::keyed(quota(limits.per_cart)),
            trust_forwarded_for: limits.trust_forwarded_for,
            checks: AtomicU32::new(0),
        }))
    }

    /// Counts a call that asks Klarna.
    ///
    /// # Errors
    /// There were too many from the address, or for the cart: 429.
    pub(super) fn check(&self, caller: &Caller, cart: &str) -> Result<(), ApiError> {
        let Buckets {
            addresses, carts, ..
        } = &*self.0;
        if self
            .0
            .checks
            .fetch_add(1, Ordering::Relaxed)
            .is_multiple_of(CHECKS_PER_CLEANUP)
        {
            addresses.retain_recent();
            carts.retain_recent();
        }
        if let Some(address) = &caller.0 {
            check(addresses, address)?;
        }
        check(carts, &cart.to_owned())
    }

    fn address(&self, headers: &HeaderMap, peer: Option<IpAddr>) -> Option<IpAddr> {
        let address = if self.0.trust_forwarded_for {
            last_forwarded(headers).or(peer)
        } else {
            peer
        };
        address.map(network)
    }
}

impl fmt::Debug for Limiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Limiter")
    }
}

impl FromRequestParts<App> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let peer = peer.map(|ConnectInfo(peer)| peer.ip());
        Ok(Self(app.limiter.address(&parts.headers, peer)))
    }
}

fn quota(rate: Rate) -> Quota {
    Quota::per_second(rate.per_second).allow_burst(rate.at_once)
}

fn check<K: Clone + Eq + Hash>(
    buckets: &DefaultKeyedRateLimiter<K>,
    key: &K,
) -> Result<(), ApiError> {
    buckets
        .check_key(key)
        .map_err(|until| ApiError::too_many(until.wait_time_from(DefaultClock::default().now())))
}

/// The address that the last proxy has seen: what stands before it may be anything.
fn last_forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").into_iter().next_back()?;
    last.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
}

/// The part of an address that one client has to itself.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
        IpAddr::V4(address) => address.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_hop_counts_and_only_behind_a_proxy() {
        let mut headers = HeaderMap::new();
        headers.append("x-forwarded-for", "1.1.1.1, 2.2.2.2".parse().unwrap());
        headers.append("x-forwarded-for", "3.3.3.3, 4.4.4.4".parse().unwrap());
        let peer: Option<IpAddr> = "127.0.0.1".parse().ok();
        let mut limits = RateLimits::default();
        let alone = Limiter::new(&limits);
        assert_eq!(alone.address(&headers, peer), peer);
        limits.trust_forwarded_for = true;
        let behind = Limiter::new(&limits);
        let last: Option<IpAddr> = "4.4.4.4".parse().ok();
        assert_eq!(behind.address(&headers, peer), last);
        assert_eq!(behind.address(&HeaderMap::new(), peer), peer);
    }

    #[test]
    fn addresses_of_one_network_are_one_client() {
        let network = |text: &str| network(text.parse().unwrap()).to_string();
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(network("::ffff:10.1.2.3"), "10.1.2.3");
        assert_eq!(network("10.1.2.3"), "10.1.2.3");
    }
}
