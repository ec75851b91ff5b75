//! Measures the one page that needs no build, once.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use serde_json::Value;

/// Of what the stand-in SDK has with brotli, the time on the slowest network, and one delay for the
/// page and one for the SDK.
const SLOW_4G_AT_LEAST_MS: f64 = 104_500.0 / 200.0 + 2.0 * 150.0;

#[test]
fn a_page_is_measured_in_chromium_as_slowly_as_it_is_to_load() {
    let site = tempfile::tempdir().unwrap();
    let page = site.path().join("hand-written");
    fs::create_dir(&page).unwrap();
    let html = Path::new(env!("CARGO_MANIFEST_DIR")).join("pages/hand-written/index.html");
    fs::copy(html, page.join("index.html")).unwrap();

    let output = Command::new(env!("CARGO_BIN_EXE_page-bench"))
        .arg("--site")
        .arg(site.path())
        .args(["--runs", "1", "--json"])
        .stderr(Stdio::inherit())
        .output()
        .unwrap();
    assert!(output.status.success());

    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let page = &report["pages"][0];
    assert_eq!(page["name"], "hand-written");
    assert!(page["bytes"].as_u64().unwrap() > 0);
    let slow = &page["times"][0];
    assert_eq!(slow["profile"], "slow 4G");
    let widget = slow["widget_ms"]["median"].as_f64().unwrap();
    assert!(widget > SLOW_4G_AT_LEAST_MS, "{widget}");
}
