//! The npm package's tests, from its tarball: Node runs them.

use std::process::Command;

use anyhow::Result;

use crate::{node, package, project, run::step};

/// Node with the tests, and all that they need in place.
pub(super) fn tests(name: Option<&str>) -> Result<Vec<Command>> {
    let built = package::build()?;
    let again = step(
        "build the package again, to compare the two",
        package::build_again,
    )?;
    let sources = package::sources().join("tests");
    let tools = node::installed(&sources)?;
    let mut node = Command::new("node");
    // In this format the numbers of tests are on lines of their own.
    node.args(["--test", "--test-reporter=tap"]);
    if let Some(name) = name {
        node.arg(format!("--test-name-pattern={name}"));
    }
    node.arg(sources.join("package.test.js"))
        .env("TARBALL", built.tarball)
        .env("TARBALL_AGAIN", again.tarball)
        .env("TOOLS", tools)
        .env("REPOSITORY", project::root());
    Ok(vec![node])
}
