//! The content security policy of a test's shop, where it is not the merchant server's own.

use anyhow::{Context, Result, ensure};
use klarna_merchant::Config;

/// The merchants' documentation: the policies in it are those that the tests buy under.
const DOCS: &str = include_str!("../../../docs/content-security.md");

/// What stands for the nonce in a policy that a server is started with.
const NONCE: &str = "{{nonce}}";

/// The policy of a test's shop.
#[derive(Debug, Clone)]
pub(crate) enum ShopPolicy {
    /// The server's own, without the sandbox in one of its directives: `frame-src`.
    Without(&'static str),
    /// One that is documented, with the sandbox in Klarna's place.
    Documented(DocumentedPolicy),
}

impl ShopPolicy {
    /// Changes a shop's configuration; `shop` is the same shop without that.
    pub(super) async fn set(&self, config: &mut Config, shop: &str, sandbox: &str) -> Result<()> {
        let policy = match self {
            Self::Without(directive) => without(shop, sandbox, directive).await?,
            Self::Documented(policy) => {
                config.sdk_url = config.sdk_url.replace(sandbox, &cdn(sandbox));
                policy.header(sandbox)
            }
        };
        config.content_security_policy = Some(policy);
        Ok(())
    }
}

/// The policy that a shop sends, without the sandbox in one of its directives.
async fn without(shop: &str, sandbox: &str, directive: &str) -> Result<String> {
    let http = reqwest::Client::builder().no_proxy().build()?;
    let page = http.get(shop).send().await?.error_for_status()?;
    let sent = page.headers().get("content-security-policy");
    let sent = sent.context("the shop sends no policy")?.to_str()?;
    let nonce = sent
        .split_once("'nonce-")
        .and_then(|it| it.1.split_once('\''));
    let (nonce, _) = nonce.context("the policy has no nonce")?;
    let mut lines: Vec<_> = sent.split("; ").filter_map(Directive::parse).collect();
    for line in lines.iter_mut().filter(|it| it.name == directive) {
        line.sources.retain(|source| source != sandbox);
    }
    let policy = joined(&lines);
    ensure!(
        policy != sent,
        "{directive} does not name {sandbox}: {sent}"
    );
    Ok(policy.replace(nonce, NONCE))
}

/// A line of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Directive {
    name: String,
    sources: Vec<String>,
}

impl Directive {
    fn parse(line: &str) -> Option<Self> {
        let (name, sources) = line.split_once(' ')?;
        Some(Self {
            name: name.to_owned(),
            sources: sources.split(' ').map(str::to_owned).collect(),
        })
    }
}

fn joined(lines: &[Directive]) -> String {
    let line = |Directive { name, sources }: &Directive| match &**sources {
        [] if name.ends_with("-src") => format!("{name} 'none'"),
        [] => String::new(),
        sources => format!("{name} {}", sources.join(" ")),
    };
    let lines = lines.iter().map(line).filter(|it| !it.is_empty());
    lines.collect::<Vec<_>>().join("; ")
}

/// One source of one directive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Source {
    /// The directive: `script-src`.
    pub(crate) directive: String,
    /// The source as it is documented: `https://x.klarnacdn.net`.
    pub(crate) source: String,
}

/// A policy of the documentation.
#[derive(Debug, Clone)]
pub(crate) struct DocumentedPolicy(Vec<Directive>);

impl DocumentedPolicy {
    /// The one that lists Klarna's hosts for scripts.
    pub(crate) fn with_hosts() -> Self {
        Self(block("## In front of Klarna"))
    }

    /// The same with a nonce in the place of those hosts.
    pub(crate) fn by_nonce() -> Self {
        let Self(mut lines) = Self::with_hosts();
        for replacement in block("### Scripts by nonce") {
            for line in lines.iter_mut().filter(|it| it.name == replacement.name) {
                *line = replacement.clone();
            }
        }
        Self(lines)
    }

    /// Every source, one after the other.
    pub(crate) fn sources(&self) -> Vec<Source> {
        let of_line = |line: &Directive| {
            let name = line.name.clone();
            let source = move |source: &String| Source {
                directive: name.clone(),
                source: source.clone(),
            };
            line.sources.iter().map(source).collect::<Vec<_>>()
        };
        self.0.iter().flat_map(of_line).collect()
    }

    /// The same without a source.
    pub(crate) fn without(mut self, omitted: &Source) -> Self {
        for line in self.0.iter_mut().filter(|it| it.name == omitted.directive) {
            line.sources.retain(|source| *source != omitted.source);
        }
        self
    }

    fn header(&self, sandbox: &str) -> String {
        let mut lines = self.0.clone();
        for Directive { name, sources } in &mut lines {
            for source in sources {
                if let Some(origin) = stand_in(name, source, sandbox) {
                    *source = origin;
                }
            }
        }
        joined(&lines)
    }
}

/// The lines of the documentation's first block below a heading.
fn block(heading: &str) -> Vec<Directive> {
    let below = DOCS.split_once(heading).map_or("", |it| it.1);
    let text = below.split("```").nth(1).unwrap_or_default();
    let lines = text.lines().skip(1);
    lines
        .filter_map(|line| Directive::parse(line.trim_end_matches(';')))
        .collect()
}

/// The origin in the place of Klarna's content delivery network: the sandbox under its other name. Its SDK
/// comes from there, and asks there for all but its badges.
pub(crate) fn cdn(sandbox: &str) -> String {
    sandbox.replace("127.0.0.1", "localhost")
}

/// The sandbox's origin in the place of one of Klarna's. `None` for those that it has no part of.
fn stand_in(directive: &str, source: &str, sandbox: &str) -> Option<String> {
    match (directive, source) {
        ("script-src", "https://x.klarnacdn.net")
        | ("connect-src" | "frame-src", "https://*.klarna.com") => Some(cdn(sandbox)),
        // The client token's host, and that of the badges.
        ("script-src", "https://js.playground.klarna.com")
        | ("img-src", "https://x.klarnacdn.net") => Some(sandbox.to_owned()),
        _ => None,
    }
}
