//! Whether the measured page still works: a payment from the first call to the order.
//!
//! What was dropped wrongly is missed only when it is called, so the page has to be used.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result, bail};
use base64::{Engine, engine::general_purpose::STANDARD};

use crate::{browser::Browser, run::output_of};

/// One file with all in it, so that it needs no server.
const PAGE: &str = include_str!("smoke.html");

/// An error if the page does not come to an order. Says so and goes on where there is no Chromium.
pub(super) fn pays(script: &Path, wasm: &Path, folder: &Path) -> Result<()> {
    let Some(browser) = Browser::find() else {
        eprintln!("    no Chromium here: not tried");
        return Ok(());
    };
    let script = fs::read_to_string(script)?.replace("</script", "<\\/script");
    let wasm = STANDARD.encode(fs::read(wasm)?);
    let page = folder.join("smoke.html");
    let html = PAGE.replace("{wasm}", &wasm).replace("{script}", &script);
    fs::write(&page, html)?;
    let dom = output_of(
        Command::new(&browser.binary)
            .args(["--headless", "--no-sandbox", "--disable-gpu"])
            .args(["--no-first-run", "--disable-extensions"])
            // Time that passes as fast as there is nothing to do.
            .args(["--virtual-time-budget=10000", "--dump-dom"])
            .arg(format!(
                "--user-data-dir={}",
                folder.join("profile").display()
            ))
            .arg(format!("file://{}", page.display())),
    )
    .context("Chromium cannot open the page")?;
    if !dom.contains("data-state=\"placed\"") {
        bail!(
            "the measured page does not come to an order: open {} and see its console",
            page.display()
        );
    }
    Ok(())
}
