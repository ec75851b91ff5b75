//! What the pages of a test wrote to the browser's console.

use std::fmt::Write as _;

use thirtyfour::{BrowserLogEntry, WebDriver};

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
            .collect()
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
