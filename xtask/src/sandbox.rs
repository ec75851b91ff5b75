//! `cargo xtask sandbox`: the sandbox for developers without Rust.
//!
//! | below `target/package` | contents |
//! | --- | --- |
//! | `sandbox/klarna-sandbox` | one static program; its folder is what the Dockerfile is built with |
//! | `klarna-sandbox/`, `klarna-sandbox-….tgz` | the npm package with that program, and its tarball |

use std::{env, fs, path::PathBuf};

use anyhow::{Context, Result, ensure};
use xshell::{Shell, cmd};

use crate::{
    npm,
    shell::{empty_folder, root, run, step, target},
    tools::ensure_target_of,
};

/// The program's target: Linux with any C library, or none.
const TARGET: &str = "x86_64-unknown-linux-musl";

/// The profile in the workspace's manifest.
const PROFILE: &str = "sandbox-release";

/// `true` if the program can be built here.
pub(crate) const CAN_BE_BUILT: bool = cfg!(all(target_os = "linux", target_arch = "x86_64"));

/// The requirements of the build, in words.
pub(crate) const NEEDS: &str = "that takes Linux on x86-64";

/// The npm package's own files.
pub(crate) const NPM: &str = "crates/klarna-sandbox/npm";

/// The npm package's name, and that of the program.
const NAME: &str = "klarna-sandbox";

/// The workspace's version is the package's.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The files of the npm package, besides its manifest and the program.
const FILES: [&str; 5] = [
    "README.md",
    "cli.js",
    "index.d.ts",
    "program.js",
    "sandbox.js",
];

/// `cargo xtask sandbox`
pub(crate) fn execute(sh: &Shell) -> Result<()> {
    let program = build_program(sh)?;
    let size = fs::metadata(&program)?.len();
    println!("{size:>9} {}", program.display());
    if npm::is_here() {
        let tarball = build_package(sh)?;
        println!("{:>9} {}", fs::metadata(&tarball)?.len(), tarball.display());
    } else {
        eprintln!("    no Node here: there is no npm package");
    }
    Ok(())
}

/// Builds the static program; what has not changed is not built again.
pub(crate) fn build_program(sh: &Shell) -> Result<PathBuf> {
    ensure!(
        CAN_BE_BUILT,
        "the static program cannot be built here: {NEEDS}"
    );
    ensure_target_of(sh, TARGET)?;
    let target_dir = target(sh)?;
    step("build the sandbox as a static program", || {
        run(with_compiler(cmd!(
            sh,
            "cargo build --locked --package {NAME} --profile {PROFILE} --target {TARGET}
                --target-dir {target_dir}"
        ))
        .env("CARGO_ENCODED_RUSTFLAGS", without_folders(sh)?))
    })?;
    let folder = target_dir.join("package").join("sandbox");
    empty_folder(&folder)?;
    let program = folder.join(NAME);
    fs::copy(target_dir.join(TARGET).join(PROFILE).join(NAME), &program)
        .context("cargo has built no program")?;
    Ok(program)
}

/// The flags that leave this machine's folders out of the places that panics name, as cargo takes them.
fn without_folders(sh: &Shell) -> Result<String> {
    let cargo = env::var_os("CARGO_HOME").map(PathBuf::from);
    let cargo = cargo.or_else(|| env::home_dir().map(|home| home.join(".cargo")));
    let cargo = cargo.context("no home folder: set CARGO_HOME")?;
    let rust = cmd!(sh, "rustc --print sysroot").quiet().read()?;
    let cargo = cargo.display();
    Ok(format!(
        "--remap-path-prefix={cargo}=cargo\u{1f}--remap-path-prefix={rust}=rust"
    ))
}

/// The C compiler of the machine: the only C code, ring's, calls nothing of a C library but `memcpy` and
/// the like. Distributions whose compiler replaces those by functions of glibc's are told not to.
fn with_compiler(build: xshell::Cmd<'_>) -> xshell::Cmd<'_> {
    if env::var_os("CC_x86_64_unknown_linux_musl").is_some() {
        return build;
    }
    build
        .env("CC_x86_64_unknown_linux_musl", "cc")
        .env("CFLAGS_x86_64_unknown_linux_musl", "-U_FORTIFY_SOURCE")
}

/// Builds the npm package with the static program, and returns its tarball.
pub(crate) fn build_package(sh: &Shell) -> Result<PathBuf> {
    let program = build_program(sh)?;
    let below = target(sh)?.join("package");
    let folder = below.join(NAME);
    step("put the sandbox's npm package together", || {
        empty_folder(&folder)?;
        let sources = root().join(NPM);
        for file in FILES {
            fs::copy(sources.join(file), folder.join(file))?;
        }
        for file in ["LICENSE-APACHE", "LICENSE-MIT"] {
            fs::copy(root().join(file), folder.join(file))?;
        }
        fs::create_dir(folder.join("bin"))?;
        fs::copy(program, folder.join("bin/klarna-sandbox-linux-x64"))?;
        let manifest = fs::read_to_string(sources.join("package.json"))?;
        let version = format!("\"version\": \"{VERSION}\"");
        let manifest = manifest.replace("\"version\": \"0.0.0\"", &version);
        fs::write(folder.join("package.json"), manifest)?;
        run(cmd!(
            sh,
            "npm pack {folder} --pack-destination {below} --ignore-scripts --loglevel=error"
        ))
    })?;
    Ok(below.join(format!("{NAME}-{VERSION}.tgz")))
}
