//! The preview shop's site, built by trunk.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result};

use crate::{node, project, run, tools::Tools, trunk};

/// Builds the site into `dist/`.
pub(crate) fn build(tools: &Tools, release: bool) -> Result<()> {
    run::step("build the preview shop", || {
        trunk::build(tools, project::root(), release.then_some("--release"))
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
