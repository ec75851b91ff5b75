//! `cargo deny`: licences, versions and sources of what the workspace depends on, and what is known
//! against it.

use anyhow::{Context, Result};

use crate::{project, run::run, tools::Tools};

/// The checks that need no network.
const OFFLINE: [&str; 3] = ["licenses", "bans", "sources"];

/// Checks all that needs no network, and says in short what it finds.
pub(crate) fn check_offline() -> Result<()> {
    check(&["--hide-inclusion-graph"], &OFFLINE)
}

/// `cargo xtask deny`: checks everything, known vulnerabilities included.
pub(crate) fn execute() -> Result<()> {
    check(&[], &["all"])
}

fn check(options: &[&str], checks: &[&str]) -> Result<()> {
    let tools = Tools::for_deny()?;
    let mut cargo = project::cargo();
    tools.provide(&mut cargo)?;
    // The root is a package too: without the flag it would be the only one.
    run(cargo
        .args(["deny", "--workspace", "check"])
        .args(options)
        .args(checks))
    .context("`deny.toml` says what the workspace may depend on")
}
