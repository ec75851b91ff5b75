//! The preview shop's site, built by trunk.

use std::process::Command;

use anyhow::Result;

use crate::{node, project, run, tools::Tools};

/// Builds the site into `dist/`.
pub(crate) fn build(tools: &Tools, release: bool) -> Result<()> {
    let mut trunk = Command::new("trunk");
    // `--offline`: every tool is there by now, and trunk is not to fetch another.
    trunk
        .args(["build", "--offline"])
        .current_dir(project::root());
    tools.provide(&mut trunk)?;
    // trunk reads it as a yes or no, and other tools set it to 1.
    trunk.env_remove("NO_COLOR");
    if release {
        release_options(tools, &mut trunk)?;
    }
    run::step("build the preview shop", || run::run(&mut trunk))
}

/// `--release` makes trunk run wasm-opt; without one, only cargo optimises.
fn release_options(tools: &Tools, trunk: &mut Command) -> Result<()> {
    if let Some(wasm_opt) = node::wasm_opt()? {
        let mut with_wasm_opt = Tools::default();
        if let Some(folder) = wasm_opt.parent() {
            with_wasm_opt.add(folder.to_owned());
        }
        with_wasm_opt.extend(tools);
        with_wasm_opt.provide(trunk)?;
        trunk.arg("--release");
    } else {
        eprintln!("    no Node here to run wasm-opt: the site works, and is larger");
        trunk.args(["--cargo-profile", "wasm-release"]);
    }
    Ok(())
}
