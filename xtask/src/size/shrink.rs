//! Makes the page's wasm and glue as small as they get without changing what they do.
//!
//! A wasm file keeps everything it exports, and its glue everything that may be imported. Here it is
//! known that nothing else uses the two: so what neither of them needs of the other is dropped (what
//! libraries export for pages that would call it), and the names they share become short ones.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::json;

use crate::{
    node::Optimisers,
    run::{output_of, run},
};

/// What the wasm takes from its glue and gives to it.
#[derive(Debug, Deserialize)]
struct Names {
    /// Module, name, short name.
    imports: Vec<(String, String, String)>,
    /// Name, short name.
    exports: Vec<(String, String)>,
}

/// What wasm-bindgen wrote for a bundler: `page_bg.js` and `page_bg.wasm`.
#[derive(Debug)]
pub(super) struct Page<'a> {
    pub(super) tools: &'a Optimisers,
    pub(super) folder: &'a Path,
}

/// The module of all imports, once their names are short.
const MODULE: &str = "a";

/// Whatever makes it smaller. Not `--traps-never-happen`: a check that fails has to stop the page,
/// and that would let it go on. `--low-memory-unused` is true here: the stack grows down towards
/// address 0 and has a megabyte; with less than its last 1024 bytes left, the page stops.
const SMALLEST: [&str; 7] = [
    "--strip-producers",
    "--strip-target-features",
    "--low-memory-unused",
    "-Oz",
    "--flatten",
    "--rereloop",
    "-Oz",
];

impl Page<'_> {
    /// Gives the script and the wasm: both in the folder, the script loads the wasm.
    pub(super) fn shrink(&self) -> Result<(PathBuf, PathBuf)> {
        self.mark_unused_as_droppable()?;
        let wasm = self.path("page_bg.wasm");
        // Without an export the wasm needs less of the glue, which then may need less of the wasm.
        loop {
            let names = self.names(&wasm, &self.path("names.wasm"), &[])?;
            let glue = self.glue(&names)?;
            let exports = names.exports.iter().map(|(name, _)| name.as_str());
            let used: Vec<_> = exports.filter(|name| mentions(&glue, name)).collect();
            if used.len() == names.exports.len() {
                break;
            }
            self.keep_exports(&wasm, &used)?;
        }
        // The short names are given out last, to what is left then.
        let short = self.path("page.wasm");
        let names = self.names(&wasm, &short, &SMALLEST)?;
        Ok((self.script(&names)?, short))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// esbuild drops what nobody uses where making it has no effects, and has to be told that these
    /// have none.
    fn mark_unused_as_droppable(&self) -> Result<()> {
        let path = self.path("page_bg.js");
        let glue = read(&path)?;
        let glue = glue.replace(
            ": new FinalizationRegistry(",
            ": /* @__PURE__ */ new FinalizationRegistry(",
        );
        fs::write(&path, glue).with_context(|| format!("cannot write {}", path.display()))
    }

    /// Writes a wasm file anew, with short names, and gives those.
    fn names(&self, wasm: &Path, written: &Path, passes: &[&str]) -> Result<Names> {
        let names = output_of(
            self.tools
                .wasm_opt()
                .arg(wasm)
                .args(passes)
                .arg("--minify-imports-and-exports-and-modules")
                .arg("-o")
                .arg(written),
        )
        .with_context(|| format!("wasm-opt cannot read {}", wasm.display()))?;
        serde_json::from_str(&names).context("wasm-opt printed something else than names")
    }

    /// The glue for these names, before they become short.
    fn glue(&self, names: &Names) -> Result<String> {
        let script = self.path("glue.js");
        self.bundle(names, &script, &[])?;
        read(&script)
    }

    /// Keeps these exports of a wasm file, and what they need.
    fn keep_exports(&self, wasm: &Path, exports: &[&str]) -> Result<()> {
        let mut graph = vec![json!({"name": "page", "root": true, "reaches": exports})];
        graph.extend(
            exports
                .iter()
                .map(|name| json!({"name": name, "export": name})),
        );
        let file = self.path("graph.json");
        fs::write(&file, serde_json::to_string(&graph)?)?;
        // It prints all that it drops.
        output_of(
            self.tools
                .wasm_metadce()
                .arg("--graph-file")
                .arg(&file)
                .arg(wasm)
                .arg("-o")
                .arg(wasm),
        )
        .context("wasm-metadce failed")?;
        Ok(())
    }

    /// The script of the page, with the short names.
    fn script(&self, names: &Names) -> Result<PathBuf> {
        let script = self.path("page.js");
        let shorter: serde_json::Map<_, _> = names
            .exports
            .iter()
            .map(|(name, short)| (name.clone(), json!(short)))
            .collect();
        let cache = self.path("names.json");
        fs::write(&cache, serde_json::to_string(&shorter)?)?;
        let all: Vec<_> = shorter.keys().map(String::as_str).collect();
        let mangle = [
            format!("--mangle-props=^({})$", all.join("|")),
            format!("--mangle-cache={}", cache.display()),
        ];
        self.bundle(names, &script, &mangle)?;
        Ok(script)
    }

    fn bundle(&self, names: &Names, script: &Path, further: &[String]) -> Result<()> {
        let entry = self.path("entry.js");
        fs::write(&entry, entry_for(names))?;
        run(self
            .tools
            .bundle()
            .arg(&entry)
            .arg("--define:Symbol.dispose=undefined")
            .args(further)
            .arg(format!("--outfile={}", script.display())))
    }
}

/// A module that starts the wasm with just what it takes.
fn entry_for(names: &Names) -> String {
    let mut imports = String::from("import { __wbg_set_wasm } from './page_bg.js';\n");
    let mut object = String::new();
    for (module, name, short) in &names.imports {
        let _ = writeln!(imports, "import {{ {name} as i_{short} }} from '{module}';");
        let _ = write!(object, "'{short}': i_{short}, ");
    }
    format!(
        "{imports}
const response = fetch(new URL('page.wasm', import.meta.url));
WebAssembly.instantiateStreaming(response, {{ '{MODULE}': {{ {object} }} }}).then(({{ instance }}) => {{
    const wasm = instance.exports;
    __wbg_set_wasm(wasm);
    wasm.__wbindgen_start();
}});
"
    )
}

/// Whether a script has this word, wherever it may be.
fn mentions(script: &str, word: &str) -> bool {
    let inside = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    script.match_indices(word).any(|(start, _)| {
        let before = script[..start].chars().next_back();
        let after = script[start + word.len()..].chars().next();
        !before.is_some_and(inside) && !after.is_some_and(inside)
    })
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_export_is_used_where_the_glue_has_its_whole_name() {
        let glue = "e.__wbindgen_start();e.memory.buffer";
        assert!(mentions(glue, "__wbindgen_start") && mentions(glue, "memory"));
        assert!(!mentions(glue, "start") && !mentions(glue, "__wbindgen_sta"));
    }

    #[test]
    fn the_entry_hands_over_every_import_under_its_short_name() {
        let names = Names {
            imports: vec![
                ("./page_bg.js".into(), "__wbg_now_1".into(), "$".into()),
                ("./seam.js".into(), "key".into(), "b".into()),
            ],
            exports: Vec::new(),
        };
        let entry = entry_for(&names);
        assert!(entry.contains("import { __wbg_now_1 as i_$ } from './page_bg.js';"));
        assert!(entry.contains("'a': { '$': i_$, 'b': i_b,  }"), "{entry}");
    }
}
