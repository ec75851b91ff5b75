//! How many tests a runner ran, from the line that each of them ends with.

use std::ops::AddAssign;

/// Tests that passed and failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) passed: u32,
    pub(super) failed: u32,
}

impl Count {
    /// Reads `test result: ok. 12 passed; 1 failed; 0 ignored; …`, which Rust's own runner,
    /// wasm-bindgen's and libtest-mimic all print, the two lines of Node's, `# pass 12` and
    /// `# fail 1`, and that of cargo-mutants. `None` for any other line.
    pub(super) fn read(line: &str) -> Option<Self> {
        Self::of_rust(line)
            .or_else(|| Self::of_node(line))
            .or_else(|| Self::of_mutants(line))
    }

    /// `12 mutants tested: 1 missed, 10 caught, 1 unviable`. One that no test noticed has failed, and
    /// so has one that a test ran out of time with; one that does not compile is none.
    fn of_mutants(line: &str) -> Option<Self> {
        let (tested, results) = line.split_once(" tested")?;
        let (_, results) = results.split_once(": ")?;
        if !tested.ends_with(" mutants") && !tested.ends_with(" mutant") {
            return None;
        }
        let mut count = Self::default();
        for result in results.split(", ") {
            let (number, what) = result.split_once(' ')?;
            let number: u32 = number.parse().ok()?;
            match what {
                "caught" => count.passed += number,
                "unviable" => {}
                _ => count.failed += number,
            }
        }
        Some(count)
    }

    fn of_node(line: &str) -> Option<Self> {
        let (what, number) = line.strip_prefix("# ")?.split_once(' ')?;
        let number = number.parse().ok()?;
        match what {
            "pass" => Some(Self {
                passed: number,
                failed: 0,
            }),
            "fail" => Some(Self {
                passed: 0,
                failed: number,
            }),
            _ => None,
        }
    }

    fn of_rust(line: &str) -> Option<Self> {
        let (_, counts) = line
            .trim()
            .strip_prefix("test result: ")?
            .split_once(". ")?;
        let number_of = |what: &str| {
            counts
                .split(';')
                .find_map(|part| part.trim().strip_suffix(what)?.trim().parse().ok())
        };
        Some(Self {
            passed: number_of("passed")?,
            failed: number_of("failed")?,
        })
    }
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_result_line_of_each_runner_is_read() {
        for line in [
            "test result: ok. 12 passed; 0 failed; 3 ignored; 0 measured; 0 filtered out; finished in 0.01s",
            "test result: ok. 12 passed; 0 failed; 0 ignored; 0 filtered out; finished in 1.20s",
            "    test result: ok. 12 passed; 0 failed; 0 ignored",
        ] {
            assert_eq!(
                Count::read(line),
                Some(Count {
                    passed: 12,
                    failed: 0
                }),
                "{line}"
            );
        }
    }

    #[test]
    fn failures_are_counted() {
        let line = "test result: FAILED. 2 passed; 5 failed; 0 ignored; 0 measured";
        assert_eq!(
            Count::read(line),
            Some(Count {
                passed: 2,
                failed: 5
            })
        );
    }

    #[test]
    fn nodes_two_lines_add_up() {
        let mut count = Count::default();
        for line in [
            "# tests 14",
            "# pass 12",
            "# fail 2",
            "# cancelled 0",
            "# pass the salt",
        ] {
            count += Count::read(line).unwrap_or_default();
        }
        assert_eq!(
            count,
            Count {
                passed: 12,
                failed: 2
            }
        );
    }

    #[test]
    fn a_mutant_is_a_test_and_a_survivor_a_failure() {
        for (line, passed, failed) in [
            (
                "300 mutants tested: 5 missed, 288 caught, 7 unviable",
                288,
                5,
            ),
            ("300 mutants tested in 12m: 293 caught, 7 unviable", 293, 0),
            ("1 mutant tested: 1 caught", 1, 0),
            ("3 mutants tested: 1 caught, 2 timeouts", 1, 2),
        ] {
            assert_eq!(Count::read(line), Some(Count { passed, failed }), "{line}");
        }
    }

    #[test]
    fn other_lines_are_no_result() {
        assert_eq!(Count::read("test a_test ... ok"), None);
        assert_eq!(Count::read("running 3 tests"), None);
        assert_eq!(Count::read("test result: something else"), None);
        assert_eq!(Count::read("Found 300 mutants to test"), None);
        assert_eq!(Count::read("nothing was tested: too late"), None);
    }
}
