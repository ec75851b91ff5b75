//! The smallest page with the component, as `cargo build` makes it and as small as it gets; and what a
//! page with the custom element loads.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Result;

use super::{measure::File, smoke};
use crate::{
    node::Optimisers,
    package, project,
    run::{run, step},
    tools::Tools,
    wasm::{self, Crate, Entry, Module, Shrunk},
};

/// The smallest page with the component.
const EXAMPLE: Crate = Crate {
    package: "example-leptos-smallest",
    artifact: "example-leptos-smallest",
};

/// As a release build is served: `wasm-release`, wasm-bindgen, and wasm-opt and esbuild where there
/// is Node.
pub(super) fn release(optimisers: Option<&Optimisers>) -> Result<Vec<File>> {
    let tools = Tools::for_wasm()?;
    let output = project::target()?.join("size").join("release");
    step("build the smallest page with the component", || {
        wasm::bindgen(&tools, &EXAMPLE.release()?, "web", "page", &output)
    })?;
    let wasm = output.join("page_bg.wasm");
    let glue = output.join("page.js");
    let scripts = match optimisers {
        Some(optimisers) => step("wasm-opt and esbuild", || {
            run(&mut optimisers.optimise(&wasm))?;
            let small = output.join("page.min.js");
            let outfile = format!("--outfile={}", small.display());
            run(optimisers.bundle().arg(&glue).arg(outfile))?;
            Ok(vec![small])
        })?,
        None => scripts_below(&output)?,
    };
    Ok(files(wasm, scripts, stylesheet()))
}

/// As small as it gets: the standard library built for size too, and nothing kept that the page does
/// not use. `None` where there is no rustup to get the standard library's source with.
pub(super) fn smallest(optimisers: &Optimisers) -> Result<Option<Vec<File>>> {
    let tools = Tools::for_wasm()?;
    let output = project::target()?.join("size").join("smallest");
    let built = step("build it once more, for size, with its own std", || {
        let Some(wasm) = EXAMPLE.smallest()? else {
            return Ok(false);
        };
        wasm::bindgen(&tools, &wasm, "bundler", "page", &output)?;
        Ok(true)
    })?;
    if !built {
        return Ok(None);
    }
    let page = Module {
        tools: optimisers,
        folder: &output,
        name: "page",
        entry: Entry::Page,
    };
    let Shrunk { script, wasm } = step("drop what the page does not use", || page.shrink())?;
    let css = output.join("klarna-checkout.css");
    let outfile = format!("--outfile={}", css.display());
    run(optimisers.bundle().arg(stylesheet()).arg(outfile))?;
    step("pay with it in Chromium", || {
        smoke::pays(&script, &wasm, &output)
    })?;
    Ok(Some(files(wasm, vec![script], css)))
}

/// What a page with the packed element downloads: of the languages at most one, here the longest.
pub(super) fn element() -> Result<Vec<File>> {
    let package = package::build()?;
    let words = package::languages()?;
    let longest = words.iter().max_by_key(|(_, module)| module.len());
    let longest = longest.map(|(name, _)| name);
    let downloaded = package.files.iter().filter_map(|name| {
        if words.contains_key(name) && Some(name) != longest {
            return None;
        }
        let kind = match name.rsplit_once('.')?.1 {
            "wasm" => "wasm",
            "js" => "JavaScript",
            "css" => "CSS",
            _ => return None,
        };
        Some(File::new(kind, package.folder.join(name)))
    });
    Ok(downloaded.collect())
}

fn files(wasm: PathBuf, scripts: Vec<PathBuf>, css: PathBuf) -> Vec<File> {
    let mut files = vec![File::new("wasm", wasm)];
    let scripts = scripts.into_iter();
    files.extend(scripts.map(|path| File::new("JavaScript", path)));
    files.push(File::new("CSS", css));
    files
}

fn stylesheet() -> PathBuf {
    project::root().join("style").join("klarna-checkout.css")
}

/// Every script of the output, as a page would load them one by one.
fn scripts_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(scripts_below(&path)?);
        } else if path.extension().is_some_and(|it| it == "js") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_found_in_folders_too_and_nothing_else_is() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("snippets").join("seam");
        fs::create_dir_all(&inner).unwrap();
        for file in [
            folder.path().join("page.js"),
            inner.join("sdk.js"),
            inner.join("a.txt"),
        ] {
            fs::write(file, "").unwrap();
        }
        let names: Vec<_> = scripts_below(folder.path())
            .unwrap()
            .iter()
            .map(|path| path.file_name().unwrap().to_owned())
            .collect();
        assert_eq!(names, ["page.js", "sdk.js"]);
    }
}
