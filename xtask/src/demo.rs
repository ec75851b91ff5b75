//! `cargo xtask demo`: everything up, from nothing.

use std::{
    io::{BufRead, BufReader},
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use anyhow::{Context, Result, bail};
use clap::Args;
use xshell::{Cmd, Shell, cmd};

use crate::{
    shell::{run, step, target},
    site,
};

#[derive(Args)]
pub(crate) struct Options {
    /// The shop's port; 0 picks a free one.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The sandbox's port; 0 picks a free one. Another port is another origin, as Klarna's is.
    #[arg(long, default_value_t = 8090)]
    sandbox_port: u16,
    /// The shop's database file; it is made where it does not exist [default: target/demo/shop.sqlite].
    #[arg(long)]
    database: Option<PathBuf>,
    /// Build as for production: smaller and faster, and longer to build.
    #[arg(long)]
    release: bool,
}

pub(crate) fn execute(sh: &Shell, options: &Options) -> Result<()> {
    // Before the long part: nobody wants to hear this after ten minutes.
    require_free(options.port, "--port")?;
    require_free(options.sandbox_port, "--sandbox-port")?;
    let database = match &options.database {
        // As the shell meant it, not as the repository's root would have it.
        Some(path) => std::path::absolute(path)?,
        None => target(sh)?.join("demo").join("shop.sqlite"),
    };
    if let Some(folder) = database.parent() {
        sh.create_dir(folder)?;
    }

    eprintln!(
        "The first build takes about eight minutes on two cores; the next ones take seconds."
    );
    let site = site::build(sh, options.release)?;
    let release = options.release.then_some("--release");
    step("build the servers", || {
        run(cmd!(
            sh,
            "cargo build --package klarna-sandbox --bin klarna-sandbox
                --package klarna-merchant --bin klarna-merchant {release...}"
        ))
    })?;

    let programs = target(sh)?.join(if options.release { "release" } else { "debug" });
    let sandbox = programs.join("klarna-sandbox");
    let port = options.sandbox_port.to_string();
    let mut sandbox = Server::start(
        "sandbox",
        cmd!(sh, "{sandbox} --port {port} --end-with-stdin"),
    )?;
    let shop = programs.join("klarna-merchant");
    let port = options.port.to_string();
    let klarna = &sandbox.url;
    let mut shop = Server::start(
        "shop",
        cmd!(
            sh,
            "{shop} serve --port {port} --sandbox-url {klarna} --end-with-stdin
                --database {database} --site {site}"
        ),
    )?;
    println!("shop: {}", shop.url);
    println!("sandbox: {}", sandbox.url);
    println!("Press Ctrl-C to stop both.");
    loop {
        shop.check()?;
        sandbox.check()?;
        thread::sleep(Duration::from_millis(100));
    }
}

/// A clear word about a port in use. The server that binds it later has the last say.
fn require_free(port: u16, option: &str) -> Result<()> {
    if port != 0 && TcpListener::bind(("127.0.0.1", port)).is_err() {
        bail!("port {port} is in use: choose another with {option}, or 0 for a free one");
    }
    Ok(())
}

/// A running server. Its input is a pipe, and it ends when that closes: with this program, however that
/// ends.
#[derive(Debug)]
struct Server {
    name: &'static str,
    child: Child,
    url: String,
}

impl Server {
    /// Starts a server and waits for its line `<name>: <url>`. Its other lines go to the standard error.
    fn start(name: &'static str, command: Cmd<'_>) -> Result<Self> {
        // A line for each request would push the address out of sight.
        let level = std::env::var("RUST_LOG").unwrap_or_else(|_| "warn".to_owned());
        let mut child = Command::from(command.env("RUST_LOG", level))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start the {name}"))?;
        let output = child.stdout.take().context("a server without output")?;
        let mut lines = BufReader::new(output).lines().map_while(Result::ok);
        let url = lines.find_map(|line| {
            let url = line
                .strip_prefix(name)
                .and_then(|rest| rest.strip_prefix(": "));
            if url.is_none() {
                eprintln!("{name} says: {line}");
            }
            url.map(|url| url.trim().to_owned())
        });
        let Some(url) = url else {
            let status = child.wait()?;
            bail!("the {name} did not start ({status}); it says why above");
        };
        thread::spawn(move || lines.for_each(|line| eprintln!("{name} says: {line}")));
        Ok(Self { name, child, url })
    }

    /// An error if it has ended.
    fn check(&mut self) -> Result<()> {
        if let Some(status) = self.child.try_wait()? {
            bail!(
                "the {} ended by itself ({status}); stopping the rest",
                self.name
            );
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell;

    #[test]
    fn a_port_in_use_is_named_with_the_option_to_change() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = taken.local_addr().unwrap().port();
        let error = require_free(port, "--port").unwrap_err().to_string();
        assert!(
            error.contains(&port.to_string()) && error.contains("--port"),
            "{error}"
        );
        assert!(require_free(0, "--port").is_ok());
    }

    #[test]
    fn the_ready_line_gives_the_address() {
        let sh = shell::open().unwrap();
        let server = Server::start("shop", cmd!(sh, "echo shop: http://127.0.0.1:8080")).unwrap();
        assert_eq!(server.url, "http://127.0.0.1:8080");
    }

    #[test]
    fn a_server_that_ends_at_once_is_an_error_and_not_a_wait() {
        let sh = shell::open().unwrap();
        let error = Server::start("shop", cmd!(sh, "false")).unwrap_err();
        assert!(
            error.to_string().contains("the shop did not start"),
            "{error}"
        );
    }
}
