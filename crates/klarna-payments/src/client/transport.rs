//! One HTTP exchange: sends a request, reads the answer up to a limit, judges nothing.

use reqwest::{
    Url,
    header::{ACCEPT, CONTENT_TYPE, HeaderMap, RETRY_AFTER},
    redirect::Policy,
};
use rustls::crypto::{CryptoProvider, ring};

use super::{
    answer::{self, Answer},
    call::Request,
    config::{ClientConfig, ConfigError, Credentials},
    error::KlarnaError,
};
use crate::id::CorrelationId;

const JSON: &str = "application/json";
const INTEGRATION_METADATA: &str = "x-klarna-integration-metadata";
const IDEMPOTENCY_KEY: &str = "klarna-idempotency-key";

#[derive(Debug, Clone)]
pub(super) struct Transport {
    http: reqwest::Client,
    /// Scheme, host and port, without a slash at the end.
    base_url: String,
    credentials: Credentials,
    max_answer_bytes: usize,
}

impl Transport {
    pub(super) fn new(config: ClientConfig) -> Result<Self, ConfigError> {
        let base_url = base_url(&config.base_url)?;
        if CryptoProvider::get_default().is_none() {
            // Lost only to another thread that installed one at the same moment: just as good.
            let _ = ring::default_provider().install_default();
        }
        let mut headers = HeaderMap::new();
        if let Some(metadata) = &config.integration_metadata {
            headers.insert(INTEGRATION_METADATA, metadata.header().clone());
        }
        let mut http = reqwest::Client::builder()
            .user_agent(&config.user_agent)
            .default_headers(headers)
            .connect_timeout(config.connect_timeout)
            .timeout(config.timeout)
            // A redirect would carry the body to somebody else.
            .redirect(Policy::none());
        if is_loopback(&base_url) {
            // A proxy has another idea of "this machine".
            http = http.no_proxy();
        }
        Ok(Self {
            http: http
                .build()
                .map_err(|error| ConfigError::Http(error.into()))?,
            base_url: base_url.as_str().trim_end_matches('/').to_owned(),
            credentials: config.credentials,
            max_answer_bytes: config.max_answer_bytes,
        })
    }

    pub(super) async fn send(&self, request: &Request) -> Result<Answer, KlarnaError> {
        let url = format!("{}{}", self.base_url, request.path);
        let mut sending = self
            .http
            .request(request.call.method(), url)
            .basic_auth(
                self.credentials.username(),
                Some(self.credentials.password()),
            )
            .header(ACCEPT, JSON);
        if let Some(key) = &request.key {
            sending = sending.header(IDEMPOTENCY_KEY, key.as_str());
        }
        if let Some(body) = &request.body {
            sending = sending.header(CONTENT_TYPE, JSON).body(body.clone());
        }
        let response = sending.send().await.map_err(failure)?;
        let mut answer = head(response.status().as_u16(), response.headers());
        answer.body = self.body(response).await?;
        Ok(answer)
    }

    /// The body, or nothing where it is longer than the limit.
    async fn body(&self, mut response: reqwest::Response) -> Result<Option<Vec<u8>>, KlarnaError> {
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(failure)? {
            if body.len() + chunk.len() > self.max_answer_bytes {
                return Ok(None);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Some(body))
    }
}

fn head(status: u16, headers: &HeaderMap) -> Answer {
    let text = |value: &reqwest::header::HeaderValue| value.to_str().ok().map(str::to_owned);
    Answer {
        status,
        correlation_id: headers
            .get("klarna-correlation-id")
            .and_then(text)
            .filter(|id| answer::is_id(id))
            .map(CorrelationId::new),
        retry_after: headers
            .get(RETRY_AFTER)
            .and_then(text)
            .and_then(|value| answer::retry_after(&value)),
        body: None,
    }
}

/// Sorts a failure by what it says of the request: not sent, unanswered, or cut off.
fn failure(error: reqwest::Error) -> KlarnaError {
    // Its URL holds a token.
    let error = error.without_url();
    if error.is_connect() || error.is_builder() {
        KlarnaError::Connect(error.into())
    } else if error.is_timeout() {
        KlarnaError::Timeout(error.into())
    } else {
        KlarnaError::Interrupted(error.into())
    }
}

fn base_url(text: &str) -> Result<Url, ConfigError> {
    let url = Url::parse(text).map_err(|_| ConfigError::BaseUrl)?;
    let bare = url.host_str().is_some()
        && url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    match url.scheme() {
        "https" | "http" if !bare => Err(ConfigError::BaseUrl),
        "https" => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        "http" => Err(ConfigError::Insecure),
        _ => Err(ConfigError::BaseUrl),
    }
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || address
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_travel_only_over_https_or_within_this_machine() {
        for good in [
            "https://api.klarna.com",
            "https://api.klarna.com/",
            "http://127.0.0.1:8080",
            "http://localhost:1",
            "http://[::1]:9",
        ] {
            assert!(base_url(good).is_ok(), "{good}");
        }
        for insecure in ["http://api.klarna.com", "http://127.0.0.1.example.com"] {
            assert!(
                matches!(base_url(insecure), Err(ConfigError::Insecure)),
                "{insecure}"
            );
        }
    }

    #[test]
    fn a_base_url_is_a_scheme_a_host_and_a_port_alone() {
        for bad in [
            "",
            "api.klarna.com",
            "ftp://api.klarna.com",
            "https://",
            "https://api.klarna.com/payments",
            "https://api.klarna.com?x=1",
            "https://api.klarna.com#x",
            "https://user@api.klarna.com",
            "https://:secret@api.klarna.com",
        ] {
            assert!(matches!(base_url(bad), Err(ConfigError::BaseUrl)), "{bad}");
        }
    }
}
