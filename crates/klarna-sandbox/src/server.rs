//! The sandbox as a server.

use std::net::SocketAddr;

use anyhow::Context;
use tokio::{net::TcpListener, task::JoinHandle};

use crate::{State, router};

/// Starts sandboxes.
#[derive(Debug)]
pub struct Sandbox;

/// A sandbox that is up. It ends when this is dropped.
#[derive(Debug)]
#[must_use = "the sandbox ends when this is dropped"]
pub struct Running {
    state: State,
    server: JoinHandle<()>,
}

impl Sandbox {
    /// Starts an empty sandbox; port 0 picks a free one. Returns when it accepts connections.
    ///
    /// # Errors
    /// Where the address cannot be listened on, a port in use above all.
    pub async fn start(addr: SocketAddr) -> anyhow::Result<Running> {
        let listener = TcpListener::bind(addr)
            .await
            .with_context(|| format!("cannot listen on {addr}"))?;
        let addr = listener.local_addr()?;
        let state = State::new(format!("http://{addr}"));
        let router = router(state.clone());
        let server = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                tracing::error!(%error, "the sandbox has stopped");
            }
        });
        Ok(Running { state, server })
    }
}

impl Running {
    /// Where it is reached: `http://127.0.0.1:3001`, without a slash at the end.
    pub fn url(&self) -> &str {
        self.state.url()
    }

    /// What it knows, to look at and to change.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Waits until the server ends by itself, which it does only when something is very wrong.
    pub async fn wait(mut self) {
        let _ = (&mut self.server).await;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.server.abort();
    }
}
