//! Versions of tools, as programs print them and as the lock file holds them.

use std::fmt;

/// `major.minor.patch`, ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Version(pub(crate) u32, pub(crate) u32, pub(crate) u32);

impl Version {
    /// The first version that a text names: `trunk 0.21.14` or `wasm-opt version 132 (version_132)`.
    /// Missing parts are 0. What follows the third part (`-rc.1`, a fourth number) is left out.
    pub(crate) fn find(text: &str) -> Option<Self> {
        text.split_whitespace().find_map(Self::parse)
    }

    fn parse(word: &str) -> Option<Self> {
        let word = word.trim_start_matches('v');
        let mut parts = word.splitn(4, '.').map(|part| {
            let end = part
                .find(|c: char| !c.is_ascii_digit())
                .unwrap_or(part.len());
            part[..end].parse::<u32>().ok()
        });
        let major = parts.next()??;
        let minor = parts.next().flatten().unwrap_or(0);
        let patch = parts.next().flatten().unwrap_or(0);
        Some(Self(major, minor, patch))
    }

    /// The version of a package in the text of a `Cargo.lock`.
    pub(crate) fn locked(lock: &str, package: &str) -> Option<Self> {
        let name = format!("name = \"{package}\"");
        let mut lines = lock.lines().skip_while(|line| *line != name);
        lines.next()?;
        let version = lines
            .next()?
            .strip_prefix("version = \"")?
            .strip_suffix('"')?;
        Self::parse(version)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.0, self.1, self.2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_found_in_what_tools_print() {
        let find = Version::find;
        assert_eq!(find("trunk 0.21.14"), Some(Version(0, 21, 14)));
        assert_eq!(find("wasm-bindgen 0.2.130 (abc)"), Some(Version(0, 2, 130)));
        assert_eq!(
            find("wasm-opt version 132 (version_132)"),
            Some(Version(132, 0, 0))
        );
        assert_eq!(find("v20.20.2"), Some(Version(20, 20, 2)));
        assert_eq!(
            find("ChromeDriver 156.0.8078.79 (3e6c)"),
            Some(Version(156, 0, 8078))
        );
        assert_eq!(find("trunk 0.22.0-beta.1"), Some(Version(0, 22, 0)));
        assert_eq!(find("command not found"), None);
    }

    #[test]
    fn versions_compare_by_number_not_by_letter() {
        assert!(Version(0, 21, 14) > Version(0, 21, 9));
    }

    #[test]
    fn the_lock_file_names_the_version_of_a_package() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.80\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(
            Version::locked(lock, "wasm-bindgen"),
            Some(Version(0, 2, 130))
        );
        assert_eq!(Version::locked(lock, "trunk"), None);
    }
}
