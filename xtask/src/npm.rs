//! JavaScript tools and libraries, from lock files: `npm ci`, and no package runs a script of its own.
//!
//! The tools of the build and the gate are those of the repository's own package.json.

use std::{fs, path::Path};

use anyhow::{Context, Result, ensure};
use xshell::{Cmd, Shell, cmd};

use crate::shell::{on_path, root, run, step};

/// Returns `true` if there is Node with its package manager.
pub(crate) fn is_here() -> bool {
    on_path("node").is_some() && on_path("npm").is_some()
}

/// Returns one of the repository's JavaScript tools, to be given arguments.
pub(crate) fn tool<'sh>(sh: &'sh Shell, program: &str) -> Result<Cmd<'sh>> {
    ensure!(is_here(), "{program} needs Node and npm on the PATH");
    install_once(sh, root())?;
    let program = root().join("node_modules/.bin").join(program);
    Ok(cmd!(sh, "{program}"))
}

/// Installs what a folder's lock file names, unless it is there already.
pub(crate) fn install_once(sh: &Shell, folder: &Path) -> Result<()> {
    let lock = folder.join("package-lock.json");
    let wanted = fs::read(&lock).with_context(|| format!("cannot read {}", lock.display()))?;
    // Written last: an installation that was interrupted does not have it.
    let installed = folder.join("node_modules").join(".installed.json");
    if fs::read(&installed).is_ok_and(|it| it == wanted) {
        return Ok(());
    }
    let name = folder.strip_prefix(root()).unwrap_or(folder);
    step(
        &format!(
            "install ./{} from npm",
            name.join("package-lock.json").display()
        ),
        || install(sh, folder),
    )?;
    Ok(fs::write(installed, wanted)?)
}

/// Installs what a folder's lock file names.
pub(crate) fn install(sh: &Shell, folder: &Path) -> Result<()> {
    let _there = sh.push_dir(folder);
    run(cmd!(
        sh,
        "npm ci --ignore-scripts --prefer-offline --no-audit --no-fund --loglevel=error"
    ))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;

    use super::*;
    use crate::shell;

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

    #[test]
    fn every_package_is_locked_by_its_hash_and_to_no_registry() {
        let sh = shell::open().unwrap();
        let locks = cmd!(sh, "git ls-files package-lock.json */package-lock.json")
            .read()
            .unwrap();
        assert!(!locks.is_empty());
        for lock in locks.lines() {
            let Lock { packages } =
                serde_json::from_slice(&fs::read(root().join(lock)).unwrap()).unwrap();
            for (name, package) in packages.iter().filter(|(name, _)| !name.is_empty()) {
                let place = format!("{name} in {lock}");
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
