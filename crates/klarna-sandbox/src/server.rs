//! The sandbox as a server.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use anyhow::Context;
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

use crate::{
    access::SandboxConfig, clock::Clock, delivery::deliver_callbacks, http::router, state::State,
};

/// Starts sandboxes.
#[derive(Debug)]
pub struct Sandbox;

/// A sandbox that is up. It ends when this is dropped: calls that are under way are answered, and
/// no new ones are taken, on old connections neither.
#[derive(Debug)]
#[must_use = "the sandbox ends when this is dropped"]
pub struct Running {
    state: State,
    server: JoinHandle<()>,
    /// The server ends when this goes.
    _alive: oneshot::Sender<()>,
}

impl Sandbox {
    /// Starts an empty sandbox; port 0 picks a free one. Returns when it accepts connections.
    ///
    /// # Errors
    /// The address cannot be listened on; above all, its port is in use.
    pub async fn start(addr: SocketAddr) -> anyhow::Result<Running> {
        Self::start_with(addr, SandboxConfig::default()).await
    }

    /// The same with permissions.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub async fn start_with(addr: SocketAddr, config: SandboxConfig) -> anyhow::Result<Running> {
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
        Ok(Running {
            state,
            server,
            _alive: alive,
        })
    }
}

impl Running {
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
