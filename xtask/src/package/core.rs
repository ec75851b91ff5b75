//! The part of the element that is Rust: its wasm, and the module that starts it.

use std::path::Path;

use anyhow::Result;

use crate::{
    node::Optimisers,
    run::step,
    tools::Tools,
    wasm::{self, Crate, Entry, Module, Shrunk},
};

const ELEMENT: Crate = Crate {
    package: "klarna-element",
    artifact: "klarna_element",
};

/// As small as it gets, or as a release build is where the toolchain has no source of the standard
/// library and no rustup to get it with.
pub(super) fn build(optimisers: &Optimisers, output: &Path) -> Result<Shrunk> {
    let tools = Tools::for_wasm()?;
    step("build the element", || {
        let wasm = if let Some(wasm) = ELEMENT.smallest()? {
            eprintln!("    for size, with its own std");
            wasm
        } else {
            eprintln!(
                "    this toolchain has neither rust-src nor rustup to get it with: a plain release \
                 build instead, which works and is larger"
            );
            ELEMENT.release_without_paths()?
        };
        wasm::bindgen(&tools, &wasm, "bundler", "klarna-checkout", output)
    })?;
    let module = Module {
        tools: optimisers,
        folder: output,
        name: "klarna-checkout",
        entry: Entry::Library {
            seam: "./klarna-checkout.js",
        },
    };
    step("drop what the element does not use", || module.shrink())
}
