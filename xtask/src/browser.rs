//! Chromium and its driver: found, or on Debian installed from its archive.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::{project, run, version::Version};

/// The names that Chromium goes by.
const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/// What the tests drive.
#[derive(Debug)]
pub(crate) struct Browser {
    /// Chromium.
    pub(crate) binary: PathBuf,
    /// The driver that the tests talk to.
    pub(crate) driver: PathBuf,
}

impl Browser {
    /// Finds both, or installs them, or says what is missing and how to get it.
    pub(crate) fn ensure() -> Result<Self> {
        if let Some(found) = Self::find() {
            return found.of_one_version();
        }
        install()?;
        Self::find()
            .context(
                "Chromium was installed, but `chromium` and `chromedriver` are not on the PATH",
            )?
            .of_one_version()
    }

    /// `CHROME` and `CHROMEDRIVER` name them where they are not on the PATH.
    pub(crate) fn find() -> Option<Self> {
        let named = |variable| env::var_os(variable).map(PathBuf::from);
        let binary =
            named("CHROME").or_else(|| BROWSERS.iter().find_map(|it| project::on_path(it)))?;
        let driver = named("CHROMEDRIVER").or_else(|| project::on_path("chromedriver"))?;
        Some(Self { binary, driver })
    }

    /// A driver starts only the browser of its own major version, and says so unclearly.
    fn of_one_version(self) -> Result<Self> {
        let version = |path: &Path| {
            run::output_of(Command::new(path).arg("--version"))
                .and_then(|text| Version::find(&text))
                .with_context(|| format!("{} does not run", path.display()))
        };
        let (browser, driver) = (version(&self.binary)?, version(&self.driver)?);
        if browser.0 != driver.0 {
            bail!(
                "{} is version {} and {} is version {}: install the two in the same version, or \
                 name others in CHROME and CHROMEDRIVER",
                self.binary.display(),
                browser.0,
                self.driver.display(),
                driver.0
            );
        }
        Ok(self)
    }

    /// Lets a test find both.
    pub(crate) fn provide(&self, command: &mut Command) {
        command
            .env("CHROME", &self.binary)
            .env("CHROMEDRIVER", &self.driver);
    }
}

/// Installs with apt where that needs no password.
fn install() -> Result<()> {
    let packages = ["chromium", "chromium-driver"];
    let by_hand = "the tests need Chromium and chromedriver of the same version on the PATH, or \
                   named in CHROME and CHROMEDRIVER";
    if project::on_path("apt-get").is_none() {
        bail!("{by_hand}; there is no apt-get here to install them with");
    }
    let root = run::output_of(Command::new("id").arg("-u")).as_deref() == Some("0");
    let sudo = run::output_of(Command::new("sudo").args(["-n", "true"])).is_some();
    if !root && !sudo {
        bail!(
            "{by_hand}; install them with `sudo apt-get install {}`",
            packages.join(" ")
        );
    }
    let apt = |arguments: &[&str]| {
        let mut command = Command::new(if root { "apt-get" } else { "sudo" });
        if !root {
            command.args(["-n", "apt-get"]);
        }
        run::run(
            command
                .args(["--quiet", "--yes"])
                .args(arguments)
                .env("DEBIAN_FRONTEND", "noninteractive"),
        )
    };
    run::step("install Chromium and its driver (once)", || {
        apt(&["update"])?;
        apt(&[&["install", "--no-install-recommends"], &packages[..]].concat())
    })
    .with_context(|| format!("{by_hand}; `apt-get install {}` failed", packages.join(" ")))
}
