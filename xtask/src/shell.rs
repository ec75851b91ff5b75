//! Steps and the programs that they run.
//!
//! Every program starts in the repository's root and in this program's process group, so that a
//! Ctrl-C in the terminal ends all of them.

use std::{
    env, fs,
    io::{self, BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use xshell::{Cmd, Shell, cmd};

/// Returns the repository's root.
pub(crate) fn root() -> &'static Path {
    // Known when this program is built, and it is always built in the repository it serves.
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// Opens a shell in the repository's root.
pub(crate) fn open() -> Result<Shell> {
    let sh = Shell::new()?;
    sh.change_dir(root());
    Ok(sh)
}

/// Returns cargo's build folder, wherever the environment or a configuration file put it.
pub(crate) fn target(sh: &Shell) -> Result<PathBuf> {
    #[derive(Deserialize)]
    struct Metadata {
        target_directory: PathBuf,
    }
    let metadata = cmd!(sh, "cargo metadata --no-deps --format-version=1")
        .quiet()
        .read()?;
    Ok(serde_json::from_str::<Metadata>(&metadata)?.target_directory)
}

/// Returns the path of a program on the PATH.
pub(crate) fn on_path(program: &str) -> Option<PathBuf> {
    let file = format!("{program}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&env::var_os("PATH")?)
        .map(|folder| folder.join(&file))
        .find(|path| path.is_file())
}

/// Does one step of a command under a heading.
pub(crate) fn step<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    eprintln!("==> {what}");
    let started = Instant::now();
    let done = work()?;
    eprintln!("    {what}: {}", seconds(started.elapsed()));
    Ok(done)
}

/// Runs a program to its end. Its output goes to the standard error: the standard output is for
/// results.
pub(crate) fn run(command: Cmd<'_>) -> Result<()> {
    eprintln!("$ {command}");
    run_as(&command.to_string(), command.into())
}

/// Runs a program under a shorter name than its whole command line.
pub(crate) fn run_as(name: &str, mut command: Command) -> Result<()> {
    command.stdin(Stdio::null()).stdout(io::stderr());
    let status = command
        .status()
        .with_context(|| format!("cannot start `{name}`"))?;
    if !status.success() {
        bail!("`{name}` failed ({status})");
    }
    Ok(())
}

/// Runs a program, shows its standard output and hands each line of it to `on_line`.
pub(crate) fn run_read(command: Cmd<'_>, mut on_line: impl FnMut(&str)) -> Result<()> {
    eprintln!("$ {command}");
    let name = command.to_string();
    let mut child = Command::from(command)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start `{name}`"))?;
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).lines() {
            let line = line?;
            println!("{line}");
            on_line(&line);
        }
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("`{name}` failed ({status})");
    }
    Ok(())
}

/// Formats a duration for people: `0.4 s`, `12 s`, `2 min 05 s`.
pub(crate) fn seconds(duration: Duration) -> String {
    let whole = duration.as_secs();
    match whole {
        0..10 => format!("{:.1} s", duration.as_secs_f32()),
        10..60 => format!("{whole} s"),
        _ => format!("{} min {:02} s", whole / 60, whole % 60),
    }
}

/// Makes a folder that holds nothing: leftovers of an earlier build would be taken for new files.
pub(crate) fn empty_folder(path: &Path) -> Result<()> {
    if path.exists() {
        fs::remove_dir_all(path).with_context(|| format!("cannot empty {}", path.display()))?;
    }
    fs::create_dir_all(path).with_context(|| format!("cannot create {}", path.display()))
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
        let sh = open().unwrap();
        let error = run(cmd!(sh, "cargo no-such-command --quiet")).unwrap_err();
        assert!(
            error.to_string().contains("cargo no-such-command"),
            "{error}"
        );
    }
}
