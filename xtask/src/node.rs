//! The two tools that come from npm and make a release build smaller: `wasm-opt` and `esbuild`.
//! Neither is needed: without Node the build is larger, and says so.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Result;

use crate::{project, run, version::Version};

/// The npm package of `wasm-opt`. Older ones (Debian's 108 too) refuse what rustc writes today.
const BINARYEN: Version = Version(132, 0, 0);

const ESBUILD: Version = Version(0, 28, 2);

/// The features that rustc's wasm uses. Not `--all-features`: that writes an encoding of imports
/// that browsers refuse.
const WASM_OPT_FLAGS: [&str; 8] = [
    "-Oz",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// A `wasm-opt` that can be used.
pub(crate) fn wasm_opt() -> Result<Option<PathBuf>> {
    find("wasm-opt", "binaryen", BINARYEN)
}

/// Makes a wasm file smaller, in place.
pub(crate) fn optimise(wasm_opt: &Path, file: &Path) -> Command {
    let mut command = Command::new(wasm_opt);
    command.args(WASM_OPT_FLAGS).arg(file).arg("-o").arg(file);
    command
}

/// An `esbuild` that can be used.
pub(crate) fn esbuild() -> Result<Option<PathBuf>> {
    find("esbuild", "esbuild", ESBUILD)
}

/// A program on the PATH, in the cache, or installed there; `None` where there is no Node.
fn find(program: &str, package: &str, version: Version) -> Result<Option<PathBuf>> {
    if let Some(path) = project::on_path(program).filter(|path| runs(path, version)) {
        return Ok(Some(path));
    }
    if project::on_path("node").is_none() || project::on_path("npm").is_none() {
        return Ok(None);
    }
    let folder = project::tool_folder(&format!("{package}-{version}"))?;
    let path = folder.join("node_modules").join(".bin").join(program);
    if runs(&path, version) {
        return Ok(Some(path));
    }
    std::fs::create_dir_all(&folder)?;
    let installed = run::step(
        &format!("install {package} {version} from npm (once)"),
        || {
            run::run(
                Command::new("npm")
                    .args([
                        "install",
                        "--no-audit",
                        "--no-fund",
                        "--loglevel=error",
                        "--prefix",
                    ])
                    .arg(&folder)
                    .arg(format!("{package}@{version}"))
                    // npm looks for a package.json from here upwards.
                    .current_dir(&folder),
            )
        },
    );
    crate::stop::check()?;
    if let Err(error) = installed {
        eprintln!("    going on without {program}: {error:#}");
    }
    Ok(runs(&path, version).then_some(path))
}

fn runs(path: &Path, wanted: Version) -> bool {
    run::output_of(Command::new(path).arg("--version"))
        .and_then(|text| Version::find(&text))
        .is_some_and(|found| found >= wanted)
}
