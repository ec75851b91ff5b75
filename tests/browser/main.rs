//! What a shopper does and sees: the real shop, merchant server and sandbox, in Chromium.
//!
//! `cargo xtask test browser` builds the shop and runs all of them. By hand, after `trunk build`:
//! `cargo test -p browser-tests`, with `-- <part of a name>` for some of them. Environment:
//!
//! | variable | meaning |
//! | --- | --- |
//! | `HEADED=1` | show the browser |
//! | `SITE` | where trunk put the shop; `dist` by default |
//! | `EXAMPLES` | the folder of the examples, built; without it none is opened, nor the element tested |
//! | `TRUNK_SERVE=1` | trunk is on the PATH, with what it needs: without it no test serves the shop with it |
//! | `DEMO_SITE` | where `cargo xtask demo` put the shop; without it no test opens that |
//! | `LEPTOS_CSR` | the folder of the example in Leptos, built; without it it is not opened |
//! | `LEPTOS_SSR`, `LEPTOS_SSR_SITE` | the program of the one with a server, and the folder of its files; without them it is not started |
//! | `AXE` | axe-core's `axe.min.js`; without it, what it would find is not looked for |
//! | `CHROME`, `CHROMEDRIVER` | the browser and its driver, where they are not on the PATH |
//!
//! A failing test leaves a screenshot, the page, its console and the calls that the sandbox saw
//! in `target/browser-failures/<test>/`.
//!
//! To add a test: write an `async fn(Test) -> Result<()>` in a file of `scenarios/` and name it
//! in the list of that file.

mod harness;
mod pages;
mod scenarios;

use std::process::ExitCode;

fn main() -> ExitCode {
    harness::run(scenarios::all())
}
