//! The examples with the element, built from the packed tarball for the browser tests to open.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::Command,
    thread,
};

use anyhow::{Result, anyhow};
use flate2::read::GzDecoder;
use tar::Archive;

use crate::{
    node,
    package::Package,
    project,
    run::{self, run},
};

/// The examples that Vite builds, into a folder `dist` of their own.
const WITH_VITE: [&str; 3] = ["react", "vue", "svelte"];

/// Builds them with the packed element. Gives the folder that they are in.
pub(super) fn build(package: &Package) -> Result<PathBuf> {
    let examples = project::root().join("examples");
    let tarball = &package.tarball;
    run::step("build the examples", || {
        unpack(tarball, &examples.join("plain-html"))?;
        provide_to_npm(tarball)?;
        thread::scope(|scope| {
            let builds = WITH_VITE.map(|name| {
                let folder = examples.join(name);
                scope.spawn(move || build_with_vite(&folder))
            });
            builds
                .into_iter()
                .try_for_each(|build| build.join().map_err(|_| anyhow!("a build panicked"))?)
        })
    })?;
    Ok(examples)
}

/// Puts the element's files beside the page without a bundler, as its README tells people to copy
/// them.
fn unpack(tarball: &Path, example: &Path) -> Result<()> {
    let folder = example.join("klarna-checkout");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    Archive::new(GzDecoder::new(File::open(tarball)?)).unpack(example)?;
    // What npm calls the folder in every tarball.
    Ok(fs::rename(example.join("package"), folder)?)
}

/// Puts the tarball where the examples' package.json looks for it, if cargo builds somewhere else.
fn provide_to_npm(tarball: &Path) -> Result<()> {
    let folder = project::root().join("target").join("package");
    let named = folder.join(tarball.file_name().unwrap_or_default());
    if named != tarball {
        fs::create_dir_all(&folder)?;
        fs::copy(tarball, named)?;
    }
    Ok(())
}

fn build_with_vite(folder: &Path) -> Result<()> {
    run(&mut node::install_locked(folder))?;
    run(Command::new("npm")
        .args(["--loglevel=error", "run", "build"])
        .args(["--", "--logLevel=error"])
        .current_dir(folder))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;

    use super::*;
    use crate::package;

    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Manifest {
        dependencies: BTreeMap<String, String>,
        dev_dependencies: BTreeMap<String, String>,
    }

    fn manifest(example: &str) -> Manifest {
        let path = project::root()
            .join("examples")
            .join(example)
            .join("package.json");
        serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
    }

    #[test]
    fn each_example_has_the_element_of_this_version_from_where_it_is_packed() {
        let version = env!("CARGO_PKG_VERSION");
        let packed = format!("file:../../target/package/{}-{version}.tgz", package::NAME);
        for example in WITH_VITE {
            let element = &manifest(example).dependencies[package::NAME];
            assert_eq!(*element, packed, "examples/{example}/package.json");
        }
    }

    #[test]
    fn each_example_names_what_it_needs_by_exact_versions() {
        for example in WITH_VITE {
            let Manifest {
                dependencies,
                dev_dependencies,
            } = manifest(example);
            for (name, version) in dependencies.into_iter().chain(dev_dependencies) {
                let exact = version.starts_with("file:")
                    || version.split('.').all(|part| part.parse::<u32>().is_ok());
                assert!(exact, "examples/{example}: {name} is {version}");
            }
        }
    }
}
