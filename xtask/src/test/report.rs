//! What came of each ring.

use std::{
    fmt,
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Result, bail};

use super::count::Count;
use crate::{run, stop};

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
    ///
    /// # Errors
    /// Only when a stop was asked for; a failing check is in the report.
    pub(super) fn check(
        &mut self,
        name: &'static str,
        check: impl FnOnce() -> Result<()>,
    ) -> Result<()> {
        self.ring(name, |count| {
            check()?;
            count.passed = 1;
            Ok(())
        })
    }

    /// Runs the commands that `prepare` gives, and counts the tests that they ran.
    ///
    /// # Errors
    /// Only when a stop was asked for; failing tests are in the report.
    pub(super) fn tests(
        &mut self,
        name: &'static str,
        prepare: impl FnOnce() -> Result<Vec<Command>>,
    ) -> Result<()> {
        self.ring(name, |count| {
            let mut outcome = Ok(());
            for mut command in prepare()? {
                let status = run::run_read(&mut command, |line| {
                    *count += Count::read(line).unwrap_or_default();
                })?;
                // The next command runs all the same: its tests have something to say too.
                outcome = outcome.and(run::succeeded(&command, status));
            }
            outcome?;
            if *count == Count::default() {
                bail!("no test ran");
            }
            Ok(())
        })
    }

    fn ring(
        &mut self,
        name: &'static str,
        work: impl FnOnce(&mut Count) -> Result<()>,
    ) -> Result<()> {
        let mut count = Count::default();
        let started = Instant::now();
        let outcome = run::step(name, || work(&mut count));
        stop::check()?;
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
        Ok(())
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
            let took = run::seconds(*took);
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
    use super::*;

    fn printing(line: &str, code: u8) -> Command {
        let mut shell = Command::new("sh");
        shell.args(["-c", &format!("echo '{line}'; exit {code}")]);
        shell
    }

    fn report_of(line: &str, code: u8) -> Report {
        let mut report = Report::default();
        report
            .tests("some", || Ok(vec![printing(line, code)]))
            .unwrap();
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
        report.tests("first", || bail!("no browser")).unwrap();
        report.check("second", || Ok(())).unwrap();
        assert_eq!(report.close().unwrap_err().to_string(), "failed: first");
        assert!(
            report.to_string().ends_with("1 passed, 1 failed"),
            "{report}"
        );
    }

    #[test]
    fn the_sum_adds_up_over_rings() {
        let mut report = report_of("test result: ok. 7 passed; 0 failed; 1 ignored", 0);
        report.check("lints", || Ok(())).unwrap();
        assert!(report.close().is_ok());
        assert!(
            report.to_string().ends_with("8 passed, 0 failed"),
            "{report}"
        );
    }
}
