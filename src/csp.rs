//! Watches for what the page's content security policy blocks of what the checkout needs: the browser
//! reports it to the page alone.

use std::{cell::RefCell, rc::Rc};

use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{
    EventTarget, SecurityPolicyViolationEvent, SecurityPolicyViolationEventDisposition, Url,
};

use crate::early;

const EVENT: &str = "securitypolicyviolation";

/// Something that a directive blocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Violation {
    /// The directive: `script-src`.
    pub(crate) directive: String,
    /// The source that the directive lacks: an origin, or a keyword such as `'wasm-unsafe-eval'`.
    pub(crate) lacking: String,
}

/// A watch for violations. Dropped, it has ended.
pub(crate) struct CspWatch {
    handler: Closure<dyn FnMut(SecurityPolicyViolationEvent)>,
}

impl CspWatch {
    /// Calls `emit` once for each violation that concerns Klarna or one of these URLs; at once for what
    /// was blocked before.
    pub(crate) fn new(urls: &[&str], emit: impl Fn(Violation) + 'static) -> Self {
        let needed: Vec<_> = urls.iter().filter_map(|url| origin(url)).collect();
        let known = RefCell::new(Vec::new());
        let handle = Rc::new(move |event: SecurityPolicyViolationEvent| {
            let Some(violation) = read(&event) else {
                return;
            };
            let concerns_us =
                concerns_klarna(&violation.lacking) || needed.contains(&violation.lacking);
            let mut known = known.borrow_mut();
            if concerns_us && !known.contains(&violation) {
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

/// Reads a violation. `None` for one that is only reported, and blocks nothing, and for what no origin
/// would allow: `inline` and the like.
fn read(event: &SecurityPolicyViolationEvent) -> Option<Violation> {
    if event.disposition() == SecurityPolicyViolationEventDisposition::Report {
        return None;
    }
    let blocked = event.blocked_uri();
    let lacking = if blocked == "wasm-eval" {
        "'wasm-unsafe-eval'".to_owned()
    } else {
        let url = Url::new(&blocked).ok()?;
        Some(url.origin()).filter(|it| it != "null")?
    };
    Some(Violation {
        directive: directive(&event.effective_directive()).to_owned(),
        lacking,
    })
}

/// Returns the directive without the part that the browser adds for tags and attributes:
/// `script-src-elem` is `script-src`.
fn directive(effective: &str) -> &str {
    let tags = effective.strip_suffix("-elem");
    let directive = tags.or_else(|| effective.strip_suffix("-attr"));
    directive.unwrap_or(effective)
}

/// Returns `true` for a keyword, and for an origin of Klarna's: `klarna.com`, `klarnacdn.net` and their
/// like, and what is below them.
fn concerns_klarna(lacking: &str) -> bool {
    let Some((_, host)) = lacking.split_once("://") else {
        return lacking.starts_with('\'');
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

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn klarnas_hosts_and_keywords_are_recognized() {
        for ours in [
            "'wasm-unsafe-eval'",
            "https://x.klarnacdn.net",
            "https://klarna.com",
            "https://js.playground.klarna.com:8443",
            "https://klarnaservices.com",
        ] {
            assert!(concerns_klarna(ours), "{ours}");
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
            assert!(!concerns_klarna(other), "{other}");
        }
    }

    #[test]
    fn a_directive_is_named_without_its_kind() {
        assert_eq!(directive("script-src-elem"), "script-src");
        assert_eq!(directive("style-src-attr"), "style-src");
        assert_eq!(directive("frame-src"), "frame-src");
    }
}
