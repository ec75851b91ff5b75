//! The outcome of each ring.

use std::{
    fmt,
    time::{Duration, Instant},
};

use anyhow::{Result, bail};
use xshell::Cmd;

use super::count::Count;
use crate::shell::{run_read, seconds, step};

/// The rings that ran.
#[derive(Debug, Default)]
pub(super) struct Report {
    rings: Vec<Ring>,
}

#[derive(Debug)]
struct Ring {
    name: &'static str,
    count: Count,
    /// Why it failed.
    problem: Option<String>,
    took: Duration,
}

impl Report {
    /// Does a check; it counts as one test.
    pub(super) fn check(&mut self, name: &'static str, check: impl FnOnce() -> Result<()>) {
        self.ring(name, |count| {
            check()?;
            count.passed = 1;
            Ok(())
        });
    }

    /// Runs the commands that `prepare` gives, and counts the tests that they ran.
    pub(super) fn tests<'sh>(
        &mut self,
        name: &'static str,
        prepare: impl FnOnce() -> Result<Vec<Cmd<'sh>>>,
    ) {
        self.ring(name, |count| {
            let mut outcome = Ok(());
            for command in prepare()? {
                // The next command runs all the same: its tests have something to say too.
                outcome = outcome.and(run_read(command, |line| *count += Count::read(line)));
            }
            outcome?;
            if *count == Count::default() {
                bail!("no test ran");
            }
            Ok(())
        });
    }

    fn ring(&mut self, name: &'static str, work: impl FnOnce(&mut Count) -> Result<()>) {
        let mut count = Count::default();
        let started = Instant::now();
        let outcome = step(name, || work(&mut count));
        let problem = outcome.err().map(|error| {
            eprintln!("    {name} failed: {error:#}");
            // A crash or a failed build has no result line: count it, or the sum would look well.
            count.failed = count.failed.max(1);
            format!("{error:#}")
        });
        self.rings.push(Ring {
            name,
            count,
            problem,
            took: started.elapsed(),
        });
    }

    /// Prints the table and the sum. An error that names the rings that failed.
    pub(super) fn close(&self) -> Result<()> {
        println!("\n{self}");
        let failed: Vec<_> = self
            .rings
            .iter()
            .filter(|ring| ring.problem.is_some())
            .map(|ring| ring.name)
            .collect();
        if !failed.is_empty() {
            bail!("failed: {}", failed.join("; "));
        }
        Ok(())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<18} {:>8} {:>8} {:>14}",
            "ring", "passed", "failed", "took"
        )?;
        let mut sum = Count::default();
        for Ring {
            name,
            count,
            problem,
            took,
        } in &self.rings
        {
            let took = seconds(*took);
            writeln!(
                f,
                "{name:<18} {:>8} {:>8} {took:>14}",
                count.passed, count.failed
            )?;
            if let Some(problem) = problem {
                writeln!(f, "    {problem}")?;
            }
            sum += *count;
        }
        write!(f, "{} passed, {} failed", sum.passed, sum.failed)
    }
}

#[cfg(test)]
mod tests {
    use xshell::cmd;

    use super::*;
    use crate::shell;

    fn report_of(line: &str, code: u8) -> Report {
        let sh = shell::open().unwrap();
        let script = format!("echo '{line}'; exit {code}");
        let mut report = Report::default();
        report.tests("some", || Ok(vec![cmd!(sh, "sh -c {script}")]));
        report
    }

    #[test]
    fn a_ring_that_runs_no_test_has_failed() {
        let report = report_of("test result: ok. 0 passed; 0 failed; 0 ignored", 0);
        assert!(report.close().is_err());
        assert!(
            report.to_string().ends_with("0 passed, 1 failed"),
            "{report}"
        );
    }

    #[test]
    fn a_runner_that_fails_without_a_result_line_has_failed() {
        assert!(report_of("error: could not compile", 101).close().is_err());
    }

    #[test]
    fn a_ring_that_cannot_be_prepared_does_not_stop_the_next() {
        let mut report = Report::default();
        report.tests("first", || bail!("no browser"));
        report.check("second", || Ok(()));
        assert_eq!(report.close().unwrap_err().to_string(), "failed: first");
        assert!(
            report.to_string().ends_with("1 passed, 1 failed"),
            "{report}"
        );
    }

    #[test]
    fn the_sum_adds_up_over_rings() {
        let mut report = report_of("test result: ok. 7 passed; 0 failed; 1 ignored", 0);
        report.check("lints", || Ok(()));
        assert!(report.close().is_ok());
        assert!(
            report.to_string().ends_with("8 passed, 0 failed"),
            "{report}"
        );
    }
}
