//! The documented policies without one of their sources: each omission breaks something that is stated
//! here, or is stated to be none that the sandbox can show.

use anyhow::{Context, Result, bail, ensure};
use serde_json::json;

use super::{buys, fails_without_a_script, forget, listen, wait_for_source};
use crate::{
    harness::{DocumentedPolicy, Scenario, ShopPolicy, Source, Test, cdn},
    pages::Shop,
};

/// The loss without a source.
#[derive(Debug, Clone, Copy)]
enum Loss {
    /// The shop does not start.
    Shop,
    /// Klarna cannot be used.
    Klarna,
    /// The same, if the content delivery network does not answer.
    KlarnaWithoutCdn,
    /// Something that the shop is told of, by this name.
    Named(&'static str),
    /// Something in the page: what is true of it then.
    Looks(&'static str),
    /// Nothing that the sandbox can show: why.
    Unseen(&'static str),
}

const NOT_KLARNAS: &str =
    "It is there for the page's safety, or for reports; a purchase does not need it.";
const ONE_ENVIRONMENT: &str = "The sandbox stands for the playground.";
const ONE_ORIGIN: &str = "The sandbox has no part on this host.";
const NO_FONTS: &str = "The sandbox's SDK loads no font into the page.";
const NONCE_IS_ENOUGH: &str = "All scripts of the shop have the nonce.";

/// The loss without a source. `None` for a source that is not in the list.
fn loss(Source { directive, source }: &Source) -> Option<Loss> {
    Some(match (&**directive, &**source) {
        ("script-src", "'nonce-{{nonce}}'" | "'wasm-unsafe-eval'") | ("connect-src", "'self'") => {
            Loss::Shop
        }
        ("script-src", "'strict-dynamic'") => Loss::Klarna,
        ("script-src", "https://js.playground.klarna.com") => Loss::KlarnaWithoutCdn,
        // The second script then comes from the other host.
        ("script-src", "https://x.klarnacdn.net")
        | ("connect-src" | "frame-src", "https://*.klarna.com") => Loss::Named("cdn"),
        ("style-src", "'unsafe-inline'") => Loss::Named("'unsafe-inline'"),
        ("style-src", "'self'") => {
            // As the browser has it without a stylesheet.
            Loss::Looks("getComputedStyle(document.body).margin === '8px'")
        }
        ("img-src", "'self'") => Loss::Looks(
            "[...document.images].some((it) => \
             it.src.startsWith(location.origin) && it.complete && !it.naturalWidth)",
        ),
        ("img-src", "https://x.klarnacdn.net") => Loss::Looks(
            "[...document.querySelectorAll('.method__logo')].some((it) => \
             it.src.includes('/badges/') && it.complete && !it.naturalWidth)",
        ),
        ("script-src", "'self'") => Loss::Unseen(NONCE_IS_ENOUGH),
        ("script-src", "https://js.klarna.com") => Loss::Unseen(ONE_ENVIRONMENT),
        ("img-src", "https://*.klarna.com" | "https://*.klarnaevt.com")
        | ("connect-src", "https://*.klarnaevt.com" | "https://x.klarnacdn.net")
        | ("frame-src", "https://x.klarnacdn.net") => Loss::Unseen(ONE_ORIGIN),
        ("font-src", "https://x.klarnacdn.net") => Loss::Unseen(NO_FONTS),
        (
            "default-src" | "form-action" | "base-uri" | "frame-ancestors" | "report-uri"
            | "report-to",
            _,
        ) => Loss::Unseen(NOT_KLARNAS),
        _ => return None,
    })
}

pub(super) fn all() -> Vec<Scenario> {
    let with_hosts = DocumentedPolicy::with_hosts();
    let by_nonce = DocumentedPolicy::by_nonce();
    let of_hosts = with_hosts.sources().into_iter();
    let of_nonce = by_nonce.sources().into_iter();
    // The other lines of the two are the same.
    let of_nonce = of_nonce.filter(|it| it.directive == "script-src");
    let of_hosts = of_hosts.filter_map(|it| without("with_hosts", &with_hosts, &it));
    let of_nonce = of_nonce.filter_map(|it| without("by_nonce", &by_nonce, &it));
    let mut all: Vec<_> = of_hosts.chain(of_nonce).collect();
    all.extend([
        needed_alone("with_hosts", with_hosts),
        needed_alone("by_nonce", by_nonce),
    ]);
    all
}

/// The test of a policy without a source, where anything is lost.
fn without(form: &str, policy: &DocumentedPolicy, omitted: &Source) -> Option<Scenario> {
    let loss = loss(omitted);
    if matches!(loss, Some(Loss::Unseen(_))) {
        return None;
    }
    let Source { directive, source } = omitted;
    let name = format!("policy::{form}_without_{directive}_{source}");
    let named: String = name
        .chars()
        .filter(|it| *it != '\'')
        .map(|it| {
            if it.is_alphanumeric() || it == ':' {
                it
            } else {
                '_'
            }
        })
        .collect();
    let directive = directive.clone();
    let scenario = Scenario::new(named, move |test| loses(test, directive.clone(), loss));
    let policy = ShopPolicy::Documented(policy.clone().without(omitted));
    Some(scenario.under(policy).may_violate_policy().may_log_errors())
}

/// The test of a policy without all that is stated to be unseen: what is stated there is true.
fn needed_alone(form: &str, mut policy: DocumentedPolicy) -> Scenario {
    let mut left_out = Vec::new();
    for omitted in policy.sources() {
        if let Some(Loss::Unseen(reason)) = loss(&omitted) {
            let Source { directive, source } = &omitted;
            left_out.push(format!("{directive} {source}: {reason}"));
            policy = policy.without(&omitted);
        }
    }
    let left_out = left_out.join("\n");
    let name = format!("policy::buys_{form}_without_all_that_the_sandbox_cannot_show");
    let body = move |test| {
        let bought = buys(test);
        let left_out = left_out.clone();
        async move { bought.await.context(left_out) }
    };
    Scenario::new(name, body).under(ShopPolicy::Documented(policy))
}

async fn loses(test: Test, directive: String, loss: Option<Loss>) -> Result<()> {
    let listener = listen(&test).await?;
    let outcome = meets(&test, &directive, loss).await;
    forget(&test, listener).await?;
    outcome
}

async fn meets(test: &Test, directive: &str, loss: Option<Loss>) -> Result<()> {
    let shop = Shop::in_market(test, "GB");
    match loss {
        None => bail!("what is lost without this source of {directive}?"),
        Some(Loss::Unseen(_)) => Ok(()),
        Some(Loss::Shop) => {
            shop.open_checkout().await?;
            wait_for_violation(test, directive).await?;
            ensure!(shop.state().await?.is_none(), "the shop has started");
            Ok(())
        }
        Some(Loss::Klarna) => {
            shop.open_checkout().await?;
            fails_without_a_script(test, &shop).await
        }
        Some(Loss::KlarnaWithoutCdn) => {
            let library = format!("{}/apf/*", cdn(test.sandbox().url()));
            let tools = test.browser().cdp();
            tools.send_raw("Network.enable", json!({})).await?;
            let blocked = json!({ "urls": [library] });
            tools.send_raw("Network.setBlockedURLs", blocked).await?;
            shop.open_checkout().await?;
            let failed = fails_without_a_script(test, &shop).await;
            let none = json!({ "urls": [] });
            tools.send_raw("Network.setBlockedURLs", none).await?;
            failed
        }
        Some(Loss::Named(source)) => {
            shop.open_checkout().await?;
            let source = match source {
                "cdn" => cdn(test.sandbox().url()),
                keyword => keyword.to_owned(),
            };
            wait_for_source(test, directive, &source).await
        }
        Some(Loss::Looks(condition)) => {
            shop.open_checkout().await?;
            test.wait_until(condition).await?;
            wait_for_violation(test, directive).await
        }
    }
}

/// Waits until the browser has blocked something by a directive.
async fn wait_for_violation(test: &Test, directive: &str) -> Result<()> {
    let blocked = format!("violations.some((it) => it.startsWith('{directive}'))");
    test.wait_until(&blocked).await
}
