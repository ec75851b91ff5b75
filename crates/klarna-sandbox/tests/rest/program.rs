//! The sandbox as a program.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
};

/// A program that ends with the test.
pub(crate) struct Started(pub(crate) Child);

impl Drop for Started {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

pub(crate) fn program(port: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_klarna-sandbox"));
    command
        .args(["--port", port])
        .stderr(Stdio::piped())
        .stdout(Stdio::piped());
    command
}

/// The address of a program that is ready.
pub(crate) fn address(started: &mut Started) -> String {
    let stdout = started.0.stdout.take().expect("piped");
    let mut line = String::new();
    BufReader::new(stdout).read_line(&mut line).expect("a line");
    let addr = line.trim_end().strip_prefix("sandbox: http://");
    addr.expect("its form").to_owned()
}

/// The status line of the log, asked for by a page of that origin under that host name.
fn status(addr: &str, origin: &str, host: &str) -> String {
    let mut connection = TcpStream::connect(addr).expect("it is ready");
    let request = format!(
        "GET /sandbox/log HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin}\r\nConnection: close\r\n\r\n"
    );
    connection.write_all(request.as_bytes()).expect("sent");
    let mut answer = String::new();
    connection.read_to_string(&mut answer).expect("answered");
    answer.lines().next().expect("a line").to_owned()
}

#[test]
fn its_options_name_the_pages_and_hosts_that_it_answers() {
    let mut command = program("0");
    command.args([
        "--allow-origin",
        "http://shop.test",
        "--allow-host",
        "klarna",
    ]);
    command.args(["--callback-host", "merchant"]);
    let mut started = Started(command.spawn().expect("the program starts"));
    let addr = address(&mut started);
    assert_eq!(status(&addr, "http://shop.test", &addr), "HTTP/1.1 200 OK");
    assert_eq!(
        status(&addr, "http://shop.test", "klarna"),
        "HTTP/1.1 200 OK"
    );
    let other = status(&addr, "http://other.test", &addr);
    assert_eq!(other, "HTTP/1.1 403 Forbidden");
    let other = status(&addr, "http://shop.test", "other.test");
    assert_eq!(other, "HTTP/1.1 421 Misdirected Request");

    let page = program("0")
        .args(["--allow-origin", "http://shop.test/cart"])
        .output()
        .expect("the program starts");
    assert_eq!(page.status.code(), Some(2));
    let complaint = String::from_utf8_lossy(&page.stderr);
    assert!(
        complaint.contains("an origin is a scheme, a host and a port"),
        "{complaint}"
    );
}

#[test]
fn it_says_where_it_is_once_it_is_ready_and_a_second_one_says_why_it_is_not() {
    let mut first = Started(program("0").spawn().expect("the program starts"));
    let addr = address(&mut first);
    TcpStream::connect(&addr).expect("it is ready");

    let (_, port) = addr.rsplit_once(':').expect("a port");
    let second = program(port).output().expect("the program starts");
    assert_eq!(second.status.code(), Some(1));
    assert!(second.stdout.is_empty());
    let complaint = String::from_utf8_lossy(&second.stderr);
    assert_eq!(complaint.lines().count(), 1, "{complaint}");
    assert!(complaint.contains(&addr), "{complaint}");
}

#[test]
fn it_starts_from_a_dump_and_says_why_it_does_not() {
    let folder = std::env::temp_dir();
    let file = folder.join(format!("klarna-sandbox-dump-{}.json", std::process::id()));
    let desk = crate::desk::Desk::new();
    desk.state.log_sdk_call(
        None,
        "load",
        serde_json::Value::Null,
        serde_json::Value::Null,
    );
    std::fs::write(&file, desk.state.dump()).expect("a file");
    let mut command = program("0");
    command.arg("--load").arg(&file);
    let mut started = Started(command.spawn().expect("the program starts"));
    let addr = address(&mut started);
    let mut connection = TcpStream::connect(&addr).expect("it is ready");
    let request = format!("GET /sandbox/log HTTP/1.1\r\nHost: {addr}\r\nConnection: close\r\n\r\n");
    connection.write_all(request.as_bytes()).expect("sent");
    let mut answer = String::new();
    connection.read_to_string(&mut answer).expect("answered");
    assert!(answer.contains("\"path\":\"load\""), "{answer}");

    std::fs::write(&file, "{\"version\": 2}").expect("a file");
    let other = program("0").arg("--load").arg(&file).output();
    let other = other.expect("the program starts");
    assert_eq!(other.status.code(), Some(1));
    assert!(other.stdout.is_empty());
    let complaint = String::from_utf8_lossy(&other.stderr);
    assert!(
        complaint.contains("the dump has the version 2"),
        "{complaint}"
    );
    std::fs::remove_file(&file).expect("removed");
}
