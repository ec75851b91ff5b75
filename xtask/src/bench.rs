//! `cargo xtask bench`: how long pages take to a usable widget.
//!
//! Here the pages are built; the package `page-bench` serves and measures them.

mod site;

use anyhow::{Result, ensure};
use clap::Args;
use xshell::{Shell, cmd};

use self::site::PAGES;
use crate::{
    browser::Browser,
    shell::{root, run_read, step},
};

#[derive(Args)]
pub(crate) struct Options {
    /// Print JSON, and nothing else on standard output.
    #[arg(long)]
    json: bool,
    /// Runs of each page under each profile.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
    /// Tell of each run when which file came, and what moved.
    #[arg(long)]
    details: bool,
    /// Only this page; may be given more than once. The documentation is left as it is then.
    #[arg(long, value_name = "PAGE")]
    only: Vec<String>,
}

/// A median of fewer says little: the documentation is left as it is then.
const ENOUGH_RUNS: u32 = 5;

pub(crate) fn execute(sh: &Shell, options: &Options) -> Result<()> {
    for name in &options.only {
        let known = PAGES.join(", ");
        ensure!(PAGES.contains(&&**name), "there is no page {name}: {known}");
    }
    let browser = Browser::ensure(sh)?;
    let wanted = |page: &str| options.only.is_empty() || options.only.iter().any(|it| it == page);
    let site = site::build(sh, wanted)?;

    let (folder, runs) = (&site.folder, options.runs.to_string());
    let mut bench = cmd!(
        sh,
        "cargo run --quiet --package=page-bench -- --site {folder} --runs {runs}"
    );
    let switches = [("--json", options.json), ("--details", options.details)];
    bench = bench.args(switches.iter().filter(|it| it.1).map(|it| it.0));
    if options.only.is_empty() && options.runs >= ENOUGH_RUNS && site.left_out.is_empty() {
        // Where the figures are shown.
        bench = bench.arg("--write").arg(root().join("docs/bench.md"));
    }
    step("measure", || run_read(browser.provide(bench), |_| {}))?;
    if !site.left_out.is_empty() {
        eprintln!("    no Node here to build: {}", site.left_out.join(", "));
    }
    Ok(())
}
