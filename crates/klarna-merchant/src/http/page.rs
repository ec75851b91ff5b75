//! The shop's HTML: sent with its policy, with a nonce of its own, and with what lets the checkout
//! start early.

use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};

use super::App;
use crate::csp::{ContentSecurityPolicy, NONCE, Nonce};

/// Where a page lets the server put what makes Klarna's script come early.
const EARLY: &str = "<!-- {{klarna}} -->";

/// Stands for the address of Klarna's script in a page.
const SCRIPT: &str = "{{klarna-script}}";

/// The paths that show the checkout as soon as they are opened: Klarna's script is wanted there.
const CHECKOUTS: [&str; 2] = ["/checkout", "/checkout/review"];

/// Larger than any page, in bytes.
const LONGEST_PAGE: usize = 1024 * 1024;

/// The endpoint of a policy's `report-to`.
const REPORTING_ENDPOINTS: HeaderName = HeaderName::from_static("reporting-endpoints");
const ENDPOINTS: &str = "csp=\"/reports/csp\"";

const HTML: &str = "text/html";

/// What a request may say to get less than the whole page, as it lies there: the page it would get
/// has another nonce than the one that it knows.
const SHORTCUTS: [header::HeaderName; 5] = [
    header::IF_MODIFIED_SINCE,
    header::IF_UNMODIFIED_SINCE,
    header::IF_NONE_MATCH,
    header::RANGE,
    header::ACCEPT_ENCODING,
];

/// What a file's headers say that is not so of the page made from it.
const OF_THE_FILE: [header::HeaderName; 4] = [
    header::CONTENT_LENGTH,
    header::LAST_MODIFIED,
    header::ETAG,
    header::ACCEPT_RANGES,
];

/// Fills in the pages among the site's files, and sends them with the policy.
pub(super) async fn fill(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    if is_page(&path) {
        for name in SHORTCUTS {
            request.headers_mut().remove(name);
        }
    }
    let response = next.run(request).await;
    if !is_html(response.headers()) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    for name in OF_THE_FILE {
        parts.headers.remove(name);
    }
    let Ok(bytes) = to_bytes(body, LONGEST_PAGE).await else {
        tracing::error!("a page of the site cannot be read, or is larger than 1 MiB");
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let nonce = Nonce::random();
    let text = String::from_utf8_lossy(&bytes);
    let text = text
        .replace(EARLY, &early(&app.config.sdk_url, &path))
        .replace(SCRIPT, &attribute(&app.config.sdk_url));
    let page = Response::from_parts(parts, Body::from(nonce.fill(&text)));
    with_policy(page, &app.csp, &nonce)
}

/// A page of the server's own making, without scripts.
pub(super) fn plain(html: String, policy: &ContentSecurityPolicy) -> Response {
    with_policy(Html(html).into_response(), policy, &Nonce::random())
}

/// Whether a path may be a page's, as opposed to another file's.
pub(super) fn is_page(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.rsplit_once('.')
        .is_none_or(|(_, extension)| extension == "html")
}

fn is_html(headers: &HeaderMap) -> bool {
    let media = headers.get(header::CONTENT_TYPE);
    media.is_some_and(|media| media.as_bytes().starts_with(HTML.as_bytes()))
}

fn with_policy(mut page: Response, policy: &ContentSecurityPolicy, nonce: &Nonce) -> Response {
    let Some(policy) = policy.header(nonce) else {
        // A policy that does not fit into a header stops the server at its start.
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let headers = page.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    headers.insert(REPORTING_ENDPOINTS, HeaderValue::from_static(ENDPOINTS));
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    headers.insert(header::CONTENT_TYPE, html);
    page
}

/// Links in the page's head: a connection to Klarna's host, and where the page shows the checkout,
/// the script itself.
fn early(script: &str, path: &str) -> String {
    let script = attribute(script);
    let host = script.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
    let connect = format!("<link rel=\"preconnect\" href=\"{host}\">");
    if !CHECKOUTS.contains(&path) {
        return connect;
    }
    format!("{connect}<link rel=\"preload\" as=\"script\" href=\"{script}\" nonce=\"{NONCE}\">")
}

fn attribute(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_go_where_the_policy_says() {
        let endpoint = format!("{}=\"{}\"", crate::csp::REPORT_GROUP, crate::csp::REPORTS);
        assert_eq!(ENDPOINTS, endpoint);
    }

    #[test]
    fn pages_are_told_from_files_by_their_names() {
        for page in ["/", "/checkout", "/a.b/c", "/index.html"] {
            assert!(is_page(page), "{page}");
        }
        for file in ["/shop.js", "/img/mug.svg", "/a/b.wasm"] {
            assert!(!is_page(file), "{file}");
        }
    }

    #[test]
    fn the_script_is_fetched_early_only_where_it_is_wanted() {
        let script = "https://sdk.example/api.js?a=1&b=2";
        let connect = "<link rel=\"preconnect\" href=\"https://sdk.example\">";
        assert_eq!(early(script, "/"), connect);
        assert_eq!(
            early(script, "/checkout"),
            format!(
                "{connect}<link rel=\"preload\" as=\"script\" \
                 href=\"https://sdk.example/api.js?a=1&amp;b=2\" nonce=\"{{{{nonce}}}}\">"
            )
        );
    }
}
