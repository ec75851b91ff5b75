//! trunk, as every command here runs it.

use std::{ffi::OsStr, fs, path::Path, process::Command};

use anyhow::{Context, Result};

use crate::{project, run::run, tools::Tools};

/// `trunk build` in that folder.
///
/// # Errors
/// It cannot be run, or fails.
pub(crate) fn build<S: AsRef<OsStr>>(
    tools: &Tools,
    folder: &Path,
    arguments: impl IntoIterator<Item = S>,
) -> Result<()> {
    forget_snippets()?;
    let mut trunk = Command::new("trunk");
    trunk
        // Every tool is there by now, and trunk is not to fetch another.
        .args(["build", "--offline"])
        .args(arguments)
        .current_dir(folder)
        // trunk takes only `true` or `false` where the convention says `1`.
        .env_remove("NO_COLOR");
    tools.provide(&mut trunk)?;
    run(&mut trunk)
}

/// A page has to load each file that is there, also those that an earlier build has left.
fn forget_snippets() -> Result<()> {
    for profile in ["debug", "release"] {
        let snippets = project::target()?
            .join("wasm-bindgen")
            .join(profile)
            .join("snippets");
        if snippets.exists() {
            fs::remove_dir_all(&snippets)
                .with_context(|| format!("cannot empty {}", snippets.display()))?;
        }
    }
    Ok(())
}
