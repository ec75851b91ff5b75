//! Browser sessions, started when first needed and used again by the next test.

use std::env;

use anyhow::{Context, Result};
use thirtyfour::{ChromiumLikeCapabilities, DesiredCapabilities, LoggingPrefsLogLevel, WebDriver};
use tokio::sync::Mutex;

use super::{Program, chromedriver, shadow};

/// Lets Chromium start anywhere and keep to itself: also as root, without a graphics card, and
/// without calls to services of its own.
const FLAGS: [&str; 9] = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1280,1000",
];

/// The sessions that no test is using. The number of tests that run at once bounds how many
/// there are.
#[derive(Debug)]
pub(super) struct Pool {
    idle: Mutex<Idle>,
}

#[derive(Debug, Default)]
struct Idle {
    sessions: Vec<WebDriver>,
    driver: Option<Program>,
}

impl Pool {
    pub(super) fn new() -> Self {
        Self {
            idle: Mutex::default(),
        }
    }

    /// A session at an empty page.
    pub(super) async fn take(&self) -> Result<WebDriver> {
        let mut idle = self.idle.lock().await;
        if let Some(session) = idle.sessions.pop() {
            return Ok(session);
        }
        let url = match &idle.driver {
            Some(driver) => driver.url().to_owned(),
            None => idle.driver.insert(chromedriver::start()?).url().to_owned(),
        };
        drop(idle);
        let session = WebDriver::new(url, capabilities()?)
            .await
            .context("Chromium does not start")?;
        shadow::open_to_tests(&session).await?;
        Ok(session)
    }

    /// Cleans a session up for the next test. One that cannot be cleaned is ended, and the next
    /// test gets a new one.
    pub(super) async fn give_back(&self, session: WebDriver) {
        if clean(&session).await.is_ok() {
            self.idle.lock().await.sessions.push(session);
        } else {
            // It crashed; that it cannot be told to quit is no news.
            let _ = session.quit().await;
        }
    }

    /// Ends every session and the driver.
    pub(super) async fn close(&self) {
        let Idle { sessions, driver } = std::mem::take(&mut *self.idle.lock().await);
        for session in sessions {
            let _ = session.quit().await;
        }
        drop(driver);
    }
}

/// Leaves one window with an empty page. Storage needs no cleaning: the next test's servers have other
/// ports, and so other origins. Nor do cookies: the next test's shop has a key of its own, and takes
/// none that it did not sign.
async fn clean(session: &WebDriver) -> Result<()> {
    let windows = session.windows().await?;
    let (first, others) = windows.split_first().context("no window left")?;
    for window in others {
        session.switch_to_window(window.clone()).await?;
        session.close_window().await?;
    }
    session.switch_to_window(first.clone()).await?;
    session.goto("about:blank").await?;
    // What the last page had to say belongs to the last test.
    session.browser_log().await?;
    Ok(())
}

fn capabilities() -> Result<thirtyfour::ChromeCapabilities> {
    let mut capabilities = DesiredCapabilities::chrome();
    for flag in FLAGS {
        capabilities.add_arg(flag)?;
    }
    if env::var_os("HEADED").is_none() {
        capabilities.add_arg("--headless")?;
    }
    if let Ok(path) = env::var("CHROME") {
        capabilities.set_binary(&path)?;
    }
    capabilities.set_browser_log_level(LoggingPrefsLogLevel::All)?;
    Ok(capabilities)
}
