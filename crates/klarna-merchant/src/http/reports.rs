//! Browsers' reports about the content security policy.

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::StatusCode,
    routing::post,
};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use reqwest::Url;
use serde::Deserialize;
use std::{num::NonZeroU32, sync::Arc};

use super::{App, LONGEST_BODY};
use crate::csp::REPORTS;

/// The number of reports that are logged each second, and at once. Anybody may send them.
const PER_SECOND: NonZeroU32 = NonZeroU32::MIN;
const AT_ONCE: NonZeroU32 = PER_SECOND.saturating_add(9);

/// The longest directive that there is has about half of this.
const LONGEST_DIRECTIVE: usize = 40;

pub(super) fn router() -> Router<App> {
    let limiter = RateLimiter::direct(Quota::per_second(PER_SECOND).allow_burst(AT_ONCE));
    let limiter: Arc<DefaultDirectRateLimiter> = Arc::new(limiter);
    let take = post(move |State(_): State<App>, body: Bytes| async move {
        if limiter.check().is_ok() {
            log(&body);
        }
        StatusCode::NO_CONTENT
    });
    Router::new()
        .route(REPORTS, take)
        .layer(DefaultBodyLimit::max(LONGEST_BODY))
}

/// A report in the form of `report-uri`.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Single {
    csp_report: SingleBody,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct SingleBody {
    #[serde(alias = "violated-directive")]
    effective_directive: String,
    blocked_uri: String,
}

/// A report in the form of `report-to`.
#[derive(Deserialize)]
struct Grouped {
    body: GroupedBody,
}

#[derive(Deserialize)]
struct GroupedBody {
    #[serde(rename = "effectiveDirective")]
    directive: String,
    #[serde(rename = "blockedURL")]
    blocked: String,
}

/// Logs what was blocked, and nothing else of a report: it holds addresses of pages.
fn log(report: &[u8]) {
    for (directive, blocked) in read(report) {
        tracing::warn!(directive, blocked, "blocked by the content security policy");
    }
}

fn read(report: &[u8]) -> Vec<(String, String)> {
    if let Ok(Single { csp_report }) = serde_json::from_slice(report) {
        return fit(&csp_report.effective_directive, &csp_report.blocked_uri)
            .into_iter()
            .collect();
    }
    // One whose body is of another kind is left out; the others still count.
    let all: Vec<serde_json::Value> = serde_json::from_slice(report).unwrap_or_default();
    all.into_iter()
        .filter_map(|one| serde_json::from_value::<Grouped>(one).ok())
        .filter_map(|Grouped { body }| fit(&body.directive, &body.blocked))
        .collect()
}

/// A directive, and the host or the keyword of what it blocked. Everything else may be made up.
fn fit(directive: &str, blocked: &str) -> Option<(String, String)> {
    // Some browsers send the whole line.
    let directive = directive.split(' ').next()?;
    let is_name = directive.len() <= LONGEST_DIRECTIVE
        && directive
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    let blocked = match (blocked, Url::parse(blocked)) {
        ("inline" | "eval" | "wasm-eval" | "self" | "data" | "blob", _) => blocked.to_owned(),
        (_, Ok(url)) => url.host_str()?.to_owned(),
        _ => return None,
    };
    is_name.then(|| (directive.to_owned(), blocked))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(directive: &str, blocked: &str) -> Vec<(String, String)> {
        vec![(directive.to_owned(), blocked.to_owned())]
    }

    #[test]
    fn both_forms_are_read_and_only_directive_and_host_of_them() {
        let single = br#"{"csp-report":{"document-uri":"https://shop.example/?order=1",
            "effective-directive":"img-src","blocked-uri":"https://evil.example/a?secret"}}"#;
        assert_eq!(read(single), one("img-src", "evil.example"));
        let older =
            br#"{"csp-report":{"violated-directive":"script-src 'self'","blocked-uri":"inline"}}"#;
        assert_eq!(read(older), one("script-src", "inline"));
        let grouped = br#"[{"type":"deprecation","body":{"id":"x"}},{"type":"csp-violation",
            "body":{"effectiveDirective":"frame-src","blockedURL":"https://js.klarna.com/x"}}]"#;
        assert_eq!(read(grouped), one("frame-src", "js.klarna.com"));
    }

    #[test]
    fn what_is_made_up_is_not_logged() {
        for report in [
            "",
            "[]",
            "{}",
            "[1]",
            r#"{"csp-report":{"effective-directive":"a\nb","blocked-uri":"inline"}}"#,
            r#"{"csp-report":{"effective-directive":"img-src","blocked-uri":"line\nbreak"}}"#,
        ] {
            assert_eq!(read(report.as_bytes()), [], "{report}");
        }
    }
}
