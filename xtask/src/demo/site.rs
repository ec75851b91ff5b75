//! The preview shop's site, built by trunk.

use std::{fs, path::PathBuf, process::Command};

use anyhow::{Context, Result};

use crate::{node, project, run, tools::Tools};

/// Builds the site into `dist/`.
pub(crate) fn build(tools: &Tools, release: bool) -> Result<()> {
    run::step("build the preview shop", || {
        let mut trunk = Command::new("trunk");
        // `--offline`: every tool is there by now, and trunk is not to fetch another.
        trunk
            .args(["build", "--offline"])
            .current_dir(project::root())
            // trunk takes only `true` or `false` where the convention says `1`.
            .env_remove("NO_COLOR");
        if release {
            trunk.arg("--release");
        }
        tools.provide(&mut trunk)?;
        run::run(&mut trunk)
    })?;
    if release {
        optimise()?;
    }
    Ok(())
}

/// Makes the wasm smaller, here rather than in trunk: trunk stops where there is no wasm-opt.
fn optimise() -> Result<()> {
    let Some(wasm_opt) = node::wasm_opt()? else {
        eprintln!("    no Node here to run wasm-opt: the site works, and is larger");
        return Ok(());
    };
    run::step("wasm-opt", || {
        for file in wasm_files()? {
            run::run(&mut node::optimise(&wasm_opt, &file))?;
        }
        Ok(())
    })
}

fn wasm_files() -> Result<Vec<PathBuf>> {
    let dist = project::dist();
    let entries =
        fs::read_dir(&dist).with_context(|| format!("trunk made no {}", dist.display()))?;
    Ok(entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|it| it == "wasm"))
        .collect())
}
