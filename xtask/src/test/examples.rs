//! The examples, built for the browser tests to open.

use std::{
    fs,
    path::{Path, PathBuf},
    thread,
};

use anyhow::{Result, anyhow};
use xshell::{Cmd, Shell, cmd};

use crate::{
    npm,
    package::Package,
    shell::{self, empty_folder, root, run, step, target},
    site,
    tools::WASM_TARGET,
    wasm,
};

/// The examples that Vite builds, into a folder `dist` of their own.
const WITH_VITE: [&str; 3] = ["react", "vue", "svelte"];

const SSR: &str = "example-leptos-ssr";

/// Builds those with the element from its tarball. Returns the folder that they are in.
pub(super) fn build(sh: &Shell, package: &Package) -> Result<PathBuf> {
    let examples = root().join("examples");
    step("build the examples", || {
        // Beside the page without a bundler, as its README tells people to copy them.
        let beside = examples.join("plain-html").join("klarna-checkout");
        empty_folder(&beside)?;
        for file in sh.read_dir(&package.folder)? {
            sh.copy_file(file, &beside)?;
        }
        provide_to_npm(&package.tarball)?;
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

/// Puts the tarball where the examples' package.json looks for it, if cargo builds somewhere else.
fn provide_to_npm(tarball: &Path) -> Result<()> {
    let folder = root().join("target").join("package");
    let named = folder.join(tarball.file_name().unwrap_or_default());
    if named != tarball {
        fs::create_dir_all(&folder)?;
        fs::copy(tarball, named)?;
    }
    Ok(())
}

fn build_with_vite(folder: &Path) -> Result<()> {
    let sh = shell::open()?;
    // Always: the element's tarball is another one each time.
    npm::install(&sh, folder)?;
    sh.change_dir(folder);
    run(cmd!(
        sh,
        "npm --loglevel=error run build -- --logLevel=error"
    ))
}

/// Builds those in Leptos, with the shop's wasm target, profile and build folder, so that they share what
/// they have in common. Lets the tests know where they are.
pub(super) fn provide_leptos<'sh>(sh: &'sh Shell, test: Cmd<'sh>) -> Result<Cmd<'sh>> {
    let csr = root().join("examples/leptos-csr");
    // As its README tells people to.
    step("build the example in Leptos", || {
        site::trunk(sh, &csr, [""; 0])
    })?;
    let programs = target(sh)?.join("debug");
    let ssr = step("build the example in Leptos with a server", || rendered(sh))?;
    Ok(test
        .env("LEPTOS_CSR", csr.join("dist"))
        .env("LEPTOS_SSR", programs.join(SSR))
        .env("LEPTOS_SSR_SITE", ssr))
}

/// As its README tells people to. Returns the folder of the files beside its pages.
fn rendered(sh: &Shell) -> Result<PathBuf> {
    run(cmd!(
        sh,
        "cargo build --package {SSR} --features=ssr --bin {SSR}"
    ))?;
    run(cmd!(
        sh,
        "cargo build --package {SSR} --features=hydrate --lib --target {WASM_TARGET}"
    ))?;
    let site = target(sh)?.join("site");
    let files = site.join("pkg");
    let built = wasm::file(&target(sh)?, "debug", SSR)?;
    wasm::bindgen(&built, &SSR.replace('-', "_"), &files)?;
    sh.copy_file("style/klarna-checkout.css", &files)?;
    Ok(site)
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

    #[test]
    fn each_example_has_the_packed_element_and_names_the_rest_by_exact_versions() {
        let version = env!("CARGO_PKG_VERSION");
        let packed = format!("file:../../target/package/{}-{version}.tgz", package::NAME);
        for example in WITH_VITE {
            let path = root().join("examples").join(example).join("package.json");
            let manifest: Manifest = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
            assert_eq!(manifest.dependencies[package::NAME], packed, "{example}");
            for (name, version) in manifest
                .dependencies
                .iter()
                .chain(&manifest.dev_dependencies)
            {
                let exact = *version == packed || semver::Version::parse(version).is_ok();
                assert!(exact, "examples/{example}: {name} is {version}");
            }
        }
    }
}
