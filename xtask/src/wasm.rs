//! A crate's wasm as small as it gets, with standard tools: cargo, wasm-bindgen and wasm-opt.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;
use xshell::{Shell, cmd};

use crate::{
    npm,
    shell::{empty_folder, on_path, run, step, target},
    tools::{WASM_TARGET, ensure_target},
};

/// The features that rustc's wasm uses. Not `--all-features`: that writes an encoding of imports
/// that browsers refuse.
const FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Builds a package with the flags in `.cargo/size.toml` and wasm-opt. Writes `{name}.js`, a module
/// whose default export starts the wasm, and `{name}_bg.wasm` into a folder that holds nothing else.
pub(crate) fn build_smallest(sh: &Shell, package: &str, name: &str, folder: &Path) -> Result<()> {
    ensure_target(sh)?;
    ensure_std_source(sh)?;
    // A folder of its own: other flags in the same one would build everything anew each time.
    let target_dir = target(sh)?.join("size").join("target");
    run(cmd!(
        sh,
        "cargo --config .cargo/size.toml build --profile wasm-release --package {package}
            --target {WASM_TARGET} --target-dir {target_dir}"
    )
    // Lets a stable compiler take the flags.
    .env("RUSTC_BOOTSTRAP", "1")
    .env_remove("RUSTFLAGS"))?;
    let wasm = file(&target_dir, "wasm-release", package)?;
    empty_folder(folder)?;
    bindgen(&wasm, name, folder)?;
    optimise(sh, &folder.join(format!("{name}_bg.wasm")))
}

/// Returns the wasm that cargo has built of a package: a library's name has no hyphens, a program's has.
pub(crate) fn file(target_dir: &Path, profile: &str, package: &str) -> Result<PathBuf> {
    let folder = target_dir.join(WASM_TARGET).join(profile);
    [package.replace('-', "_"), package.to_owned()]
        .into_iter()
        .map(|name| folder.join(name).with_extension("wasm"))
        .find(|path| path.is_file())
        .with_context(|| format!("cargo has built no {package} in {}", folder.display()))
}

/// Writes a wasm and its glue as `wasm-bindgen --target web` does: `{name}.js`, whose default export
/// starts the wasm that it is given, and `{name}_bg.wasm`.
pub(crate) fn bindgen(wasm: &Path, name: &str, folder: &Path) -> Result<()> {
    eprintln!("    wasm-bindgen {}", wasm.display());
    Bindgen::new()
        .web(true)?
        .typescript(false)
        // A bundler would look for a file of that name.
        .omit_default_module_path(true)
        .input_path(wasm)
        .out_name(name)
        .generate(folder)
}

/// Makes a wasm file smaller, in place.
pub(crate) fn optimise(sh: &Shell, wasm: &Path) -> Result<()> {
    run(npm::tool(sh, "wasm-opt")?
        .args(FEATURES)
        .arg("-Oz")
        .arg(wasm)
        .arg("-o")
        .arg(wasm))
}

/// Makes sure of the standard library's source, which is built too.
fn ensure_std_source(sh: &Shell) -> Result<()> {
    let sysroot = cmd!(sh, "rustc --print sysroot").quiet().read()?;
    if Path::new(&sysroot)
        .join("lib/rustlib/src/rust/library/std")
        .is_dir()
    {
        return Ok(());
    }
    if on_path("rustup").is_none() {
        bail!("the smallest build needs the component rust-src, and there is no rustup to add it");
    }
    step("add the standard library's source (once)", || {
        run(cmd!(sh, "rustup component add rust-src"))
    })
}
