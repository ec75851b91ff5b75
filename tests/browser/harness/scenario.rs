//! A test as a value: its name, what it does, and what it lets the page get away with.

use std::{
    future::Future,
    path::{Path, PathBuf},
    pin::Pin,
    sync::Arc,
};

use anyhow::{Result, ensure};
use klarna_sandbox::SdkFlow;

use super::{ShopPolicy, Test, console::Console};

type Body = dyn Fn(Test) -> Pin<Box<dyn Future<Output = Result<()>>>> + Send + Sync;

/// A test in the browser.
#[derive(Clone)]
pub(crate) struct Scenario {
    name: String,
    body: Arc<Body>,
    flow: SdkFlow,
    may_log_errors: bool,
    site: Option<PathBuf>,
    may_violate_policy: bool,
    policy: Option<ShopPolicy>,
}

impl Scenario {
    /// A test that fails when its body does, or when a page of it logs an uncaught error or an
    /// unhandled rejection, or does what the shop's content security policy forbids.
    pub(crate) fn new<F, Fut>(name: impl Into<String>, body: F) -> Self
    where
        F: Fn(Test) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<()>> + 'static,
    {
        Self {
            name: name.into(),
            body: Arc::new(move |test| Box::pin(body(test))),
            flow: SdkFlow::default(),
            may_log_errors: false,
            site: None,
            may_violate_policy: false,
            policy: None,
        }
    }

    /// The same test in another flow of Klarna's SDK. The newer one is where nothing else is asked for.
    pub(crate) fn in_flow(mut self, flow: SdkFlow) -> Self {
        self.flow = flow;
        self
    }

    /// The same test of a purchase in each flow of Klarna's SDK.
    pub(crate) fn in_both_flows(self) -> [Self; 2] {
        let mut older = self.clone().in_flow(SdkFlow::Iframe);
        older.name.push_str("_in_the_iframe_flow");
        [self, older]
    }

    /// For tests in which a page's error is part of the story.
    pub(crate) fn may_log_errors(mut self) -> Self {
        self.may_log_errors = true;
        self
    }

    /// For tests of another page than the preview shop's: where its `index.html` is. The same
    /// merchant's server serves it.
    pub(crate) fn in_site(mut self, folder: impl Into<PathBuf>) -> Self {
        self.site = Some(folder.into());
        self
    }

    /// For tests of what comes of a content security policy that lacks Klarna in one directive:
    /// `frame-src`.
    pub(crate) fn blocked_in(self, directive: &'static str) -> Self {
        self.under(ShopPolicy::Without(directive))
            .may_violate_policy()
    }

    /// The same test under another policy than the one that the merchant's server sends by itself.
    pub(crate) fn under(mut self, policy: ShopPolicy) -> Self {
        self.policy = Some(policy);
        self
    }

    /// For tests of a page that does what a content security policy forbids.
    pub(crate) fn may_violate_policy(mut self) -> Self {
        self.may_violate_policy = true;
        self
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn flow(&self) -> SdkFlow {
        self.flow
    }

    pub(super) fn site(&self) -> Option<&Path> {
        self.site.as_deref()
    }

    pub(super) fn policy(&self) -> Option<&ShopPolicy> {
        self.policy.as_ref()
    }

    pub(super) fn run(&self, test: Test) -> Pin<Box<dyn Future<Output = Result<()>>>> {
        (self.body)(test)
    }

    /// Whether the page was quiet enough.
    pub(super) fn judge(&self, console: &Console) -> Result<()> {
        let uncaught = console.uncaught();
        ensure!(
            self.may_log_errors || uncaught.is_empty(),
            "the page logged: {}",
            uncaught.join("\n")
        );
        let violations = console.violations();
        ensure!(
            self.may_violate_policy || violations.is_empty(),
            "the page's policy was violated: {}",
            violations.join("\n")
        );
        Ok(())
    }
}
