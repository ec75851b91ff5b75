//! The preview shop's site: built by trunk, or for the demo without it.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use xshell::{Shell, cmd};

use crate::{
    npm,
    shell::{empty_folder, root, run, step, target},
    tools::{WASM_TARGET, ensure_target, ensure_trunk},
    wasm,
};

/// The cargo package of the shop's page, and the name of its wasm.
const PACKAGE: &str = "preview-shop";

/// The page's script, which trunk writes inline: it starts the wasm.
const START: &str = "import init from './preview-shop.js';
init({ module_or_path: '/preview-shop_bg.wasm' });
";

/// Builds a page as its developer does: `trunk build` in that folder.
pub(crate) fn trunk<S: AsRef<OsStr>>(
    sh: &Shell,
    folder: &Path,
    arguments: impl IntoIterator<Item = S>,
) -> Result<()> {
    ensure_trunk(sh)?;
    // A page has to load each file that is there, also those that an earlier build has left.
    for profile in ["debug", "release"] {
        let leftovers = target(sh)?
            .join("wasm-bindgen")
            .join(profile)
            .join("snippets");
        sh.remove_path(leftovers)?;
    }
    let _there = sh.push_dir(folder);
    // Every tool is there by now, and trunk is not to fetch another. It takes only `true` or `false`
    // where the convention for NO_COLOR says `1`.
    run(cmd!(sh, "trunk build --offline")
        .args(arguments)
        .env_remove("NO_COLOR"))
}

/// Builds the site without trunk, which takes longer to install than all the rest to build. Its files
/// have no hashes in their names, and it is otherwise what trunk makes of `index.html`.
pub(crate) fn build(sh: &Shell, release: bool) -> Result<PathBuf> {
    ensure_target(sh)?;
    let profile = if release { "wasm-release" } else { "dev" };
    let site = target(sh)?.join("demo").join("site");
    step("build the preview shop", || {
        run(cmd!(
            sh,
            "cargo build --package {PACKAGE} --target {WASM_TARGET} --profile {profile}"
        ))?;
        empty_folder(&site)?;
        let folder = if release { profile } else { "debug" };
        let built = wasm::file(&target(sh)?, folder, PACKAGE)?;
        wasm::bindgen(&built, PACKAGE, &site)?;
        let html = fs::read_to_string(root().join("index.html"))?;
        Ok(fs::write(site.join("index.html"), assemble(&html, &site)?)?)
    })?;
    if release && npm::is_here() {
        step("make the wasm smaller", || {
            wasm::optimise(sh, &site.join(format!("{PACKAGE}_bg.wasm")))
        })?;
    } else if release {
        eprintln!("    no Node here to run wasm-opt: the site works, and is larger");
    }
    Ok(site)
}

/// Replaces trunk's tags in a page, and copies the files that they name into the site.
fn assemble(html: &str, site: &Path) -> Result<String> {
    let mut page = String::new();
    let mut rest = html;
    while let Some(mark) = rest.find("data-trunk") {
        let start = rest[..mark]
            .rfind('<')
            .context("data-trunk outside of a tag")?;
        let length = rest[start..].find('>').context("a tag without an end")? + 1;
        page += &rest[..start];
        page += &asset(&rest[start..start + length], site)?;
        rest = &rest[start + length..];
    }
    Ok(page + rest)
}

/// Copies a folder with all that is in it.
fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let copy = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            copy_folder(&path, &copy)?;
        } else {
            fs::copy(&path, copy)?;
        }
    }
    Ok(())
}

/// Returns the HTML for one of trunk's tags.
fn asset(tag: &str, site: &Path) -> Result<String> {
    let attribute = |name: &str| {
        let (_, rest) = tag.split_once(&format!("{name}=\""))?;
        Some(rest.split_once('"')?.0)
    };
    let source = attribute("href").or_else(|| attribute("src"));
    let source = Path::new(source.context("a tag of trunk's names no file")?);
    let name = source.file_name().unwrap_or_default().to_string_lossy();
    let copied = root().join(source);
    match attribute("rel") {
        Some("rust") => {
            let script = "start.js";
            fs::write(site.join(script), START)?;
            return Ok(format!(
                r#"<script type="module" src="/{script}"></script>"#
            ));
        }
        Some("copy-dir") => {
            copy_folder(&copied, &site.join(&*name))?;
            return Ok(String::new());
        }
        _ => fs::copy(&copied, site.join(&*name))
            .with_context(|| format!("cannot copy {}", copied.display()))?,
    };
    Ok(match attribute("rel") {
        Some("css") => format!(r#"<link rel="stylesheet" href="/{name}">"#),
        Some("copy-file") => String::new(),
        Some("icon") => format!(r#"<link rel="icon" href="/{name}">"#),
        // A script's end tag stays where it is.
        None => format!(r#"<script type="module" async src="/{name}">"#),
        Some(other) => bail!("the demo does not know trunk's `{other}`"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tag_of_trunks_becomes_one_that_browsers_know() {
        let site = tempfile::tempdir().unwrap();
        let html = fs::read_to_string(root().join("index.html")).unwrap();
        let page = assemble(&html, site.path()).unwrap();
        assert!(!page.contains("data-trunk"), "{page}");
        assert!(
            page.contains(r#"<link rel="stylesheet" href="/base.css">"#),
            "{page}"
        );
        assert!(
            page.contains(r#"<script type="module" src="/start.js"></script>"#),
            "{page}"
        );
        assert!(site.path().join("base.css").is_file());
        assert!(site.path().join("img").is_dir());
    }

    #[test]
    fn a_tag_of_another_kind_is_refused() {
        let site = tempfile::tempdir().unwrap();
        let tag = r#"<link data-trunk rel="sass" href="index.html">"#;
        assert!(assemble(tag, site.path()).is_err());
    }
}
