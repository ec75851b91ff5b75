//! Links the size build without what libraries export for pages that would call it.
//!
//! Leptos brings `wasm-streams` along, for server functions. Its streams are exported to JavaScript,
//! so the linker keeps them with all they need, though nothing here makes one. What is exported is
//! said in the linker's arguments and nowhere else: this program takes the linker's place, leaves
//! those out, and hands the rest on.

use std::{
    env,
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use anyhow::{Context, Result};

/// Names the true linker, where this program was started as one.
const LINKER: &str = "XTASK_SIZE_LINKER";

/// What the exports of `wasm-streams` have in their names.
const UNUSED: &str = "intounderlying";

/// Makes a cargo command that ends in rustc's arguments link through this program.
pub(super) fn through_here(cargo: &mut Command, sysroot: &Path) -> Result<()> {
    let here = env::current_exe().context("this program does not know where it is")?;
    let mut flag = OsString::from("-Clinker=");
    flag.push(here);
    cargo.arg(flag).env(LINKER, true_linker(sysroot)?);
    Ok(())
}

/// The linker that rustc would have started.
fn true_linker(sysroot: &Path) -> Result<PathBuf> {
    let program = format!("rust-lld{}", env::consts::EXE_SUFFIX);
    let hosts = sysroot.join("lib").join("rustlib");
    let hosts = hosts
        .read_dir()
        .with_context(|| format!("cannot read {}", hosts.display()))?;
    hosts
        .filter_map(|host| Some(host.ok()?.path().join("bin").join(&program)))
        .find(|path| path.is_file())
        .context("this toolchain has no rust-lld")
}

/// Links, if rustc started this program for that.
pub(crate) fn as_linker() -> Option<ExitCode> {
    let linker = env::var_os(LINKER)?;
    let arguments: Vec<_> = env::args_os().skip(1).collect();
    let status = Command::new(&linker)
        .args(without_unused(&arguments))
        .status();
    Some(match status {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("cannot start {}: {error}", linker.display());
            ExitCode::FAILURE
        }
    })
}

/// The arguments without each `--export NAME` that nothing here calls.
fn without_unused(arguments: &[OsString]) -> Vec<&OsStr> {
    let mut kept: Vec<&OsStr> = Vec::new();
    for argument in arguments {
        let unused = argument.to_str().is_some_and(|it| it.contains(UNUSED));
        if unused && kept.last().is_some_and(|last| *last == "--export") {
            kept.pop();
        } else {
            kept.push(argument);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_exports_of_streams_are_left_out() {
        let line = "-flavor wasm --export main --export intounderlyingsink_close \
                    --export __wbindgen_describe_intounderlyingsink_close intounderlying.o -o a.wasm";
        let arguments: Vec<_> = line.split_whitespace().map(OsString::from).collect();
        assert_eq!(
            without_unused(&arguments),
            "-flavor wasm --export main intounderlying.o -o a.wasm"
                .split_whitespace()
                .collect::<Vec<_>>()
        );
    }
}
