//! The project's commands. `cargo xtask --help` lists them.
//!
//! Each says what it does as it goes and for how long, uses the tools that are there, and
//! installs what is missing from a package registry.

mod bench;
mod browser;
mod demo;
mod deny;
mod npm;
mod package;
#[cfg(test)]
mod readme;
mod sandbox;
mod shell;
mod site;
mod size;
mod test;
mod tools;
mod wasm;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "The project's commands")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build the preview shop, start it with the merchant server and the sandbox.
    Demo(demo::Options),
    /// Run every check and every test: what has to pass before a change goes in.
    Test(test::Options),
    /// Check what the workspace depends on, known vulnerabilities included; needs a network.
    Deny,
    /// Take the picture of the checkout that the README shows: `docs/checkout.png`.
    Picture,
    /// Build the custom element: files for any web server, and the npm package with its tarball.
    Package,
    /// Build the sandbox as one static program, with the folder for its image and its npm package.
    Sandbox,
    /// Measure what a page downloads for the component, and hold it to the budget.
    Size(size::Options),
    /// Measure how long pages take to a usable widget: this project's, a hand-written one and others'.
    Bench(bench::Options),
}

fn main() -> ExitCode {
    match execute(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn execute(command: Command) -> Result<()> {
    let sh = shell::open()?;
    match command {
        Command::Demo(options) => demo::execute(&sh, &options),
        Command::Test(options) => test::execute(&sh, &options),
        Command::Deny => deny::execute(&sh),
        Command::Picture => test::picture(&sh),
        Command::Package => package::execute(&sh),
        Command::Sandbox => sandbox::execute(&sh),
        Command::Size(options) => size::execute(&sh, &options),
        Command::Bench(options) => bench::execute(&sh, &options),
    }
}
