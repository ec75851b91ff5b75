//! The pages, each in a folder of its own: `target/bench/site/<page>/`.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use crate::{
    node::{self, Optimisers},
    package, project,
    run::{run, step},
    tools::Tools,
    trunk,
    version::Version,
};

/// Every page, by the name of its folder.
pub(super) const PAGES: [&str; 6] = [
    "hand-written",
    "element",
    "element-session",
    "leptos",
    "preact",
    "react",
];

/// What a page with a hook is written with.
#[derive(Debug)]
struct Library {
    packages: &'static [&'static str],
    version: Version,
    /// The module that the hooks come from.
    hooks: &'static str,
}

const PREACT: Library = Library {
    packages: &["preact"],
    version: Version(11, 2, 0),
    hooks: "preact/hooks",
};

const REACT: Library = Library {
    packages: &["react", "react-dom"],
    version: Version(19, 3, 1),
    hooks: "react",
};

/// What was built.
#[derive(Debug)]
pub(super) struct Site {
    pub(super) folder: PathBuf,
    /// The pages that need Node, where there is none.
    pub(super) left_out: Vec<&'static str>,
}

/// Builds the pages that are wanted, and no others.
pub(super) fn build(wanted: impl Fn(&str) -> bool) -> Result<Site> {
    let folder = project::target()?.join("bench").join("site");
    if folder.exists() {
        fs::remove_dir_all(&folder)
            .with_context(|| format!("cannot empty {}", folder.display()))?;
    }
    let mut left_out = Vec::new();
    for page in PAGES.into_iter().filter(|page| wanted(page)) {
        let to = folder.join(page);
        fs::create_dir_all(&to)?;
        let built = step(&format!("build the page {page}"), || match page {
            "preact" => with_hook(page, &to, &PREACT),
            "react" => with_hook(page, &to, &REACT),
            "leptos" => leptos(&to).map(|()| true),
            "element" => element(&to, Session::Asked),
            "element-session" => element(&to, Session::Given),
            _ => copy_html(page, &to).map(|()| true),
        })?;
        if !built {
            fs::remove_dir_all(&to)?;
            left_out.push(page);
        }
    }
    Ok(Site { folder, left_out })
}

fn source(page: &str) -> PathBuf {
    project::root().join("xtask/bench/pages").join(page)
}

fn copy_html(page: &str, to: &Path) -> Result<()> {
    copy(&source(page).join("index.html"), to)
}

/// Copies a file into a folder.
fn copy(file: &Path, to: &Path) -> Result<()> {
    let name = file.file_name().unwrap_or_default();
    fs::copy(file, to.join(name)).with_context(|| format!("cannot copy {}", file.display()))?;
    Ok(())
}

/// As a bundler builds it. `false` where there is no Node.
fn with_hook(page: &str, to: &Path, library: &Library) -> Result<bool> {
    let modules = node::libraries(library.packages, library.version)?;
    let (Some(modules), Some(optimisers)) = (modules, Optimisers::find()?) else {
        return Ok(false);
    };
    run(optimisers
        .bundle()
        .arg(source(page).join("app.jsx"))
        .arg("--jsx=automatic")
        .arg(format!("--jsx-import-source={page}"))
        .arg(format!("--alias:hooks={}", library.hooks))
        .arg("--define:process.env.NODE_ENV=\"production\"")
        .arg(format!("--outfile={}", to.join("app.js").display()))
        .env("NODE_PATH", modules))?;
    copy_html(page, to)?;
    Ok(true)
}

/// As trunk builds it for release, with the wasm made smaller where there is Node.
fn leptos(to: &Path) -> Result<()> {
    let tools = Tools::for_site()?;
    let arguments = [
        OsStr::new("--release"),
        OsStr::new("--dist"),
        to.as_os_str(),
    ];
    trunk::build(&tools, &source("leptos"), arguments)?;
    let Some(wasm_opt) = node::wasm_opt()? else {
        return Ok(());
    };
    for file in fs::read_dir(to)? {
        let file = file?.path();
        if file.extension().is_some_and(|it| it == "wasm") {
            run(&mut node::optimise(&wasm_opt, &file))?;
        }
    }
    Ok(())
}

/// Whether the element's page asks for its session itself, in a script, or has it in its HTML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Session {
    Asked,
    Given,
}

/// Around the script that asks.
const ASKS: (&str, &str) = ("<script>\n", "</script>\n");

/// What the page has inside of the element: nothing, or the session. The server puts that in the
/// place of the braces.
const EMPTY: &str = "></klarna-checkout>";
const GIVEN: &str = r#"><script type="application/json">{{session}}</script></klarna-checkout>"#;

/// A page with its session in the HTML, of one that asks for it.
fn with_session(page: &str) -> Option<String> {
    let (before, rest) = page.split_once(ASKS.0)?;
    let (_, after) = rest.split_once(ASKS.1)?;
    Some([before.trim_end_matches(' '), &after.replace(EMPTY, GIVEN)].concat())
}

/// A plain page with the files of the package beside it. `false` where there is no Node.
fn element(to: &Path, session: Session) -> Result<bool> {
    if Optimisers::find()?.is_none() {
        return Ok(false);
    }
    let package = package::build()?;
    for name in &package.files {
        copy(&package.folder.join(name), to)?;
    }
    let mut page = fs::read_to_string(source("element").join("index.html"))?;
    if session == Session::Given {
        page = with_session(&page).context("the element's page asks for no session")?;
    }
    fs::write(to.join("index.html"), page)?;
    Ok(true)
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
        let readme = project::root().join("crates/klarna-element/npm/README.md");
        let readme = fs::read_to_string(readme)
            .unwrap()
            .replace("cart-1", "bench");
        assert_eq!(script(&page), script(&readme));
    }

    #[test]
    fn with_a_session_the_page_does_not_ask_for_one() {
        let page = fs::read_to_string(source("element").join("index.html")).unwrap();
        let given = with_session(&page).unwrap();
        assert!(!given.contains("fetch("), "{given}");
        assert!(given.contains("{{session}}"), "{given}");
        assert!(given.contains("klarna-checkout.js"), "{given}");
    }
}
