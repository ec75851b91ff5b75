//! The examples in Leptos, built for the browser tests to open: with the shop's wasm target, profile and
//! build folder, so that they share what they have in common.

use std::{fs, path::PathBuf, process::Command};

use anyhow::Result;

use crate::{
    project,
    run::{run, step},
    tools::{Tools, WASM_TARGET},
    trunk,
};

const SSR: &str = "example-leptos-ssr";

/// Builds them, and lets the tests know where they are.
pub(super) fn provide(tools: &Tools, test: &mut Command) -> Result<()> {
    let csr = step("build the example in Leptos", || client_side(tools))?;
    let (server, site) = step("build the example in Leptos with a server", || {
        Ok((server()?, hydrated_site(tools)?))
    })?;
    test.env("LEPTOS_CSR", csr)
        .env("LEPTOS_SSR", server)
        .env("LEPTOS_SSR_SITE", site);
    Ok(())
}

/// As its README tells people to.
fn client_side(tools: &Tools) -> Result<PathBuf> {
    let folder = project::root().join("examples/leptos-csr");
    trunk::build(tools, &folder, [""; 0])?;
    Ok(folder.join("dist"))
}

fn server() -> Result<PathBuf> {
    run(super::cargo("build").args(["--package", SSR, "--features=ssr", "--bin", SSR]))?;
    let program = format!("{SSR}{}", std::env::consts::EXE_SUFFIX);
    Ok(project::target()?.join("debug").join(program))
}

/// The files beside the pages: the wasm that hydrates them, its glue, and the stylesheet.
fn hydrated_site(tools: &Tools) -> Result<PathBuf> {
    run(super::cargo("build")
        .args(["--package", SSR, "--features=hydrate", "--lib"])
        .args(["--target", WASM_TARGET]))?;
    let target = project::target()?;
    let wasm = target
        .join(WASM_TARGET)
        .join("debug")
        .join(format!("{}.wasm", SSR.replace('-', "_")));
    let site = target.join("site");
    let files = site.join("pkg");
    let mut bindgen = Command::new("wasm-bindgen");
    tools.provide(&mut bindgen)?;
    run(bindgen
        .args(["--target", "web", "--no-typescript", "--out-dir"])
        .arg(&files)
        .arg(wasm))?;
    let stylesheet = "klarna-checkout.css";
    let style = project::root().join("style").join(stylesheet);
    fs::copy(style, files.join(stylesheet))?;
    Ok(site)
}
