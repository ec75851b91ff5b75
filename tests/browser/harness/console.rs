//! What the pages of a test wrote to the browser's console.

use std::fmt::Write as _;

use thirtyfour::{BrowserLogEntry, WebDriver};

use super::Test;

/// The console's entries since the last time it was read.
#[derive(Debug, Default)]
pub(super) struct Console {
    entries: Vec<BrowserLogEntry>,
}

/// Takes the entries out of the browser; none if it cannot be asked any more.
pub(super) async fn read(browser: &WebDriver) -> Console {
    Console {
        entries: browser.browser_log().await.unwrap_or_default(),
    }
}

impl Test {
    /// What the page has failed to catch since this was last asked; then the end of the test does
    /// not find it any more.
    pub(crate) async fn take_uncaught(&self) -> Vec<String> {
        let console = read(self.browser()).await;
        console.uncaught().into_iter().map(str::to_owned).collect()
    }

    /// Every warning and error in the console since it was last asked, whoever wrote it: the page, its
    /// framework, or the browser. But for the icon, which a browser looks for also where a page has none.
    pub(crate) async fn take_complaints(&self) -> Vec<String> {
        let entries = read(self.browser()).await.entries.into_iter();
        entries
            .filter(|entry| matches!(&*entry.level, "WARNING" | "SEVERE"))
            .map(|entry| entry.message)
            .filter(|message| !message.contains("/favicon.ico "))
            .collect()
    }

    /// Everything that was written to the console since it was last read.
    pub(crate) async fn take_console(&self) -> String {
        read(self.browser()).await.text()
    }

    /// What a content security policy kept from happening since it was last read.
    pub(crate) async fn take_violations(&self) -> Vec<String> {
        let console = read(self.browser()).await;
        let violations = console.violations().into_iter();
        violations.map(str::to_owned).collect()
    }
}

impl Console {
    /// Uncaught errors and unhandled rejections: what the browser itself reports of a script, as
    /// opposed to what a script chose to log or what the network refused.
    pub(super) fn uncaught(&self) -> Vec<&str> {
        self.entries
            .iter()
            .filter(|entry| {
                entry.level == "SEVERE" && entry.source.as_deref() == Some("javascript")
            })
            .map(|entry| entry.message.as_str())
            .filter(|message| !is_violation(message))
            .collect()
    }

    /// What a content security policy kept from happening.
    pub(super) fn violations(&self) -> Vec<&str> {
        let messages = self.entries.iter().map(|entry| entry.message.as_str());
        messages.filter(|message| is_violation(message)).collect()
    }

    /// All of it, for people.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        for entry in &self.entries {
            let source = entry.source.as_deref().unwrap_or("-");
            // Writing to a string does not fail.
            let _ = writeln!(text, "{:<8} {source:<12} {}", entry.level, entry.message);
        }
        text
    }
}

fn is_violation(message: &str) -> bool {
    message.contains("Content Security Policy")
}
