//! The merchant server as a program.

mod environment;
mod keys_command;
mod outcomes_command;
mod widget;

use std::{
    io::IsTerminal,
    net::{IpAddr, SocketAddr},
    num::NonZeroU32,
    path::PathBuf,
    process::ExitCode,
    time::Duration,
};

use anyhow::{Context, bail};
use clap::{Args, Parser, Subcommand, ValueEnum};
use environment::{credentials, former_token_keys, secret};
use keys_command::KeysCommand;
use klarna_merchant::{Config, ConnectionLimits, Database, Merchant};
use klarna_payments::{Environment, Region};
use outcomes_command::OutcomesCommand;
use tracing_subscriber::EnvFilter;
use widget::Widget;

/// How long requests under way may take when the server is told to stop. What they leave behind
/// the next start brings to its end.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(10);

#[derive(Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serves the shop until Ctrl-C.
    ///
    /// `KLARNA_API_USERNAME` and `KLARNA_API_PASSWORD` are the API key of Klarna's merchant portal.
    /// Without them the shop needs a sandbox. `KLARNA_TOKEN_KEY`, 32 bytes in base64 or hexadecimal,
    /// seals the tokens in the database; only in front of a sandbox may it be left out. Tokens that
    /// are sealed with an earlier key open with those in `KLARNA_TOKEN_KEY_FORMER`, with commas
    /// between them. `KLARNA_MERCHANT_TOKEN`, at least 16 characters, is the bearer token of the
    /// merchant's own calls below `/merchant`; without it there are none, except in front of a
    /// sandbox.
    Serve(Box<Serve>),
    /// Places the orders that are due in subscriptions, once, and ends.
    ///
    /// For a schedule of your own, hourly say; a shop that serves does the same by itself. Safe to run
    /// beside it, and to kill: each period is charged once. Takes the same environment variables.
    Charge(Charge),
    /// Shows or changes the keys that seal the tokens in a database.
    ///
    /// Takes `KLARNA_TOKEN_KEY` and `KLARNA_TOKEN_KEY_FORMER`, or the key file beside a sandbox's
    /// database.
    #[command(subcommand)]
    Keys(KeysCommand),
    /// Lists, shows and settles outcomes that only a person can find out.
    ///
    /// If Klarna's answers do not tell whether there is an order, the cart stays locked until a
    /// person has looked in Klarna's portal. Takes the same environment variables as `serve`.
    Outcomes(OutcomesOf),
}

#[derive(Args)]
struct OutcomesOf {
    #[command(flatten)]
    shop: Shop,
    #[command(subcommand)]
    command: OutcomesCommand,
}

#[derive(Args)]
struct Charge {
    /// Everything that is due, and nothing else.
    #[arg(long, required = true)]
    due: bool,
    #[command(flatten)]
    shop: Shop,
}

#[derive(Args)]
struct Serve {
    /// The port to listen on; 0 takes a free one.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The address to listen on.
    #[arg(long, default_value = "127.0.0.1")]
    host: IpAddr,
    #[command(flatten)]
    shop: Shop,
    /// The directory of the built page; without it there is the API alone.
    #[arg(long)]
    site: Option<PathBuf>,
    /// Where shoppers reach the shop, such as `https://shop.example`.
    #[arg(long)]
    public_url: Option<String>,
    /// Take requests for this host, too, beside that of the public URL; may be given several times.
    #[arg(long = "allow-host", value_name = "HOST")]
    hosts: Vec<String>,
    /// Take this many connections at once.
    #[arg(long, default_value_t = ConnectionLimits::default().at_once)]
    connections: usize,
    /// Take this many calls at once from one address that ask Klarna; more come in time. 30, or in
    /// front of a sandbox 1,000, without this.
    #[arg(long, value_name = "CALLS")]
    calls_per_address: Option<NonZeroU32>,
    /// Take this many calls at once for one cart that ask Klarna; more come in time. 10, or in front
    /// of a sandbox 100, without this.
    #[arg(long, value_name = "CALLS")]
    calls_per_cart: Option<NonZeroU32>,
    /// Every request comes through a proxy: a shopper's address is the last in `X-Forwarded-For`.
    #[arg(long)]
    trust_forwarded_for: bool,
    /// Send this with the pages of the site, in the place of the documented list; `{{nonce}}` in it
    /// stands for the response's nonce.
    #[arg(long, value_name = "POLICY")]
    content_security_policy: Option<String>,
    /// Let Klarna take the money with the order, not on capture: for what is sent at once, where
    /// Klarna has agreed to it.
    #[arg(long)]
    auto_capture: bool,
    #[command(flatten)]
    widget: Widget,
    /// End when standard input closes, too: with the program that started this one.
    #[arg(long)]
    end_with_stdin: bool,
}

/// What the shop remembers in, and which Klarna it calls.
#[derive(Args)]
struct Shop {
    /// The database file, made where there is none; without it the shop forgets when it stops.
    #[arg(long)]
    database: Option<PathBuf>,
    /// Where the sandbox is.
    #[arg(long, env = "KLARNA_SANDBOX_URL")]
    sandbox_url: Option<String>,
    /// Which of Klarna's hosts serves the shop's markets.
    #[arg(long, env = "KLARNA_REGION", value_enum, default_value = "europe")]
    region: RegionName,
    /// Klarna for tests, or for real.
    #[arg(
        long,
        env = "KLARNA_ENVIRONMENT",
        value_enum,
        default_value = "playground"
    )]
    environment: EnvironmentName,
}

#[derive(Clone, Copy, ValueEnum)]
enum RegionName {
    #[value(alias = "eu")]
    Europe,
    #[value(aliases = ["na", "north_america"])]
    NorthAmerica,
    #[value(alias = "oc")]
    Oceania,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum EnvironmentName {
    Playground,
    Live,
}

#[tokio::main]
async fn main() -> ExitCode {
    let Cli { command } = Cli::parse();
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_env_filter(
            EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info")),
        )
        .init();
    let done = match command {
        Command::Serve(options) => serve(*options).await,
        Command::Charge(options) => charge(options).await,
        Command::Outcomes(options) => outcomes(options).await,
        Command::Keys(command) => keys_command::run(command).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("klarna-merchant: {error:#}.");
            ExitCode::FAILURE
        }
    }
}

async fn serve(options: Serve) -> anyhow::Result<()> {
    let end_with_stdin = options.end_with_stdin;
    // Before anybody can know that the server is up, and tell it to stop.
    let told_to_stop = told_to_stop()?;
    let running = Merchant::start(config(options)?).await?;
    println!("shop: {}", running.url());
    tokio::select! {
        () = told_to_stop => {}
        () = stdin_closed(), if end_with_stdin => {}
    }
    tokio::time::timeout(SHUTDOWN_TIMEOUT, running.stop())
        .await
        .unwrap_or(Ok(()))
}

async fn charge(options: Charge) -> anyhow::Result<()> {
    if options.shop.database.is_none() {
        bail!("the subscriptions are in the shop's database: give --database");
    }
    let done = Merchant::charge_due(shop(options.shop)?).await?;
    println!(
        "charged: {}, later: {}, stopped: {}, cancelled: {}",
        done.charged, done.later, done.stopped, done.cancelled
    );
    Ok(())
}

async fn outcomes(options: OutcomesOf) -> anyhow::Result<()> {
    if options.shop.database.is_none() {
        bail!("the outcomes are in the shop's database: give --database");
    }
    outcomes_command::run(options.command, &shop(options.shop)?).await
}

fn config(options: Serve) -> anyhow::Result<Config> {
    let live = options.shop.environment == EnvironmentName::Live;
    let public_url = options.public_url;
    let mut config = shop(options.shop)?;
    if live && !is_https(public_url.as_deref()) {
        bail!("the live environment needs --public-url, and Klarna takes only https there");
    }
    config.addr = SocketAddr::new(options.host, options.port);
    config.site = options.site;
    config.public_url = public_url;
    config.hosts = options.hosts;
    config.connection_limits.at_once = options.connections;
    let rates = &mut config.rate_limits;
    rates.trust_forwarded_for = options.trust_forwarded_for;
    for (rate, given) in [
        (&mut rates.per_address, options.calls_per_address),
        (&mut rates.per_cart, options.calls_per_cart),
    ] {
        rate.at_once = given.unwrap_or(rate.at_once);
    }
    config.content_security_policy = options.content_security_policy;
    config.auto_capture = options.auto_capture;
    config.widget = options.widget.into();
    Ok(config)
}

fn shop(options: Shop) -> anyhow::Result<Config> {
    let live = options.environment == EnvironmentName::Live;
    let mut config = match (credentials()?, options.sandbox_url) {
        (Some(credentials), _) => Config::klarna(
            options.region.into(),
            options.environment.into(),
            credentials,
        ),
        (None, _) if live => {
            bail!("the live environment needs KLARNA_API_USERNAME and KLARNA_API_PASSWORD")
        }
        (None, Some(url)) => Config::sandbox(&url),
        (None, None) => bail!(
            "there is no Klarna to call: give --sandbox-url, or set KLARNA_API_USERNAME and \
             KLARNA_API_PASSWORD"
        ),
    };
    config.database = options.database.map_or(Database::Memory, Database::File);
    config.token_key = secret("KLARNA_TOKEN_KEY")?;
    config.former_token_keys = former_token_keys()?;
    config.merchant_token = secret("KLARNA_MERCHANT_TOKEN")?;
    Ok(config)
}

fn is_https(url: Option<&str>) -> bool {
    url.is_some_and(|url| url.starts_with("https://"))
}

/// Waits until nobody holds the other end of standard input any more.
async fn stdin_closed() {
    let (closed, wait) = tokio::sync::oneshot::channel();
    // A thread of its own: a read of standard input cannot be called off, and the runtime would
    // wait for it at its end.
    std::thread::spawn(move || {
        // Not being able to read it is as good as its end.
        let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
        let _ = closed.send(());
    });
    let _ = wait.await;
}

/// Ctrl-C, or the signal by which supervisors end a program. Listens from now on.
#[cfg(unix)]
fn told_to_stop() -> anyhow::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let listen = |kind| signal(kind).context("cannot listen for signals");
    let mut interrupted = listen(SignalKind::interrupt())?;
    let mut terminated = listen(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupted.recv() => {}
            _ = terminated.recv() => {}
        }
    })
}

/// Ctrl-C.
#[cfg(windows)]
fn told_to_stop() -> anyhow::Result<impl Future<Output = ()>> {
    let mut interrupted = tokio::signal::windows::ctrl_c().context("cannot listen for Ctrl-C")?;
    Ok(async move {
        interrupted.recv().await;
    })
}

impl From<RegionName> for Region {
    fn from(name: RegionName) -> Self {
        match name {
            RegionName::Europe => Self::Europe,
            RegionName::NorthAmerica => Self::NorthAmerica,
            RegionName::Oceania => Self::Oceania,
        }
    }
}

impl From<EnvironmentName> for Environment {
    fn from(name: EnvironmentName) -> Self {
        match name {
            EnvironmentName::Playground => Self::Playground,
            EnvironmentName::Live => Self::Live,
        }
    }
}
