//! The origins and hosts from which the sandbox may be used, and the hosts that it may call.

use std::{fmt, net::IpAddr, str::FromStr};

use axum::http::uri::Authority;
use reqwest::Url;

use crate::model::{RateLimits, SdkFlow, Settings};

/// The password of every merchant; every username is a merchant of its own.
pub const PASSWORD: &str = "sandbox";

/// Permissions beyond this machine and the sandbox's own pages (by default there are none), and the
/// settings that a sandbox starts with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SandboxConfig {
    /// Origins of pages that may make control calls, besides the sandbox's own pages.
    pub allowed_origins: Vec<Origin>,
    /// Host names under which the sandbox answers, besides those of this machine and the address that
    /// it listens on.
    pub allowed_hosts: Vec<String>,
    /// Hosts that callbacks may be sent to, besides this machine.
    pub callback_hosts: Vec<String>,
    /// The SDK's flow of sessions, until it is set to another one.
    pub sdk_flow: SdkFlow,
}

impl SandboxConfig {
    /// The settings that a sandbox starts with.
    pub(crate) fn settings(&self) -> Settings {
        Settings {
            sdk_flow: self.sdk_flow,
            rate_limits: RateLimits::Off,
        }
    }
}

/// The origin of a page, as browsers name it: `http://127.0.0.1:8080`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin(String);

impl Origin {
    /// The text as browsers send it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text that is not an origin.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an origin is a scheme, a host and a port alone: http://127.0.0.1:8080")]
pub struct InvalidOrigin;

impl FromStr for Origin {
    type Err = InvalidOrigin;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url = Url::parse(text).map_err(|_| InvalidOrigin)?;
        let is_bare = matches!(url.scheme(), "http" | "https")
            && url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        if !is_bare {
            return Err(InvalidOrigin);
        }
        Ok(Self(url.origin().ascii_serialization()))
    }
}

/// The permissions of one sandbox: its [`SandboxConfig`], and those that follow from its address.
#[derive(Debug)]
pub(crate) struct Access {
    config: SandboxConfig,
    /// The sandbox's own origin, by the URL that it is reached under.
    own_origin: Option<Origin>,
    own_host: String,
    /// `true` if the sandbox listens on every address of the machine.
    listens_on_all: bool,
}

impl Access {
    pub(crate) fn new(url: &str, config: SandboxConfig, listens_on_all: bool) -> Self {
        let parsed = Url::parse(url).ok();
        let own_host = parsed.as_ref().and_then(Url::host_str).unwrap_or_default();
        Self {
            config,
            own_origin: url.parse().ok(),
            own_host: bare(own_host),
            listens_on_all,
        }
    }

    pub(crate) fn config(&self) -> &SandboxConfig {
        &self.config
    }

    /// `true` if the sandbox answers under that `Host`.
    ///
    /// A page elsewhere whose host name was pointed at this machine (DNS rebinding) is of the sandbox's
    /// own origin for the browser. Its `Host` is that name, never an address.
    pub(crate) fn accepts_host(&self, host: &str) -> bool {
        let Ok(authority) = host.parse::<Authority>() else {
            return false;
        };
        let host = bare(authority.host());
        is_loopback(&host)
            // Reserved for this machine.
            || host.ends_with(".localhost")
            || host == self.own_host
            || (self.listens_on_all && host.parse::<IpAddr>().is_ok())
            || contains(&self.config.allowed_hosts, &host)
    }

    /// `true` if a page of that origin may make control calls. `host` is the `Host` of its request,
    /// which was accepted before.
    pub(crate) fn accepts_origin(&self, origin: &str, host: Option<&str>) -> bool {
        let is = |accepted: &str| accepted.eq_ignore_ascii_case(origin);
        host.is_some_and(|host| is(&format!("http://{host}")))
            || self.own_origin.as_ref().is_some_and(|own| is(own.as_str()))
            || self
                .config
                .allowed_origins
                .iter()
                .any(|allowed| is(allowed.as_str()))
    }

    /// The URL of a callback, or `None` where it may not be called.
    pub(crate) fn callback_url(&self, url: &str) -> Option<Url> {
        let url = Url::parse(url).ok()?;
        let host = bare(url.host_str()?);
        (is_loopback(&host) || contains(&self.config.callback_hosts, &host)).then_some(url)
    }
}

/// A host in one way of writing: small letters, and an IPv6 address without its brackets.
fn bare(host: &str) -> String {
    host.trim_start_matches('[')
        .trim_end_matches(']')
        .to_ascii_lowercase()
}

fn contains(hosts: &[String], host: &str) -> bool {
    hosts.iter().any(|allowed| bare(allowed) == host)
}

fn is_loopback(host: &str) -> bool {
    let address = host.parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn access(url: &str, listens_on_all: bool) -> Access {
        let config = SandboxConfig {
            allowed_origins: vec!["http://Shop.test:80/".parse().expect("an origin")],
            allowed_hosts: vec!["klarna".to_owned()],
            callback_hosts: vec!["Merchant".to_owned(), "::2".to_owned()],
            ..SandboxConfig::default()
        };
        Access::new(url, config, listens_on_all)
    }

    #[test]
    fn an_origin_is_a_scheme_a_host_and_a_port() {
        for (text, origin) in [
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("https://Shop.example/", "https://shop.example"),
            ("http://[::1]:80", "http://[::1]"),
        ] {
            let parsed: Origin = text.parse().expect("an origin");
            assert_eq!(parsed.to_string(), origin);
        }
        for odd in [
            "",
            "*",
            "null",
            "shop.example",
            "ftp://shop.example",
            "http://shop.example/cart",
            "http://shop.example?x",
            "http://shop.example#x",
            "http://me@shop.example",
        ] {
            assert_eq!(odd.parse::<Origin>(), Err(InvalidOrigin), "{odd}");
        }
    }

    #[test]
    fn a_host_is_this_machine_or_the_address_or_one_that_was_named() {
        let here = access("http://192.168.1.5:3001", false);
        for host in [
            "localhost",
            "LOCALHOST:3001",
            "shop.localhost:1",
            "127.0.0.1:3001",
            "127.8.8.8",
            "[::1]:3001",
            "192.168.1.5:3001",
            "klarna:3001",
        ] {
            assert!(here.accepts_host(host), "{host}");
        }
        for host in [
            "",
            "evil.example",
            "evil.example:3001",
            "localhost.evil.example",
            "127.0.0.1.evil.example:3001",
            "192.168.1.6:3001",
            "notlocalhost",
            "klarna.evil.example",
            "evil.example@",
            "a b",
        ] {
            assert!(!here.accepts_host(host), "{host}");
        }
        let everywhere = access("http://127.0.0.1:3001", true);
        assert!(everywhere.accepts_host("192.168.1.6:3001"));
        assert!(!everywhere.accepts_host("evil.example:3001"));
    }

    #[test]
    fn an_origin_is_the_sandboxs_own_or_one_that_was_named() {
        let access = access("http://127.0.0.1:3001", false);
        let host = Some("localhost:3001");
        for origin in [
            "http://localhost:3001",
            "http://127.0.0.1:3001",
            "http://shop.test",
        ] {
            assert!(access.accepts_origin(origin, host), "{origin}");
        }
        for origin in [
            "null",
            "",
            "http://localhost:3002",
            "https://localhost:3001",
            "http://shop.test:8080",
            "http://evil.example",
        ] {
            assert!(!access.accepts_origin(origin, host), "{origin}");
        }
    }

    #[test]
    fn callbacks_go_to_this_machine_or_to_hosts_that_were_named() {
        let access = access("http://192.168.1.5:3001", false);
        for url in [
            "http://localhost:8080/x",
            "http://127.0.0.1/x",
            "http://127.1/x",
            "https://[::1]:1/x",
            "http://MERCHANT/x",
            "http://[::2]/x",
        ] {
            assert!(access.callback_url(url).is_some(), "{url}");
        }
        for url in [
            "https://shop.example/x",
            "http://shop.localhost/x",
            "http://localhost.shop.example/x",
            "http://127.0.0.1@shop.example/x",
            "http://192.168.1.5/x",
            "http://169.254.169.254/x",
            "http://[::ffff:169.254.169.254]/x",
            "http://merchant.shop.example/x",
            "http://",
            "x",
        ] {
            assert!(access.callback_url(url).is_none(), "{url}");
        }
    }
}
