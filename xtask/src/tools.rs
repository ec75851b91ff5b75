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

/// The time that cargo-binstall may look for a prebuilt program.
const BINSTALL_TIMEOUT_SECONDS: &str = "15";

/// A program from crates.io.
#[derive(Debug)]
struct Tool<'a> {
    /// The package, and the name of the folder it is kept in.
    package: &'static str,
    /// The programs of it that are used.
    programs: &'static [&'static str],
    /// The version to install.
    version: &'a str,
    /// `=` or `>=`: the other versions that do as well.
    accepts: &'static str,
    /// Arguments that `cargo install` needs besides the version.
    install: &'static [&'static str],
    /// The optimisation level. A tool that runs for a second need not be optimised for minutes.
    opt_level: &'static str,
    /// The time that building it takes on two cores, for people.
    takes: &'static str,
}

const TRUNK: Tool = Tool {
    package: "trunk",
    programs: &["trunk"],
    // Newer ones need a newer Rust than the workspace does.
    version: "0.21.14",
    accepts: ">=",
    // Without its downloader and updater: they would only be switched off again.
    install: &["--locked", "--no-default-features"],
    opt_level: "0",
    takes: "4 to 5 minutes",
};

const WASM_BINDGEN: Tool = Tool {
    package: "wasm-bindgen-cli",
    programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
    // The one that Cargo.lock names: the format between library and tool changes with any release.
    version: "",
    accepts: "=",
    // Not `--locked`: the lock file it ships names versions that are no longer served.
    install: &[],
    opt_level: "1",
    takes: "2 to 3 minutes",
};

const CARGO_MUTANTS: Tool = Tool {
    package: "cargo-mutants",
    programs: &["cargo-mutants"],
    // Other versions break the code in other places: a new one is taken on purpose.
    version: "27.1.0",
    accepts: "=",
    install: &["--locked"],
    opt_level: "1",
    takes: "2 to 4 minutes",
};

const CARGO_DENY: Tool = Tool {
    package: "cargo-deny",
    programs: &["cargo-deny"],
    // The oldest that reads `deny.toml`.
    version: "0.20.2",
    accepts: ">=",
    install: &["--locked"],
    opt_level: "1",
    takes: "2 to 4 minutes",
};

impl Tool<'_> {
    /// Makes sure that the shell finds it.
    fn ensure(&self, sh: &Shell) -> Result<()> {
        let accepts = VersionReq::parse(&[self.accepts, self.version].concat())?;
        if self.fits(sh, None, &accepts) {
            return Ok(());
        }
        let root = cache()?.join(format!("{}-{}", self.package, self.version));
        let programs = root.join("bin");
        if !self.fits(sh, Some(&programs), &accepts) {
            self.install(sh, &root)?;
        }
        if !self.fits(sh, Some(&programs), &accepts) {
            bail!("{} does not run in {}", self.package, programs.display());
        }
        let path = sh.var_os("PATH").unwrap_or_default();
        let folders = [programs].into_iter().chain(env::split_paths(&path));
        sh.set_var("PATH", env::join_paths(folders)?);
        Ok(())
    }

    /// Returns `true` if every program is there, in `folder` or on the PATH, in a version that will do.
    fn fits(&self, sh: &Shell, folder: Option<&Path>, accepts: &VersionReq) -> bool {
        self.programs.iter().all(|program| {
            let path = folder.map_or_else(|| program.into(), |folder| folder.join(program));
            // A program of cargo's takes the name of its subcommand first.
            let subcommand = program.strip_prefix("cargo-");
            let printed = cmd!(sh, "{path} {subcommand...} --version")
                .quiet()
                .ignore_stderr()
                .read();
            printed.is_ok_and(|text| version_in(&text).is_some_and(|it| accepts.matches(&it)))
        })
    }

    fn install(&self, sh: &Shell, root: &Path) -> Result<()> {
        let Self {
            package, version, ..
        } = *self;
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
    ensure_target_of(sh, WASM_TARGET)
}

/// Makes sure that rustc can build for a target.
pub(crate) fn ensure_target_of(sh: &Shell, target: &str) -> Result<()> {
    let library = cmd!(sh, "rustc --print target-libdir --target {target}")
        .quiet()
        .read()?;
    if Path::new(&library).is_dir() {
        return Ok(());
    }
    if on_path("rustup").is_none() {
        bail!(
            "rustc cannot build for {target} and there is no rustup to add it; install it with \
             the package manager that rustc came from"
        );
    }
    step(&format!("add the target {target}"), || {
        run(cmd!(sh, "rustup target add {target}"))
    })
}

/// Makes sure of the target, and of the wasm-bindgen that Cargo.lock names.
pub(crate) fn ensure_wasm_bindgen(sh: &Shell) -> Result<()> {
    ensure_target(sh)?;
    let locked = cmd!(sh, "cargo pkgid wasm-bindgen").quiet().read()?;
    let version = locked.rsplit_once(['#', '@']).map(|(_, version)| version);
    let version = version.context("Cargo.lock names no version of wasm-bindgen")?;
    Tool {
        version,
        ..WASM_BINDGEN
    }
    .ensure(sh)
}

/// Makes sure of trunk and of what it needs.
pub(crate) fn ensure_trunk(sh: &Shell) -> Result<()> {
    ensure_wasm_bindgen(sh)?;
    TRUNK.ensure(sh)
}

/// Makes sure of `cargo mutants`.
pub(crate) fn ensure_mutants(sh: &Shell) -> Result<()> {
    CARGO_MUTANTS.ensure(sh)
}

/// Makes sure of `cargo deny`.
pub(crate) fn ensure_deny(sh: &Shell) -> Result<()> {
    CARGO_DENY.ensure(sh)
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
