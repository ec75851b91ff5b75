//! The module that gives a wasm just what it takes, and what the names in it become.

use std::fmt::Write as _;

use serde::Deserialize;

/// What the wasm takes from its glue and gives to it.
#[derive(Debug, Deserialize)]
pub(super) struct Names {
    /// Module, name, short name.
    pub(super) imports: Vec<(String, String, String)>,
    /// Name, short name.
    pub(super) exports: Vec<(String, String)>,
}

/// The module of all imports, once their names are short.
const MODULE: &str = "a";

/// What the glue calls the wasm's exports.
const EXPORTS: &str = "wasm.";

/// What the script does with its wasm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entry {
    /// Loads and runs it, as a page's only script does.
    Page,
    /// Hands out what the crate exports, and as its default export a function that starts it with
    /// the wasm's `Response` or a promise of it, not before a second promise is settled: compiling
    /// keeps no page waiting, running does. The crate's own JavaScript is not in it: it is taken
    /// from this module, which shares it.
    Library {
        /// As the script imports it: `./page.js`.
        seam: &'static str,
    },
}

impl Entry {
    /// The module, for the glue in `{name}_bg.js` and the wasm in `{name}.wasm`.
    pub(super) fn write(self, name: &str, names: &Names, exported: &[&str]) -> String {
        let mut script = format!("import {{ __wbg_set_wasm }} from './{name}_bg.js';\n");
        let mut object = String::new();
        for (module, import, short) in &names.imports {
            let _ = writeln!(
                script,
                "import {{ {import} as i_{short} }} from '{module}';"
            );
            let _ = write!(object, "'{short}': i_{short}, ");
        }
        let _ = writeln!(script, "const imports = {{ '{MODULE}': {{ {object} }} }};");
        script += "const run = (wasm) => { __wbg_set_wasm(wasm); wasm.__wbindgen_start(); };\n";
        let _ = match self {
            Self::Page => write!(
                script,
                "WebAssembly.instantiateStreaming(fetch(new URL('{name}.wasm', import.meta.url)), imports)
                    .then(({{ instance }}) => run(instance.exports));\n"
            ),
            Self::Library { .. } => write!(
                script,
                "export {{ {} }} from './{name}_bg.js';\n{LIBRARY}",
                exported.join(", ")
            ),
        };
        script
    }
}

/// Where wasm-bindgen puts the JavaScript of crates.
const SNIPPETS: &str = "'./snippets/";

impl Entry {
    /// A script of it that takes the crate's own JavaScript from where it is shared.
    pub(super) fn share(self, script: &str) -> String {
        let Self::Library { seam } = self else {
            return script.to_owned();
        };
        let mut parts = script.split(SNIPPETS);
        let mut shared = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let rest = part.split_once('\'').map_or("", |(_, rest)| rest);
            shared.extend(["'", seam, "'", rest]);
        }
        shared
    }

    /// What esbuild has to leave to be imported.
    pub(super) fn external(self) -> Option<String> {
        match self {
            Self::Page => None,
            Self::Library { seam } => Some(format!("--external:{seam}")),
        }
    }
}

/// A server that does not know wasm's media type is no reason to fail: only to be slower.
const LIBRARY: &str = "
export default async (source, turn) => {
    const response = await source;
    if (!response.ok) throw new Error(`${response.status} ${response.url}`);
    const module = response.headers.get('content-type')?.startsWith('application/wasm')
        ? await WebAssembly.compileStreaming(response)
        : await WebAssembly.compile(await response.arrayBuffer());
    await turn;
    const { exports } = await WebAssembly.instantiate(module, imports);
    run(exports);
};
";

impl Names {
    /// A script with the wasm's exports under their short names, and what it uses that the wasm does
    /// not have: it keeps its name, and has to be in code that nobody uses.
    pub(super) fn shorten(&self, glue: &str) -> (String, Vec<String>) {
        let inside = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
        let mut shortened = String::with_capacity(glue.len());
        let mut missing = Vec::new();
        let mut rest = glue;
        while let Some((before, after)) = rest.split_once(EXPORTS) {
            shortened.push_str(before);
            shortened.push_str(EXPORTS);
            rest = after;
            if before.ends_with(inside) {
                continue;
            }
            let (name, following) =
                after.split_at(after.find(|c| !inside(c)).unwrap_or(after.len()));
            if let Some((_, short)) = self.exports.iter().find(|(long, _)| long == name) {
                shortened.push_str(short);
            } else {
                shortened.push_str(name);
                missing.push(name.to_owned());
            }
            rest = following;
        }
        shortened.push_str(rest);
        (shortened, missing)
    }
}

/// What the crate exports to JavaScript: wasm-bindgen names it in the module for bundlers.
pub(super) fn exported(module: &str) -> Vec<&str> {
    let list = module
        .split_once("export {")
        .and_then(|(_, rest)| rest.split_once('}'))
        .map_or("", |(list, _)| list);
    list.split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        Names {
            imports: vec![
                ("./page_bg.js".into(), "__wbg_now_1".into(), "$".into()),
                ("./seam.js".into(), "key".into(), "b".into()),
            ],
            exports: vec![
                ("__wbindgen_start".into(), "c".into()),
                ("pay".into(), "d".into()),
            ],
        }
    }

    #[test]
    fn the_entry_hands_over_every_import_under_its_short_name() {
        let entry = Entry::Page.write("page", &names(), &[]);
        assert!(entry.contains("import { __wbg_now_1 as i_$ } from './page_bg.js';"));
        assert!(entry.contains("'a': { '$': i_$, 'b': i_b,  }"), "{entry}");
    }

    #[test]
    fn a_library_takes_the_crates_javascript_from_where_it_is_shared() {
        let library = Entry::Library { seam: "./seam.js" };
        let glue =
            "import { call } from './snippets/a-1/src/klarna.js';\nimport { now } from './b.js';";
        assert_eq!(
            library.share(glue),
            "import { call } from './seam.js';\nimport { now } from './b.js';"
        );
        assert_eq!(Entry::Page.share(glue), glue);
    }

    #[test]
    fn only_the_wasms_exports_become_short_not_properties_of_the_same_name() {
        let glue = "wasm.pay(handle.pay, mywasm.pay); wasm.__wbindgen_start()";
        let (shortened, missing) = names().shorten(glue);
        assert_eq!(shortened, "wasm.d(handle.pay, mywasm.pay); wasm.c()");
        assert!(missing.is_empty(), "{missing:?}");
    }

    #[test]
    fn what_the_wasm_does_not_have_is_named_and_kept() {
        let (shortened, missing) = names().shorten("wasm.refund(); wasm.pay()");
        assert_eq!(shortened, "wasm.refund(); wasm.d()");
        assert_eq!(missing, ["refund"]);
    }

    #[test]
    fn what_the_crate_exports_is_read_from_the_module_for_bundlers() {
        let module =
            "wasm.__wbindgen_start();\nexport {\n    Handle, mount\n} from \"./core_bg.js\";\n";
        assert_eq!(exported(module), ["Handle", "mount"]);
        assert_eq!(exported("export * as wasm"), [""; 0]);
    }
}
