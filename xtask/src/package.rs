//! `cargo xtask package`: the custom element, as files for any web server and as an npm package.
//!
//! Both are one folder, `target/package/klarna-checkout-element/`, and beside it its tarball. The
//! same sources give the same bytes, whoever builds them.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Result;
use xshell::{Shell, cmd};

use crate::{
    npm,
    shell::{empty_folder, root, run, step, target},
    wasm,
};

/// The package's name at npm.
pub(crate) const NAME: &str = "klarna-checkout-element";

/// The workspace's version is the package's.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The npm package's own files.
pub(crate) const SOURCES: &str = "crates/klarna-element/npm";

/// The element, ready to be handed out.
#[derive(Debug, Clone)]
pub(crate) struct Package {
    /// The files for any web server.
    pub(crate) folder: PathBuf,
    /// The same for npm.
    pub(crate) tarball: PathBuf,
}

/// `cargo xtask package`
pub(crate) fn execute(sh: &Shell) -> Result<()> {
    let Package { folder, tarball } = build(sh)?;
    for file in sh.read_dir(&folder)? {
        let name = file.file_name().unwrap_or_default().display();
        println!("{:>9} {name}", fs::metadata(&file)?.len());
    }
    println!("{}\n{}", folder.display(), tarball.display());
    Ok(())
}

/// Builds the package; what has not changed is not built again.
pub(crate) fn build(sh: &Shell) -> Result<Package> {
    build_in(sh, &target(sh)?.join("package"))
}

/// Builds it below a folder.
pub(crate) fn build_in(sh: &Shell, below: &Path) -> Result<Package> {
    npm::install_once(sh, root())?;
    let core = below.join("core");
    step("build the element", || {
        wasm::build_smallest(sh, "klarna-element", "core", &core)
    })?;
    let folder = below.join(NAME);
    step("put the package together", || {
        empty_folder(&folder)?;
        run(cmd!(
            sh,
            "node {SOURCES}/build.mjs {core} {folder} {VERSION}"
        ))?;
        run(cmd!(
            sh,
            "npm pack {folder} --pack-destination {below} --ignore-scripts --loglevel=error"
        ))
    })?;
    Ok(Package {
        folder,
        tarball: below.join(format!("{NAME}-{VERSION}.tgz")),
    })
}
