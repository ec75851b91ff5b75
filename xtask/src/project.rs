//! Where things are: the repository, the build output, the tools this project installed.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use serde::Deserialize;

/// The repository's root.
pub(crate) fn root() -> &'static Path {
    // Known when this program is built, and it is always built in the repository it serves.
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// What cargo knows of the workspace, as far as it is used here.
#[derive(Debug, Deserialize)]
struct Metadata {
    target_directory: PathBuf,
    packages: Vec<Package>,
}

#[derive(Debug, Deserialize)]
struct Package {
    name: String,
    targets: Vec<Target>,
}

#[derive(Debug, Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
    #[serde(rename = "required-features", default)]
    required_features: Vec<String>,
}

fn metadata() -> Result<Metadata> {
    let text = crate::run::output_of(cargo().args(["metadata", "--no-deps", "--format-version=1"]))
        .context("`cargo metadata` failed")?;
    serde_json::from_str(&text).context("`cargo metadata` printed something else than metadata")
}

/// Cargo's build folder, wherever the environment or a configuration file put it.
pub(crate) fn target() -> Result<PathBuf> {
    Ok(metadata()?.target_directory)
}

/// The names of a package's integration tests that every build of it has.
pub(crate) fn test_targets(package: &str) -> Result<Vec<String>> {
    Ok(metadata()?
        .packages
        .into_iter()
        .filter(|it| it.name == package)
        .flat_map(|it| it.targets)
        .filter(|target| target.kind.iter().any(|kind| kind == "test"))
        .filter(|target| target.required_features.is_empty())
        .map(|target| target.name)
        .collect())
}

/// Where the preview shop's site is built.
pub(crate) fn dist() -> PathBuf {
    root().join("dist")
}

/// The cargo that runs this program, in the repository's root.
pub(crate) fn cargo() -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root());
    cargo
}

/// The folder for a tool that this project installed: outside of the repository, so that every
/// checkout and every clean build finds it again.
pub(crate) fn tool_folder(name_and_version: &str) -> Result<PathBuf> {
    let cache = env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
        .or_else(|| env::home_dir().map(|home| home.join(".cache")))
        .context("no home folder: set XDG_CACHE_HOME to a folder for the tools to be kept in")?;
    Ok(cache
        .join("leptos-klarna")
        .join("tools")
        .join(name_and_version))
}

/// A program on the PATH.
pub(crate) fn on_path(program: &str) -> Option<PathBuf> {
    let file = format!("{program}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&env::var_os("PATH")?)
        .map(|folder| folder.join(&file))
        .find(|path| path.is_file())
}
