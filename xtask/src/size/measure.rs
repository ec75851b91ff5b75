//! Bytes as they are, with gzip and with brotli, each at its best.

use std::{
    fmt, fs,
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use flate2::{Compression, write::GzEncoder};
use serde::Serialize;

/// A file that a page downloads.
#[derive(Debug)]
pub(super) struct File {
    kind: &'static str,
    path: PathBuf,
}

impl File {
    pub(super) fn new(kind: &'static str, path: PathBuf) -> Self {
        Self { kind, path }
    }
}

/// The size of a file or of several, in bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(super) struct Size {
    pub(super) raw: usize,
    pub(super) gzip: usize,
    pub(super) brotli: usize,
}

/// A line of the report.
#[derive(Debug, Serialize)]
struct Row {
    name: String,
    #[serde(flatten)]
    size: Size,
}

/// What a page downloads; `--json` prints this.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    rows: Vec<Row>,
    /// Of the rows of the page with the component.
    pub(super) total: Size,
    /// Of the rows of the page with the custom element.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) element_total: Option<Size>,
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

impl Report {
    /// The rows of a page with the component, and their total.
    pub(super) fn of(files: &[File]) -> Result<Self> {
        let (rows, total) = measured(files, "")?;
        Ok(Self {
            rows,
            total,
            element_total: None,
        })
    }

    /// The same with the rows of a page with the custom element, which have a total of their own.
    pub(super) fn with_element(mut self, files: &[File]) -> Result<Self> {
        let (rows, total) = measured(files, "element, ")?;
        self.rows.extend(rows);
        self.element_total = Some(total);
        Ok(self)
    }
}

fn measured(files: &[File], page: &str) -> Result<(Vec<Row>, Size)> {
    let mut rows = Vec::new();
    let mut total = Size::default();
    for File { kind, path } in files {
        let content = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        let size = Size::of(&content)?;
        total.raw += size.raw;
        total.gzip += size.gzip;
        total.brotli += size.brotli;
        let name = format!("{page}{kind}: {}", file_name(path));
        rows.push(Row { name, size });
    }
    Ok((rows, total))
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<44} {:>9} {:>9} {:>9}",
            "bytes", "raw", "gzip", "brotli"
        )?;
        let rows = self.rows.iter().map(|row| (row.name.as_str(), row.size));
        let element = self.element_total.map(|total| ("element, total", total));
        for (name, Size { raw, gzip, brotli }) in rows.chain([("total", self.total)]).chain(element)
        {
            writeln!(f, "{name:<44} {raw:>9} {gzip:>9} {brotli:>9}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(contents: &[&str]) -> Report {
        let folder = tempfile::tempdir().unwrap();
        let files: Vec<_> = contents
            .iter()
            .enumerate()
            .map(|(index, content)| {
                let path = folder.path().join(format!("{index}.js"));
                fs::write(&path, content).unwrap();
                File::new("JavaScript", path)
            })
            .collect();
        Report::of(&files).unwrap()
    }

    #[test]
    fn compressible_content_is_smaller_each_time() {
        let text = "the same words over and over, ".repeat(200);
        let Size { raw, gzip, brotli } = report(&[&text]).total;
        assert_eq!(raw, text.len());
        assert!(gzip < raw / 10 && brotli < gzip, "{raw} {gzip} {brotli}");
    }

    #[test]
    fn the_total_is_the_sum_of_the_rows() {
        let report = report(&["let a = 1;", "let b = 2; let c = a + b;"]);
        let sum: usize = report.rows.iter().map(|row| row.size.brotli).sum();
        assert_eq!(report.total.brotli, sum);
        assert_eq!(report.total.raw, 35);
    }

    #[test]
    fn the_element_has_rows_and_a_total_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("element.js");
        fs::write(&path, "let a = 1;").unwrap();
        let page = report(&["let b = 2; let c = a + b;"]);
        let both = report(&["let b = 2; let c = a + b;"])
            .with_element(&[File::new("JavaScript", path)])
            .unwrap();
        assert_eq!(both.total, page.total);
        assert_eq!(both.element_total.unwrap().raw, 10);
        assert_eq!(both.rows[1].name, "element, JavaScript: element.js");
    }

    #[test]
    fn the_json_has_the_documented_shape() {
        let json = serde_json::to_value(report(&["let a = 1;"])).unwrap();
        assert_eq!(json["rows"][0]["name"], "JavaScript: 0.js");
        for place in [&json["rows"][0], &json["total"]] {
            for column in ["raw", "gzip", "brotli"] {
                assert!(place[column].is_u64(), "{place}");
            }
        }
    }
}
