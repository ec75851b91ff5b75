//! The keys of a database in front of the sandbox: a file beside it, one key a line, the current
//! key first.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use anyhow::Context;
use uuid::Uuid;

use super::{TokenKey, TokenKeys};
use crate::private_file;

/// Returns the path of the key file beside that database.
pub(crate) fn path_beside(database: &Path) -> PathBuf {
    with_ending(database, "key")
}

/// Reads the keys in a file, which is made where there is none.
///
/// # Errors
/// A file that cannot be read or written, or holds no key.
pub(crate) fn read_or_make(file: &Path) -> anyhow::Result<TokenKeys> {
    let keys = TokenKeys::from(TokenKey::random());
    let made = write_draft(file, &keys, |draft| fs::hard_link(draft, file));
    match made {
        Ok(()) => Ok(keys),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => read(file),
        Err(error) => {
            Err(error).with_context(|| format!("cannot use the key file {}", file.display()))
        }
    }
}

/// Reads the keys in a file.
///
/// # Errors
/// A file that cannot be read, or holds no key.
pub(crate) fn read(file: &Path) -> anyhow::Result<TokenKeys> {
    let text = fs::read_to_string(file)
        .with_context(|| format!("cannot use the key file {}", file.display()))?;
    let keys: Result<Vec<TokenKey>, _> = text.lines().map(str::parse).collect();
    keys.map_err(anyhow::Error::from)
        .and_then(|keys| {
            let mut keys = keys.into_iter();
            let current = keys.next().context("it is empty")?;
            Ok(TokenKeys {
                current,
                former: keys.collect(),
            })
        })
        .with_context(|| format!("{} holds no key", file.display()))
}

/// Puts a new key in front of those in a file. Hold the database's write lock: of two keys that are
/// added at once, one would be lost.
///
/// # Errors
/// A file that cannot be read or written, or holds no key.
pub(crate) fn add(file: &Path) -> anyhow::Result<()> {
    let TokenKeys { current, former } = read(file)?;
    let keys = TokenKeys {
        current: TokenKey::random(),
        former: [vec![current], former].concat(),
    };
    write_draft(file, &keys, |draft| fs::rename(draft, file))
        .with_context(|| format!("cannot write the key file {}", file.display()))
}

/// Writes a draft of a key file, for `publish` to give it its name. So a key file appears with its
/// whole content, and two servers that start at once use the same key.
fn write_draft(
    file: &Path,
    keys: &TokenKeys,
    publish: impl FnOnce(&Path) -> io::Result<()>,
) -> io::Result<()> {
    let draft = with_ending(file, &Uuid::new_v4().simple().to_string());
    let mut open = private_file::create_new(&draft)?;
    let written = keys
        .all()
        .try_for_each(|key| writeln!(open, "{}", key.to_base64()))
        .and_then(|()| open.sync_all())
        .and_then(|()| publish(&draft));
    match fs::remove_file(&draft) {
        // It was renamed.
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        other => other?,
    }
    written
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_is_its_owners_alone() {
        let directory = tempfile::tempdir().unwrap();
        let file = path_beside(&directory.path().join("shop.db"));
        let keys = read_or_make(&file).unwrap();
        assert_eq!(read_or_make(&file).unwrap(), keys);
        assert_eq!(read(&file).unwrap(), keys);
        add(&file).unwrap();
        let names: Vec<_> = fs::read_dir(&directory)
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        assert_eq!(names, ["shop.db.key"]);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(file).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn a_new_key_comes_first_and_the_others_stay() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("shop.db.key");
        let first = read_or_make(&file).unwrap().current;
        add(&file).unwrap();
        let second = read(&file).unwrap().current;
        add(&file).unwrap();
        let keys = read(&file).unwrap();
        assert_eq!(keys.former, [second, first]);
        assert!(!keys.former.contains(&keys.current));
    }

    #[test]
    fn a_file_without_a_key_is_not_replaced() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("shop.db.key");
        for text in ["not a key", ""] {
            fs::write(&file, text).unwrap();
            read_or_make(&file).unwrap_err();
            add(&file).unwrap_err();
            assert_eq!(fs::read_to_string(&file).unwrap(), text);
        }
    }
}
