//! The key of a database in front of the sandbox: a file beside it.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use anyhow::Context;
use uuid::Uuid;

use super::TokenKey;

/// The key beside that database, made where there is none.
///
/// # Errors
/// A file that cannot be read or written, or holds no key.
pub(crate) fn beside(database: &Path) -> anyhow::Result<TokenKey> {
    let file = with_ending(database, "key");
    let text = match fs::read_to_string(&file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            make(&file).and_then(|()| fs::read_to_string(&file))
        }
        other => other,
    };
    let text = text.with_context(|| format!("cannot use the key file {}", file.display()))?;
    text.parse()
        .with_context(|| format!("{} holds no key", file.display()))
}

/// Makes a key file. It appears with its whole content, and never replaces another: two servers
/// that start at once use the same key.
fn make(file: &Path) -> io::Result<()> {
    let draft = with_ending(file, &Uuid::new_v4().simple().to_string());
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut open = options.open(&draft)?;
    let made = writeln!(open, "{}", TokenKey::random().to_base64())
        .and_then(|()| open.sync_all())
        .and_then(|()| fs::hard_link(&draft, file));
    fs::remove_file(&draft)?;
    match made {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        other => other,
    }
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
        let database = directory.path().join("shop.db");
        let key = beside(&database).unwrap();
        assert_eq!(beside(&database).unwrap(), key);
        let names: Vec<_> = fs::read_dir(&directory)
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        assert_eq!(names, ["shop.db.key"]);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let file = directory.path().join("shop.db.key");
            let mode = fs::metadata(file).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn a_file_without_a_key_is_not_replaced() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("shop.db.key");
        fs::write(&file, "not a key").unwrap();
        beside(&directory.path().join("shop.db")).unwrap_err();
        assert_eq!(fs::read_to_string(file).unwrap(), "not a key");
    }
}
