//! What was measured, for machines and for people.

use std::fmt::Write as _;

use serde::Serialize;

use crate::{
    measure::{BASELINE, MOUNTS, Measured, Run},
    profile::{PROFILES, Profile},
    statistics::Spread,
};

/// Everything, as `--json` prints it.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    /// What was driven: `Chrome/156.0.8078.79`.
    browser: String,
    /// Of this machine.
    cores: usize,
    /// Runs of each page under each profile.
    runs: usize,
    profiles: Vec<Profile>,
    pages: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Row {
    name: &'static str,
    #[serde(skip)]
    title: &'static str,
    /// Downloaded from the page's own server until it had come to rest, compressed.
    bytes: u64,
    /// Under the first profile, which is the slowest.
    long_tasks: LongTasks,
    /// The largest of any run.
    layout_shift: f64,
    /// By mounting the checkout 50 times.
    heap_growth_bytes: f64,
    times: Vec<Times>,
}

#[derive(Debug, Serialize)]
struct LongTasks {
    /// Median of the runs.
    count: f64,
    /// Median of the runs' sums.
    total_ms: f64,
}

#[derive(Debug, Serialize)]
struct Times {
    profile: &'static str,
    /// From the navigation to the widget being there.
    widget_ms: Spread,
    /// From the navigation to pay being possible.
    pay_ms: Spread,
    /// Of the medians of `widget_ms`: this page's to the hand-written page's, where that ran too.
    ratio: Option<f64>,
}

impl Report {
    pub(crate) fn of(measured: &[Measured], browser: String) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let baseline = measured.iter().find(|it| it.page.name == BASELINE);
        Self {
            browser,
            cores,
            runs: measured.first().map_or(0, |it| it.runs[0].len()),
            profiles: PROFILES.to_vec(),
            pages: measured.iter().map(|it| Row::of(it, baseline)).collect(),
        }
    }

    /// For the documentation.
    pub(crate) fn markdown(&self) -> String {
        let mut text = format!(
            "`cargo xtask bench`, {} cores, {}, {} runs: median (least–most), in milliseconds.\n\n",
            self.cores, self.browser, self.runs
        );
        self.write_times(&mut text);
        text.push('\n');
        self.write_rest(&mut text);
        text
    }

    fn write_times(&self, text: &mut String) {
        text.push_str("| page |");
        for Profile { name, .. } in &self.profiles {
            let _ = write!(text, " {name}: widget | of hand-written | pay |");
        }
        text.push_str("\n| --- |");
        text.push_str(&" --: |".repeat(3 * self.profiles.len()));
        text.push('\n');
        for row in &self.pages {
            let _ = write!(text, "| {} |", row.title);
            for Times {
                widget_ms,
                pay_ms,
                ratio,
                ..
            } in &row.times
            {
                let ratio = ratio.map_or_else(|| "–".to_owned(), |it| format!("{it:.2}"));
                let _ = write!(text, " {widget_ms} | {ratio} | {pay_ms} |");
            }
            text.push('\n');
        }
    }

    fn write_rest(&self, text: &mut String) {
        let slowest = PROFILES[0].name;
        let _ = writeln!(
            text,
            "| page | bytes, brotli | long tasks, {slowest} | layout shift | heap after {MOUNTS} mounts |\n\
             | --- | --: | --: | --: | --: |"
        );
        for row in &self.pages {
            let LongTasks { count, total_ms } = row.long_tasks;
            let _ = writeln!(
                text,
                "| {} | {} | {count:.0}, {total_ms:.0} ms | {:.3} | {:+.1} kB |",
                row.title,
                thousands(row.bytes),
                row.layout_shift,
                row.heap_growth_bytes / 1000.0
            );
        }
    }
}

impl Row {
    fn of(measured: &Measured, baseline: Option<&Measured>) -> Self {
        let all = || measured.runs.iter().flatten();
        let slowest = &measured.runs[0];
        Self {
            name: measured.page.name,
            title: measured.page.title,
            bytes: all().map(Run::bytes).max().unwrap_or(0),
            long_tasks: LongTasks {
                count: median(
                    slowest
                        .iter()
                        .map(|run| u32::try_from(run.tasks.len()).map_or(f64::MAX, f64::from)),
                ),
                // The sum of nothing is -0.
                total_ms: 0.0 + median(slowest.iter().map(|run| run.tasks.iter().sum())),
            },
            layout_shift: all().map(|run| run.shift).fold(0.0, f64::max),
            heap_growth_bytes: measured.heap_growth,
            times: (0..PROFILES.len())
                .filter_map(|index| Times::of(measured, baseline, index))
                .collect(),
        }
    }
}

impl Times {
    fn of(measured: &Measured, baseline: Option<&Measured>, profile: usize) -> Option<Self> {
        let widget = |of: &Measured| Spread::of(of.runs[profile].iter().map(|run| run.widget));
        let widget_ms = widget(measured)?;
        Some(Self {
            profile: PROFILES[profile].name,
            widget_ms,
            pay_ms: Spread::of(measured.runs[profile].iter().map(|run| run.pay))?,
            ratio: baseline
                .and_then(widget)
                .map(|it| widget_ms.median / it.median),
        })
    }
}

fn median(figures: impl Iterator<Item = f64>) -> f64 {
    Spread::of(figures).map_or(0.0, |it| it.median)
}

/// `61023` as `61,023`.
fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests;
