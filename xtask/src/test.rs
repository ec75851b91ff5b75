//! `cargo xtask test`: the gate. Everything that has to hold, in rings from cheap to dear; a
//! failing ring does not hide what the next ones have to say.

mod count;
mod examples;
mod leptos;
mod mutants;
mod packed;
mod report;

use std::process::Command;

use anyhow::{Context, Result, ensure};
use clap::{Args, ValueEnum};

use self::{mutants::Extent, report::Report};
use crate::{
    browser::Browser,
    demo, deny, node, package, project,
    run::{self, run},
    size,
    tools::{Tools, WASM_TARGET},
};

#[derive(Args)]
pub(crate) struct Options {
    /// Only a part of it.
    part: Option<Part>,
    /// Only the tests of that part with this in their name.
    #[arg(requires = "part")]
    name: Option<String>,
    /// With `mutants`: breaks all the rules, not only the lines that differ from the main branch.
    #[arg(long, requires = "part")]
    all: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Format, lints, documentation, and the tests that need no browser.
    Host,
    /// The library's tests inside of Chromium.
    Wasm,
    /// The custom element's npm package, from its tarball: files, exports, types.
    Package,
    /// What a shopper does and sees, through the shop, the merchant server and the sandbox.
    Browser,
    /// The rules, broken in one place at a time in the lines that a change touches: a test has to fail
    /// each time. On request only.
    Mutants,
}

pub(crate) fn execute(options: &Options) -> Result<()> {
    let wanted = |part| options.part.is_none_or(|only| only == part);
    let name = options.name.as_deref();
    let mut report = Report::default();
    if wanted(Part::Host) {
        host(&mut report, name)?;
    }
    if wanted(Part::Wasm) {
        report.tests("wasm in Chromium", || wasm_tests(name))?;
    }
    if wanted(Part::Package) {
        if node::is_here() {
            report.tests("package", || packed::tests(name))?;
        } else {
            eprintln!("    no Node here: the npm package is neither built nor tested");
        }
    }
    if wanted(Part::Browser) {
        report.tests("browser", || browser_tests(name))?;
    }
    if options.part == Some(Part::Mutants) {
        let extent = if options.all {
            Extent::All
        } else {
            Extent::Change
        };
        let runs = mutants::runs(extent, name)?;
        if runs.is_empty() {
            println!("nothing to be done: there is no rule to break");
            return Ok(());
        }
        report.tests("mutants", || Ok(runs))?;
    }
    if options.part.is_none() {
        report.check("size", size::check)?;
    }
    report.close()
}

fn host(report: &mut Report, name: Option<&str>) -> Result<()> {
    report.check("format", || {
        run(cargo("fmt").args(["--all", "--check"]))
            .context("not formatted: `cargo fmt --all` puts it right")
    })?;
    report.check("dependencies", deny::check_offline)?;
    report.check("lints, host", || {
        clippy(&["--workspace", "--all-targets"])?;
        clippy(&["--package=leptos-klarna"])?;
        clippy(&["--package=leptos-klarna", "--features=ssr"])?;
        clippy(&["--package=example-leptos-ssr", "--features=ssr"])
    })?;
    report.check("lints, wasm", || {
        Tools::ensure_target()?;
        let target = format!("--target={WASM_TARGET}");
        let library = "--package=leptos-klarna";
        let mut with_tests = vec![&target, library, "--features=csr", "--lib"];
        let tests = wasm_test_names()?;
        with_tests.extend(tests.iter().flat_map(|name| ["--test", name]));
        clippy(&with_tests)?;
        clippy(&[&target, library, "--features=hydrate"])?;
        clippy(&[&target, "--package=klarna-element"])?;
        let rendered = "--package=example-leptos-ssr";
        clippy(&[&target, rendered, "--features=hydrate", "--lib"])?;
        clippy(&[
            &target,
            "--package=preview-shop",
            "--package=example-leptos-csr",
            "--package=example-leptos-smallest",
        ])
    })?;
    report.tests("host", || {
        let mut all = cargo("test");
        all.args(["--workspace", "--exclude=browser-tests", "--no-fail-fast"]);
        let mut server_side = cargo("test");
        server_side.args([
            "--package=leptos-klarna",
            "--features=ssr",
            "--no-fail-fast",
        ]);
        all.args(name);
        server_side.args(name);
        Ok(vec![all, server_side])
    })?;
    report.check("documentation", || {
        run(cargo("doc")
            .args(["--workspace", "--no-deps"])
            .env("RUSTDOCFLAGS", "-D warnings"))
    })
}

/// Flags of Chromium that make it start anywhere and keep to itself: without a screen, as root,
/// and without calls to services of its own.
const CHROMIUM_FLAGS: [&str; 8] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

fn wasm_tests(name: Option<&str>) -> Result<Vec<Command>> {
    let tools = Tools::for_wasm()?;
    let browser = Browser::ensure()?;
    let capabilities = serde_json::json!({
        "goog:chromeOptions": { "args": CHROMIUM_FLAGS, "binary": browser.binary }
    });
    let file = project::target()?.join("webdriver.json");
    run::write_file(&file, capabilities.to_string().as_bytes())?;

    let mut test = cargo("test");
    test.args(["--target", WASM_TARGET, "--no-fail-fast"])
        .args(["--package=leptos-klarna", "--features=csr"]);
    let tests = wasm_test_names()?;
    ensure!(
        !tests.is_empty(),
        "the library has no tests for the browser"
    );
    test.args(tests.iter().flat_map(|name| ["--test", name]));
    test.args(name);
    tools.provide(&mut test)?;
    browser.provide(&mut test);
    test.env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", file)
        // For a whole file of tests on a busy machine; the default is 20.
        .env("WASM_BINDGEN_TEST_TIMEOUT", "180");
    Ok(vec![test])
}

/// The library's tests in a browser: `tests/wasm/`. Its unit tests run on the host.
fn wasm_test_names() -> Result<Vec<String>> {
    project::test_targets("leptos-klarna")
}

fn browser_tests(name: Option<&str>) -> Result<Vec<Command>> {
    let mut test = browser_test()?;
    // Whether `bench` still measures: in the same build, for it needs much of the same.
    test.args(["--package=page-bench", "--features=page-bench/smoke"])
        .arg("--test=smoke");
    if let Some(name) = name {
        test.args(["--", name]);
    }
    Ok(vec![test])
}

/// `cargo xtask picture`: lets the tests' browser take the picture in the README.
pub(crate) fn picture() -> Result<()> {
    let file = project::root().join("docs").join("checkout.png");
    run(browser_test()?
        .args(["--", "picture"])
        .env("PICTURE", &file))?;
    println!("{}", file.display());
    Ok(())
}

/// The browser tests, with all that they need in place.
fn browser_test() -> Result<Command> {
    let tools = Tools::for_site()?;
    let browser = Browser::ensure()?;
    demo::build_site(&tools, false)?;
    let mut test = cargo("test");
    test.args(["--package=browser-tests", "--test=browser"])
        .env("SITE", project::dist());
    leptos::provide(&tools, &mut test)?;
    if let Some(script) = node::axe_core()? {
        test.env("AXE", script);
    } else {
        eprintln!("    no Node here for axe-core: barriers in the pages are not looked for");
    }
    if node::is_here() {
        test.env("EXAMPLES", examples::build(&package::build()?)?);
    } else {
        eprintln!("    no Node here to build the element with: no page with it is opened");
    }
    browser.provide(&mut test);
    Ok(test)
}

fn cargo(subcommand: &str) -> Command {
    let mut cargo = project::cargo();
    cargo.arg(subcommand);
    cargo
}

fn clippy(arguments: &[&str]) -> Result<()> {
    run(cargo("clippy")
        .args(arguments)
        .args(["--", "--deny=warnings"]))
}
