//! `cargo xtask size`: what a page downloads from us for the component, and what another one does for
//! the custom element, each held to a budget.
//!
//! The figure is that of a build for size, as a shop could serve it: the standard library built for
//! size too, panics that stop the wasm without a message, nothing kept that the page does not use
//! (see `wasm`). What a plain release build has is told beside it.

mod build;
mod measure;
mod smoke;

use std::path::Path;

use anyhow::{Context, Result, bail};
use clap::Args;
use serde::Deserialize;

use self::measure::{Report, Size};
use crate::{node::Optimisers, project};

#[derive(Args)]
pub(crate) struct Options {
    /// Print JSON, and nothing else on standard output.
    #[arg(long)]
    json: bool,
}

/// The committed file that says how much is too much.
const BUDGET: &str = "size-budget.json";

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
struct Budget {
    /// All that a page with the component downloads, compressed with brotli at its best.
    total_brotli: usize,
    /// All that a page with the custom element downloads.
    element_brotli: usize,
}

pub(crate) fn execute(options: &Options) -> Result<()> {
    let optimisers = Optimisers::find()?;
    let release = Report::of(&build::release(optimisers.as_ref())?)?;
    let smallest = match &optimisers {
        Some(optimisers) => build::smallest(optimisers)?,
        None => None,
    };
    let Some(smallest) = smallest else {
        print(&release, options)?;
        eprintln!(
            "this is a release build, which works and is larger than the one that the budget is \
             for: that one needs Node (for wasm-opt and esbuild) and rustup (for rust-src)"
        );
        return Ok(());
    };
    let smallest = Report::of(&smallest)?.with_element(&build::element()?)?;
    print(&smallest, options)?;
    eprintln!(
        "built for size: std too, panics without a message, nothing unused. A release build has {} \
         bytes with brotli",
        release.total.brotli
    );
    let budget = read_budget(&project::root().join(BUDGET))?;
    compare(smallest.total, budget.total_brotli)?;
    smallest
        .element_total
        .map_or(Ok(()), |total| compare(total, budget.element_brotli))
}

fn print(report: &Report, options: &Options) -> Result<()> {
    if options.json {
        println!("{}", serde_json::to_string(report)?);
    } else {
        print!("{report}");
    }
    Ok(())
}

/// The same as a ring of the gate.
pub(crate) fn check() -> Result<()> {
    execute(&Options { json: false })
}

fn read_budget(path: &Path) -> Result<Budget> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is no budget", path.display()))
}

fn compare(total: Size, budget: usize) -> Result<()> {
    if total.brotli > budget {
        bail!(
            "{} bytes with brotli are {} more than the {} of {BUDGET}",
            total.brotli,
            total.brotli - budget,
            budget
        );
    }
    eprintln!("within the {budget} bytes of {BUDGET}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn total(brotli: usize) -> Size {
        Size {
            raw: 3 * brotli,
            gzip: 2 * brotli,
            brotli,
        }
    }

    #[test]
    fn one_byte_above_the_budget_is_too_much() {
        assert!(compare(total(45_000), 45_000).is_ok());
        let error = compare(total(45_001), 45_000).unwrap_err().to_string();
        assert!(
            error.contains("45001") && error.contains("1 more"),
            "{error}"
        );
    }

    #[test]
    fn the_committed_budget_can_be_read() {
        let budget = read_budget(&project::root().join(BUDGET)).unwrap();
        assert!(budget.total_brotli > 0 && budget.element_brotli > 0);
    }
}
