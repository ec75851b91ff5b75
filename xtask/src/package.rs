//! `cargo xtask package`: the custom element, as files for any web server and as an npm package.
//!
//! Both are one folder, `target/package/klarna-checkout-element/`, and beside it its tarball. The
//! same sources give the same bytes, whoever builds them.

mod core;
mod tarball;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::Mutex,
};

use anyhow::{Context, Result, ensure};

use crate::{
    node::Optimisers,
    project,
    run::{run, step, write_file},
};

/// The package's name at npm.
pub(crate) const NAME: &str = "klarna-checkout-element";

/// The workspace's version is the package's.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What the committed package.json has in its place.
const NO_VERSION: &str = r#""version": "0.0.0""#;

/// The module that a page loads, the one that it loads itself, and what they are for.
const ENTRY: &str = "klarna-checkout.js";
const CORE: &str = "klarna-checkout-core.js";
const WASM: &str = "klarna-checkout.wasm";
const STYLESHEET: &str = "klarna-checkout.css";

/// What is taken as it is, from the folder of the npm package.
const WRITTEN: [&str; 5] = [
    "README.md",
    "index.d.ts",
    "react.d.ts",
    "svelte.d.ts",
    "vue.d.ts",
];

/// What is taken as it is, from the repository's root.
const LICENCES: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];

/// The element, ready to be handed out.
#[derive(Debug, Clone)]
pub(crate) struct Package {
    /// The files for any web server.
    pub(crate) folder: PathBuf,
    /// What is in it, by name.
    pub(crate) files: Vec<String>,
    /// The same for npm.
    pub(crate) tarball: PathBuf,
}

/// `cargo xtask package`
pub(crate) fn execute() -> Result<()> {
    let Package {
        folder,
        files,
        tarball,
    } = build()?;
    for name in files {
        let bytes = fs::metadata(folder.join(&name))?.len();
        println!("{bytes:>9} {name}");
    }
    println!("{}\n{}", folder.display(), tarball.display());
    Ok(())
}

/// The package, built once however many of a command's steps want it.
///
/// # Errors
/// It cannot be built; without Node, for one.
pub(crate) fn build() -> Result<Package> {
    static BUILT: Mutex<Option<Package>> = Mutex::new(None);
    let mut built = BUILT
        .lock()
        .map_err(|_| anyhow::anyhow!("an earlier build panicked"))?;
    if let Some(package) = &*built {
        return Ok(package.clone());
    }
    let package = build_in(&project::target()?.join("package"))?;
    *built = Some(package.clone());
    Ok(package)
}

/// The package, built once more in another folder, from the same wasm.
///
/// # Errors
/// As [`build`].
pub(crate) fn build_again() -> Result<Package> {
    build_in(&project::target()?.join("package").join("again"))
}

/// Where the npm package's own files are.
pub(crate) fn sources() -> PathBuf {
    element().join("npm")
}

fn element() -> PathBuf {
    project::root().join("crates").join("klarna-element")
}

/// Builds it, in folders below this one.
fn build_in(below: &Path) -> Result<Package> {
    let optimisers = Optimisers::find()?.context(
        "the package needs Node and npm on the PATH: esbuild and wasm-opt come from there",
    )?;
    let folder = below.join(NAME);
    if folder.exists() {
        fs::remove_dir_all(&folder)
            .with_context(|| format!("cannot empty {}", folder.display()))?;
    }
    let core = core::build(&optimisers, &below.join("core"))?;
    let languages = languages()?;
    step("put the package together", || {
        for (from, name) in [(&core.script, CORE), (&core.wasm, WASM)] {
            copy(from, &folder.join(name))?;
        }
        run(optimisers
            .bundle()
            .arg(element().join("js").join(ENTRY))
            .arg(format!("--external:./{CORE}"))
            .args(languages.keys().map(|it| format!("--external:./{it}")))
            .arg(format!("--define:VERSION={VERSION:?}"))
            .arg("--loader:.html=text")
            .arg(format!("--outfile={}", folder.join(ENTRY).display())))?;
        run(optimisers
            .bundle()
            .arg(project::root().join("style").join(STYLESHEET))
            .arg(format!("--outfile={}", folder.join(STYLESHEET).display())))?;
        for (name, module) in &languages {
            write_file(&folder.join(name), module.as_bytes())?;
        }
        for name in WRITTEN {
            copy(&sources().join(name), &folder.join(name))?;
        }
        for name in LICENCES {
            copy(&project::root().join(name), &folder.join(name))?;
        }
        write_file(
            &folder.join("package.json"),
            manifest(&sources())?.as_bytes(),
        )?;
        let files = names(&folder)?;
        let tarball = below.join(format!("{NAME}-{VERSION}.tgz"));
        write_file(&tarball, &tarball::pack(&folder, &files)?)?;
        Ok(Package {
            folder,
            files,
            tarball,
        })
    })
}

/// The words of each language but English, which is in the entry, as modules by their names. Modules: a
/// bundler and a policy treat them as they treat the script.
///
/// # Errors
/// A file cannot be read, or is no JSON.
pub(crate) fn languages() -> Result<BTreeMap<String, String>> {
    let mut modules = BTreeMap::new();
    for file in fs::read_dir(project::root().join("src").join("text"))? {
        let path = file?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        if path.extension() != Some("json".as_ref()) || name == "en" {
            continue;
        }
        let json = fs::read_to_string(&path)?;
        let words: serde_json::Value = serde_json::from_str(&json)
            .with_context(|| format!("{} is no JSON", path.display()))?;
        let module = format!("export default {words};\n");
        modules.insert(format!("klarna-checkout-{name}.js"), module);
    }
    Ok(modules)
}

/// The committed package.json with the workspace's version.
fn manifest(npm: &Path) -> Result<String> {
    let path = npm.join("package.json");
    let text =
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    ensure!(
        text.matches(NO_VERSION).count() == 1,
        "{} has to have {NO_VERSION} in it, once",
        path.display()
    );
    Ok(text.replace(NO_VERSION, &format!(r#""version": "{VERSION}""#)))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    let content = fs::read(from).with_context(|| format!("cannot read {}", from.display()))?;
    write_file(to, &content)
}

/// What is in the folder, in an order that does not depend on the file system.
fn names(folder: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_package_has_the_workspaces_version() {
        let npm = project::root()
            .join("crates")
            .join("klarna-element")
            .join("npm");
        let manifest: serde_json::Value = serde_json::from_str(&manifest(&npm).unwrap()).unwrap();
        assert_eq!(manifest["name"], NAME);
        assert_eq!(manifest["version"], VERSION);
    }

    #[test]
    fn a_manifest_without_a_place_for_the_version_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(
            folder.path().join("package.json"),
            r#"{"version": "3.1.4"}"#,
        )
        .unwrap();
        assert!(manifest(folder.path()).is_err());
    }
}
