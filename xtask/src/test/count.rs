//! The number of tests that a runner ran, from the line that each of them ends with.

use std::ops::AddAssign;

/// Tests that passed and failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) passed: u32,
    pub(super) failed: u32,
}

impl Count {
    /// Reads `test result: ok. 12 passed; 1 failed; 0 ignored; …`, which Rust's own runner,
    /// wasm-bindgen's and libtest-mimic all print, and the two lines of Node's, `# pass 12` and
    /// `# fail 1`. Any other line has none.
    pub(super) fn read(line: &str) -> Self {
        let number = |text: Option<&str>| text.and_then(|it| it.trim().parse().ok()).unwrap_or(0);
        if let Some((_, counts)) = line
            .trim()
            .strip_prefix("test result: ")
            .and_then(|rest| rest.split_once(". "))
        {
            let number_of = |what| number(counts.split(';').find_map(|it| it.strip_suffix(what)));
            return Self {
                passed: number_of(" passed"),
                failed: number_of(" failed"),
            };
        }
        Self {
            passed: number(line.strip_prefix("# pass ")),
            failed: number(line.strip_prefix("# fail ")),
        }
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

    fn count<'a>(lines: impl IntoIterator<Item = &'a str>) -> (u32, u32) {
        let mut sum = Count::default();
        lines.into_iter().for_each(|line| sum += Count::read(line));
        (sum.passed, sum.failed)
    }

    #[test]
    fn the_result_line_of_each_runner_is_read() {
        for line in [
            "test result: ok. 12 passed; 0 failed; 3 ignored; 0 measured; 0 filtered out; finished in 0.01s",
            "test result: ok. 12 passed; 0 failed; 0 ignored; 0 filtered out; finished in 1.20s",
            "    test result: ok. 12 passed; 0 failed; 0 ignored",
        ] {
            assert_eq!(count([line]), (12, 0), "{line}");
        }
        let failed = "test result: FAILED. 2 passed; 5 failed; 0 ignored; 0 measured";
        assert_eq!(count([failed]), (2, 5));
    }

    #[test]
    fn nodes_two_lines_add_up() {
        let lines = [
            "# tests 14",
            "# pass 12",
            "# fail 2",
            "# cancelled 0",
            "# pass the salt",
        ];
        assert_eq!(count(lines), (12, 2));
    }

    #[test]
    fn other_lines_are_no_result() {
        let lines = [
            "test a_test ... ok",
            "running 3 tests",
            "test result: something else",
        ];
        assert_eq!(count(lines), (0, 0));
    }
}
