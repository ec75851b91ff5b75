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

/// The files that say which packages a folder has, with the hash of each.
const LOCKED: [&str; 3] = ["package.json", "package-lock.json", ".npmrc"];

/// Installs into a folder exactly what its lock file names. No package runs a script of its own.
pub(crate) fn install_locked(folder: &Path) -> Command {
    let mut npm = Command::new("npm");
    npm.args(["ci", "--ignore-scripts", "--prefer-offline"])
        .args(["--no-audit", "--no-fund", "--loglevel=error"])
        .current_dir(folder);
    npm
}

/// The folder in which the packages are installed that a folder's lock file names.
///
/// # Errors
/// They cannot be installed.
pub(crate) fn installed(from: &Path) -> Result<PathBuf> {
    // Other versions are another folder: what is there is then what the files name.
    let mut hash = DefaultHasher::new();
    for file in LOCKED.map(|name| from.join(name)) {
        std::fs::read(&file)
            .with_context(|| format!("cannot read {}", file.display()))?
            .hash(&mut hash);
    }
    let folder = project::tool_folder(&format!("packages-{:016x}", hash.finish()))?;
    if !folder.join("complete").is_file() {
        std::fs::create_dir_all(&folder)?;
        for name in LOCKED {
            std::fs::copy(from.join(name), folder.join(name))?;
        }
        run::step("install what the package's tests need from npm", || {
            run::run(&mut install_locked(&folder))
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
    npm.args(["install", "--ignore-scripts"])
        .args(["--no-audit", "--no-fund", "--loglevel=error"])
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

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, fs};

    use serde::Deserialize;
    use serde_json::Value;

    use super::*;

    #[derive(Deserialize)]
    struct Lock {
        packages: BTreeMap<String, Locked>,
    }

    #[derive(Deserialize)]
    struct Locked {
        resolved: Option<String>,
        integrity: Option<String>,
        /// `true` for a package that comes inside of another one's file.
        #[serde(rename = "inBundle", default)]
        in_bundle: bool,
    }

    /// The folders of the repository whose package.json names packages to install.
    fn folders_with_packages() -> Vec<PathBuf> {
        let mut git = Command::new("git");
        git.current_dir(project::root())
            .args(["ls-files", "package.json", "*/package.json"]);
        let manifests = run::output_of(&mut git).unwrap();
        let needs_packages = |manifest: &PathBuf| {
            let manifest: Value = serde_json::from_slice(&fs::read(manifest).unwrap()).unwrap();
            ["dependencies", "devDependencies"]
                .iter()
                .any(|kind| manifest.get(kind).is_some())
        };
        let folder = |manifest: PathBuf| manifest.parent().unwrap().to_owned();
        let manifests = manifests.lines().map(|path| project::root().join(path));
        manifests.filter(needs_packages).map(folder).collect()
    }

    #[test]
    fn every_package_is_locked_by_its_hash_and_to_no_registry() {
        let folders = folders_with_packages();
        assert!(!folders.is_empty());
        for folder in folders {
            let lock = folder.join("package-lock.json");
            let text = fs::read(&lock).unwrap_or_else(|_| panic!("{} is missing", lock.display()));
            let Lock { packages } = serde_json::from_slice(&text).unwrap();
            for (name, package) in packages.iter().filter(|(name, _)| !name.is_empty()) {
                let place = format!("{name} in {}", lock.display());
                match &package.resolved {
                    // The element, as it was packed last: its hash is another one each time.
                    Some(from) => {
                        assert!(from.starts_with("file:../../target/package/"), "{place}");
                        assert_eq!(package.integrity, None, "{place}");
                    }
                    None => assert!(package.integrity.is_some() || package.in_bundle, "{place}"),
                }
            }
        }
    }
}
