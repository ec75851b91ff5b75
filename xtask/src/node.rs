//! What comes from npm: `wasm-opt` and `esbuild`, which make a release build smaller, and axe-core,
//! which finds barriers in pages. None is needed: without Node the build is larger, one group of
//! tests looks at nothing, and both say so.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::{project, run, version::Version};

/// The npm package of `wasm-opt`. Older ones (Debian's 108 too) refuse what rustc writes today.
const BINARYEN: Version = Version(132, 0, 0);

/// Newer ones find more: a new one is taken on purpose.
const AXE_CORE: Version = Version(4, 14, 1);

const ESBUILD: Version = Version(0, 28, 2);

/// The features that rustc's wasm uses. Not `--all-features`: that writes an encoding of imports
/// that browsers refuse.
const WASM_FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// The two tools from npm, and the one that comes with `wasm-opt`.
#[derive(Debug)]
pub(crate) struct Optimisers {
    wasm_opt: PathBuf,
    wasm_metadce: PathBuf,
    esbuild: PathBuf,
}

impl Optimisers {
    /// All of them, or `None` where there is no Node.
    pub(crate) fn find() -> Result<Option<Self>> {
        let (Some(wasm_opt), Some(esbuild)) = (wasm_opt()?, esbuild()?) else {
            return Ok(None);
        };
        let wasm_metadce = find("wasm-metadce", "binaryen", BINARYEN)?;
        Ok(wasm_metadce.map(|wasm_metadce| Self {
            wasm_opt,
            wasm_metadce,
            esbuild,
        }))
    }

    /// `wasm-opt`, to be told what to read, to do and to write.
    pub(crate) fn wasm_opt(&self) -> Command {
        with_features(&self.wasm_opt)
    }

    /// Makes a wasm file smaller, in place.
    pub(crate) fn optimise(&self, file: &Path) -> Command {
        optimise(&self.wasm_opt, file)
    }

    /// `wasm-metadce`, which drops exports.
    pub(crate) fn wasm_metadce(&self) -> Command {
        with_features(&self.wasm_metadce)
    }

    /// `esbuild`, to write one small module.
    pub(crate) fn bundle(&self) -> Command {
        let mut command = Command::new(&self.esbuild);
        command.args([
            "--bundle",
            "--minify",
            "--format=esm",
            "--log-level=warning",
        ]);
        command
    }
}

fn with_features(program: &Path) -> Command {
    let mut command = Command::new(program);
    command.args(WASM_FEATURES);
    command
}

/// A `wasm-opt` that can be used.
pub(crate) fn wasm_opt() -> Result<Option<PathBuf>> {
    find("wasm-opt", "binaryen", BINARYEN)
}

/// Makes a wasm file smaller, in place.
pub(crate) fn optimise(wasm_opt: &Path, file: &Path) -> Command {
    let mut command = with_features(wasm_opt);
    command.arg("-Oz").arg(file).arg("-o").arg(file);
    command
}

/// An `esbuild` that can be used.
fn esbuild() -> Result<Option<PathBuf>> {
    find("esbuild", "esbuild", ESBUILD)
}

/// The script of axe-core, which finds barriers in a page; `None` where there is no Node.
pub(crate) fn axe_core() -> Result<Option<PathBuf>> {
    let script = packages("axe-core", AXE_CORE)?.join("axe-core/axe.min.js");
    install(&["axe-core"], AXE_CORE, || script.is_file())?;
    Ok(script.is_file().then_some(script))
}

/// The folder with these packages of one version, for `NODE_PATH`, to build a page with; `None` where
/// there is no Node.
pub(crate) fn libraries(names: &[&str], version: Version) -> Result<Option<PathBuf>> {
    let folder = packages(&names.join("+"), version)?;
    let is_there = || names.iter().all(|name| folder.join(name).is_dir());
    install(names, version, is_there)?;
    Ok(is_there().then_some(folder))
}

/// Whether there is Node with its package manager.
pub(crate) fn is_here() -> bool {
    project::on_path("node").is_some() && project::on_path("npm").is_some()
}

/// The folder in which the packages are installed that a folder's package.json names.
///
/// # Errors
/// They cannot be installed.
pub(crate) fn installed(from: &Path) -> Result<PathBuf> {
    let path = from.join("package.json");
    let manifest = std::fs::read_to_string(&path)
        .with_context(|| format!("cannot read {}", path.display()))?;
    // Other versions are another folder: what is there is then what the file names.
    let mut hash = DefaultHasher::new();
    manifest.hash(&mut hash);
    let folder = project::tool_folder(&format!("packages-{:016x}", hash.finish()))?;
    if !folder.join("complete").is_file() {
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join("package.json"), manifest)?;
        run::step("install what the package's tests need from npm", || {
            run::run(
                Command::new("npm")
                    .args(["install", "--no-audit", "--no-fund", "--loglevel=error"])
                    .args(["--no-package-lock", "--ignore-scripts"])
                    .current_dir(&folder),
            )
        })?;
        std::fs::write(folder.join("complete"), "")?;
    }
    Ok(folder)
}

/// A program on the PATH, in the cache, or installed there; `None` where there is no Node.
fn find(program: &str, package: &str, version: Version) -> Result<Option<PathBuf>> {
    if let Some(path) = project::on_path(program).filter(|path| runs(path, version)) {
        return Ok(Some(path));
    }
    let path = packages(package, version)?.join(".bin").join(program);
    // It is a script for Node, where it is there at all.
    install(&[package], version, || runs(&path, version))?;
    Ok(runs(&path, version).then_some(path))
}

/// Where npm puts a package's files.
fn packages(package: &str, version: Version) -> Result<PathBuf> {
    let folder = project::tool_folder(&format!("{package}-{version}"))?;
    Ok(folder.join("node_modules"))
}

/// Installs packages of one version into the cache, where there is Node and they are not there yet. Not
/// getting them is no error.
fn install(names: &[&str], version: Version, is_there: impl Fn() -> bool) -> Result<()> {
    if !is_here() || is_there() {
        return Ok(());
    }
    let together = names.join("+");
    let folder = project::tool_folder(&format!("{together}-{version}"))?;
    std::fs::create_dir_all(&folder)?;
    let mut npm = Command::new("npm");
    npm.args(["install", "--no-audit", "--no-fund", "--loglevel=error"])
        .arg("--prefix")
        .arg(&folder)
        .args(names.iter().map(|name| format!("{name}@{version}")))
        // npm looks for a package.json from here upwards.
        .current_dir(&folder);
    let installed = run::step(&format!("install {together} {version} from npm"), || {
        run::run(&mut npm)
    });
    crate::stop::check()?;
    if let Err(error) = installed {
        eprintln!("    going on without {together}: {error:#}");
    }
    Ok(())
}

fn runs(path: &Path, wanted: Version) -> bool {
    run::output_of(Command::new(path).arg("--version"))
        .and_then(|text| Version::find(&text))
        .is_some_and(|found| found >= wanted)
}
