//! Watches for what the page's content security policy blocks of what the checkout needs: the browser
//! reports it to the page alone.

use std::{cell::RefCell, rc::Rc};

use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{
    EventTarget, SecurityPolicyViolationEvent, SecurityPolicyViolationEventDisposition, Url,
};

use crate::{checkout::Violation, early};

const EVENT: &str = "securitypolicyviolation";

/// A watch for violations. Dropped, it has ended.
pub(crate) struct CspWatch {
    handler: Closure<dyn FnMut(SecurityPolicyViolationEvent)>,
}

impl CspWatch {
    /// Calls `emit` once for each violation that concerns Klarna, its script or the merchant's server; at
    /// once for what was blocked before. Takes the URLs of Klarna's script and of the server.
    pub(crate) fn new(script: &str, server: &str, emit: impl Fn(Violation) + 'static) -> Self {
        let origins = Origins {
            script: origin(script),
            server: origin(server),
        };
        let known = RefCell::new(Vec::new());
        let handle = Rc::new(move |event: SecurityPolicyViolationEvent| {
            let Some(violation) = origins.violation(&Report::from(&event)) else {
                return;
            };
            let mut known = known.borrow_mut();
            if !known.contains(&violation) {
                known.push(violation.clone());
                drop(known);
                emit(violation);
            }
        });
        for event in early::violations() {
            handle(event.unchecked_into());
        }
        let handler = Closure::new(move |event| handle(event));
        if let Some(document) = document() {
            let handler = handler.as_ref().unchecked_ref();
            // Fails only for a handler that is no function.
            let _ = document.add_event_listener_with_callback(EVENT, handler);
        }
        Self { handler }
    }
}

impl Drop for CspWatch {
    fn drop(&mut self) {
        if let Some(document) = document() {
            let handler = self.handler.as_ref().unchecked_ref();
            // Fails only for a handler that is no function.
            let _ = document.remove_event_listener_with_callback(EVENT, handler);
        }
    }
}

fn document() -> Option<EventTarget> {
    Some(web_sys::window()?.document()?.into())
}

/// A violation as the browser reports it.
struct Report {
    /// `true` if the policy only reports, and blocks nothing.
    is_report_only: bool,
    directive: String,
    blocked: Blocked,
    /// The origin of the script that caused it.
    source: Option<String>,
}

/// The thing that a directive blocks.
enum Blocked {
    Origin(String),
    Inline,
    Wasm,
    /// A source that neither an origin nor a keyword of ours would allow: `eval`, `data:` and the like.
    Other,
}

impl From<&SecurityPolicyViolationEvent> for Report {
    fn from(event: &SecurityPolicyViolationEvent) -> Self {
        let blocked = match &*event.blocked_uri() {
            "inline" => Blocked::Inline,
            "wasm-eval" => Blocked::Wasm,
            url => absolute_origin(url).map_or(Blocked::Other, Blocked::Origin),
        };
        Self {
            is_report_only: event.disposition() == SecurityPolicyViolationEventDisposition::Report,
            directive: directive(&event.effective_directive()).to_owned(),
            blocked,
            source: absolute_origin(&event.source_file()),
        }
    }
}

/// The origins of a checkout that are not Klarna's own.
struct Origins {
    /// Klarna's script: of Klarna's, or of a sandbox.
    script: Option<String>,
    /// The merchant's server.
    server: Option<String>,
}

impl Origins {
    /// Reads a violation. `None` for one that blocks nothing, or nothing of the checkout's.
    fn violation(&self, report: &Report) -> Option<Violation> {
        if report.is_report_only {
            return None;
        }
        // What Klarna's script adds is Klarna's, whatever its host is.
        let is_added = report.source.as_ref().is_some_and(|it| self.is_klarnas(it));
        let (blocked, is_klarnas) = match &report.blocked {
            Blocked::Wasm => ("'wasm-unsafe-eval'", false),
            Blocked::Inline if is_added => ("'unsafe-inline'", true),
            Blocked::Origin(origin) if is_added || self.is_klarnas(origin) => (&**origin, true),
            Blocked::Origin(origin) if self.server.as_ref() == Some(origin) => (&**origin, false),
            Blocked::Inline | Blocked::Origin(_) | Blocked::Other => return None,
        };
        Some(Violation {
            directive: report.directive.clone(),
            blocked: blocked.to_owned(),
            is_klarnas_script: is_klarnas && report.directive == "script-src",
        })
    }

    fn is_klarnas(&self, origin: &str) -> bool {
        is_klarnas_host(origin) || self.script.as_deref() == Some(origin)
    }
}

/// Returns the directive without the part that the browser adds for tags and attributes:
/// `script-src-elem` is `script-src`.
fn directive(effective: &str) -> &str {
    let tags = effective.strip_suffix("-elem");
    let directive = tags.or_else(|| effective.strip_suffix("-attr"));
    directive.unwrap_or(effective)
}

/// Returns `true` for an origin of Klarna's: `klarna.com`, `klarnacdn.net` and their like, and what is below
/// them.
fn is_klarnas_host(origin: &str) -> bool {
    let Some((_, host)) = origin.split_once("://") else {
        return false;
    };
    let host = host.split_once(':').map_or(host, |(host, _port)| host);
    let Some((above, top)) = host.rsplit_once('.') else {
        return false;
    };
    let domain = above.rsplit_once('.').map_or(above, |(_, domain)| domain);
    let is_klarnas = domain
        .strip_prefix("klarna")
        .is_some_and(|rest| rest.bytes().all(|it| it.is_ascii_lowercase()));
    is_klarnas && matches!(top, "com" | "net")
}

/// The origin of a URL of the page's.
fn origin(url: &str) -> Option<String> {
    let base = web_sys::window()?.document()?.base_uri().ok()??;
    Some(Url::new_with_base(url, &base).ok()?.origin())
}

/// The origin of an absolute URL, if it has one.
fn absolute_origin(url: &str) -> Option<String> {
    let origin = Url::new(url).ok()?.origin();
    Some(origin).filter(|it| it != "null")
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    const SANDBOX: &str = "http://127.0.0.1:8090";
    const SHOP: &str = "https://shop.example";

    fn origins() -> Origins {
        Origins {
            script: Some(SANDBOX.to_owned()),
            server: Some(SHOP.to_owned()),
        }
    }

    fn report(directive: &str, blocked: Blocked, source: Option<&str>) -> Report {
        Report {
            is_report_only: false,
            directive: directive.to_owned(),
            blocked,
            source: source.map(str::to_owned),
        }
    }

    fn host(origin: &str) -> Blocked {
        Blocked::Origin(origin.to_owned())
    }

    /// The violation's parts: directive, source that it lacks, and whether it is a script of Klarna's.
    fn read(report: &Report) -> Option<(String, String, bool)> {
        let violation = origins().violation(report)?;
        Some((
            violation.directive,
            violation.blocked,
            violation.is_klarnas_script,
        ))
    }

    fn named(directive: &str, blocked: &str, is_script: bool) -> (String, String, bool) {
        (directive.to_owned(), blocked.to_owned(), is_script)
    }

    #[test]
    fn klarnas_hosts_are_recognized() {
        for ours in [
            "https://x.klarnacdn.net",
            "https://klarna.com",
            "https://js.playground.klarna.com:8443",
            "https://klarnaservices.com",
        ] {
            assert!(is_klarnas_host(ours), "{ours}");
        }
        for other in [
            "https://example.com",
            "https://klarna.example.com",
            "https://klarna.com.evil.org",
            "https://myklarna.com",
            "https://klarna2.com",
            "https://klarna.org",
            "https://klarna",
            "inline",
        ] {
            assert!(!is_klarnas_host(other), "{other}");
        }
    }

    #[test]
    fn a_script_of_klarnas_is_known_by_its_host_whoever_adds_it() {
        for klarna in ["https://x.klarnacdn.net", "https://js.klarna.com", SANDBOX] {
            for source in [None, Some(SHOP), Some(klarna)] {
                let script = report("script-src", host(klarna), source);
                assert_eq!(read(&script), Some(named("script-src", klarna, true)));
                let frame = report("frame-src", host(klarna), source);
                assert_eq!(read(&frame), Some(named("frame-src", klarna, false)));
            }
        }
    }

    #[test]
    fn what_klarnas_script_adds_is_klarnas_whatever_its_host_is() {
        let other = "https://cdn.example";
        for klarna in ["https://x.klarnacdn.net", SANDBOX] {
            let script = report("script-src", host(other), Some(klarna));
            assert_eq!(read(&script), Some(named("script-src", other, true)));
            let call = report("connect-src", host(other), Some(klarna));
            assert_eq!(read(&call), Some(named("connect-src", other, false)));
        }
    }

    #[test]
    fn what_the_shop_lacks_is_named_and_no_script_of_klarnas() {
        let call = report("connect-src", host(SHOP), None);
        assert_eq!(read(&call), Some(named("connect-src", SHOP, false)));
        let script = report("script-src", host(SHOP), None);
        assert_eq!(read(&script), Some(named("script-src", SHOP, false)));
        let wasm = report("script-src", Blocked::Wasm, None);
        assert_eq!(
            read(&wasm),
            Some(named("script-src", "'wasm-unsafe-eval'", false))
        );
    }

    #[test]
    fn what_is_written_into_the_page_is_named_where_klarna_wrote_it() {
        for klarna in ["https://x.klarnacdn.net", SANDBOX] {
            let style = report("style-src", Blocked::Inline, Some(klarna));
            assert_eq!(
                read(&style),
                Some(named("style-src", "'unsafe-inline'", false))
            );
            let script = report("script-src", Blocked::Inline, Some(klarna));
            assert_eq!(
                read(&script),
                Some(named("script-src", "'unsafe-inline'", true))
            );
        }
        for other in [None, Some(SHOP), Some("https://ads.example")] {
            let style = report("style-src", Blocked::Inline, other);
            assert_eq!(read(&style), None);
        }
    }

    #[test]
    fn what_is_only_reported_or_of_others_is_not_named() {
        let mut reported = report("script-src", host(SANDBOX), None);
        reported.is_report_only = true;
        assert_eq!(read(&reported), None);
        let other = host("https://ads.example");
        assert_eq!(read(&report("script-src", other, Some(SHOP))), None);
        let eval = report("script-src", Blocked::Other, Some(SANDBOX));
        assert_eq!(read(&eval), None);
    }

    #[test]
    fn a_directive_is_named_without_its_kind() {
        assert_eq!(directive("script-src-elem"), "script-src");
        assert_eq!(directive("style-src-attr"), "style-src");
        assert_eq!(directive("frame-src"), "frame-src");
    }
}
