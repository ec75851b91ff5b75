//! The content security policy of the shop's pages: nothing, plus what the checkout needs.
//!
//! `docs/content-security.md` is the same list for merchants; a test compares the two. Scripts have neither
//! `'unsafe-inline'` nor `'unsafe-eval'` in it; styles have `'unsafe-inline'`, for Klarna's own.

use anyhow::{Context, bail};
use axum::http::HeaderValue;
use reqwest::Url;
use uuid::Uuid;

use crate::config::Config;

/// Stands for the response's nonce, in a policy and in a page.
pub(crate) const NONCE: &str = "{{nonce}}";

/// The path to which browsers report what a policy has blocked.
pub(crate) const REPORTS: &str = "/reports/csp";

/// The name of that endpoint in the headers.
pub(crate) const REPORT_GROUP: &str = "csp";

/// What Klarna's SDK loads, by the kind of thing.
///
/// Klarna publishes no list for this SDK. This one joins what it publishes for its newer SDK with the
/// hosts that this SDK was seen to use; which of them a given merchant's shoppers meet is not
/// confirmed.
const KLARNA: Hosts = Hosts {
    // The SDK adds a second script, without the nonce. The other two hosts serve it where the first does
    // not answer.
    scripts: &[
        "https://x.klarnacdn.net",
        "https://js.klarna.com",
        "https://js.playground.klarna.com",
    ],
    frames: &["https://*.klarna.com", "https://x.klarnacdn.net"],
    calls: &[
        "https://*.klarna.com",
        "https://*.klarnaevt.com",
        "https://x.klarnacdn.net",
    ],
    // Badges (the sessions' `asset_urls`), and what Klarna counts with.
    images: &[
        "https://*.klarna.com",
        "https://*.klarnaevt.com",
        "https://x.klarnacdn.net",
    ],
    fonts: &["https://x.klarnacdn.net"],
};

/// Beside its one origin, which is the SDK's.
const SANDBOX: Hosts = Hosts {
    scripts: &[],
    frames: &[],
    calls: &[],
    images: &[],
    fonts: &[],
};

struct Hosts {
    scripts: &'static [&'static str],
    frames: &'static [&'static str],
    calls: &'static [&'static str],
    images: &'static [&'static str],
    fonts: &'static [&'static str],
}

/// A policy, without its nonce.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ContentSecurityPolicy(String);

impl ContentSecurityPolicy {
    /// The one that the configuration names, or the list for its Klarna.
    ///
    /// # Errors
    /// One sentence for a person: the SDK's URL is none, or the policy does not fit into a header.
    pub(crate) fn new(config: &Config) -> anyhow::Result<Self> {
        let text = match &config.content_security_policy {
            Some(text) => text.clone(),
            None => list(config)?,
        };
        if HeaderValue::from_str(&text).is_err() || text.is_empty() {
            bail!("the content security policy has to be one line of visible characters");
        }
        Ok(Self(text))
    }

    /// The header's value for one response.
    pub(crate) fn header(&self, nonce: &Nonce) -> Option<HeaderValue> {
        HeaderValue::from_str(&self.0.replace(NONCE, &nonce.0)).ok()
    }
}

/// Returns the origins that frame Klarna's widget: what they may use is in the permissions policy.
pub(crate) fn frame_origins(config: &Config) -> anyhow::Result<Vec<String>> {
    let sdk = sdk_origin(config)?;
    let klarna = if config.sandbox { SANDBOX } else { KLARNA };
    let mut origins: Vec<_> = klarna.frames.iter().map(ToString::to_string).collect();
    if !origins.contains(&sdk) {
        origins.push(sdk);
    }
    Ok(origins)
}

/// A nonce: of 244 random bits, for one response.
#[derive(Debug)]
pub(crate) struct Nonce(String);

impl Nonce {
    pub(crate) fn random() -> Self {
        let (one, two) = (Uuid::new_v4().simple(), Uuid::new_v4().simple());
        Self(format!("{one}{two}"))
    }

    /// Put in the place of [`NONCE`] in a page.
    pub(crate) fn fill(&self, page: &str) -> String {
        page.replace(NONCE, &self.0)
    }
}

/// Directive by directive, and why.
fn list(config: &Config) -> anyhow::Result<String> {
    let sdk = sdk_origin(config)?;
    let klarna = if config.sandbox { SANDBOX } else { KLARNA };
    let with = |own: &[&str], hosts: &[&str]| {
        let mut sources = [own, hosts].concat();
        if !hosts.contains(&sdk.as_str()) {
            sources.push(&sdk);
        }
        sources.join(" ")
    };
    let nonce = format!("'nonce-{NONCE}'");
    let fonts = match klarna.fonts {
        [] => "'none'".to_owned(),
        fonts => fonts.join(" "),
    };
    let directives = [
        // What no line below names: nothing.
        ("default-src", "'none'".to_owned()),
        // The shop's modules and its one inline module (by the nonce); Klarna's scripts, of which only the
        // first is given the nonce; and compiling WebAssembly, which is not `eval`.
        (
            "script-src",
            with(&["'self'", &nonce, "'wasm-unsafe-eval'"], klarna.scripts),
        ),
        // The shop's stylesheets, and the `<style>` of Klarna's own parts in the page. A nonce or a hash
        // here would switch `'unsafe-inline'` off.
        ("style-src", "'self' 'unsafe-inline'".to_owned()),
        // The shop's pictures, and the badges that a session names.
        ("img-src", with(&["'self'"], klarna.images)),
        // The shop has none.
        ("font-src", fonts),
        // The merchant's server, the wasm, and what the SDK asks of Klarna.
        ("connect-src", with(&["'self'"], klarna.calls)),
        // The widget, and the authorization where it is no window of its own.
        ("frame-src", with(&[], klarna.frames)),
        // Forms go nowhere else.
        ("form-action", "'self'".to_owned()),
        // Nothing turns the page's relative addresses to another host.
        ("base-uri", "'none'".to_owned()),
        // A checkout inside of somebody else's page is a trap.
        ("frame-ancestors", "'none'".to_owned()),
        // What was blocked after all is in the server's log. The first is for browsers that do not
        // know the second.
        ("report-uri", REPORTS.to_owned()),
        ("report-to", REPORT_GROUP.to_owned()),
    ];
    let lines = directives.map(|(name, sources)| format!("{name} {sources}"));
    Ok(lines.join("; "))
}

fn sdk_origin(config: &Config) -> anyhow::Result<String> {
    let url = Url::parse(&config.sdk_url).context("the address of Klarna's script")?;
    let origin = url.origin();
    if !origin.is_tuple() {
        bail!("the address of Klarna's script names no host");
    }
    Ok(origin.ascii_serialization())
}

#[cfg(test)]
mod tests {
    use klarna_payments::{Credentials, Environment, Region};

    use super::*;

    const DOCS: &str = include_str!("../../../docs/content-security.md");

    fn klarna() -> Config {
        let credentials = Credentials::new("user", "password");
        Config::klarna(Region::Europe, Environment::Live, credentials)
    }

    /// The directives of a block of the document that begins with this line.
    fn documented(heading: &str) -> String {
        documented_in(DOCS, heading)
    }

    fn documented_in(document: &str, heading: &str) -> String {
        let after = document.split_once(heading).unwrap().1;
        let block = after.split("```").nth(1).unwrap();
        let lines = block.lines().skip(1).map(str::trim);
        let lines: Vec<_> = lines.filter(|line| !line.is_empty()).collect();
        lines.join(" ").trim_end_matches(';').to_owned()
    }

    #[test]
    fn merchants_read_the_list_that_is_served() {
        let served = ContentSecurityPolicy::new(&klarna()).unwrap().0;
        assert_eq!(served, documented("## In front of Klarna"));
        let served =
            ContentSecurityPolicy::new(&Config::sandbox("http://127.0.0.1:8090/")).unwrap();
        assert_eq!(served.0, documented("## In front of the sandbox"));
    }

    /// A nonce alone does not let in what Klarna's script adds.
    #[test]
    fn the_documented_nonce_lets_in_what_klarnas_script_adds() {
        let by_nonce = documented("### Scripts by nonce");
        assert_eq!(
            by_nonce,
            "script-src 'nonce-{{nonce}}' 'strict-dynamic' 'wasm-unsafe-eval'"
        );
    }

    #[test]
    fn the_element_needs_the_list_that_is_served() {
        const README: &str = include_str!("../../klarna-element/npm/README.md");
        let served = ContentSecurityPolicy::new(&klarna()).unwrap().0;
        let served = served.replace("'nonce-{{nonce}}' ", "");
        let listed = documented_in(README, "## Content security policy");
        assert!(listed.ends_with("frame-src https://*.klarna.com https://x.klarnacdn.net"));
        assert!(served.starts_with(&format!("{listed}; ")), "{listed}");
    }

    #[test]
    fn each_source_that_is_served_is_explained() {
        let served = ContentSecurityPolicy::new(&klarna()).unwrap().0;
        let by_nonce = documented("### Scripts by nonce");
        for line in served.split("; ").chain([&*by_nonce]) {
            let (name, sources) = line.split_once(' ').unwrap();
            for source in sources.split(' ') {
                let row = format!("| `{name}` | `{source}` | ");
                let rows = DOCS.lines().filter(|it| it.starts_with(&row)).count();
                assert_eq!(rows, 1, "{row}");
            }
        }
    }

    #[test]
    fn nothing_in_it_lets_strangers_write_code() {
        for config in [klarna(), Config::sandbox("http://127.0.0.1:8090")] {
            let policy = ContentSecurityPolicy::new(&config).unwrap().0;
            assert!(policy.starts_with("default-src 'none'; "));
            for open in ["'unsafe-eval'", " * ", " https: ", "data:"] {
                assert!(!policy.contains(open), "{open} in {policy}");
            }
            // Styles alone: Klarna's parts of the page have no nonce for theirs.
            let inline = policy
                .split("; ")
                .filter(|it| it.contains("'unsafe-inline'"));
            let inline: Vec<_> = inline.collect();
            assert_eq!(inline, ["style-src 'self' 'unsafe-inline'"]);
        }
    }

    #[test]
    fn a_script_of_another_place_is_let_in_beside_klarnas_hosts() {
        let mut config = klarna();
        config.sdk_url = "https://sdk.shop.example/api.js".to_owned();
        let policy = ContentSecurityPolicy::new(&config).unwrap().0;
        for directive in ["script-src", "img-src", "connect-src", "frame-src"] {
            let line = policy.split("; ").find(|it| it.starts_with(directive));
            let line = line.unwrap();
            assert!(line.contains("https://x.klarnacdn.net"), "{line}");
            assert!(line.ends_with(" https://sdk.shop.example"), "{line}");
        }
    }

    #[test]
    fn what_no_browser_could_read_is_refused_at_the_start() {
        let mut config = klarna();
        config.content_security_policy = Some("default-src 'none'\nscript-src 'self'".to_owned());
        assert!(ContentSecurityPolicy::new(&config).is_err());
        config.content_security_policy = Some(String::new());
        assert!(ContentSecurityPolicy::new(&config).is_err());
        config.content_security_policy = None;
        for url in ["", "/api.js", "data:text/javascript,"] {
            config.sdk_url = url.to_owned();
            assert!(ContentSecurityPolicy::new(&config).is_err(), "{url}");
        }
    }

    #[test]
    fn each_response_has_a_nonce_of_its_own() {
        let policy = ContentSecurityPolicy::new(&klarna()).unwrap();
        let (one, two) = (Nonce::random(), Nonce::random());
        assert_ne!(one.0, two.0);
        let header = policy.header(&one).unwrap();
        assert!(
            header
                .to_str()
                .unwrap()
                .contains(&format!("'nonce-{}'", one.0))
        );
        assert_eq!(
            one.fill("<script nonce=\"{{nonce}}\">"),
            format!("<script nonce=\"{}\">", one.0)
        );
    }
}
