//! Response headers.

use axum::{
    extract::State,
    http::{HeaderName, HeaderValue, header},
    response::Response,
};

use super::App;
use crate::{Config, csp::frame_origins};

const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");

/// Klarna's frames scan a card or an identity document, pay, and take passkeys. A frame is given no
/// more than the page around it has.
const ALLOWED: [&str; 3] = ["camera", "payment", "publickey-credentials-get"];

/// Nothing of a checkout needs these. Chromium complains in the console of names that it does not know.
const DENIED: [&str; 16] = [
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "display-capture",
    "encrypted-media",
    "geolocation",
    "gyroscope",
    "hid",
    "magnetometer",
    "microphone",
    "midi",
    "picture-in-picture",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
];

/// A year: browsers ask for nothing of the shop without https from its first answer on.
const A_YEAR: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// The headers of every answer.
#[derive(Debug, Clone)]
pub(crate) struct SecurityHeaders(Vec<(HeaderName, HeaderValue)>);

impl SecurityHeaders {
    /// No guessing of types, no paths for other sites, no frames around a checkout, and nothing of
    /// the device but what Klarna's frames need. Only https where shoppers reach the shop by it.
    ///
    /// # Errors
    /// The address of Klarna's script does not fit into a header.
    pub(crate) fn new(config: &Config, shop_url: &str) -> anyhow::Result<Self> {
        let permissions = HeaderValue::try_from(permissions(config)?)?;
        let mut headers = vec![
            (
                header::X_CONTENT_TYPE_OPTIONS,
                HeaderValue::from_static("nosniff"),
            ),
            (
                header::REFERRER_POLICY,
                HeaderValue::from_static("strict-origin-when-cross-origin"),
            ),
            (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
            (PERMISSIONS_POLICY, permissions),
        ];
        if shop_url.starts_with("https://") {
            headers.push((header::STRICT_TRANSPORT_SECURITY, A_YEAR));
        }
        Ok(Self(headers))
    }
}

fn permissions(config: &Config) -> anyhow::Result<String> {
    let origins = frame_origins(config)?;
    let origins = origins.iter().map(|origin| format!(" \"{origin}\""));
    let origins: String = origins.collect();
    let allowed = ALLOWED.map(|feature| format!("{feature}=(self{origins})"));
    let denied = DENIED.map(|feature| format!("{feature}=()"));
    Ok([&allowed[..], &denied[..]].concat().join(", "))
}

pub(super) async fn everywhere(State(app): State<App>, mut response: Response) -> Response {
    for (name, value) in &app.security_headers.0 {
        response.headers_mut().insert(name, value.clone());
    }
    response
}

/// On every answer of a call: carts, tokens and outcomes are of this moment and for one reader.
pub(super) async fn no_store(mut response: Response) -> Response {
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn klarnas_frames_may_use_the_camera_and_nobody_the_microphone() {
        let credentials = klarna_payments::Credentials::new("user", "password");
        let config = Config::klarna(
            klarna_payments::Region::Europe,
            klarna_payments::Environment::Live,
            credentials,
        );
        let policy = permissions(&config).unwrap();
        let klarna = "(self \"https://*.klarna.com\" \"https://x.klarnacdn.net\")";
        for feature in ALLOWED {
            assert!(policy.contains(&format!("{feature}={klarna}")), "{policy}");
            let docs = include_str!("../../../../docs/content-security.md");
            assert!(docs.contains(&format!("{feature}={klarna}")), "{feature}");
        }
        assert!(policy.contains("microphone=()"), "{policy}");
    }
}
