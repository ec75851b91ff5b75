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
use klarna_sandbox::{Origin, Sandbox, SandboxConfig, SdkFlow};
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
    /// The SDK's flow of sessions, until a control call sets another one: `iframe` or `utopia`.
    #[arg(long, value_name = "FLOW", default_value = SdkFlow::default().name())]
    sdk_flow: SdkFlow,
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
    // Callbacks of a sandbox in an empty image need no certificates: no reason to warn.
    let default = "info,rustls_platform_verifier=error";
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(default));
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

/// Runs until Ctrl-C, or until a container with it is stopped.
async fn run(options: Options) -> anyhow::Result<()> {
    let config = SandboxConfig {
        allowed_origins: options.allow_origin,
        allowed_hosts: options.allow_host,
        callback_hosts: options.callback_host,
        sdk_flow: options.sdk_flow,
    };
    let addr = SocketAddr::new(options.host, options.port);
    let sandbox = Sandbox::start_with(addr, config).await?;
    // From here on, before anybody knows that it listens.
    let end = end_signal().context("cannot wait for signals")?;
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
        () = end => Ok(()),
        () = stdin_closed(), if options.end_with_stdin => Ok(()),
    }
}

/// Waits for Ctrl-C or a request to terminate. The first process of a container ends at neither by
/// itself.
#[cfg(unix)]
fn end_signal() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Waits for Ctrl-C.
#[cfg(not(unix))]
fn end_signal() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
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
