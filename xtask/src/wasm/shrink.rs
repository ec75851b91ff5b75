//! Makes a wasm and its glue as small as they get without changing what they do.
//!
//! A wasm file keeps everything it exports, and its glue everything that may be imported. Here it is
//! known that nothing else uses the two: so what neither of them needs of the other is dropped (what
//! libraries export for pages that would call it), and the names they share become short ones.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use serde_json::json;

use super::entry::{Entry, Names, exported};
use crate::{
    node::Optimisers,
    run::{output_of, run},
};

/// What wasm-bindgen wrote for a bundler: `{name}.js`, `{name}_bg.js` and `{name}_bg.wasm`.
#[derive(Debug)]
pub(crate) struct Module<'a> {
    pub(crate) tools: &'a Optimisers,
    pub(crate) folder: &'a Path,
    pub(crate) name: &'a str,
    pub(crate) entry: Entry,
}

/// Two files in the module's folder: `{name}.min.js` and `{name}.wasm`.
#[derive(Debug)]
pub(crate) struct Shrunk {
    pub(crate) script: PathBuf,
    pub(crate) wasm: PathBuf,
}

/// Whatever makes it smaller. Not `--traps-never-happen`: a check that fails has to stop the page,
/// and that would let it go on. `--low-memory-unused` is true here: the stack grows down towards
/// address 0 and has a megabyte; with less than its last 1024 bytes left, the page stops.
const SMALLEST: [&str; 8] = [
    "--strip-producers",
    "--strip-target-features",
    "--low-memory-unused",
    "-Oz",
    "--flatten",
    "--rereloop",
    "-Oz",
    "-Oz",
];

impl Module<'_> {
    /// Writes the two files; the script loads the wasm, which lies beside it.
    pub(crate) fn shrink(&self) -> Result<Shrunk> {
        self.prepare()?;
        let wasm = self.path("_bg.wasm");
        // Without an export the wasm needs less of the glue, which then may need less of the wasm.
        loop {
            let names = self.names(&wasm, &self.path(".names.wasm"), &[])?;
            let script = self.path(".glue.js");
            self.bundle(&self.entry(&names)?, &script)?;
            let glue = read(&script)?;
            let exports = names.exports.iter().map(|(name, _)| name.as_str());
            let used: Vec<_> = exports.filter(|name| mentions(&glue, name)).collect();
            if used.len() == names.exports.len() {
                break;
            }
            self.keep_exports(&wasm, &used)?;
        }
        // The short names are given out last, to what is left then.
        let short = self.path(".wasm");
        let names = self.names(&wasm, &short, &SMALLEST)?;
        let glue = self.path("_bg.js");
        let (shortened, missing) = names.shorten(&read(&glue)?);
        write(&glue, &shortened)?;
        let script = self.path(".min.js");
        self.bundle(&names.shorten(&self.entry(&names)?).0, &script)?;
        let bundled = read(&script)?;
        if let Some(name) = missing.iter().find(|name| mentions(&bundled, name)) {
            bail!("the glue uses the wasm's `{name}`, which it does not export");
        }
        Ok(Shrunk {
            script,
            wasm: short,
        })
    }

    fn path(&self, ending: &str) -> PathBuf {
        self.folder.join(format!("{}{ending}", self.name))
    }

    /// esbuild drops what nobody uses where making it has no effects, and has to be told that these
    /// have none.
    fn prepare(&self) -> Result<()> {
        let path = self.path("_bg.js");
        let glue = read(&path)?.replace(
            ": new FinalizationRegistry(",
            ": /* @__PURE__ */ new FinalizationRegistry(",
        );
        write(&path, &self.entry.share(&glue))
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

    /// Keeps these exports of a wasm file, and what they need.
    fn keep_exports(&self, wasm: &Path, exports: &[&str]) -> Result<()> {
        let mut graph = vec![json!({"name": "page", "root": true, "reaches": exports})];
        graph.extend(
            exports
                .iter()
                .map(|name| json!({"name": name, "export": name})),
        );
        let file = self.path(".graph.json");
        write(&file, &serde_json::to_string(&graph)?)?;
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

    fn entry(&self, names: &Names) -> Result<String> {
        let module = read(&self.path(".js"))?;
        let entry = self.entry.write(self.name, names, &exported(&module));
        Ok(self.entry.share(&entry))
    }

    fn bundle(&self, entry: &str, script: &Path) -> Result<()> {
        let file = self.path(".entry.js");
        write(&file, entry)?;
        run(self
            .tools
            .bundle()
            .arg(&file)
            .arg("--define:Symbol.dispose=undefined")
            .args(self.entry.external())
            .arg(format!("--outfile={}", script.display())))
    }
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

fn write(path: &Path, content: &str) -> Result<()> {
    fs::write(path, content).with_context(|| format!("cannot write {}", path.display()))
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
}
