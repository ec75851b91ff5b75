//! Files that only their owner can read. On Unix alone: elsewhere a file has its folder's rules.

use std::{
    fs::{File, OpenOptions},
    io,
    path::Path,
};

/// Makes a file that only its owner can read.
///
/// # Errors
/// There is a file with that name, or none can be made.
pub(crate) fn create_new(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Takes the permissions of everybody but the owner away from a file. Returns `true` if there were
/// any. The file is not opened: that would end `SQLite`'s locks on it when it closes.
///
/// # Errors
/// There is no such file, or it belongs to another user.
#[cfg(unix)]
pub(crate) fn tighten(path: &Path) -> io::Result<bool> {
    use std::{fs, os::unix::fs::PermissionsExt};

    let mut permissions = fs::metadata(path)?.permissions();
    let of_others = permissions.mode() & 0o077;
    if of_others == 0 {
        return Ok(false);
    }
    permissions.set_mode(0o600);
    fs::set_permissions(path, permissions)?;
    Ok(true)
}

/// Takes nothing away.
#[cfg(not(unix))]
pub(crate) fn tighten(_path: &Path) -> io::Result<bool> {
    Ok(false)
}
