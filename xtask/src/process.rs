//! Child processes that never outlive this program.
//!
//! Each child leads a process group of its own: ending it ends what it started too (a build
//! tool's compilers, a test's browser), and a Ctrl-C in the terminal reaches only this program,
//! which then ends them in order. The one case that no handler sees is this program being killed
//! outright; servers are therefore given a pipe as standard input and end when it closes.

use std::{
    io::{self, BufRead, BufReader, Read},
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, anyhow};

/// How often a wait looks at the stop flag.
const TICK: Duration = Duration::from_millis(50);

/// How long a child may take to end by itself before it is killed. The merchant server takes up to
/// 10 seconds for the requests under way.
const PATIENCE: Duration = Duration::from_secs(12);

/// A running child, ended when dropped.
#[derive(Debug)]
pub(crate) struct Process {
    child: Child,
    lines: Option<Receiver<String>>,
}

impl Process {
    /// Starts a child whose output goes to our standard error: our standard output is for results.
    pub(crate) fn start(command: &mut Command) -> Result<Self> {
        command.stdin(Stdio::null()).stdout(io::stderr());
        Self::spawn(command)
    }

    /// Starts a child whose standard output is read line by line with [`Self::next_line`].
    pub(crate) fn start_piped(command: &mut Command) -> Result<Self> {
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        Self::spawn(command)
    }

    /// Starts a server: piped output, and an input that closes when this program is gone.
    pub(crate) fn start_server(command: &mut Command) -> Result<Self> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        Self::spawn(command)
    }

    fn spawn(command: &mut Command) -> Result<Self> {
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(command, 0);
        let program = command.get_program().to_owned();
        let mut child = command
            .spawn()
            .with_context(|| format!("cannot start {}", program.display()))?;
        let lines = child.stdout.take().map(read_lines);
        Ok(Self { child, lines })
    }

    /// The next line of output, or `None` after `timeout` or at the end of the output.
    pub(crate) fn next_line(&self, timeout: Duration) -> Option<String> {
        self.lines.as_ref()?.recv_timeout(timeout).ok()
    }

    /// How it ended, if it has.
    pub(crate) fn ended(&mut self) -> Result<Option<ExitStatus>> {
        Ok(self.child.try_wait()?)
    }

    /// Waits for the end, handing each line of piped output to `on_line`. An error when a stop
    /// was asked for meanwhile; the child has ended then.
    pub(crate) fn wait(mut self, mut on_line: impl FnMut(&str)) -> Result<ExitStatus> {
        let mut open = self.lines.is_some();
        loop {
            if crate::stop::requested() {
                self.end();
                return Err(anyhow!("stopped"));
            }
            if let (true, Some(lines)) = (open, self.lines.as_ref()) {
                match lines.recv_timeout(TICK) {
                    Ok(line) => {
                        on_line(&line);
                        continue;
                    }
                    Err(RecvTimeoutError::Timeout) => {}
                    Err(RecvTimeoutError::Disconnected) => open = false,
                }
            } else {
                thread::sleep(TICK);
            }
            if let Some(status) = self.ended()? {
                // A grandchild may hold the pipe open for good: take what is there, no more.
                while let Some(line) = self.next_line(TICK) {
                    on_line(&line);
                }
                return Ok(status);
            }
        }
    }

    /// Asks the child and its group to end, and kills what has not after a while.
    fn end(&mut self) {
        drop(self.child.stdin.take());
        // Also when the child itself is gone: a crashed test leaves its browser behind.
        group::terminate(&self.child);
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            thread::sleep(TICK);
        }
        group::kill(&mut self.child);
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.end();
    }
}

/// Reads lines in a thread of its own, so that waiting for one can be bounded.
fn read_lines(output: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    receiver
}

#[cfg(unix)]
mod group {
    use std::process::Child;

    use nix::{
        sys::signal::{Signal, killpg},
        unistd::Pid,
    };

    fn signal(child: &Child, signal: Signal) {
        if let Ok(id) = i32::try_from(child.id()) {
            // The only error is that nobody is left.
            let _ = killpg(Pid::from_raw(id), signal);
        }
    }

    pub(super) fn terminate(child: &Child) {
        signal(child, Signal::SIGTERM);
    }

    pub(super) fn kill(child: &mut Child) {
        signal(child, Signal::SIGKILL);
        let _ = child.wait();
    }
}

#[cfg(not(unix))]
mod group {
    use std::process::Child;

    pub(super) fn terminate(_child: &Child) {}

    pub(super) fn kill(child: &mut Child) {
        let _ = child.kill();
        let _ = child.wait();
    }
}
