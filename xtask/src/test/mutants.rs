//! `cargo xtask test mutants`: cargo-mutants breaks the rules in one place at a time, and a test has to
//! fail each time. Without `--all` it breaks only the lines that differ from the main branch.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use xshell::{Shell, cmd};

use crate::{
    shell::{run, step, target},
    tools::ensure_mutants,
};

/// Modules whose rules are held by mutation tests, with the tests of their own crate that do so.
#[derive(Debug)]
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

/// Breaks the rules of each area, those with `name` in their place or what is put there.
pub(super) fn execute(sh: &Shell, all: bool, name: Option<&str>) -> Result<()> {
    ensure_mutants(sh)?;
    let folder = target(sh)?.join("mutants");
    let diff = folder.join("change.diff");
    sh.write_file(&diff, if all { String::new() } else { change(sh)? })?;
    let mut survived = Vec::new();
    for area in &AREAS {
        let result = step(area.package, || {
            area.run(sh, &folder, (!all).then_some(&diff), name)
        });
        if let Err(error) = result {
            eprintln!("    {}: {error:#}", area.package);
            survived.push(area.package);
        }
    }
    ensure!(
        survived.is_empty(),
        "no test notices mutants of {}",
        survived.join(", ")
    );
    Ok(())
}

impl Area {
    fn run(
        &self,
        sh: &Shell,
        folder: &Path,
        diff: Option<&PathBuf>,
        name: Option<&str>,
    ) -> Result<()> {
        let Self { package, tests, .. } = *self;
        let modules = self.modules.iter();
        let files =
            modules.flat_map(|it| [format!("--file={it}.rs"), format!("--file={it}/**/*.rs")]);
        let diff = diff.map(|diff| format!("--in-diff={}", diff.display()));
        let name = name.map(|name| format!("--re={name}"));
        let build = self
            .build
            .iter()
            .map(|option| format!("--cargo-arg={option}"));
        let output = folder.join(package);
        sh.create_dir(&output)?;
        // One after the other: a mutant's build uses all cores as it is.
        run(cmd!(
            sh,
            "cargo mutants --package {package} {files...} {diff...} {name...}
                --jobs 1 --colors never --no-times
                --output {output} {build...}
                -- -- --skip {RANDOM_TESTS} {tests...}"
        )
        // What the crates depend on is built once, and not again in each copy of the sources.
        .env("CARGO_TARGET_DIR", folder.join("build"))
        // That an input fails is enough: it is neither kept nor made smaller.
        .env("PROPTEST_DISABLE_FAILURE_PERSISTENCE", "1")
        .env("PROPTEST_MAX_SHRINK_ITERS", "0"))
    }
}

/// Returns one diff of all that differs from the main branch, in commits and in the working tree.
fn change(sh: &Shell) -> Result<String> {
    let base = ["origin/main", "main"]
        .into_iter()
        .find_map(|main| {
            cmd!(sh, "git merge-base HEAD {main}")
                .ignore_stderr()
                .read()
                .ok()
        })
        .unwrap_or_else(|| "HEAD".to_owned());
    let untracked = cmd!(sh, "git ls-files --others --exclude-standard -- *.rs").read()?;
    // A diff that the person's own configuration has no say in.
    let diff = |of: &[&str]| {
        let options = [
            "--no-color",
            "--no-ext-diff",
            "--src-prefix=a/",
            "--dst-prefix=b/",
        ];
        // With `--no-index` its status says that there are differences.
        let diff = cmd!(sh, "git diff {options...} {of...}")
            .quiet()
            .ignore_status();
        diff.read().map(|text| text + "\n")
    };
    let mut changes = diff(&[&base])?;
    for file in untracked.lines() {
        changes += &diff(&["--no-index", "/dev/null", file])?;
    }
    Ok(changes)
}
