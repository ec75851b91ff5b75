//! The Rust tools that a build needs: found on the PATH, else in the project's cache, else installed
//! there, as a prebuilt program where cargo-binstall is there to get it, or from source.

use std::{
    env,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use semver::{Version, VersionReq};
use xshell::{Shell, cmd};

use crate::shell::{on_path, run, step};

/// The target of what runs in a page.
pub(crate) const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// How long cargo-binstall may look for a prebuilt program.
const BINSTALL_TIMEOUT_SECONDS: &str = "15";

/// A program from crates.io.
#[derive(Debug)]
struct Tool {
    /// The package, and the name of the folder it is kept in.
    package: &'static str,
    /// The programs of it that are used.
    programs: &'static [&'static str],
    /// The version to install.
    version: Version,
    /// The versions that do as well.
    accepts: VersionReq,
    /// Arguments that `cargo install` needs besides the version.
    install: &'static [&'static str],
    /// The optimisation level. A tool that runs for a second need not be optimised for minutes.
    opt_level: &'static str,
    /// The time that building it takes on two cores, for people.
    takes: &'static str,
}

impl Tool {
    fn trunk() -> Result<Self> {
        Ok(Self {
            package: "trunk",
            programs: &["trunk"],
            // Newer ones need a newer Rust than the workspace does.
            version: Version::new(0, 21, 14),
            accepts: ">=0.21.14".parse()?,
            // Without its downloader and updater: they would only be switched off again.
            install: &["--locked", "--no-default-features"],
            opt_level: "0",
            takes: "5 minutes",
        })
    }

    fn wasm_bindgen(version: Version) -> Result<Self> {
        Ok(Self {
            package: "wasm-bindgen-cli",
            programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
            // The format between library and tool changes with any release.
            accepts: format!("={version}").parse()?,
            version,
            // Not `--locked`: the lock file it ships names versions that are no longer served.
            install: &[],
            opt_level: "1",
            takes: "2 to 3 minutes",
        })
    }

    fn cargo_mutants() -> Result<Self> {
        Ok(Self {
            package: "cargo-mutants",
            programs: &["cargo-mutants"],
            version: Version::new(27, 1, 0),
            // Other versions break the code in other places: a new one is taken on purpose.
            accepts: "=27.1.0".parse()?,
            install: &["--locked"],
            opt_level: "1",
            takes: "2 to 4 minutes",
        })
    }

    fn cargo_deny() -> Result<Self> {
        Ok(Self {
            package: "cargo-deny",
            programs: &["cargo-deny"],
            version: Version::new(0, 20, 2),
            // The oldest that reads `deny.toml`.
            accepts: ">=0.20.2".parse()?,
            install: &["--locked"],
            opt_level: "1",
            takes: "2 to 4 minutes",
        })
    }

    /// Makes sure that the shell finds it.
    fn ensure(&self, sh: &Shell) -> Result<()> {
        if self.fits(sh, None) {
            return Ok(());
        }
        let root = cache()?.join(format!("{}-{}", self.package, self.version));
        let programs = root.join("bin");
        if !self.fits(sh, Some(&programs)) {
            self.install(sh, &root)?;
        }
        if !self.fits(sh, Some(&programs)) {
            bail!("{} does not run in {}", self.package, programs.display());
        }
        let path = sh.var_os("PATH").unwrap_or_default();
        let folders = [programs].into_iter().chain(env::split_paths(&path));
        sh.set_var("PATH", env::join_paths(folders)?);
        Ok(())
    }

    /// Whether every program is there, in `folder` or on the PATH, in a version that will do.
    fn fits(&self, sh: &Shell, folder: Option<&Path>) -> bool {
        self.programs.iter().all(|program| {
            let path = folder.map_or_else(|| program.into(), |folder| folder.join(program));
            // A program of cargo's takes the name of its subcommand first.
            let subcommand = program.strip_prefix("cargo-");
            let printed = cmd!(sh, "{path} {subcommand...} --version")
                .quiet()
                .ignore_stderr()
                .read();
            printed.is_ok_and(|text| version_in(&text).is_some_and(|it| self.accepts.matches(&it)))
        })
    }

    fn install(&self, sh: &Shell, root: &Path) -> Result<()> {
        let (package, version) = (self.package, self.version.to_string());
        if on_path("cargo-binstall").is_some() {
            let prebuilt = step(&format!("download {package} {version} (once)"), || {
                run(cmd!(
                    sh,
                    "cargo binstall --no-confirm --disable-strategies compile
                        --maximum-resolution-timeout {BINSTALL_TIMEOUT_SECONDS}
                        --root {root} {package}@{version}"
                ))
            });
            match prebuilt {
                Ok(()) => return Ok(()),
                Err(error) => eprintln!("    no prebuilt one: {error:#}"),
            }
        }
        let what = format!(
            "build {package} {version} (once; {} on two cores)",
            self.takes
        );
        step(&what, || {
            // Elsewhere, for the repository's own configuration is for its own builds.
            let _elsewhere = sh.push_dir(env::temp_dir());
            let options = self.install;
            run(cmd!(
                sh,
                "cargo install --quiet --debug {package} --version {version} --root {root} {options...}"
            )
            .env("CARGO_PROFILE_DEV_OPT_LEVEL", self.opt_level)
            .env("CARGO_PROFILE_DEV_DEBUG", "false")
            .env_remove("CARGO_TARGET_DIR")
            .env_remove("CARGO_BUILD_TARGET")
            .env_remove("RUSTFLAGS"))
            .context("with network access, try again")
        })
    }
}

/// Makes sure that rustc can build for the browser.
pub(crate) fn ensure_target(sh: &Shell) -> Result<()> {
    let library = cmd!(sh, "rustc --print target-libdir --target {WASM_TARGET}")
        .quiet()
        .read()?;
    if Path::new(&library).is_dir() {
        return Ok(());
    }
    if on_path("rustup").is_none() {
        bail!(
            "rustc cannot build for {WASM_TARGET} and there is no rustup to add it; install it with \
             the package manager that rustc came from"
        );
    }
    step(&format!("add the target {WASM_TARGET}"), || {
        run(cmd!(sh, "rustup target add {WASM_TARGET}"))
    })
}

/// Makes sure of the target, and of the wasm-bindgen that Cargo.lock names.
pub(crate) fn ensure_wasm_bindgen(sh: &Shell) -> Result<()> {
    ensure_target(sh)?;
    let locked = cmd!(sh, "cargo pkgid wasm-bindgen").quiet().read()?;
    let version = locked.rsplit_once(['#', '@']).map(|(_, version)| version);
    let version = version.context("Cargo.lock names no version of wasm-bindgen")?;
    Tool::wasm_bindgen(version.parse()?)?.ensure(sh)
}

/// Makes sure of trunk and of what it needs.
pub(crate) fn ensure_trunk(sh: &Shell) -> Result<()> {
    ensure_wasm_bindgen(sh)?;
    Tool::trunk()?.ensure(sh)
}

/// Makes sure of `cargo mutants`.
pub(crate) fn ensure_mutants(sh: &Shell) -> Result<()> {
    Tool::cargo_mutants()?.ensure(sh)
}

/// Makes sure of `cargo deny`.
pub(crate) fn ensure_deny(sh: &Shell) -> Result<()> {
    Tool::cargo_deny()?.ensure(sh)
}

/// Returns the folder for the tools: outside of the repository, so that every checkout and every clean
/// build finds them again.
fn cache() -> Result<PathBuf> {
    let cache = env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
        .or_else(|| env::home_dir().map(|home| home.join(".cache")))
        .context("no home folder: set XDG_CACHE_HOME to a folder for the tools to be kept in")?;
    Ok(cache.join("leptos-klarna").join("tools"))
}

/// Returns the version that a program prints: `trunk 0.21.14`.
fn version_in(text: &str) -> Option<Version> {
    text.split_whitespace()
        .find_map(|word| Version::parse(word).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_found_in_what_tools_print() {
        for (text, version) in [
            ("trunk 0.21.14", Some(Version::new(0, 21, 14))),
            ("wasm-bindgen 0.2.130 (abc)", Some(Version::new(0, 2, 130))),
            ("command not found", None),
        ] {
            assert_eq!(version_in(text), version, "{text}");
        }
    }
}
