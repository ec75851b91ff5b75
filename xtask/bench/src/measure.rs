//! Every page under every profile, so many times.

use std::{
    fmt,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use crate::{
    browser::Browser,
    profile::{PROFILES, Profile},
};

/// A page of the comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Page {
    /// Its folder in the site, and its name in JSON.
    pub(crate) name: &'static str,
    /// As the table names it.
    pub(crate) title: &'static str,
}

/// What the others are compared to.
pub(crate) const BASELINE: &str = "hand-written";

/// In the order of the table.
pub(crate) const PAGES: [Page; 7] = [
    Page {
        name: BASELINE,
        title: "hand-written, the bare minimum",
    },
    Page {
        name: "element",
        title: "`<klarna-checkout>` in a plain page",
    },
    Page {
        name: "element-session",
        title: "the same, its session in the HTML",
    },
    Page {
        name: "leptos-hydrated",
        title: "Leptos component, rendered by a server",
    },
    Page {
        name: "leptos",
        title: "Leptos component, drawn in the browser",
    },
    Page {
        name: "preact",
        title: "Preact with a small hook",
    },
    Page {
        name: "react",
        title: "React with a small hook",
    },
];

/// How often a checkout is mounted anew before its page's memory is looked at again.
pub(crate) const MOUNTS: u32 = 50;

/// So often it is mounted before the first look: what is made once is made by then.
const MOUNTS_BEFORE: u32 = 5;

/// How long a new browser is left alone.
const SETTLE: Duration = Duration::from_millis(400);

/// What the page itself noted; times in milliseconds since the navigation began.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Run {
    /// When the widget's own page said that it is there.
    pub(crate) widget: f64,
    /// When pay could be pressed.
    pub(crate) pay: f64,
    /// Layout shift, all of it.
    pub(crate) shift: f64,
    /// What moved, from where to where.
    moved: Vec<String>,
    /// How long each task took that took longer than 50 ms.
    pub(crate) tasks: Vec<f64>,
    /// What was downloaded, from anywhere.
    pub(crate) files: Vec<File>,
}

/// A file as a page took it: when, and how many bytes, compressed as they came.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct File {
    /// Its URL.
    name: String,
    bytes: u64,
    from: f64,
    to: f64,
    /// Whether it is a file of the page's own server.
    counts: bool,
}

impl Run {
    /// Of all files from the page's own server.
    pub(crate) fn bytes(&self) -> u64 {
        let own = self.files.iter().filter(|file| file.counts);
        own.map(|file| file.bytes).sum()
    }
}

impl fmt::Display for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            name,
            bytes,
            from,
            to,
            ..
        } = self;
        write!(f, "{from:>5.0} to {to:>5.0} ms {bytes:>8} bytes  {name}")
    }
}

/// What was measured of a page.
#[derive(Debug)]
pub(crate) struct Measured {
    pub(crate) page: Page,
    /// As many as there were rounds, for each profile in its order.
    pub(crate) runs: [Vec<Run>; PROFILES.len()],
    /// By how many bytes the page's memory grew, by mounting its checkout [`MOUNTS`] times.
    pub(crate) heap_growth: f64,
}

/// Where the pages are, and what drives the browser.
#[derive(Debug)]
pub(crate) struct Bench<'a> {
    pub(crate) driver: &'a str,
    pub(crate) shop: &'a str,
    /// The same pages, where nobody waits for a session.
    pub(crate) at_once: &'a str,
    /// Whether to tell of each run when which file came, and what moved.
    pub(crate) show_details: bool,
}

impl Bench<'_> {
    /// Measures these pages in turn, so that whatever else the machine does falls on all of them.
    pub(crate) async fn measure(&self, pages: &[Page], rounds: u32) -> Result<Vec<Measured>> {
        let mut measured: Vec<_> = pages.iter().map(|&page| Measured::new(page)).collect();
        for round in 0..rounds {
            for (index, profile) in PROFILES.iter().enumerate() {
                for page in &mut measured {
                    let run = self.run(page.page, profile).await?;
                    page.runs[index].push(run);
                }
                // No page always comes after the same other one.
                measured.rotate_left(1);
            }
            eprintln!("    round {} of {rounds}", round + 1);
        }
        measured.sort_by_key(|it| pages.iter().position(|page| *page == it.page));
        for page in &mut measured {
            page.heap_growth = self.heap_growth(page.page).await?;
        }
        Ok(measured)
    }

    async fn run(&self, page: Page, profile: &Profile) -> Result<Run> {
        let started = Instant::now();
        let browser = Browser::start(self.driver).await?;
        let run = self.observe(&browser, page, profile).await;
        browser.close().await?;
        let run = run.with_context(|| format!("the page {} on {}", page.name, profile.name))?;
        eprintln!(
            "    {:<15} {:<7} widget {:>5.0} ms, pay {:>5.0} ms  ({:.1} s)",
            page.name,
            profile.name,
            run.widget,
            run.pay,
            started.elapsed().as_secs_f32()
        );
        Ok(run)
    }

    async fn observe(&self, browser: &Browser, page: Page, profile: &Profile) -> Result<Run> {
        // A browser that has just started is still busy with itself.
        tokio::time::sleep(SETTLE).await;
        browser.open(&url(self.shop, page), Some(profile)).await?;
        let run: Run = browser.evaluate("recorder.finished()").await?;
        if self.show_details {
            run.files.iter().for_each(|it| eprintln!("        {it}"));
            run.moved
                .iter()
                .for_each(|it| eprintln!("        moved: {it}"));
        }
        ensure!(run.bytes() > 0, "nothing was downloaded");
        Ok(run)
    }

    /// At full speed: only what stays is of interest.
    async fn heap_growth(&self, page: Page) -> Result<f64> {
        let browser = Browser::start(self.driver).await?;
        let growth = self.grow(&browser, page).await;
        browser.close().await?;
        let growth = growth.with_context(|| format!("mounting {} anew", page.name))?;
        eprintln!(
            "    {:<15} {growth:.0} bytes after {MOUNTS} mounts",
            page.name
        );
        Ok(growth)
    }

    async fn grow(&self, browser: &Browser, page: Page) -> Result<f64> {
        browser.open(&url(self.at_once, page), None).await?;
        browser.evaluate::<Run>("recorder.finished()").await?;
        let mount = |times: u32| format!("recorder.mountAnew({times}).then(() => true)");
        browser.evaluate::<bool>(&mount(MOUNTS_BEFORE)).await?;
        let before = browser.heap().await?;
        browser.evaluate::<bool>(&mount(MOUNTS)).await?;
        Ok(browser.heap().await? - before)
    }
}

fn url(shop: &str, page: Page) -> String {
    format!("{shop}/{}/", page.name)
}

impl Measured {
    fn new(page: Page) -> Self {
        Self {
            page,
            runs: std::array::from_fn(|_| Vec::new()),
            heap_growth: 0.0,
        }
    }
}
