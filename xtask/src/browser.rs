//! Chromium and its driver: found, or on Debian installed from its archive.

use std::{
    env,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use xshell::{Cmd, Shell, cmd};

use crate::shell::{on_path, run, step};

/// The names that Chromium goes by.
const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/// The browser that the tests drive.
#[derive(Debug)]
pub(crate) struct Browser {
    /// Chromium.
    pub(crate) binary: PathBuf,
    /// The driver that the tests talk to.
    pub(crate) driver: PathBuf,
}

impl Browser {
    /// Flags of Chromium that make it start anywhere and keep to itself: without a screen, as root,
    /// and without calls to services of its own.
    pub(crate) const FLAGS: [&str; 8] = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ];

    /// Finds both, or installs them, or says what is missing and how to get it.
    pub(crate) fn ensure(sh: &Shell) -> Result<Self> {
        if Self::find().is_none() {
            install(sh)?;
        }
        Self::find()
            .context("`chromium` and `chromedriver` are not on the PATH")?
            .of_one_version(sh)
    }

    /// `CHROME` and `CHROMEDRIVER` name them where they are not on the PATH.
    pub(crate) fn find() -> Option<Self> {
        let named = |variable| env::var_os(variable).map(PathBuf::from);
        let binary = named("CHROME").or_else(|| BROWSERS.iter().find_map(|it| on_path(it)))?;
        let driver = named("CHROMEDRIVER").or_else(|| on_path("chromedriver"))?;
        Some(Self { binary, driver })
    }

    /// A driver starts only the browser of its own major version, and says so unclearly.
    fn of_one_version(self, sh: &Shell) -> Result<Self> {
        let version = |path: &Path| -> Result<String> {
            let printed = cmd!(sh, "{path} --version").quiet().read()?;
            let major = |word: &str| Some(word.split_once('.')?.0.parse::<u32>().ok()?.to_string());
            let found = printed.split_whitespace().find_map(major);
            found.with_context(|| format!("{} does not say its version", path.display()))
        };
        let (browser, driver) = (version(&self.binary)?, version(&self.driver)?);
        if browser != driver {
            bail!(
                "{} is version {browser} and {} is version {driver}: install the two in the same \
                 version, or name others in CHROME and CHROMEDRIVER",
                self.binary.display(),
                self.driver.display(),
            );
        }
        Ok(self)
    }

    /// Lets a test find both.
    pub(crate) fn provide<'sh>(&self, command: Cmd<'sh>) -> Cmd<'sh> {
        command
            .env("CHROME", &self.binary)
            .env("CHROMEDRIVER", &self.driver)
    }
}

/// Installs with apt where that needs no password.
fn install(sh: &Shell) -> Result<()> {
    let by_hand = "the tests need Chromium and chromedriver of the same version on the PATH, or named \
                   in CHROME and CHROMEDRIVER";
    if on_path("apt-get").is_none() {
        bail!("{by_hand}; there is no apt-get here to install them with");
    }
    let is_root = cmd!(sh, "id -u").quiet().read()? == "0";
    if !is_root && cmd!(sh, "sudo -n true").quiet().run().is_err() {
        bail!("{by_hand}; install them with `sudo apt-get install chromium chromium-driver`");
    }
    let sudo: &[&str] = if is_root { &[] } else { &["sudo", "-n"] };
    let apt = |arguments: &[&str]| {
        let mut words = sudo
            .iter()
            .chain(&["apt-get", "--quiet", "--yes"])
            .chain(arguments);
        let program = words.next().unwrap_or(&"apt-get");
        run(cmd!(sh, "{program} {words...}").env("DEBIAN_FRONTEND", "noninteractive"))
    };
    step("install Chromium and its driver (once)", || {
        apt(&["update"])?;
        apt(&[
            "install",
            "--no-install-recommends",
            "chromium",
            "chromium-driver",
        ])
    })
    .context(by_hand)
}
