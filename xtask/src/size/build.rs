//! The smallest page with the component: as `cargo build` makes it, and as small as it gets.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use super::{link, measure::File, shrink::Page, smoke};
use crate::{
    node::Optimisers,
    project,
    run::{output_of, run, step},
    tools::{Tools, WASM_TARGET},
};

const EXAMPLE: &str = "example-leptos-csr";

/// How the size build differs from a release build, in the compiler's flags.
///
/// `immediate-abort`: a panic stops the page's wasm, as in every release build, but without making
/// up a message first. On this target nobody sees that message unless the page installs a hook that
/// writes it to the console; where one does, it stays silent in this build. What cannot happen may
/// stop a page here as there, and is never skipped. `fmt-debug` and `location-detail` leave out
/// what only such messages, and `{:?}`, would show: no path of the machine that builds it either.
const SIZE_FLAGS: [&str; 4] = [
    "-Zunstable-options",
    "-Cpanic=immediate-abort",
    "-Zlocation-detail=none",
    "-Zfmt-debug=none",
];

/// The standard library too, with those flags, from its source.
const SIZE_STD: [&str; 2] = [
    "-Zbuild-std=std,panic_abort",
    "-Zbuild-std-features=optimize_for_size",
];

/// As a release build is served: `wasm-release`, wasm-bindgen, and wasm-opt and esbuild where there
/// is Node.
pub(super) fn release(optimisers: Option<&Optimisers>) -> Result<Vec<File>> {
    let tools = Tools::for_wasm()?;
    let target = project::target()?;
    let output = target.join("size").join("release");
    step("build the smallest page with the component", || {
        run(&mut cargo("build", &target))?;
        bindgen(&tools, &target, "web", &output)
    })?;
    let wasm = output.join("page_bg.wasm");
    let glue = output.join("page.js");
    let scripts = match optimisers {
        Some(optimisers) => step("wasm-opt and esbuild", || {
            run(&mut optimisers.optimise(&wasm))?;
            let small = output.join("page.min.js");
            let outfile = format!("--outfile={}", small.display());
            run(optimisers.bundle().arg(&glue).arg(outfile))?;
            Ok(vec![small])
        })?,
        None => scripts_below(&output)?,
    };
    Ok(files(wasm, scripts, stylesheet()))
}

/// As small as it gets: the standard library built for size too, and nothing kept that the page does
/// not use. `None` where there is no rustup to get the standard library's source with.
pub(super) fn smallest(optimisers: &Optimisers) -> Result<Option<Vec<File>>> {
    let Some(sysroot) = sysroot_with_source()? else {
        return Ok(None);
    };
    let tools = Tools::for_wasm()?;
    // A folder of its own: other flags in the same one would build everything anew each time.
    let target = project::target()?.join("size").join("target");
    let output = project::target()?.join("size").join("smallest");
    step("build it once more, for size, with its own std", || {
        let mut cargo = cargo("rustc", &target);
        cargo
            .args(SIZE_STD)
            // Lets a stable compiler take the flags above.
            .env("RUSTC_BOOTSTRAP", "1")
            .env("CARGO_ENCODED_RUSTFLAGS", SIZE_FLAGS.join("\u{1f}"))
            .arg("--");
        link::through_here(&mut cargo, &sysroot)?;
        run(&mut cargo)?;
        bindgen(&tools, &target, "bundler", &output)
    })?;
    let page = Page {
        tools: optimisers,
        folder: &output,
    };
    let (script, wasm) = step("drop what the page does not use", || page.shrink())?;
    let css = output.join("klarna-checkout.css");
    let outfile = format!("--outfile={}", css.display());
    run(optimisers.bundle().arg(stylesheet()).arg(outfile))?;
    step("pay with it in Chromium", || {
        smoke::pays(&script, &wasm, &output)
    })?;
    Ok(Some(files(wasm, vec![script], css)))
}

fn files(wasm: PathBuf, scripts: Vec<PathBuf>, css: PathBuf) -> Vec<File> {
    let mut files = vec![File::new("wasm", wasm)];
    let scripts = scripts.into_iter();
    files.extend(scripts.map(|path| File::new("JavaScript", path)));
    files.push(File::new("CSS", css));
    files
}

fn stylesheet() -> PathBuf {
    project::root().join("style").join("klarna-checkout.css")
}

fn cargo(command: &str, target: &Path) -> Command {
    let mut cargo = project::cargo();
    cargo
        .args([command, "--package", EXAMPLE])
        .args(["--target", WASM_TARGET, "--profile", "wasm-release"])
        .arg("--target-dir")
        .arg(target);
    cargo
}

fn bindgen(tools: &Tools, target: &Path, kind: &str, output: &Path) -> Result<()> {
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
        .args(["--target", kind, "--no-typescript", "--out-name", "page"])
        .arg("--out-dir")
        .arg(output)
        .arg(wasm))
}

/// The toolchain's folder, once the standard library's source is in it; rustup is asked for that.
fn sysroot_with_source() -> Result<Option<PathBuf>> {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let sysroot = output_of(Command::new(rustc).args(["--print", "sysroot"]))
        .map(PathBuf::from)
        .context("`rustc --print sysroot` failed")?;
    let source = sysroot.join("lib/rustlib/src/rust/library/std");
    if !source.is_dir() && project::on_path("rustup").is_some() {
        step("add the standard library's source (once)", || {
            run(Command::new("rustup").args(["component", "add", "rust-src"]))
        })?;
    }
    Ok(source.is_dir().then_some(sysroot))
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
