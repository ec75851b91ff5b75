//! Checks that the measured page works: a payment from the first call to the order.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};
use base64::{Engine, engine::general_purpose::STANDARD};
use xshell::{Shell, cmd};

use crate::browser::Browser;

/// One file with all in it, so that it needs no server.
const PAGE: &str = include_str!("../../size/smoke.html");

/// An error if the page does not come to an order. Says so and goes on where there is no Chromium.
pub(super) fn pays(sh: &Shell, script: &Path, wasm: &Path, folder: &Path) -> Result<()> {
    let Some(Browser { binary, .. }) = Browser::find() else {
        eprintln!("    no Chromium here: not tried");
        return Ok(());
    };
    let script = fs::read_to_string(script)?.replace("</script", "<\\/script");
    let wasm = STANDARD.encode(fs::read(wasm)?);
    let page = folder.join("smoke.html");
    let html = PAGE.replace("{wasm}", &wasm).replace("{script}", &script);
    fs::write(&page, html)?;
    let profile = folder.join("profile");
    // Time that passes as fast as there is nothing to do.
    let dom = cmd!(
        sh,
        "{binary} --virtual-time-budget=10000 --dump-dom --user-data-dir={profile} file://{page}"
    )
    .args(Browser::FLAGS)
    .ignore_stderr()
    .read()
    .context("Chromium cannot open the page")?;
    if !dom.contains("data-state=\"placed\"") {
        bail!(
            "it does not come to an order: open {} and see its console",
            page.display()
        );
    }
    Ok(())
}
