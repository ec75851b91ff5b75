//! Steps: say what is done, do it, say how long it took.

use std::{
    path::Path,
    process::{Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use crate::{process::Process, stop};

/// Does one step of a command under a heading.
pub(crate) fn step<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    stop::check()?;
    eprintln!("==> {what}");
    let started = Instant::now();
    let done = work()?;
    eprintln!("    {what}: {}", seconds(started.elapsed()));
    Ok(done)
}

/// Runs a program to its end; its output goes to our standard error. An error if it fails.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = Process::start(command)?.wait(|_| {})?;
    succeeded(command, status)
}

/// Runs a program, showing its standard output and handing each line to `on_line`.
pub(crate) fn run_read(command: &mut Command, mut on_line: impl FnMut(&str)) -> Result<ExitStatus> {
    Process::start_piped(command)?.wait(|line| {
        println!("{line}");
        on_line(line);
    })
}

/// What a program prints, trimmed. `None` if it is not there or fails.
pub(crate) fn output_of(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// An error that names the program, if it failed.
pub(crate) fn succeeded(command: &Command, status: ExitStatus) -> Result<()> {
    if status.success() {
        return Ok(());
    }
    let program = Path::new(command.get_program());
    let program = program.file_stem().unwrap_or_default().display();
    let what: Vec<_> = command
        .get_args()
        .take(3)
        .map(|argument| argument.display().to_string())
        .collect();
    bail!("`{program} {}` failed ({status})", what.join(" "));
}

/// A duration for people: `0.4 s`, `12 s`, `2 min 05 s`.
pub(crate) fn seconds(duration: Duration) -> String {
    let whole = duration.as_secs();
    match whole {
        0..10 => format!("{:.1} s", duration.as_secs_f32()),
        10..60 => format!("{whole} s"),
        _ => format!("{} min {:02} s", whole / 60, whole % 60),
    }
}

/// Writes a file together with the folder it is in.
pub(crate) fn write_file(path: &Path, content: &[u8]) -> Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("cannot create {}", folder.display()))?;
    }
    std::fs::write(path, content).with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_told_in_the_unit_that_fits() {
        assert_eq!(seconds(Duration::from_millis(430)), "0.4 s");
        assert_eq!(seconds(Duration::from_secs(12)), "12 s");
        assert_eq!(seconds(Duration::from_secs(125)), "2 min 05 s");
    }

    #[test]
    fn a_failing_program_is_named_with_what_it_was_doing() {
        let mut command = Command::new("cargo");
        command.args(["no-such-command", "--quiet"]);
        let error = run(command.stderr(Stdio::null())).unwrap_err();
        assert!(
            error.to_string().contains("cargo no-such-command"),
            "{error}"
        );
    }
}
