//! `cargo deny`: licences, versions and sources of what the workspace depends on, and what is known
//! against it.

use anyhow::{Context, Result};
use xshell::{Shell, cmd};

use crate::{shell::run, tools::ensure_deny};

/// Checks all that needs no network, and says in short what it finds.
pub(crate) fn check_offline(sh: &Shell) -> Result<()> {
    check(
        sh,
        &["--hide-inclusion-graph", "licenses", "bans", "sources"],
    )
}

/// `cargo xtask deny`: checks everything, known vulnerabilities included.
pub(crate) fn execute(sh: &Shell) -> Result<()> {
    check(sh, &["all"])
}

fn check(sh: &Shell, checks: &[&str]) -> Result<()> {
    ensure_deny(sh)?;
    // The root is a package too: without the flag it would be the only one.
    run(cmd!(sh, "cargo deny --workspace check {checks...}"))
        .context("`deny.toml` says what the workspace may depend on")
}
