//! `cargo xtask test mutants`: cargo-mutants breaks the rules in one place at a time, and a test has to
//! fail each time. Without `--all` it breaks only the lines that differ from the main branch.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result, ensure};

use crate::{
    project,
    run::{output_of, write_file},
    tools::Tools,
};

/// Modules whose rules are held by mutation tests, with the tests of their own crate that do so.
#[derive(Debug, PartialEq, Eq)]
struct Area {
    package: &'static str,
    /// Paths without `.rs`: each stands for the file, and for the folder of that name.
    modules: &'static [&'static str],
    /// Arguments that keep the build of a mutant small: features and tests.
    build: &'static [&'static str],
    /// Parts of the names of the tests to run; empty: all of them.
    tests: &'static [&'static str],
}

const AREAS: [Area; 4] = [
    Area {
        package: "leptos-klarna",
        modules: &["src/checkout"],
        // The rules know nothing of Leptos.
        build: &["--lib", "--no-default-features"],
        tests: &[],
    },
    Area {
        package: "klarna-payments",
        modules: &[
            "crates/klarna-payments/src/arithmetic",
            "crates/klarna-payments/src/line",
            "crates/klarna-payments/src/money",
            "crates/klarna-payments/src/plan",
        ],
        // Without the client's tests, and what they need.
        build: &[
            "--test=arithmetic",
            "--test=lines",
            "--test=money",
            "--test=plan",
            "--test=shapes",
        ],
        tests: &[],
    },
    Area {
        package: "approval-rules",
        modules: &["crates/approval-rules/src"],
        build: &["--tests"],
        tests: &[],
    },
    Area {
        package: "klarna-merchant",
        modules: &[
            "crates/klarna-merchant/src/subscriptions/verdict",
            "crates/klarna-merchant/src/subscriptions/schedule",
            "crates/klarna-merchant/src/subscriptions/policy",
        ],
        build: &["--lib"],
        // Without those that start a server.
        tests: &["subscriptions::"],
    },
];

/// Tests with random events or values are left out: examples notice a mutant in a second, and
/// tomorrow as today.
const RANDOM_TESTS: &str = "properties::";

/// For a mutant that makes a test run forever; generous, for a busy machine.
const TEST_TIMEOUT_SECONDS: &str = "60";

/// Tests beside the code are not broken themselves.
const TESTS: [&str; 2] = ["**/tests.rs", "**/tests/**"];

impl Area {
    fn holds(&self, file: &str) -> bool {
        let Some(path) = file.strip_suffix(".rs") else {
            return false;
        };
        let is_test = path.ends_with("/tests") || path.contains("/tests/");
        let is_inside = |module: &&str| {
            let rest = path.strip_prefix(*module);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        !is_test && self.modules.iter().any(is_inside)
    }

    /// `cargo mutants` for the area's files, or for the lines of them that a diff touches.
    fn mutants(&self, tools: &Tools, diff: Option<&Path>, name: Option<&str>) -> Result<Command> {
        let mut cargo = super::cargo("mutants");
        tools.provide(&mut cargo)?;
        cargo.args(["--package", self.package]);
        for module in self.modules {
            cargo.args(["--file", &format!("{module}.rs")]);
            cargo.args(["--file", &format!("{module}/**/*.rs")]);
        }
        cargo.args(TESTS.iter().flat_map(|tests| ["--exclude", tests]));
        if let Some(diff) = diff {
            cargo.arg("--in-diff").arg(diff);
        }
        if let Some(name) = name {
            cargo.args(["--re", name]);
        }
        Ok(cargo)
    }

    /// The same, with what it takes to build and to test each of them.
    fn run(&self, mut mutants: Command, folder: &Path) -> Result<Command> {
        let output = folder.join(self.package);
        fs::create_dir_all(&output)?;
        mutants
            // One after the other: a mutant's build uses all cores as it is.
            .args(["--jobs", "1", "--colors", "never", "--no-times"])
            .args(["--minimum-test-timeout", TEST_TIMEOUT_SECONDS])
            .arg("--output")
            .arg(output)
            // What the crates depend on is built once, and not again in each copy of the sources.
            .env("CARGO_TARGET_DIR", folder.join("build"))
            // That an input fails is enough: it is neither kept nor made smaller.
            .env("PROPTEST_DISABLE_FAILURE_PERSISTENCE", "1")
            .env("PROPTEST_MAX_SHRINK_ITERS", "0")
            .args(
                self.build
                    .iter()
                    .map(|option| format!("--cargo-arg={option}")),
            )
            .args(["--", "--", "--skip", RANDOM_TESTS])
            .args(self.tests);
        Ok(mutants)
    }
}

/// The code to break: all of it, or the lines that a change touches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    All,
    Change,
}

/// The runs of cargo-mutants that there is something to do for.
///
/// # Errors
/// cargo-mutants cannot be installed, or git does not say what has changed.
pub(super) fn runs(extent: Extent, name: Option<&str>) -> Result<Vec<Command>> {
    let diff = match extent {
        Extent::All => None,
        Extent::Change => Some(change()?),
    };
    let areas: Vec<_> = AREAS
        .iter()
        .filter(|area| diff.as_deref().is_none_or(|diff| touches(diff, area)))
        .collect();
    if areas.is_empty() {
        return Ok(Vec::new());
    }
    let tools = Tools::for_mutants()?;
    let folder = project::target()?.join("mutants");
    let file = folder.join("change.diff");
    if let Some(diff) = &diff {
        write_file(&file, diff.as_bytes())?;
    }
    let file = diff.is_some().then_some(file.as_path());
    let mut runs = Vec::new();
    for area in areas {
        let listed = output_of(area.mutants(&tools, file, name)?.arg("--list"))
            .context("`cargo mutants --list` failed")?;
        let count = listed.lines().count();
        if count > 0 {
            eprintln!("    {}: {count} mutants", area.package);
            runs.push(area.run(area.mutants(&tools, file, name)?, &folder)?);
        }
    }
    Ok(runs)
}

/// Returns one diff of all that differs from the main branch, in commits and in the working tree.
fn change() -> Result<String> {
    let base = ["origin/main", "main"]
        .into_iter()
        .find_map(|main| output_of(git().args(["merge-base", "HEAD", main])))
        .unwrap_or_else(|| "HEAD".to_owned());
    let mut diff = differences(git().args(DIFF).arg(base))?;
    let untracked =
        output_of(git().args(["ls-files", "--others", "--exclude-standard", "--", "*.rs"]))
            .context("`git ls-files` failed")?;
    for file in untracked.lines() {
        diff += &differences(git().args(DIFF).args(["--no-index", "/dev/null", file]))?;
    }
    Ok(diff)
}

/// A diff that the person's own configuration has no say in.
const DIFF: [&str; 5] = [
    "diff",
    "--no-color",
    "--no-ext-diff",
    "--src-prefix=a/",
    "--dst-prefix=b/",
];

fn git() -> Command {
    let mut git = Command::new("git");
    git.current_dir(project::root());
    git
}

/// `git diff --no-index` says with 1 that there are differences.
fn differences(command: &mut Command) -> Result<String> {
    let output = command.output().context("git does not run")?;
    ensure!(
        matches!(output.status.code(), Some(0 | 1)),
        "`git diff` failed: {}",
        String::from_utf8_lossy(&output.stderr).trim()
    );
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn touches(diff: &str, area: &Area) -> bool {
    diff.lines()
        .filter_map(|line| line.strip_prefix("+++ b/"))
        .any(|file| area.holds(file))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diff(files: &[&str]) -> String {
        let of = |file| format!("--- a/{file}\n+++ b/{file}\n@@ -1 +1 @@\n-a\n+b\n");
        files.iter().copied().map(of).collect()
    }

    fn touched(diff: &str) -> Vec<&'static str> {
        let areas = AREAS.iter().filter(|area| touches(diff, area));
        areas.map(|area| area.package).collect()
    }

    #[test]
    fn a_change_of_a_rule_is_one_for_the_tests_of_its_crate() {
        for (file, package) in [
            ("src/checkout/mod.rs", "leptos-klarna"),
            ("src/checkout/step/authorize.rs", "leptos-klarna"),
            (
                "crates/klarna-payments/src/arithmetic.rs",
                "klarna-payments",
            ),
            (
                "crates/klarna-payments/src/line/kinds.rs",
                "klarna-payments",
            ),
            ("crates/approval-rules/src/lib.rs", "approval-rules"),
            ("crates/approval-rules/src/facts.rs", "approval-rules"),
            (
                "crates/klarna-merchant/src/subscriptions/verdict.rs",
                "klarna-merchant",
            ),
            (
                "crates/klarna-merchant/src/subscriptions/policy.rs",
                "klarna-merchant",
            ),
        ] {
            assert_eq!(touched(&diff(&[file])), [package], "{file}");
        }
    }

    #[test]
    fn other_files_and_the_tests_themselves_are_not_broken() {
        let others = [
            "README.md",
            "src/checkout/notes.md",
            "src/checkout/tests/paying.rs",
            "src/mount.rs",
            "src/checkout_page.rs",
            "crates/klarna-payments/src/lines.rs",
            "crates/klarna-payments/src/client/mod.rs",
            "crates/klarna-payments/tests/arithmetic.rs",
            "crates/approval-rules/src/tests.rs",
            "crates/klarna-merchant/src/checkout/session.rs",
            "crates/klarna-merchant/src/subscriptions/charging.rs",
            "crates/klarna-merchant/src/subscriptions/verdict/tests.rs",
        ];
        assert_eq!(touched(&diff(&others)), [""; 0]);
    }

    #[test]
    fn a_change_of_several_crates_is_one_for_each() {
        let change = diff(&[
            "Cargo.toml",
            "crates/klarna-payments/src/money.rs",
            "src/checkout/state.rs",
        ]);
        assert_eq!(touched(&change), ["leptos-klarna", "klarna-payments"]);
    }

    #[test]
    fn an_area_runs_only_the_tests_that_it_names() {
        let folder = tempfile::tempdir().unwrap();
        let filters = |area: &Area| {
            let run = area.run(Command::new("cargo"), folder.path()).unwrap();
            let args = run.get_args().map(|arg| arg.to_str().unwrap().to_owned());
            let after: Vec<_> = args.skip_while(|arg| arg != "--skip").skip(2).collect();
            after
        };
        for area in &AREAS {
            let is_merchant = area.package == "klarna-merchant";
            let expected: &[&str] = if is_merchant {
                &["subscriptions::"]
            } else {
                &[]
            };
            assert_eq!(filters(area), expected, "{}", area.package);
        }
    }

    #[test]
    fn a_file_that_is_removed_leaves_nothing_to_break() {
        let removed = "--- a/src/checkout/state.rs\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n";
        assert_eq!(touched(removed), [""; 0]);
    }
}
