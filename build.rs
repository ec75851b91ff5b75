//! Writes the component's words as Rust, and `klarna-early.js` as it goes into a page.
//!
//! The words are `src/text/{language}.json`, for `<klarna-checkout>` loads one language as it is. As a
//! struct literal, a word that a language lacks, or that the component does not know, is an error of
//! the compiler.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    error::Error,
    fmt::Write as _,
    fs,
    path::Path,
};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let out = env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?;
    let out = Path::new(&out);
    fs::write(out.join("languages.rs"), languages()?)?;
    fs::write(out.join("klarna-early.js"), early()?)?;
    Ok(())
}

/// The module without its comments, which are all lines of their own: it is part of a page's HTML.
fn early() -> Result<String> {
    let path = "src/klarna-early.js";
    println!("cargo::rerun-if-changed={path}");
    let source = fs::read_to_string(path)?;
    let lines = source.lines().map(str::trim_start);
    let is_comment = |line: &&str| {
        line.starts_with("//")
            || line.starts_with("/**")
            || line.starts_with("* ")
            || *line == "*"
            || *line == "*/"
    };
    let code: Vec<_> = lines
        .filter(|line| !line.is_empty() && !is_comment(line))
        .collect();
    Ok(code.join("\n"))
}

/// The statics of all languages.
fn languages() -> Result<String> {
    let folder = Path::new("src/text");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files: Vec<_> = fs::read_dir(folder)?.collect::<std::io::Result<_>>()?;
    files.sort_by_key(fs::DirEntry::file_name);
    let mut names = BTreeSet::new();
    let mut languages = String::from("pub(super) static LANGUAGES: &[(&str, Words)] = &[\n");
    for file in files {
        let path = file.path();
        let Some(language) = path.file_stem().and_then(|it| it.to_str()) else {
            continue;
        };
        if path.extension().is_none_or(|it| it != "json") {
            continue;
        }
        let words: BTreeMap<String, String> = serde_json::from_slice(&fs::read(&path)?)
            .map_err(|error| format!("{}: {error}", path.display()))?;
        writeln!(languages, "({language:?}, Words {{")?;
        names.extend(words.keys().cloned());
        for (name, text) in words {
            writeln!(languages, "    {name}: Cow::Borrowed({text:?}),")?;
        }
        languages.push_str("}),\n");
    }
    languages.push_str("];\n");
    Ok(languages + &from_texts(&names))
}

/// The function that makes the words of texts by name.
fn from_texts(names: &BTreeSet<String>) -> String {
    let fields: Vec<_> = (names.iter().map(|name| format!("{name}: text({name:?})"))).collect();
    let fields = fields.join(", ");
    format!(
        "impl Words {{
            /// Makes the words of a language. `text` gives each by its name in the JSON files.
            pub fn from_texts(text: &mut dyn FnMut(&'static str) -> Cow<'static, str>) -> Self {{
                Self {{ {fields} }}
            }}
        }}"
    )
}
