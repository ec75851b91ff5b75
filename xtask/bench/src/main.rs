//! Measures how long pages take to a usable widget, in Chromium, on networks and machines that are
//! slower than this one. `cargo xtask bench` builds the pages and starts this.

mod browser;
#[path = "../../../tests/browser/harness/chromedriver.rs"]
mod chromedriver;
mod document;
mod measure;
mod profile;
#[path = "../../../tests/browser/harness/program.rs"]
mod program;
mod report;
mod server;
mod statistics;

use std::{path::PathBuf, time::Duration};

use anyhow::{Result, ensure};
use clap::Parser;
use klarna_sandbox::Sandbox;

use self::{
    browser::Browser,
    measure::{Bench, PAGES, Page},
    program::Program,
    report::Report,
    server::Shop,
};

/// How long a page waits for its session.
const SESSION_TAKES: Duration = Duration::from_millis(150);

#[derive(Debug, Parser)]
struct Options {
    /// The folder with a folder for each page; a page without one is left out.
    #[arg(long)]
    site: PathBuf,
    /// Runs of each page under each profile.
    #[arg(long)]
    runs: u32,
    /// Print JSON, and nothing else on standard output.
    #[arg(long)]
    json: bool,
    /// Tell of each run when which file came, and what moved.
    #[arg(long)]
    details: bool,
    /// Put the table into this file as well.
    #[arg(long)]
    write: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> Result<()> {
    let options = Options::parse();
    // The driver's client speaks no TLS here, and wants to be told with what it would.
    let _ = rustls::crypto::ring::default_provider().install_default();

    let sandbox = Sandbox::start().await?;
    let shop = Shop::read(&options.site, sandbox.url())?;
    let at_once = server::start(shop.clone()).await?;
    let shop = server::start(shop.with_sessions_after(SESSION_TAKES)).await?;
    let driver = chromedriver::start()?;
    let bench = Bench {
        driver: driver.url(),
        shop: &shop,
        at_once: &at_once,
        show_details: options.details,
    };
    let pages = pages(&options);
    ensure!(!pages.is_empty(), "{} has no page", options.site.display());

    let browser = Browser::start(driver.url()).await?;
    let version = browser.version().await?;
    browser.close().await?;
    let report = Report::of(&bench.measure(&pages, options.runs).await?, version);
    if options.json {
        println!("{}", serde_json::to_string(&report)?);
    } else {
        print!("{}", report.markdown());
    }
    if let Some(file) = &options.write {
        document::write(file, &report.markdown())?;
        eprintln!("    written into {}", file.display());
    }
    Ok(())
}

fn pages(options: &Options) -> Vec<Page> {
    let is_there = |page: &Page| options.site.join(page.name).is_dir();
    PAGES.into_iter().filter(is_there).collect()
}
