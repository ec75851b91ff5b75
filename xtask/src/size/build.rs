//! The smallest page with the component, built as for production.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use super::measure::File;
use crate::{
    node, project,
    run::{run, step},
    tools::{Tools, WASM_TARGET},
};

const EXAMPLE: &str = "example-leptos-csr";

/// What was built.
#[derive(Debug)]
pub(super) struct Built {
    pub(super) files: Vec<File>,
    /// Whether `wasm-opt` and `esbuild` had a hand in it.
    pub(super) optimised: bool,
}

pub(super) fn example() -> Result<Built> {
    let tools = Tools::for_wasm()?;
    let target = project::target()?;
    let output = target.join("size");
    step("build the smallest page with the component", || {
        build(&tools, &target, &output)
    })?;
    let (wasm_opt, esbuild) = (node::wasm_opt()?, node::esbuild()?);
    let wasm = output.join("page_bg.wasm");
    let glue = output.join("page.js");
    if let Some(wasm_opt) = &wasm_opt {
        step("wasm-opt", || run(&mut node::optimise(wasm_opt, &wasm)))?;
    }
    let scripts = match &esbuild {
        Some(esbuild) => vec![bundle(esbuild, &glue, &output)?],
        None => scripts_below(&output)?,
    };
    let mut files = vec![File::new("wasm", wasm)];
    files.extend(
        scripts
            .into_iter()
            .map(|path| File::new("JavaScript", path)),
    );
    files.push(File::new(
        "CSS",
        project::root().join("style").join("klarna-checkout.css"),
    ));
    Ok(Built {
        files,
        optimised: wasm_opt.is_some() && esbuild.is_some(),
    })
}

fn build(tools: &Tools, target: &Path, output: &Path) -> Result<()> {
    run(project::cargo()
        .args(["build", "--package", EXAMPLE])
        .args(["--target", WASM_TARGET, "--profile", "wasm-release"]))?;
    // What an earlier build left would be measured too.
    if output.exists() {
        fs::remove_dir_all(output).with_context(|| format!("cannot empty {}", output.display()))?;
    }
    let wasm = target
        .join(WASM_TARGET)
        .join("wasm-release")
        .join(format!("{EXAMPLE}.wasm"));
    let mut bindgen = Command::new("wasm-bindgen");
    tools.provide(&mut bindgen)?;
    run(bindgen
        .args([
            "--target",
            "web",
            "--no-typescript",
            "--out-name",
            "page",
            "--out-dir",
        ])
        .arg(output)
        .arg(wasm))
}

/// Puts the glue and the modules it imports into one small file.
fn bundle(esbuild: &Path, glue: &Path, output: &Path) -> Result<PathBuf> {
    let small = output.join("page.min.js");
    step("esbuild", || {
        run(Command::new(esbuild)
            .arg(glue)
            .args([
                "--bundle",
                "--minify",
                "--format=esm",
                "--log-level=warning",
            ])
            .arg(format!("--outfile={}", small.display())))
    })?;
    Ok(small)
}

/// Every script of the output, as a page would load them one by one.
fn scripts_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(scripts_below(&path)?);
        } else if path.extension().is_some_and(|it| it == "js") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_found_in_folders_too_and_nothing_else_is() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("snippets").join("seam");
        fs::create_dir_all(&inner).unwrap();
        for file in [
            folder.path().join("page.js"),
            inner.join("sdk.js"),
            inner.join("a.txt"),
        ] {
            fs::write(file, "").unwrap();
        }
        let names: Vec<_> = scripts_below(folder.path())
            .unwrap()
            .iter()
            .map(|path| path.file_name().unwrap().to_owned())
            .collect();
        assert_eq!(names, ["page.js", "sdk.js"]);
    }
}
