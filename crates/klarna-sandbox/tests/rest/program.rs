//! The sandbox as a program.

use std::{
    io::{BufRead, BufReader},
    net::TcpStream,
    process::{Child, Command, Stdio},
};

/// A program that ends with the test.
struct Started(Child);

impl Drop for Started {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn program(port: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_klarna-sandbox"));
    command
        .args(["--port", port])
        .stderr(Stdio::piped())
        .stdout(Stdio::piped());
    command
}

#[test]
fn it_says_where_it_is_once_it_is_ready_and_a_second_one_says_why_it_is_not() {
    let mut first = Started(program("0").spawn().expect("the program starts"));
    let stdout = first.0.stdout.take().expect("piped");
    let mut line = String::new();
    BufReader::new(stdout).read_line(&mut line).expect("a line");
    let addr = line
        .trim_end()
        .strip_prefix("sandbox: http://")
        .expect("its form");
    TcpStream::connect(addr).expect("it is ready");

    let (_, port) = addr.rsplit_once(':').expect("a port");
    let second = program(port).output().expect("the program starts");
    assert_eq!(second.status.code(), Some(1));
    assert!(second.stdout.is_empty());
    let complaint = String::from_utf8_lossy(&second.stderr);
    assert_eq!(complaint.lines().count(), 1, "{complaint}");
    assert!(complaint.contains(addr), "{complaint}");
}
