//! Builds a crate for the browser: as any release build is, or as small as it gets.
//!
//! What a size build is: the standard library built for size too, panics that stop the wasm without
//! a message, nothing kept that its glue does not use (see `link` and `shrink`).

mod entry;
mod link;
mod shrink;

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

pub(crate) use self::{
    entry::Entry,
    link::as_linker,
    shrink::{Module, Shrunk},
};
use crate::{
    project,
    run::{output_of, run, step},
    tools::{Tools, WASM_TARGET},
};

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

/// A crate that runs in a page.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Crate {
    /// The cargo package.
    pub(crate) package: &'static str,
    /// The file that it is built into, without `.wasm`.
    pub(crate) artifact: &'static str,
}

impl Crate {
    /// The wasm of a release build, in the folder of every other release build.
    pub(crate) fn release(self) -> Result<PathBuf> {
        let target = project::target()?;
        run(&mut self.cargo("build", &target))?;
        Ok(self.wasm_below(&target))
    }

    /// The same for those who get it from us: a panic's message names the source file that it is in,
    /// and here without where that is on this machine.
    pub(crate) fn release_without_paths(self) -> Result<PathBuf> {
        let target = project::target()?.join("package").join("target");
        let flags: Vec<_> = folders_of_sources()?
            .iter()
            .map(|folder| format!("--remap-path-prefix={}=.", folder.display()))
            .collect();
        run(self
            .cargo("build", &target)
            .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}")))?;
        Ok(self.wasm_below(&target))
    }

    /// The wasm of a build for size. `None` where there is no rustup to get the standard library's
    /// source with.
    pub(crate) fn smallest(self) -> Result<Option<PathBuf>> {
        let Some(sysroot) = sysroot_with_source()? else {
            return Ok(None);
        };
        // A folder of its own: other flags in the same one would build everything anew each time.
        let target = project::target()?.join("size").join("target");
        let mut cargo = self.cargo("rustc", &target);
        cargo
            .args(SIZE_STD)
            // Lets a stable compiler take the flags above.
            .env("RUSTC_BOOTSTRAP", "1")
            .env("CARGO_ENCODED_RUSTFLAGS", SIZE_FLAGS.join("\u{1f}"))
            .arg("--");
        link::through_here(&mut cargo, &sysroot)?;
        run(&mut cargo)?;
        Ok(Some(self.wasm_below(&target)))
    }

    fn cargo(self, command: &str, target: &Path) -> Command {
        let mut cargo = project::cargo();
        cargo
            .args([command, "--package", self.package])
            .args(["--target", WASM_TARGET, "--profile", "wasm-release"])
            .arg("--target-dir")
            .arg(target);
        cargo
    }

    fn wasm_below(self, target: &Path) -> PathBuf {
        let file = format!("{}.wasm", self.artifact);
        target.join(WASM_TARGET).join("wasm-release").join(file)
    }
}

/// This repository, the toolchain, and where cargo keeps the sources of dependencies: a folder for
/// each registry.
fn folders_of_sources() -> Result<Vec<PathBuf>> {
    let mut folders = vec![project::root().to_owned(), sysroot()?];
    let cargo_home = env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| env::home_dir().map(|home| home.join(".cargo")))
        .context("no home folder: set CARGO_HOME")?;
    let registries = cargo_home.join("registry").join("src");
    // Without one there is nothing of theirs in the wasm.
    for registry in fs::read_dir(registries).into_iter().flatten() {
        folders.push(registry?.path());
    }
    Ok(folders)
}

/// Writes the wasm and its glue into a folder that holds nothing else: `{name}_bg.wasm` and, by
/// `kind`, wasm-bindgen's modules for that kind of user.
pub(crate) fn bindgen(
    tools: &Tools,
    wasm: &Path,
    kind: &str,
    name: &str,
    output: &Path,
) -> Result<()> {
    // What an earlier build left would be taken for this one's.
    if output.exists() {
        fs::remove_dir_all(output).with_context(|| format!("cannot empty {}", output.display()))?;
    }
    let mut bindgen = Command::new("wasm-bindgen");
    tools.provide(&mut bindgen)?;
    run(bindgen
        .args(["--target", kind, "--no-typescript", "--out-name", name])
        .arg("--out-dir")
        .arg(output)
        .arg(wasm))
}

/// The toolchain's folder, once the standard library's source is in it; rustup is asked for that.
fn sysroot_with_source() -> Result<Option<PathBuf>> {
    let sysroot = sysroot()?;
    let source = sysroot.join("lib/rustlib/src/rust/library/std");
    if !source.is_dir() && project::on_path("rustup").is_some() {
        step("add the standard library's source (once)", || {
            run(Command::new("rustup").args(["component", "add", "rust-src"]))
        })?;
    }
    Ok(source.is_dir().then_some(sysroot))
}

fn sysroot() -> Result<PathBuf> {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    output_of(Command::new(rustc).args(["--print", "sysroot"]))
        .map(PathBuf::from)
        .context("`rustc --print sysroot` failed")
}
