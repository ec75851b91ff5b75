//! `cargo xtask size`: the bytes that a page downloads from us, each page held to a budget.
//!
//! Three pages: a plain one with the custom element, from its npm package; the smallest page with the
//! Leptos component as `trunk build --release` makes it; and the same with the flags in
//! `.cargo/size.toml`, wasm-opt and esbuild.

mod measure;
mod smoke;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};
use clap::Args;
use serde::Deserialize;
use xshell::Shell;

use self::measure::{Page, Report};
use crate::{
    npm, package,
    shell::{empty_folder, root, run, step, target},
    site, wasm,
};

#[derive(Args)]
pub(crate) struct Options {
    /// Print JSON, and nothing else on standard output.
    #[arg(long)]
    json: bool,
}

/// The committed file that says how much is too much.
const BUDGET: &str = "size-budget.json";

/// Bytes with brotli at its best, for each page.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
struct Budget {
    element: usize,
    /// The size that the element's page should have: it is reported as long as it is missed.
    element_aim: usize,
    leptos: usize,
    leptos_by_trunk: usize,
}

/// The smallest page with the component.
const EXAMPLE: &str = "example-leptos-smallest";

pub(crate) fn execute(sh: &Shell, options: &Options) -> Result<()> {
    let by_trunk = step("build the Leptos page with trunk", || leptos_by_trunk(sh))?;
    if !npm::is_here() {
        eprintln!("no Node here: the element and the smallest Leptos page are not measured");
        println!("{}", Report(vec![by_trunk]));
        return Ok(());
    }
    let smallest = step("build the smallest Leptos page", || leptos(sh))?;
    let report = Report(vec![element(sh)?, smallest, by_trunk]);
    if options.json {
        println!("{}", serde_json::to_string(&report)?);
    } else {
        print!("{report}");
    }
    let budget = read_budget(&root().join(BUDGET))?;
    if let Some(page) = report.0.first() {
        report_aim(page, budget.element_aim);
    }
    let limits = [budget.element, budget.leptos, budget.leptos_by_trunk];
    for (page, limit) in report.0.iter().zip(limits) {
        compare(page, limit)?;
    }
    Ok(())
}

/// The same as a ring of the gate.
pub(crate) fn check(sh: &Shell) -> Result<()> {
    execute(sh, &Options { json: false })
}

/// The files that a page with the packed element downloads. Of the languages it is at most one, here
/// the longest.
fn element(sh: &Shell) -> Result<Page> {
    let mut files = downloaded(&package::build(sh)?.folder)?;
    let is_language = |path: &PathBuf| {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        name.starts_with("klarna-checkout-") && name != "klarna-checkout-core"
    };
    let mut languages: Vec<_> = files.extract_if(.., |path| is_language(path)).collect();
    languages.sort_by_key(|path| fs::metadata(path).map_or(0, |it| it.len()));
    files.extend(languages.pop());
    Page::measure("a plain page with <klarna-checkout>", &files)
}

/// The Leptos page at its best. Pays in it: nobody else opens a page that is built so.
fn leptos(sh: &Shell) -> Result<Page> {
    let built = target(sh)?.join("size").join("built");
    wasm::build_smallest(sh, EXAMPLE, "page", &built)?;
    let start = built.join("start.js");
    fs::write(&start, START)?;
    let page = target(sh)?.join("size").join("page");
    empty_folder(&page)?;
    run(npm::tool(sh, "esbuild")?
        .args([
            "--bundle",
            "--minify",
            "--format=esm",
            "--log-level=warning",
            // wasm-bindgen lists a module once for each import of it.
            "--log-override:duplicate-object-key=silent",
        ])
        .args([start, root().join("style/klarna-checkout.css")])
        .arg(format!("--outdir={}", page.display()))
        .arg("--entry-names=[name]"))?;
    sh.copy_file(built.join("page_bg.wasm"), &page)?;
    let pays = smoke::pays(
        sh,
        &page.join("start.js"),
        &page.join("page_bg.wasm"),
        &built,
    );
    pays.context("the measured page does not work")?;
    Page::measure(
        "a page with the Leptos component, at its best",
        &downloaded(&page)?,
    )
}

/// The page's only script.
const START: &str = "import init from './page.js';
init({ module_or_path: new URL('page_bg.wasm', import.meta.url) });
";

fn leptos_by_trunk(sh: &Shell) -> Result<Page> {
    let dist = target(sh)?.join("size").join("trunk");
    let arguments = ["--release".as_ref(), "--dist".as_ref(), dist.as_os_str()];
    site::trunk(sh, &root().join("xtask/size"), arguments)?;
    Page::measure(
        "a page with the Leptos component, `trunk build --release`",
        &downloaded(&dist)?,
    )
}

/// The wasm, scripts and stylesheets in a folder and its folders, in an order of their own.
fn downloaded(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(downloaded(&path)?);
        } else if measure::kind(&path).is_some() {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn read_budget(path: &Path) -> Result<Budget> {
    let text =
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is no budget", path.display()))
}

/// Reports an aim that is missed, and by how much.
fn report_aim(page: &Page, aim: usize) {
    let Page { name, total, .. } = page;
    if let Some(more @ 1..) = total.brotli.checked_sub(aim) {
        eprintln!("{name}: {more} bytes with brotli above the aim of {aim}");
    }
}

fn compare(page: &Page, budget: usize) -> Result<()> {
    let Page { name, total, .. } = page;
    ensure!(
        total.brotli <= budget,
        "{name}: {} bytes with brotli are {} more than the {budget} of {BUDGET}",
        total.brotli,
        total.brotli - budget,
    );
    eprintln!("{name}: within the {budget} bytes of {BUDGET}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_byte_above_the_budget_is_too_much() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.js");
        fs::write(&path, "let a = 1;").unwrap();
        let page = Page::measure("a page", &[path]).unwrap();
        let bytes = page.total.brotli;
        assert!(compare(&page, bytes).is_ok());
        let error = compare(&page, bytes - 1).unwrap_err().to_string();
        assert!(error.contains("1 more"), "{error}");
    }

    #[test]
    fn the_committed_budget_can_be_read() {
        let budget = read_budget(&root().join(BUDGET)).unwrap();
        assert_eq!(budget.element_aim, 57_000);
        assert!(budget.element <= 84_000, "{budget:?}");
    }

    #[test]
    fn downloads_are_found_in_folders_too_and_nothing_else_is() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("snippets");
        fs::create_dir_all(&inner).unwrap();
        for file in [
            folder.path().join("page.js"),
            inner.join("sdk.js"),
            inner.join("a.txt"),
        ] {
            fs::write(file, "").unwrap();
        }
        let found = downloaded(folder.path()).unwrap();
        let names: Vec<_> = found.iter().map(|path| path.file_name().unwrap()).collect();
        assert_eq!(names, ["page.js", "sdk.js"]);
    }
}
