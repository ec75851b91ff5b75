//! `klarna-sandbox`: a local Klarna, as a program.

use std::{
    fs,
    io::{self, IsTerminal, Write},
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
    process::ExitCode,
};

use anyhow::Context;
use clap::Parser;
use klarna_sandbox::{Origin, Sandbox, SandboxConfig};
use tracing_subscriber::EnvFilter;

/// A local Klarna: the payments REST API, the JavaScript SDK and its windows. In memory only.
#[derive(Debug, Parser)]
#[command(version)]
struct Options {
    /// The port to listen on; 0 picks a free one.
    #[arg(long, default_value_t = 3001)]
    port: u16,
    /// The address to listen on.
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    host: IpAddr,
    /// The origin of a page that may make control calls, below /sandbox; may be given several times.
    #[arg(long, value_name = "URL")]
    allow_origin: Vec<Origin>,
    /// A host name under which the sandbox answers, besides this machine's and the address it listens
    /// on; may be given several times.
    #[arg(long, value_name = "HOST")]
    allow_host: Vec<String>,
    /// A host that callbacks may be sent to, besides this machine; may be given several times.
    #[arg(long, value_name = "HOST")]
    callback_host: Vec<String>,
    /// Start from a dump: a file with the answer of `GET /sandbox/dump`.
    #[arg(long, value_name = "FILE")]
    load: Option<PathBuf>,
    /// End when standard input closes, too: with the program that started this one.
    #[arg(long)]
    end_with_stdin: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    let options = Options::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(io::stderr().is_terminal())
        .with_writer(io::stderr)
        .init();
    match run(options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("klarna-sandbox: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Runs until Ctrl-C.
async fn run(options: Options) -> anyhow::Result<()> {
    let config = SandboxConfig {
        allowed_origins: options.allow_origin,
        allowed_hosts: options.allow_host,
        callback_hosts: options.callback_host,
    };
    let addr = SocketAddr::new(options.host, options.port);
    let sandbox = Sandbox::start_with(addr, config).await?;
    if let Some(file) = options.load {
        let load = || -> anyhow::Result<()> { Ok(sandbox.state().load(&fs::read(&file)?)?) };
        load().with_context(|| format!("cannot load {}", file.display()))?;
    }
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "sandbox: {}", sandbox.url())?;
    stdout.flush()?;
    drop(stdout);
    tokio::select! {
        () = sandbox.wait() => anyhow::bail!("the server has stopped"),
        interrupted = tokio::signal::ctrl_c() => interrupted.context("cannot wait for Ctrl-C"),
        () = stdin_closed(), if options.end_with_stdin => Ok(()),
    }
}

/// Waits until nobody holds the other end of standard input any more.
async fn stdin_closed() {
    let (closed, wait) = tokio::sync::oneshot::channel();
    // A thread of its own: a read of standard input cannot be called off, and a runtime would
    // wait for it at its end.
    std::thread::spawn(move || {
        // Not being able to read it is as good as its end.
        let _ = io::copy(&mut io::stdin(), &mut io::sink());
        let _ = closed.send(());
    });
    let _ = wait.await;
}
