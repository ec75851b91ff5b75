//! The pages, each in a folder of its own: `target/bench/site/<page>/`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use xshell::{Shell, cmd};

use crate::{
    npm, package,
    shell::{empty_folder, root, run, step, target},
    site,
    tools::{WASM_TARGET, ensure_target},
    wasm,
};

/// Every page, by the name of its folder.
pub(super) const PAGES: [&str; 7] = [
    "hand-written",
    "element",
    "element-session",
    "leptos-hydrated",
    "leptos",
    "preact",
    "react",
];

/// Those that are built without Node.
const WITHOUT_NODE: [&str; 3] = ["hand-written", "leptos-hydrated", "leptos"];

/// The pages that were built.
#[derive(Debug)]
pub(super) struct Site {
    pub(super) folder: PathBuf,
    /// The pages that need Node, where there is none.
    pub(super) left_out: Vec<&'static str>,
}

/// Builds the pages that are wanted, and no others.
pub(super) fn build(sh: &Shell, wanted: impl Fn(&str) -> bool) -> Result<Site> {
    let folder = target(sh)?.join("bench").join("site");
    empty_folder(&folder)?;
    let mut left_out = Vec::new();
    for page in PAGES.into_iter().filter(|page| wanted(page)) {
        if !npm::is_here() && !WITHOUT_NODE.contains(&page) {
            left_out.push(page);
            continue;
        }
        let to = folder.join(page);
        fs::create_dir_all(&to)?;
        step(&format!("build the page {page}"), || match page {
            "preact" => with_hook(sh, page, &to, "preact/hooks"),
            "react" => with_hook(sh, page, &to, "react"),
            "leptos" => leptos(sh, &to),
            "leptos-hydrated" => hydrated(sh, &to),
            "element" => element(sh, &to, Session::Asked),
            "element-session" => element(sh, &to, Session::Given),
            _ => Ok(sh.copy_file(source(page).join("index.html"), &to)?),
        })?;
    }
    Ok(Site { folder, left_out })
}

fn source(page: &str) -> PathBuf {
    root().join("xtask/bench/pages").join(page)
}

/// As a bundler builds it; `hooks` is the module that the hooks come from.
fn with_hook(sh: &Shell, page: &str, to: &Path, hooks: &str) -> Result<()> {
    let bench = root().join("xtask/bench");
    npm::install_once(sh, &bench)?;
    // esbuild looks for what an alias names from here upwards.
    let _there = sh.push_dir(bench);
    run(npm::tool(sh, "esbuild")?
        .args([
            "--bundle",
            "--minify",
            "--format=esm",
            "--log-level=warning",
        ])
        .arg(source(page).join("app.jsx"))
        .arg("--jsx=automatic")
        .arg(format!("--jsx-import-source={page}"))
        .arg(format!("--alias:hooks={hooks}"))
        .arg("--define:process.env.NODE_ENV=\"production\"")
        .arg(format!("--outfile={}", to.join("app.js").display())))?;
    Ok(sh.copy_file(source(page).join("index.html"), to)?)
}

/// As trunk builds it for release, with the wasm made smaller where there is Node.
fn leptos(sh: &Shell, to: &Path) -> Result<()> {
    let arguments = ["--release".as_ref(), "--dist".as_ref(), to.as_os_str()];
    site::trunk(sh, &source("leptos"), arguments)?;
    for file in sh.read_dir(to)? {
        if npm::is_here() && file.extension().is_some_and(|it| it == "wasm") {
            wasm::optimise(sh, &file)?;
        }
    }
    Ok(())
}

/// As a server renders it, in a file, with the wasm for the browser beside it.
fn hydrated(sh: &Shell, to: &Path) -> Result<()> {
    const PACKAGE: &str = "page-bench-hydrated";
    const PROFILE: &str = "wasm-release";
    ensure_target(sh)?;
    run(cmd!(
        sh,
        "cargo build --package {PACKAGE} --lib --features=hydrate --profile={PROFILE} --target={WASM_TARGET}"
    ))?;
    wasm::bindgen(&wasm::file(&target(sh)?, PROFILE, PACKAGE)?, "page", to)?;
    if npm::is_here() {
        wasm::optimise(sh, &to.join("page_bg.wasm"))?;
    }
    sh.copy_file("style/klarna-checkout.css", to)?;
    let page = cmd!(sh, "cargo run --quiet --package {PACKAGE} --features=ssr");
    Ok(fs::write(to.join("index.html"), page.read()?)?)
}

/// A session asked for by the element's page itself, in a script, or given in its HTML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Session {
    Asked,
    Given,
}

/// Around the script that asks.
const ASKS: (&str, &str) = ("<script>\n", "</script>\n");

/// The place of the package's `klarna-early.js` in that script.
const EARLY: &str = "/* klarna-early.js */";

/// The tag that a page has in the place of that script, if its session is given.
const KLARNA: &str = r#"<script async src="{{sdk}}/sandbox/bench/api.js"></script>
"#;

/// The element's content in the page: nothing, or the session. The server puts that in the place of the
/// braces.
const EMPTY: &str = "></klarna-checkout>";
const GIVEN: &str = r#"><script type="application/json">{{session}}</script></klarna-checkout>"#;

/// A page with its session in the HTML, of one that asks for it.
fn with_session(page: &str) -> Option<String> {
    let (before, rest) = page.split_once(ASKS.0)?;
    let (_, after) = rest.split_once(ASKS.1)?;
    Some([before, KLARNA, &after.replace(EMPTY, GIVEN)].concat())
}

/// A plain page with the files of the package beside it.
fn element(sh: &Shell, to: &Path, session: Session) -> Result<()> {
    let package = package::build(sh)?.folder;
    for file in sh.read_dir(&package)? {
        sh.copy_file(file, to)?;
    }
    let page = fs::read_to_string(source("element").join("index.html"))?;
    let page = match session {
        Session::Asked => {
            page.replace(EARLY, &fs::read_to_string(package.join("klarna-early.js"))?)
        }
        Session::Given => with_session(&page).context("the element's page asks for no session")?,
    };
    Ok(fs::write(to.join("index.html"), page)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The script between the two marks, without what it stands in and what it is indented by.
    fn script(text: &str) -> Vec<&str> {
        let (_, rest) = text.split_once(ASKS.0).unwrap();
        let (script, _) = rest.split_once("</script>").unwrap();
        script
            .lines()
            .map(str::trim)
            .filter(|it| !it.is_empty())
            .collect()
    }

    #[test]
    fn the_elements_page_asks_as_its_documentation_says() {
        let page = fs::read_to_string(source("element").join("index.html")).unwrap();
        let readme = root().join("crates/klarna-element/npm/README.md");
        let readme = fs::read_to_string(readme)
            .unwrap()
            .replace("cart-1", "bench");
        assert!(page.contains(EARLY), "{page}");
        let page = page.replace(r#", script: "{{sdk}}/sandbox/bench/api.js" }"#, " }");
        assert_eq!(script(&page), script(&readme));
    }

    #[test]
    fn with_a_session_the_page_does_not_ask_for_one() {
        let page = fs::read_to_string(source("element").join("index.html")).unwrap();
        let given = with_session(&page).unwrap();
        assert!(!given.contains("klarnaEarly"), "{given}");
        assert!(given.contains("{{session}}"), "{given}");
        assert!(given.contains("klarna-checkout.js"), "{given}");
    }
}
