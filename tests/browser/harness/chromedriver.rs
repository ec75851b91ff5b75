//! The program between the tests and the browsers.

use std::{env, process::Command};

use anyhow::{Context, Result};

use super::Program;

/// Starts chromedriver on a free port.
pub(super) fn start() -> Result<Program> {
    let program = env::var_os("CHROMEDRIVER").unwrap_or_else(|| "chromedriver".into());
    Program::start(Command::new(program).arg("--port=0"), |line| {
        Some(format!("http://127.0.0.1:{}", port(line)?))
    })
    .context("`cargo xtask test` installs it")
}

/// Reads `ChromeDriver was started successfully on port 41795.`
fn port(line: &str) -> Option<u16> {
    line.split_once("started successfully on port ")?
        .1
        .trim_end_matches('.')
        .parse()
        .ok()
}
