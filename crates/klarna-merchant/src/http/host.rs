//! Refuses requests for other hosts: a page of a stranger's whose name was turned to this server
//! (DNS rebinding) is of the same origin to the browser, but has another host.

use std::net::IpAddr;

use axum::{
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header, uri::Authority},
    middleware::Next,
    response::{IntoResponse, Response},
};
use reqwest::Url;

use super::App;
use crate::{Config, problem::ApiError};

/// The hosts that the server answers for, whatever the port.
#[derive(Debug, Clone)]
pub(crate) struct Hosts {
    names: Vec<String>,
    /// `true` if all names and addresses of the machine itself are among them.
    loopback: bool,
}

impl Hosts {
    /// The hosts of a shop that is reached at `shop_url` and listens at `listen_url`.
    pub(crate) fn new(config: &Config, shop_url: &str, listen_url: &str) -> Self {
        let host = |url: &str| {
            let url = Url::parse(url).ok()?;
            url.host_str().map(normal)
        };
        let mut names: Vec<_> = config.hosts.iter().map(|name| normal(name)).collect();
        names.extend(host(shop_url));
        let listens_on = host(listen_url).unwrap_or_default();
        // Listening on every address is listening on loopback, too.
        let everywhere = listens_on
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_unspecified());
        Self {
            names,
            loopback: everywhere || is_loopback(&listens_on),
        }
    }

    fn has(&self, host: &str) -> bool {
        let host = normal(host);
        self.names.contains(&host) || (self.loopback && is_loopback(&host))
    }

    /// Returns `true` for a request to one of the hosts, and for one that names none: no browser
    /// sends such a one.
    fn serve(&self, request: &Request) -> bool {
        let authority = request.uri().authority();
        let hosts = request.headers().get_all(header::HOST);
        authority.is_none_or(|it| self.has(it.host()))
            && hosts.iter().all(|host| self.serves_header(host))
    }

    fn serves_header(&self, host: &HeaderValue) -> bool {
        let host = Authority::try_from(host.as_bytes());
        host.is_ok_and(|authority| self.has(authority.host()))
    }
}

pub(super) async fn check(State(app): State<App>, request: Request, next: Next) -> Response {
    if app.hosts.serve(&request) {
        return next.run(request).await;
    }
    ApiError::http(
        StatusCode::MISDIRECTED_REQUEST,
        "The shop is not at this host. Its hosts are that of its public URL and those that the \
         server was started with.",
    )
    .into_response()
}

/// Without the brackets of an IPv6 address and the dot at a name's end.
fn normal(host: &str) -> String {
    host.trim_matches(['[', ']'])
        .trim_end_matches('.')
        .to_ascii_lowercase()
}

fn is_loopback(host: &str) -> bool {
    match host.parse::<IpAddr>() {
        Ok(address) => address.is_loopback(),
        Err(_) => host == "localhost" || host.ends_with(".localhost"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts(listens_at: &str, public: Option<&str>) -> Hosts {
        let mut config = Config::sandbox("http://127.0.0.1:9");
        config.hosts = vec!["Shop.Internal".to_owned()];
        Hosts::new(&config, public.unwrap_or(listens_at), listens_at)
    }

    fn serves(hosts: &Hosts, host: &'static str) -> bool {
        hosts.serves_header(&HeaderValue::from_static(host))
    }

    #[test]
    fn on_loopback_its_names_are_served_at_any_port() {
        for listens_at in [
            "http://127.0.0.1:8080",
            "http://[::1]:80",
            "http://0.0.0.0:1",
        ] {
            let hosts = hosts(listens_at, None);
            for host in [
                "localhost:1",
                "127.0.0.1",
                "[::1]:9",
                "a.LOCALHOST.",
                "shop.internal",
            ] {
                assert!(serves(&hosts, host), "{host}");
            }
            for host in ["evil.example", "127.0.0.1.evil.example", "10.0.0.1:80", ""] {
                assert!(!serves(&hosts, host), "{host}");
            }
        }
    }

    #[test]
    fn elsewhere_the_public_urls_host_alone_is() {
        let hosts = hosts("http://10.0.0.1:8080", Some("https://shop.example"));
        for host in ["shop.example", "SHOP.example:443"] {
            assert!(serves(&hosts, host), "{host}");
        }
        for host in [
            "localhost",
            "127.0.0.1:8080",
            "10.0.0.1:8080",
            "a.shop.example",
        ] {
            assert!(!serves(&hosts, host), "{host}");
        }
    }
}
