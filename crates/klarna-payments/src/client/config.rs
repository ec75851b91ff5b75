//! Which Klarna to call, as whom, and how patiently.

use std::{fmt, time::Duration};

use reqwest::header::HeaderValue;
use serde::de::IgnoredAny;

use super::retry::Retry;
use crate::market::Region;

/// Klarna's two worlds. Credentials of the one do not work in the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Environment {
    /// For tests; no money moves.
    Playground,
    /// For real.
    Live,
}

/// An API user name and password, as made in Klarna's merchant portal. `Debug` shows neither.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    username: String,
    password: String,
}

impl Credentials {
    /// Wraps a user name and a password.
    pub fn new(username: impl Into<String>, password: impl Into<String>) -> Self {
        Self {
            username: username.into(),
            password: password.into(),
        }
    }

    pub(super) fn username(&self) -> &str {
        &self.username
    }

    pub(super) fn password(&self) -> &str {
        &self.password
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(…)")
    }
}

/// Which Klarna to call, as whom, and how patiently.
///
/// ```
/// use klarna_payments::{ClientConfig, Country, Credentials, Environment};
///
/// let credentials = Credentials::new("user", "password");
/// let config = ClientConfig::for_region(
///     Country::Us.region(),
///     Environment::Playground,
///     credentials,
/// );
/// assert_eq!(config.base_url, "https://api-na.playground.klarna.com");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientConfig {
    /// Scheme, host and port: `https://api.klarna.com`. HTTPS, unless it is this very machine.
    pub base_url: String,
    /// As whom.
    pub credentials: Credentials,
    /// How long to wait for a connection; 5 seconds by default.
    pub connect_timeout: Duration,
    /// How long to wait for a whole answer, connecting included; 10 seconds by default. Counts
    /// for each try.
    pub timeout: Duration,
    /// The longest answer to read, in bytes; 1 MiB by default.
    pub max_answer_bytes: usize,
    /// When a call is made again.
    pub retry: Retry,
    /// Who calls, as Klarna sees it.
    pub user_agent: String,
    /// The description of the integration that goes with every call; none by default.
    pub integration_metadata: Option<IntegrationMetadata>,
}

impl ClientConfig {
    /// A Klarna of that base URL, everything else by default. For a sandbox of one's own.
    pub fn new(base_url: impl Into<String>, credentials: Credentials) -> Self {
        Self {
            base_url: base_url.into(),
            credentials,
            connect_timeout: Duration::from_secs(5),
            timeout: Duration::from_secs(10),
            max_answer_bytes: 1 << 20,
            retry: Retry::default(),
            user_agent: concat!("leptos-klarna/", env!("CARGO_PKG_VERSION")).to_owned(),
            integration_metadata: None,
        }
    }

    /// The Klarna that serves a region, everything else by default.
    pub fn for_region(region: Region, environment: Environment, credentials: Credentials) -> Self {
        Self::new(base_url(region, environment), credentials)
    }
}

/// The header `X-Klarna-Integration-Metadata`: a JSON text by which Klarna's support recognises an
/// integration. Klarna's own plugins for shop systems send it, with the names and versions of the
/// integrator's software; agree with Klarna on the contents.
///
/// ```
/// use klarna_payments::IntegrationMetadata;
///
/// let metadata = IntegrationMetadata::new(r#"{"integrator":{"name":"shop","module_version":"1.2"}}"#);
/// assert!(metadata.is_ok());
/// assert!(IntegrationMetadata::new("shop 1.2").is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntegrationMetadata(HeaderValue);

impl IntegrationMetadata {
    /// The longest text: Klarna takes headers of 6 KB at most (rate limits, in its API documentation).
    pub const MAX_BYTES: usize = 6 * 1024;

    /// Wraps a JSON text in visible ASCII; other characters can be written as `\u` escapes.
    ///
    /// # Errors
    /// A text that is not JSON, cannot stand in a header, or is too long.
    pub fn new(json: &str) -> Result<Self, InvalidIntegrationMetadata> {
        let is_json = serde_json::from_str::<IgnoredAny>(json).is_ok();
        let is_visible = json.bytes().all(|byte| matches!(byte, b' '..=b'~'));
        if !is_json || !is_visible || json.len() > Self::MAX_BYTES {
            return Err(InvalidIntegrationMetadata);
        }
        let header = HeaderValue::from_str(json);
        header.map(Self).map_err(|_| InvalidIntegrationMetadata)
    }

    pub(super) fn header(&self) -> &HeaderValue {
        &self.0
    }
}

/// A text that cannot be [`IntegrationMetadata`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("integration metadata is a JSON text in visible ASCII of at most 6 KB")]
pub struct InvalidIntegrationMetadata;

/// Klarna's own hosts (API URLs, in its API documentation).
const fn base_url(region: Region, environment: Environment) -> &'static str {
    match (region, environment) {
        (Region::Europe, Environment::Live) => "https://api.klarna.com",
        (Region::Europe, Environment::Playground) => "https://api.playground.klarna.com",
        (Region::NorthAmerica, Environment::Live) => "https://api-na.klarna.com",
        (Region::NorthAmerica, Environment::Playground) => "https://api-na.playground.klarna.com",
        (Region::Oceania, Environment::Live) => "https://api-oc.klarna.com",
        (Region::Oceania, Environment::Playground) => "https://api-oc.playground.klarna.com",
    }
}

/// A configuration from which no client can be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// Not a URL of scheme, host and port alone.
    #[error("the base URL must be a scheme, a host and a port, such as https://api.klarna.com")]
    BaseUrl,
    /// The password would travel in the open.
    #[error("the base URL must be https, unless it is this machine's own address")]
    Insecure,
    /// The HTTP client cannot be set up: no trusted certificates, or an unusable user agent.
    #[error("the HTTP client cannot be set up")]
    Http(#[source] Box<dyn std::error::Error + Send + Sync>),
}
