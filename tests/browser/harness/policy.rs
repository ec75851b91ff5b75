//! The content security policy of a test's shop, with something taken out of it.

use anyhow::{Context, Result, ensure};

/// What stands for the nonce in a policy that a server is started with.
const NONCE: &str = "{{nonce}}";

/// The policy that a shop sends, without the sandbox in one of its directives: `frame-src`.
pub(super) async fn without(shop: &str, sandbox: &str, directive: &str) -> Result<String> {
    let http = reqwest::Client::builder().no_proxy().build()?;
    let page = http.get(shop).send().await?.error_for_status()?;
    let sent = page.headers().get("content-security-policy");
    let sent = sent.context("the shop sends no policy")?.to_str()?;
    let nonce = sent
        .split_once("'nonce-")
        .and_then(|it| it.1.split_once('\''));
    let (nonce, _) = nonce.context("the policy has no nonce")?;
    let lines = sent.split("; ").map(|line| match line.split_once(' ') {
        Some((name, sources)) if name == directive => without_source(name, sources, sandbox),
        _ => line.to_owned(),
    });
    let policy = lines.collect::<Vec<_>>().join("; ");
    ensure!(
        policy != sent,
        "{directive} does not name {sandbox}: {sent}"
    );
    Ok(policy.replace(nonce, NONCE))
}

fn without_source(name: &str, sources: &str, source: &str) -> String {
    let left = sources.split(' ').filter(|it| *it != source);
    let left = left.collect::<Vec<_>>().join(" ");
    let left = if left.is_empty() { "'none'" } else { &left };
    format!("{name} {left}")
}
