//! What a failing test leaves behind.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Error, Result};

use super::{Test, console::Console};

/// Saves all there is to see in a folder of the test's own, and says where that is.
pub(super) async fn save(name: &str, test: &Test, console: &Console, error: &Error) -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let folder = target
        .parent()
        .unwrap_or(target)
        .join("browser-failures")
        .join(name.replace("::", "/"));
    // Each for itself: a crashed browser still leaves the calls that the sandbox saw.
    let mut missing = Vec::new();
    let mut keep = |file: &str, content: Result<Vec<u8>>| {
        let written = content.and_then(|bytes| Ok(fs::write(folder.join(file), bytes)?));
        if let Err(error) = written {
            missing.push(format!("{file}: {error:#}"));
        }
    };
    let _ = fs::remove_dir_all(&folder);
    let _ = fs::create_dir_all(&folder);
    let browser = test.browser();
    keep("error.txt", Ok(format!("{error:#}\n").into_bytes()));
    keep(
        "screenshot.png",
        browser.screenshot_as_png().await.map_err(Error::from),
    );
    keep(
        "page.html",
        browser
            .source()
            .await
            .map(String::into_bytes)
            .map_err(Error::from),
    );
    keep("console.txt", Ok(console.text().into_bytes()));
    keep(
        "sandbox-log.json",
        test.sandbox().log_text().await.map(String::into_bytes),
    );
    if !missing.is_empty() {
        let _ = fs::write(folder.join("missing.txt"), missing.join("\n"));
    }
    folder
}
