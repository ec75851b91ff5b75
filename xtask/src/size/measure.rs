//! Bytes as they are, with gzip and with brotli, each at its best.

use std::{
    fmt, fs,
    io::Write,
    iter,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use flate2::{Compression, write::GzEncoder};
use serde::Serialize;

/// The size of a file or of several, in bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(super) struct Size {
    pub(super) raw: usize,
    pub(super) gzip: usize,
    pub(super) brotli: usize,
}

/// A file that a page downloads.
#[derive(Debug, Serialize)]
struct Row {
    name: String,
    #[serde(flatten)]
    size: Size,
}

/// A page with all that it downloads.
#[derive(Debug, Serialize)]
pub(super) struct Page {
    pub(super) name: &'static str,
    rows: Vec<Row>,
    pub(super) total: Size,
}

/// The pages; `--json` prints this.
#[derive(Debug, Serialize)]
pub(super) struct Report(pub(super) Vec<Page>);

/// Returns the name for people of a kind of file that counts.
pub(super) fn kind(path: &Path) -> Option<&'static str> {
    match path.extension()?.to_str()? {
        "wasm" => Some("wasm"),
        "js" => Some("JavaScript"),
        "css" => Some("CSS"),
        _ => None,
    }
}

impl Size {
    fn of(content: &[u8]) -> Result<Self> {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(content)?;
        let parameters = brotli::enc::BrotliEncoderParams {
            quality: 11,
            lgwin: 22,
            ..Default::default()
        };
        let mut brotli = Vec::new();
        brotli::BrotliCompress(&mut &*content, &mut brotli, &parameters)?;
        Ok(Self {
            raw: content.len(),
            gzip: gzip.finish()?.len(),
            brotli: brotli.len(),
        })
    }
}

impl Page {
    /// Measures each of these files.
    pub(super) fn measure(name: &'static str, files: &[PathBuf]) -> Result<Self> {
        let mut rows = Vec::new();
        let mut total = Size::default();
        for path in files {
            let content =
                fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
            let size = Size::of(&content)?;
            total.raw += size.raw;
            total.gzip += size.gzip;
            total.brotli += size.brotli;
            let file = path.file_name().unwrap_or_default().to_string_lossy();
            let name = format!("{}: {file}", kind(path).unwrap_or("other"));
            rows.push(Row { name, size });
        }
        Ok(Self { name, rows, total })
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for page in &self.0 {
            writeln!(f, "{}", page.name)?;
            writeln!(
                f,
                "{:<52} {:>9} {:>9} {:>9}",
                "  bytes", "raw", "gzip", "brotli"
            )?;
            let rows = page.rows.iter().map(|row| (row.name.as_str(), row.size));
            for (name, size) in rows.chain(iter::once(("total", page.total))) {
                let Size { raw, gzip, brotli } = size;
                writeln!(f, "  {name:<50} {raw:>9} {gzip:>9} {brotli:>9}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(contents: &[&str]) -> Page {
        let folder = tempfile::tempdir().unwrap();
        let write = |(index, content): (usize, &&str)| {
            let path = folder.path().join(format!("{index}.js"));
            fs::write(&path, content).unwrap();
            path
        };
        let files: Vec<_> = contents.iter().enumerate().map(write).collect();
        Page::measure("a page", &files).unwrap()
    }

    #[test]
    fn compressible_content_is_smaller_each_time() {
        let text = "the same words over and over, ".repeat(200);
        let Size { raw, gzip, brotli } = page(&[&text]).total;
        assert_eq!(raw, text.len());
        assert!(gzip < raw / 10 && brotli < gzip, "{raw} {gzip} {brotli}");
    }

    #[test]
    fn the_total_is_the_sum_of_the_rows() {
        let page = page(&["let a = 1;", "let b = 2; let c = a + b;"]);
        let sum: usize = page.rows.iter().map(|row| row.size.brotli).sum();
        assert_eq!(page.total.brotli, sum);
        assert_eq!(page.total.raw, 35);
    }

    #[test]
    fn the_json_has_each_page_with_its_files_and_their_total() {
        let json = serde_json::to_value(Report(vec![page(&["let a = 1;"])])).unwrap();
        assert_eq!(json[0]["rows"][0]["name"], "JavaScript: 0.js");
        for place in [&json[0]["rows"][0], &json[0]["total"]] {
            for column in ["raw", "gzip", "brotli"] {
                assert!(place[column].is_u64(), "{place}");
            }
        }
    }
}
