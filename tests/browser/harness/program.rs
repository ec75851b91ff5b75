//! A program that runs beside the tests: the browsers' driver, or the server of a page.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    thread,
};

use anyhow::{Context, Result};

/// A running program with an address; it ends when dropped.
#[derive(Debug)]
pub(crate) struct Program {
    child: Child,
    url: String,
}

impl Program {
    /// Starts it, and reads its output up to the line in which `address` finds where it listens.
    pub(crate) fn start(
        command: &mut Command,
        address: impl Fn(&str) -> Option<String>,
    ) -> Result<Self> {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {}", command.get_program().display()))?;
        let output = child.stdout.take().context("a program without output")?;
        // From here on it ends with this, whatever comes.
        let mut program = Self {
            child,
            url: String::new(),
        };
        let mut lines = BufReader::new(output).lines().map_while(Result::ok);
        program.url = lines.find_map(|line| address(&line)).with_context(|| {
            let name = command.get_program().display();
            format!("{name} did not say where it listens")
        })?;
        // It would wait for a reader of whatever else it says.
        thread::spawn(move || lines.for_each(drop));
        Ok(program)
    }

    /// Where it listens: `http://127.0.0.1:41795`.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // The only error is that it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
