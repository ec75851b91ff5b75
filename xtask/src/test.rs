//! `cargo xtask test`: the gate. Everything that has to hold, in rings from cheap to dear; a
//! failing ring does not hide what the next ones have to say.

mod count;
mod examples;
mod mutants;
mod report;

use std::env;

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use xshell::{Cmd, Shell, cmd};

use self::report::Report;
use crate::{
    browser::Browser,
    deny, npm, package, sandbox,
    shell::{root, run, step, target},
    site, size,
    tools::{WASM_TARGET, ensure_target, ensure_wasm_bindgen},
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
    /// The JavaScript that ships: its types, format, lints and tests.
    Javascript,
    /// The library's tests inside of Chromium.
    Wasm,
    /// The npm packages of the custom element and of the sandbox, from their tarballs: files, exports,
    /// types; and the sandbox's static program.
    Package,
    /// What a shopper does and sees, through the shop, the merchant server and the sandbox.
    Browser,
    /// The rules, broken in one place at a time in the lines that a change touches: a test has to fail
    /// each time. On request only.
    Mutants,
}

pub(crate) fn execute(sh: &Shell, options: &Options) -> Result<()> {
    if options.part == Some(Part::Mutants) {
        return mutants::execute(sh, options.all, options.name.as_deref());
    }
    let wanted = |part| options.part.is_none_or(|only| only == part);
    let name = options.name.as_deref();
    let mut report = Report::default();
    if wanted(Part::Host) {
        host(sh, &mut report, name);
    }
    if wanted(Part::Javascript) && has_node("the JavaScript is not checked") {
        report.check("javascript types", || run(npm::tool(sh, "tsc")?));
        report.check("javascript style", || {
            run(npm::tool(sh, "biome")?.args(["ci", "--error-on-warnings", "--colors=off"]))
                .context("`npm run format` puts most of it right")
        });
        report.tests("javascript", || Ok(vec![javascript_tests(sh, name)?]));
    }
    if wanted(Part::Wasm) {
        report.tests("wasm in Chromium", || Ok(vec![wasm_tests(sh, name)?]));
    }
    if wanted(Part::Package) {
        packages(sh, &mut report, name);
    }
    if wanted(Part::Browser) {
        report.tests("browser", || Ok(vec![browser_tests(sh, name)?]));
    }
    if options.part.is_none() {
        report.check("size", || size::check(sh));
    }
    report.close()
}

fn has_node(otherwise: &str) -> bool {
    if !npm::is_here() {
        eprintln!("    no Node here: {otherwise}");
    }
    npm::is_here()
}

fn host(sh: &Shell, report: &mut Report, name: Option<&str>) {
    report.check("format", || {
        run(cmd!(sh, "cargo fmt --all --check"))
            .context("not formatted: `cargo fmt --all` puts it right")
    });
    report.check("dependencies", || deny::check_offline(sh));
    report.check("lints, host", || {
        clippy(sh, "--workspace --all-targets")?;
        clippy(sh, "--package=leptos-klarna")?;
        clippy(sh, "--package=leptos-klarna --features=ssr")?;
        clippy(sh, "--package=example-leptos-ssr --features=ssr")
    });
    report.check("lints, wasm", || {
        ensure_target(sh)?;
        for packages in [
            "--package=leptos-klarna --features=csr --lib --test=seam",
            "--package=leptos-klarna --features=hydrate",
            "--package=klarna-element",
            "--package=example-leptos-ssr --features=hydrate --lib",
            "--package=preview-shop --package=example-leptos-csr --package=example-leptos-smallest",
        ] {
            clippy(sh, &format!("--target={WASM_TARGET} {packages}"))?;
        }
        Ok(())
    });
    report.tests("host", || {
        Ok(vec![
            cmd!(
                sh,
                "cargo test --workspace --exclude=browser-tests --no-fail-fast {name...}"
            ),
            cmd!(
                sh,
                "cargo test --package=leptos-klarna --features=ssr --no-fail-fast {name...}"
            ),
        ])
    });
    report.check("documentation", || {
        run(cmd!(sh, "cargo doc --workspace --no-deps").env("RUSTDOCFLAGS", "-D warnings"))
    });
}

/// Runs `cargo clippy` with these arguments, which have no spaces in them.
fn clippy(sh: &Shell, arguments: &str) -> Result<()> {
    let arguments = arguments.split(' ');
    run(cmd!(sh, "cargo clippy {arguments...} -- --deny=warnings"))
}

/// The tests beside the JavaScript that ships, run by Node.
fn javascript_tests<'sh>(sh: &'sh Shell, name: Option<&str>) -> Result<Cmd<'sh>> {
    // Without the tests of the tarball, in a folder below.
    let beside_the_package = format!(":(glob){}/*.test.js", sandbox::NPM);
    let files = cmd!(
        sh,
        "git ls-files --cached --others --exclude-standard
            src/*.test.js crates/klarna-element/js/*.test.js preview/*.test.js
            {beside_the_package}"
    )
    .quiet()
    .read()?;
    anyhow::ensure!(!files.is_empty(), "no test ran");
    run(cmd!(sh, "cargo build --package klarna-sandbox"))?;
    let sandbox = target(sh)?
        .join("debug")
        .join(format!("klarna-sandbox{}", env::consts::EXE_SUFFIX));
    Ok(node_tests(sh, name)
        .args(files.lines())
        .env("KLARNA_SANDBOX", sandbox))
}

/// Node's test runner. In this format the numbers of tests are on lines of their own.
fn node_tests<'sh>(sh: &'sh Shell, name: Option<&str>) -> Cmd<'sh> {
    let pattern = name.map(|name| format!("--test-name-pattern={name}"));
    cmd!(sh, "node --test --test-reporter=tap {pattern...}")
}

fn wasm_tests<'sh>(sh: &'sh Shell, name: Option<&str>) -> Result<Cmd<'sh>> {
    ensure_wasm_bindgen(sh)?;
    let browser = Browser::ensure(sh)?;
    let capabilities = serde_json::json!({
        "goog:chromeOptions": { "args": Browser::FLAGS, "binary": browser.binary }
    });
    let file = target(sh)?.join("webdriver.json");
    sh.write_file(&file, capabilities.to_string())?;
    let test = cmd!(
        sh,
        "cargo test --target {WASM_TARGET} --no-fail-fast
            --package=leptos-klarna --features=csr --lib --test=seam {name...}"
    );
    Ok(browser
        .provide(test)
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", file)
        // For a whole file of tests on a busy machine; the default is 20.
        .env("WASM_BINDGEN_TEST_TIMEOUT", "180"))
}

/// Everything that is handed out.
fn packages(sh: &Shell, report: &mut Report, name: Option<&str>) {
    if sandbox::CAN_BE_BUILT {
        report.tests("static program", || {
            Ok(vec![static_program_tests(sh, name)?])
        });
    } else {
        eprintln!(
            "    the sandbox's static program is neither built nor tested: {}",
            sandbox::NEEDS
        );
    }
    if has_node("the npm packages are neither built nor tested") {
        report.tests("package", || {
            let mut tests = vec![package_tests(sh, name)?];
            if sandbox::CAN_BE_BUILT {
                tests.push(sandbox_package_tests(sh, name)?);
            }
            Ok(tests)
        });
    }
}

/// The static program's tests: what it is, and that it runs where there is nothing else.
fn static_program_tests<'sh>(sh: &'sh Shell, name: Option<&str>) -> Result<Cmd<'sh>> {
    let name = name.unwrap_or("static_program");
    let test = cmd!(
        sh,
        "cargo test --package=klarna-sandbox --test=product -- --ignored {name}"
    );
    Ok(test.env("STATIC_SANDBOX", sandbox::build_program(sh)?))
}

/// The tests of the sandbox's npm package, from its tarball.
fn sandbox_package_tests<'sh>(sh: &'sh Shell, name: Option<&str>) -> Result<Cmd<'sh>> {
    let tarball = sandbox::build_package(sh)?;
    let sources = root().join(sandbox::NPM).join("tests");
    npm::install_once(sh, &sources)?;
    Ok(node_tests(sh, name)
        .arg(sources.join("package.test.js"))
        .env("TARBALL", tarball)
        .env("TOOLS", sources)
        .env("REPOSITORY", root()))
}

/// The element's npm package's tests, from its tarball.
fn package_tests<'sh>(sh: &'sh Shell, name: Option<&str>) -> Result<Cmd<'sh>> {
    let built = package::build(sh)?;
    let again = step("build the package again, to compare the two", || {
        package::build_in(sh, &target(sh)?.join("package").join("again"))
    })?;
    let sources = root().join(package::SOURCES).join("tests");
    npm::install_once(sh, &sources)?;
    Ok(node_tests(sh, name)
        .arg(sources.join("package.test.js"))
        .env("TARBALL", built.tarball)
        .env("TARBALL_AGAIN", again.tarball)
        .env("TOOLS", sources)
        .env("REPOSITORY", root()))
}

fn browser_tests<'sh>(sh: &'sh Shell, name: Option<&str>) -> Result<Cmd<'sh>> {
    // Whether `bench` still measures: in the same build, for it needs much of the same.
    Ok(browser_test(sh)?
        .args(["--package=page-bench", "--features=page-bench/smoke"])
        .arg("--test=smoke")
        .args(name.map(|name| ["--", name]).iter().flatten()))
}

/// `cargo xtask picture`: lets the tests' browser take the picture in the README.
pub(crate) fn picture(sh: &Shell) -> Result<()> {
    let file = root().join("docs").join("checkout.png");
    run(browser_test(sh)?
        .args(["--", "picture"])
        .env("PICTURE", &file))?;
    println!("{}", file.display());
    Ok(())
}

/// The browser tests, with all that they need in place.
fn browser_test(sh: &Shell) -> Result<Cmd<'_>> {
    let browser = Browser::ensure(sh)?;
    step("build the preview shop with trunk", || {
        site::trunk(sh, root(), [""; 0])
    })?;
    let mut test = cmd!(sh, "cargo test --package=browser-tests --test=browser")
        .env("SITE", root().join("dist"))
        .env("DEMO_SITE", site::build(sh, false)?)
        // trunk is on the PATH by now: a test serves the shop with it.
        .env("TRUNK_SERVE", "1");
    test = examples::provide_leptos(sh, test)?;
    if npm::is_here() {
        npm::install_once(sh, root())?;
        let axe = root().join("node_modules/axe-core/axe.min.js");
        test = test
            .env("AXE", axe)
            .env("EXAMPLES", examples::build(sh, &package::build(sh)?)?);
    } else {
        eprintln!(
            "    no Node here: no page with the element is opened, and axe-core finds nothing"
        );
    }
    Ok(browser.provide(test))
}
