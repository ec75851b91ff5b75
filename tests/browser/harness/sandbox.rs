//! The sandbox of one test, as its control calls show it.

use std::time::Duration;

use anyhow::{Context, Result};
use klarna_sandbox::{SandboxConfig, SdkFlow};
use serde::Deserialize;
use serde_json::{Value, json};

/// A running sandbox.
pub(crate) struct Sandbox {
    running: klarna_sandbox::Sandbox,
    http: reqwest::Client,
}

/// A call that the sandbox saw: of the merchant's server, or of a page to the SDK.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Call {
    /// The HTTP method, or `SDK`.
    pub(crate) method: String,
    /// The path, or the name of the SDK's method.
    pub(crate) path: String,
    /// The HTTP status.
    #[serde(default)]
    pub(crate) status: Option<u16>,
    /// Klarna's name for the call of a merchant's server.
    #[serde(default)]
    pub(crate) correlation_id: Option<String>,
    /// The body, or what the page passed.
    #[serde(default)]
    pub(crate) request: Value,
    /// What was answered.
    #[serde(default)]
    pub(crate) response: Value,
}

impl Sandbox {
    pub(super) async fn start(sdk_flow: SdkFlow) -> Result<Self> {
        let config = SandboxConfig {
            sdk_flow,
            ..SandboxConfig::default()
        };
        let running = klarna_sandbox::Sandbox::start_with(([127, 0, 0, 1], 0).into(), config)
            .await
            .context("the sandbox does not start")?;
        let http = reqwest::Client::builder().no_proxy().build()?;
        Ok(Self { running, http })
    }

    /// Where it listens.
    pub(crate) fn url(&self) -> &str {
        self.running.url()
    }

    /// Lets something go wrong: `fault(json!({"kind": "rest-503", "times": 1}))`.
    pub(crate) async fn fault(&self, fault: Value) -> Result<()> {
        self.post("/sandbox/faults", fault).await
    }

    /// Lets everything go well again.
    pub(crate) async fn clear_faults(&self) -> Result<()> {
        let url = format!("{}/sandbox/faults", self.url());
        self.http.delete(url).send().await?.error_for_status()?;
        Ok(())
    }

    /// Moves the time that sessions and tokens live by.
    pub(crate) async fn advance(&self, time: Duration) -> Result<()> {
        self.post(
            "/sandbox/clock",
            json!({ "advance_seconds": time.as_secs() }),
        )
        .await
    }

    /// Every call so far, oldest first.
    pub(crate) async fn log(&self) -> Result<Vec<Call>> {
        serde_json::from_str(&self.log_text().await?).context("the log has another shape")
    }

    /// The calls to the SDK's method of this name.
    pub(crate) async fn sdk_calls(&self, method: &str) -> Result<Vec<Call>> {
        self.calls(|call| call.method == "SDK" && call.path == method)
            .await
    }

    /// The calls that asked Klarna for an order.
    pub(crate) async fn order_calls(&self) -> Result<Vec<Call>> {
        self.calls(|call| call.method == "POST" && call.path.ends_with("/order"))
            .await
    }

    /// The calls that charged, or tried to charge, what a shopper has stored.
    pub(crate) async fn charges(&self) -> Result<Vec<Call>> {
        self.calls(|call| {
            call.path.starts_with("/customer-token/") && call.path.ends_with("/order")
        })
        .await
    }

    /// The calls that asked Klarna to store a shopper's payment method.
    pub(crate) async fn token_calls(&self) -> Result<Vec<Call>> {
        self.calls(|call| call.method == "POST" && call.path.ends_with("/customer-token"))
            .await
    }

    /// The orders that Klarna holds, newest first, by its own numbers.
    pub(crate) async fn orders(&self) -> Result<Vec<String>> {
        let url = format!("{}/sandbox/state", self.url());
        let state: Value = self.http.get(url).send().await?.json().await?;
        let orders = state["orders"]
            .as_array()
            .context("no orders in the state")?;
        let number = |order: &Value| order["id"].as_str().map(str::to_owned);
        orders
            .iter()
            .map(|order| number(order).context("an order without a number"))
            .collect()
    }

    /// Lets Klarna do something to the only customer token: `SUSPENDED`, `ACTIVE`.
    pub(crate) async fn set_token(&self, status: &str) -> Result<()> {
        let calls = self.token_calls().await?;
        let token = calls
            .first()
            .and_then(|call| call.response["token_id"].as_str())
            .context("no customer token")?;
        self.post(
            &format!("/sandbox/tokens/{token}"),
            json!({ "status": status }),
        )
        .await
    }

    /// The calls of some kind.
    pub(crate) async fn calls(&self, kind: impl Fn(&Call) -> bool) -> Result<Vec<Call>> {
        let mut log = self.log().await?;
        log.retain(kind);
        Ok(log)
    }

    pub(super) async fn log_text(&self) -> Result<String> {
        let url = format!("{}/sandbox/log", self.url());
        let answer = self.http.get(url).send().await?.error_for_status()?;
        Ok(answer.text().await?)
    }

    async fn post(&self, path: &str, body: Value) -> Result<()> {
        let answer = self
            .http
            .post(format!("{}{path}", self.url()))
            .json(&body)
            .send()
            .await?;
        let status = answer.status();
        let text = answer.text().await?;
        anyhow::ensure!(status.is_success(), "{path} answers {status}: {text}");
        Ok(())
    }
}
