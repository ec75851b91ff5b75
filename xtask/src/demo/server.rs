//! A server of the demo, from start to its address and to its end.

use std::{
    env,
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Result, bail};

use crate::{process::Process, stop};

/// How long a server may take to listen.
const READY_WITHIN: Duration = Duration::from_secs(30);

/// A running server; it ends when dropped.
#[derive(Debug)]
pub(super) struct Server {
    name: &'static str,
    process: Process,
    url: String,
}

impl Server {
    /// Starts a server and waits for its line `<name>: <url>`.
    pub(super) fn start(name: &'static str, command: &mut Command) -> Result<Self> {
        if env::var_os("RUST_LOG").is_none() {
            // A line for each request would push the address out of sight.
            command.env("RUST_LOG", "warn");
        }
        let mut process = Process::start_server(command)?;
        let deadline = Instant::now() + READY_WITHIN;
        loop {
            stop::check()?;
            while let Some(line) = process.next_line(Duration::from_millis(50)) {
                if let Some(url) = ready(name, &line) {
                    let url = url.to_owned();
                    return Ok(Self { name, process, url });
                }
                eprintln!("{name} says: {line}");
            }
            if let Some(status) = process.ended()? {
                bail!("the {name} did not start ({status}); it says why above");
            }
            if Instant::now() > deadline {
                bail!(
                    "the {name} was not ready within {} s",
                    READY_WITHIN.as_secs()
                );
            }
        }
    }

    /// Where it listens.
    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// An error if it has ended. Passes on what it said meanwhile.
    pub(super) fn check(&mut self) -> Result<()> {
        while let Some(line) = self.process.next_line(Duration::ZERO) {
            eprintln!("{} says: {line}", self.name);
        }
        if let Some(status) = self.process.ended()? {
            bail!(
                "the {} ended by itself ({status}); stopping the rest",
                self.name
            );
        }
        Ok(())
    }
}

fn ready<'line>(name: &str, line: &'line str) -> Option<&'line str> {
    line.strip_prefix(name)?.strip_prefix(": ").map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ready_line_gives_the_address() {
        assert_eq!(
            ready("shop", "shop: http://127.0.0.1:8080"),
            Some("http://127.0.0.1:8080")
        );
        assert_eq!(ready("shop", "shopping"), None);
        assert_eq!(ready("shop", "sandbox: http://127.0.0.1:8090"), None);
    }

    #[test]
    fn a_server_that_ends_at_once_is_an_error_and_not_a_wait() {
        let error = Server::start("shop", &mut Command::new("false")).unwrap_err();
        assert!(
            error.to_string().contains("the shop did not start"),
            "{error}"
        );
    }
}
