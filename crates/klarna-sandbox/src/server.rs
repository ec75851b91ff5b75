//! The sandbox as a server.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use anyhow::Context;
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

use crate::{
    access::SandboxConfig, clock::Clock, delivery::deliver_callbacks, http::router, state::State,
};

/// A running sandbox, which ends when this is dropped: calls that are under way are answered, and
/// no new ones are taken, on old connections neither.
///
/// ```
/// use klarna_sandbox::{PASSWORD, Sandbox};
/// use serde_json::{Value, json};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> anyhow::Result<()> {
/// # rustls::crypto::ring::default_provider().install_default().expect("the first one");
/// let sandbox = Sandbox::start().await?;
///
/// // The merchant's server: any username, and the sandbox's password.
/// let http = reqwest::Client::builder().no_proxy().build()?;
/// let post = |path: String, body: Value| {
///     let call = http.post(format!("{}/payments/v1{path}", sandbox.url())).json(&body);
///     call.basic_auth("shop", Some(PASSWORD)).send()
/// };
/// let purchase = json!({
///     "purchase_country": "SE", "purchase_currency": "SEK", "locale": "sv-SE",
///     "order_amount": 1000, "order_tax_amount": 0,
///     "order_lines": [
///         { "name": "Cup", "quantity": 1, "unit_price": 1000, "total_amount": 1000 },
///     ],
///     "merchant_urls": { "confirmation": "https://shop.example/thanks" },
/// });
/// let session: Value = post("/sessions".into(), purchase.clone()).await?.json().await?;
///
/// // The shopper.
/// let token = sandbox.state().authorize(session["session_id"].as_str().unwrap())?;
///
/// let order = post(format!("/authorizations/{}/order", token.expose()), purchase).await?;
/// assert_eq!(order.status(), 200);
/// assert_eq!(sandbox.state().log().len(), 2);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use = "the sandbox ends when this is dropped"]
pub struct Sandbox {
    state: State,
    server: JoinHandle<()>,
    /// The server ends when this goes.
    _alive: oneshot::Sender<()>,
}

impl Sandbox {
    /// Starts an empty sandbox on a free port of this machine. Returns when it accepts connections.
    ///
    /// # Errors
    /// No port can be listened on.
    pub async fn start() -> anyhow::Result<Self> {
        Self::start_at(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await
    }

    /// Starts an empty sandbox at that address; port 0 picks a free one.
    ///
    /// # Errors
    /// The address cannot be listened on; above all, its port is in use.
    pub async fn start_at(addr: SocketAddr) -> anyhow::Result<Self> {
        Self::start_with(addr, SandboxConfig::default()).await
    }

    /// Starts an empty sandbox at that address, with permissions.
    ///
    /// # Errors
    /// As [`Self::start_at`].
    pub async fn start_with(addr: SocketAddr, config: SandboxConfig) -> anyhow::Result<Self> {
        let listener = TcpListener::bind(addr)
            .await
            .with_context(|| format!("cannot listen on {addr}"))?;
        let url = format!("http://{}", reachable(listener.local_addr()?));
        let on_all = addr.ip().is_unspecified();
        let state = State::listening(url, Clock::system(), config, on_all);
        let (alive, gone) = oneshot::channel::<()>();
        let serve =
            axum::serve(listener, router(state.clone())).with_graceful_shutdown(async move {
                let _ = gone.await;
            });
        let callbacks = deliver_callbacks(state.clone());
        let server = tokio::spawn(async move {
            tokio::select! {
                served = serve.into_future() => if let Err(error) = served {
                    tracing::error!(%error, "the sandbox has stopped");
                },
                () = callbacks => {}
            }
        });
        Ok(Self {
            state,
            server,
            _alive: alive,
        })
    }

    /// The URL under which it is reached: `http://127.0.0.1:3001`, without a slash at the end.
    pub fn url(&self) -> &str {
        self.state.url()
    }

    /// Everything it knows, to look at and to change.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Waits until the server ends by itself, which it does only when something is very wrong.
    pub async fn wait(mut self) {
        let _ = (&mut self.server).await;
    }
}

/// Listening on every address is not an address to go to.
fn reachable(mut addr: SocketAddr) -> SocketAddr {
    match addr.ip() {
        IpAddr::V4(Ipv4Addr::UNSPECIFIED) => addr.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(Ipv6Addr::UNSPECIFIED) => addr.set_ip(Ipv6Addr::LOCALHOST.into()),
        _ => {}
    }
    addr
}
