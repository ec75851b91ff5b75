//! The tools that a build for the browser needs: found on the PATH, else in the project's cache,
//! else installed there from crates.io.

use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::{project, run, version::Version};

/// The oldest trunk that builds the preview, and the one that is installed: newer ones need a
/// newer Rust than the workspace does.
const TRUNK: Version = Version(0, 21, 14);

/// Other versions break the code in other places: a new one is taken on purpose.
const CARGO_MUTANTS: Version = Version(27, 1, 0);

/// The oldest cargo-deny that reads `deny.toml`, and the one that is installed.
const CARGO_DENY: Version = Version(0, 20, 2);

/// The target of what runs in a page.
pub(crate) const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// A program from crates.io.
struct Tool {
    /// The package, and the name of the folder it is kept in.
    package: &'static str,
    /// The programs of it that are used.
    programs: &'static [&'static str],
    /// The arguments with which each of them prints its version.
    version_arguments: &'static [&'static str],
    /// The version to install.
    version: Version,
    /// Whether another version will do.
    accepts: fn(found: Version, wanted: Version) -> bool,
    /// What `cargo install` needs besides the version.
    install: &'static [&'static str],
    /// For people: how long installing takes on two cores.
    takes: &'static str,
}

fn wasm_bindgen() -> Result<Tool> {
    let path = project::root().join("Cargo.lock");
    let lock = std::fs::read_to_string(&path)
        .with_context(|| format!("cannot read {}", path.display()))?;
    let version = Version::locked(&lock, "wasm-bindgen")
        .context("Cargo.lock names no version of wasm-bindgen")?;
    Ok(Tool {
        package: "wasm-bindgen-cli",
        programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
        version_arguments: &["--version"],
        version,
        // The format between library and tool changes with any release.
        accepts: |found, wanted| found == wanted,
        // Not `--locked`: the lock file it ships names versions that are no longer served.
        install: &[],
        takes: "2 to 5 minutes",
    })
}

fn trunk() -> Tool {
    Tool {
        package: "trunk",
        programs: &["trunk"],
        version_arguments: &["--version"],
        version: TRUNK,
        accepts: |found, wanted| found >= wanted,
        // Without its downloader and updater: they would only be switched off again.
        install: &["--locked", "--no-default-features"],
        takes: "5 to 9 minutes",
    }
}

fn cargo_mutants() -> Tool {
    Tool {
        package: "cargo-mutants",
        programs: &["cargo-mutants"],
        version_arguments: &["mutants", "--version"],
        version: CARGO_MUTANTS,
        accepts: |found, wanted| found == wanted,
        install: &["--locked"],
        takes: "2 to 4 minutes",
    }
}

fn cargo_deny() -> Tool {
    Tool {
        package: "cargo-deny",
        programs: &["cargo-deny"],
        version_arguments: &["--version"],
        version: CARGO_DENY,
        accepts: |found, wanted| found >= wanted,
        install: &["--locked"],
        takes: "2 to 4 minutes",
    }
}

/// The folders of the tools to put before the PATH of what is run.
#[derive(Debug, Default)]
pub(crate) struct Tools {
    folders: Vec<PathBuf>,
}

impl Tools {
    /// Makes sure that rustc can build for the browser.
    pub(crate) fn ensure_target() -> Result<()> {
        let library = run::output_of(Command::new(rustc()).args([
            "--print",
            "target-libdir",
            "--target",
            WASM_TARGET,
        ]))
        .context("rustc does not run")?;
        if Path::new(&library).is_dir() {
            return Ok(());
        }
        if project::on_path("rustup").is_none() {
            bail!(
                "rustc cannot build for {WASM_TARGET} and there is no rustup to add it; install it \
                 with the package manager that rustc came from"
            );
        }
        run::step(&format!("add the target {WASM_TARGET}"), || {
            run::run(Command::new("rustup").args(["target", "add", WASM_TARGET]))
        })
    }

    /// What a test of the wasm needs: the target and wasm-bindgen.
    pub(crate) fn for_wasm() -> Result<Self> {
        Self::ensure_target()?;
        let mut tools = Self::default();
        tools.ensure(&wasm_bindgen()?)?;
        Ok(tools)
    }

    /// What a build of the preview needs: trunk as well.
    pub(crate) fn for_site() -> Result<Self> {
        let mut tools = Self::for_wasm()?;
        tools.ensure(&trunk())?;
        Ok(tools)
    }

    /// The tool that breaks rules for their tests to notice: `cargo mutants`.
    pub(crate) fn for_mutants() -> Result<Self> {
        let mut tools = Self::default();
        tools.ensure(&cargo_mutants())?;
        Ok(tools)
    }

    /// The tool that checks the dependencies: `cargo deny`.
    pub(crate) fn for_deny() -> Result<Self> {
        let mut tools = Self::default();
        tools.ensure(&cargo_deny())?;
        Ok(tools)
    }

    /// Lets a command find these tools first.
    pub(crate) fn provide(&self, command: &mut Command) -> Result<()> {
        let path = env::var_os("PATH").unwrap_or_default();
        let folders = self.folders.iter().cloned().chain(env::split_paths(&path));
        command.env("PATH", env::join_paths(folders)?);
        Ok(())
    }

    fn ensure(&mut self, tool: &Tool) -> Result<()> {
        if tool.fits(None) {
            return Ok(());
        }
        let root = project::tool_folder(&format!("{}-{}", tool.package, tool.version))?;
        let programs = root.join("bin");
        if !tool.fits(Some(&programs)) {
            tool.install(&root)?;
            if !tool.fits(Some(&programs)) {
                bail!(
                    "{} {} was installed into {} but does not run",
                    tool.package,
                    tool.version,
                    root.display()
                );
            }
        }
        self.folders.push(programs);
        Ok(())
    }
}

impl Tool {
    /// Whether every program is there (in `folder`, or on the PATH) in a version that will do.
    fn fits(&self, folder: Option<&Path>) -> bool {
        self.programs.iter().all(|program| {
            let path = folder.map_or_else(|| program.into(), |folder| folder.join(program));
            run::output_of(Command::new(path).args(self.version_arguments))
                .and_then(|text| Version::find(&text))
                .is_some_and(|found| (self.accepts)(found, self.version))
        })
    }

    fn install(&self, root: &Path) -> Result<()> {
        let what = format!("install {} {}", self.package, self.version);
        run::step(&what, || {
            eprintln!("    once; {} on two cores", self.takes);
            run::run(&mut self.install_command(root)).with_context(|| {
                format!("cannot {what} from crates.io; with network access, try again")
            })
        })
    }

    fn install_command(&self, root: &Path) -> Command {
        let mut cargo = project::cargo();
        cargo
            .args(["install", self.package])
            .args(["--version", &self.version.to_string()])
            .arg("--root")
            .arg(root)
            .args(self.install)
            // The repository's own configuration is for its own builds.
            .current_dir(env::temp_dir())
            .env_remove("CARGO_TARGET_DIR")
            .env_remove("CARGO_BUILD_TARGET")
            .env_remove("RUSTFLAGS");
        // A tool that runs for a second need not be optimised for minutes.
        for (setting, value) in [("OPT_LEVEL", "1"), ("LTO", "off"), ("CODEGEN_UNITS", "16")] {
            cargo.env(format!("CARGO_PROFILE_RELEASE_{setting}"), value);
        }
        cargo
    }
}

fn rustc() -> OsString {
    env::var_os("RUSTC").unwrap_or_else(|| "rustc".into())
}
