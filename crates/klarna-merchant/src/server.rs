//! Starting and stopping.

use std::{net::SocketAddr, path::Path};

use anyhow::{Context, bail};
use axum::{Extension, Router};
use demo_shop_api::ShopConfig;
use klarna_payments::ClientConfig;
use tokio::{net::TcpListener, runtime::Handle, sync::watch, task::JoinHandle};

use crate::{
    checkout::Checkout,
    clock::Clock,
    config::{Config, Database},
    connections,
    csp::ContentSecurityPolicy,
    http::{self, App, Authorizer, Cookies, Hosts, Limiter, SecurityHeaders},
    sandbox_clock::SandboxClock,
    store::Store,
    subscriptions::Subscriptions,
    vault::{Vault, key_file},
    worker::Worker,
};

/// The merchant server.
#[derive(Debug)]
pub struct Merchant;

impl Merchant {
    /// Does once what a serving shop does by the minute: charges the periods of subscriptions that
    /// are due, and cancels the tokens of those that have ended. For a schedule of one's own. Safe
    /// beside a serving shop, and at any number at once.
    ///
    /// # Errors
    /// One sentence for a person: the database or Klarna cannot be used. What was begun is brought to
    /// its end by the next run.
    pub async fn charge_due(config: Config) -> anyhow::Result<Charged> {
        let app = build(&config, "http://localhost", Clock::system())?;
        if let Some(sandbox) = &app.sandbox_clock {
            sandbox
                .follow()
                .await
                .context("the sandbox does not answer")?;
        }
        let tally = app.subscriptions.charge_due().await?;
        Ok(Charged {
            charged: tally.charged,
            later: tally.later,
            stopped: tally.stopped,
            cancelled: tally.cancelled,
        })
    }

    /// Starts a server; it answers when this returns.
    ///
    /// Approvals that are left without an outcome, by an earlier run or by a Klarna that gave no
    /// clear answer, are brought to their end in the background until the server stops.
    /// Subscriptions are charged as they come due.
    ///
    /// # Errors
    /// One sentence for a person: the port is in use, the database cannot be used, the page is
    /// missing, or the configuration cannot work.
    pub async fn start(config: Config) -> anyhow::Result<Running> {
        let listener = listen(config.addr).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let app = build(&config, &url, Clock::system())?;
        // Before the first page is asked for: what it says of due days is by the sandbox's time.
        if let Some(sandbox) = &app.sandbox_clock
            && sandbox.follow().await.is_err()
        {
            tracing::warn!("the sandbox does not answer: its clock is followed once it does");
        }
        let (router, worker) = with_worker(app, &config, &Handle::current());
        let (stop, stopped) = watch::channel(false);
        let serving = connections::serve(listener, router, config.connection_limits, stopped);
        Ok(Running {
            url,
            stop,
            serving: tokio::spawn(serving),
            worker,
        })
    }
}

/// What came of [`Merchant::charge_due`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Charged {
    /// Periods that were charged.
    pub charged: u32,
    /// What is tried again later: periods without an order yet, tokens not yet cancelled.
    pub later: u32,
    /// Subscriptions that wait for a person now; the log says why.
    pub stopped: u32,
    /// Customer tokens that were cancelled at Klarna.
    pub cancelled: u32,
}

/// Returns the server's router, to be mounted in a server of one's own or called in tests, and starts
/// its [`Worker`] on the current Tokio runtime: approvals that are left without an outcome are
/// settled, and subscriptions are charged, as long as any clone of the router lives.
///
/// `public_url` is where shoppers reach it, unless the configuration says. Its `addr` is not used.
///
/// ```no_run
/// # async fn serve(config: klarna_merchant::Config) -> Result<(), Box<dyn std::error::Error>> {
/// let (merchant, worker) = klarna_merchant::router(&config, "https://shop.example")?;
/// let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
/// let stopped = async { tokio::signal::ctrl_c().await.unwrap_or_default() };
/// axum::serve(listener, merchant)
///     .with_graceful_shutdown(stopped)
///     .await?;
/// worker.stop().await?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// There is no Tokio runtime to start the worker on; or what [`Merchant::start`] refuses.
pub fn router(config: &Config, public_url: &str) -> Result<(Router, Worker), RouterError> {
    let runtime = Handle::try_current().map_err(|_| RouterError::NoRuntime)?;
    let app = build(config, public_url, Clock::system())?;
    Ok(with_worker(app, config, &runtime))
}

/// A router cannot be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RouterError {
    /// There is no Tokio runtime that the router's worker could run on.
    #[error(
        "the router starts its background work on a Tokio runtime, and there is none here: call it \
         from async code that Tokio runs, such as `#[tokio::main]`"
    )]
    NoRuntime,
    /// The configuration cannot work: the database, the page or Klarna cannot be used.
    #[error(transparent)]
    Config(#[from] anyhow::Error),
}

fn with_worker(app: App, config: &Config, runtime: &Handle) -> (Router, Worker) {
    let (worker, keep_alive) = Worker::start(&app, config.retention, runtime);
    let router = http::router(app, config.site.as_deref());
    (router.layer(Extension(keep_alive)), worker)
}

/// The server's parts, with the time as `clock` tells it.
pub(crate) fn build(config: &Config, default_url: &str, clock: Clock) -> anyhow::Result<App> {
    let store = open(config)?;
    config.check_widget()?;
    if let Some(site) = &config.site {
        check_site(site)?;
    }
    let public_url = config
        .public_url
        .as_deref()
        .map(|url| url.trim_end_matches('/').to_owned());
    let shop_url = public_url.as_deref().unwrap_or(default_url);
    let sandbox_clock = config
        .sandbox
        .then(|| SandboxClock::of(&config.klarna.base_url))
        .transpose()?;
    let machine = clock;
    let clock = match &sandbox_clock {
        Some(sandbox) => sandbox.ahead_of(machine.clone()),
        None => machine.clone(),
    };
    let subscriptions = Subscriptions::new(
        store.clone(),
        &config.klarna,
        clock.clone(),
        machine,
        sandbox_clock.clone(),
        config.charging.clone(),
    )
    .context("Klarna cannot be called")?;
    let checkout = Checkout::new(store.clone(), config, clock.clone(), shop_url)
        .context("Klarna cannot be called")?;
    let key = store.cookie_key().clone();
    Ok(App {
        checkout,
        subscriptions,
        store,
        clock,
        sandbox_clock,
        config: ShopConfig {
            sdk_url: config.sdk_url.clone(),
            sandbox: config.sandbox,
        },
        csp: ContentSecurityPolicy::new(config)?,
        security_headers: SecurityHeaders::new(config, shop_url)?,
        hosts: Hosts::new(config, shop_url, default_url),
        limiter: Limiter::new(&config.rate_limits),
        body_timeout: config.connection_limits.body_timeout,
        cookies: Cookies::new(&key, shop_url.starts_with("https://")),
        merchant: Authorizer::new(config),
        public_url,
    })
}

async fn listen(addr: SocketAddr) -> anyhow::Result<TcpListener> {
    match TcpListener::bind(addr).await {
        Ok(listener) => Ok(listener),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
            bail!("port {} of {} is in use", addr.port(), addr.ip())
        }
        Err(error) => Err(error).with_context(|| format!("cannot listen on {addr}")),
    }
}

/// Opens the database of a shop.
pub(crate) fn open(config: &Config) -> anyhow::Result<Store> {
    if config.token_key.is_none() && !config.sandbox {
        bail!(
            "there is no key to seal customer tokens with: set KLARNA_TOKEN_KEY to 32 random bytes \
             in base64 or hexadecimal, and keep it apart from the database"
        );
    }
    match &config.database {
        Database::Memory if is_live(&config.klarna) => bail!(
            "the live environment needs a database file, or a restart forgets orders that are under \
             way: give --database"
        ),
        Database::Memory => Ok(Store::in_memory()?),
        Database::File(file) => open_file(config, file)
            .with_context(|| format!("cannot use database {}", file.display())),
    }
}

fn open_file(config: &Config, file: &Path) -> anyhow::Result<Store> {
    if config.token_key.is_none() {
        key_file::read_or_make(&key_file::path_beside(file))?;
    }
    let (current, former) = (config.token_key.as_ref(), &config.former_token_keys);
    let vault = Vault::for_database(file, current, former)?;
    Ok(Store::open(file, vault)?)
}

/// Returns `true` if money moves at that Klarna.
fn is_live(klarna: &ClientConfig) -> bool {
    let host = klarna.base_url.trim_end_matches('/');
    host.ends_with(".klarna.com") && !host.ends_with(".playground.klarna.com")
}

fn check_site(site: &Path) -> anyhow::Result<()> {
    if !site.join("index.html").is_file() {
        bail!(
            "there is no built page in {}: run `trunk build` first",
            site.display()
        );
    }
    Ok(())
}

/// A running server. It stops when this is dropped.
#[derive(Debug)]
pub struct Running {
    url: String,
    stop: watch::Sender<bool>,
    serving: JoinHandle<()>,
    worker: Worker,
}

impl Running {
    /// Where it is reached: `http://127.0.0.1:8080`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Stops taking requests and charging subscriptions, and waits until what is under way is done.
    ///
    /// # Errors
    /// The server had failed before.
    pub async fn stop(self) -> anyhow::Result<()> {
        self.stop.send_replace(true);
        self.serving.await.context("the server has failed")?;
        self.worker.stop().await.context("the server has failed")
    }
}
