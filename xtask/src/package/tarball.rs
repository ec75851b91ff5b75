//! The tarball that npm installs: every file below `package/`, and the same bytes for the same files.

use std::{fs, path::Path};

use anyhow::{Context, Result};
use flate2::{Compression, write::GzEncoder};

/// When everything in it was made, in seconds: what npm itself writes, for the same reason.
const MADE: u64 = 499_162_500;

/// Packs these files of a folder.
pub(super) fn pack(folder: &Path, files: &[String]) -> Result<Vec<u8>> {
    let mut tar = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::best()));
    for name in files {
        let path = folder.join(name);
        let content = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let mut header = tar::Header::new_ustar();
        header.set_size(content.len().try_into()?);
        header.set_mode(0o644);
        header.set_mtime(MADE);
        tar.append_data(&mut header, format!("package/{name}"), content.as_slice())?;
    }
    Ok(tar.into_inner()?.finish()?)
}

#[cfg(test)]
mod tests {
    use std::{
        io::Read,
        time::{Duration, UNIX_EPOCH},
    };

    use flate2::read::GzDecoder;

    use super::*;

    #[test]
    fn the_same_files_give_the_same_bytes_whenever_they_were_written() {
        let packed_when_written_at = |seconds| {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("a.js");
            fs::write(&path, "let a;").unwrap();
            let file = fs::File::options().append(true).open(&path).unwrap();
            file.set_modified(UNIX_EPOCH + Duration::from_secs(seconds))
                .unwrap();
            pack(folder.path(), &["a.js".to_owned()]).unwrap()
        };
        assert_eq!(
            packed_when_written_at(1_000_000),
            packed_when_written_at(2_000_000)
        );
    }

    #[test]
    fn everything_is_in_the_folder_that_npm_looks_into() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("package.json"), "{}").unwrap();
        let packed = pack(folder.path(), &["package.json".to_owned()]).unwrap();
        let mut archive = tar::Archive::new(GzDecoder::new(packed.as_slice()));
        let mut entry = archive.entries().unwrap().next().unwrap().unwrap();
        assert_eq!(entry.path().unwrap().to_str(), Some("package/package.json"));
        let mut content = String::new();
        entry.read_to_string(&mut content).unwrap();
        assert_eq!(content, "{}");
    }
}
