//! `cargo xtask demo`: everything up, from nothing.

mod server;
mod site;

use std::{net::TcpListener, path::PathBuf, process::Command, thread, time::Duration};

use anyhow::{Context, Result, bail};
use clap::Args;

use self::server::Server;
use crate::{project, run, stop, tools::Tools};

pub(crate) use self::site::build as build_site;

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

pub(crate) fn execute(options: &Options) -> Result<()> {
    // Before the long part: nobody wants to hear this after ten minutes.
    require_free(options.port, "--port")?;
    require_free(options.sandbox_port, "--sandbox-port")?;
    let target = project::target()?;
    let database = match &options.database {
        // As the shell meant it, not as the repository's root would have it.
        Some(path) => std::path::absolute(path)?,
        None => target.join("demo").join("shop.sqlite"),
    };
    if let Some(folder) = database.parent() {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("cannot create {}", folder.display()))?;
    }

    let tools = Tools::for_site()?;
    build_site(&tools, options.release)?;
    run::step("build the servers", || build_servers(options.release))?;
    let programs = target.join(if options.release { "release" } else { "debug" });

    let mut sandbox = run::step("start the sandbox", || {
        Server::start(
            "sandbox",
            Command::new(programs.join("klarna-sandbox"))
                .args(["--port", &options.sandbox_port.to_string()])
                .arg("--end-with-stdin"),
        )
    })?;
    let mut shop = run::step("start the merchant server", || {
        Server::start(
            "shop",
            Command::new(programs.join("klarna-merchant"))
                .args(["serve", "--port", &options.port.to_string()])
                .args(["--sandbox-url", sandbox.url()])
                .arg("--end-with-stdin")
                .arg("--database")
                .arg(&database)
                .arg("--site")
                .arg(project::dist()),
        )
    })?;

    println!("shop: {}", shop.url());
    println!("sandbox: {}", sandbox.url());
    println!("Press Ctrl-C to stop both.");
    while !stop::requested() {
        shop.check()?;
        sandbox.check()?;
        thread::sleep(Duration::from_millis(100));
    }
    eprintln!("==> stop");
    Ok(())
}

/// A clear word about a port in use. The server that binds it later has the last say.
fn require_free(port: u16, option: &str) -> Result<()> {
    if port != 0 && TcpListener::bind(("127.0.0.1", port)).is_err() {
        bail!("port {port} is in use: choose another with {option}, or 0 for a free one");
    }
    Ok(())
}

fn build_servers(release: bool) -> Result<()> {
    let mut cargo = project::cargo();
    cargo.args([
        "build",
        "--bin",
        "klarna-sandbox",
        "--bin",
        "klarna-merchant",
    ]);
    cargo.args([
        "--package",
        "klarna-sandbox",
        "--package",
        "klarna-merchant",
    ]);
    if release {
        cargo.arg("--release");
    }
    run::run(&mut cargo)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_in_use_is_named_with_the_option_to_change() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = taken.local_addr().unwrap().port();
        let error = require_free(port, "--port").unwrap_err().to_string();
        assert!(
            error.contains(&port.to_string()) && error.contains("--port"),
            "{error}"
        );
    }

    #[test]
    fn port_zero_is_always_free() {
        assert!(require_free(0, "--port").is_ok());
    }
}
