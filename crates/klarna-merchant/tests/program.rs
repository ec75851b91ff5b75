//! The program: what it prints, how it fails, how it stops.

#![allow(clippy::unwrap_used, reason = "a failed helper is a failed test")]

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Output, Stdio},
    time::Duration,
};

/// A sandbox that nobody listens at: starting does not call it.
const SANDBOX: [&str; 2] = ["--sandbox-url", "http://127.0.0.1:9"];

fn merchant(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_klarna-merchant"));
    command.arg("serve").args(arguments);
    for variable in [
        "KLARNA_API_USERNAME",
        "KLARNA_API_PASSWORD",
        "KLARNA_REGION",
        "KLARNA_ENVIRONMENT",
        "KLARNA_SANDBOX_URL",
        "KLARNA_MERCHANT_TOKEN",
        "KLARNA_TOKEN_KEY",
        "KLARNA_TOKEN_KEY_FORMER",
        "RUST_LOG",
    ] {
        command.env_remove(variable);
    }
    command
}

/// Fails the test unless the program ends with exit code 1 and that in one line on stderr.
#[track_caller]
fn refuses(mut command: Command, because: &str) {
    let Output { status, stderr, .. } = command.output().unwrap();
    let stderr = String::from_utf8(stderr).unwrap();
    assert_eq!(status.code(), Some(1), "{stderr}");
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    assert!(stderr.contains(because), "{stderr}");
}

struct Started(Child, String);

fn start(arguments: &[&str]) -> Started {
    let mut child = merchant(&[&SANDBOX, &["--port", "0"], arguments].concat())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let stdout = child.stdout.as_mut().unwrap();
    BufReader::new(stdout).read_line(&mut line).unwrap();
    let url = line.strip_prefix("shop: ").unwrap().trim().to_owned();
    Started(child, url)
}

impl Drop for Started {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What a GET answers, headers included.
fn get(url: &str, path: &str) -> String {
    let authority = url.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(authority).unwrap();
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nhost: {authority}\r\nconnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn it_says_where_the_shop_is_and_remembers_in_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("shop.db");
    let file = file.to_str().unwrap();
    std::fs::write(folder.path().join("index.html"), "<title>shop</title>").unwrap();
    let site = folder.path().to_str().unwrap();
    let started = start(&["--database", file, "--site", site]);
    assert!(started.1.starts_with("http://127.0.0.1:"));
    let page = get(&started.1, "/checkout");
    assert!(page.ends_with("<title>shop</title>"), "{page}");
    let config = get(&started.1, "/shop/config");
    assert!(
        config.contains("http://127.0.0.1:9/kp/lib/v1/api.js"),
        "{config}"
    );
    assert!(Path::new(file).exists());
}

#[cfg(unix)]
#[test]
fn it_stops_when_it_is_told_to() {
    for signal in ["-INT", "-TERM"] {
        let mut started = start(&[]);
        let pid = started.0.id().to_string();
        Command::new("kill").args([signal, &pid]).status().unwrap();
        let status = started.0.wait().unwrap();
        assert!(status.success(), "{signal}: {status}");
        let mut rest = String::new();
        started
            .0
            .stdout
            .as_mut()
            .unwrap()
            .read_to_string(&mut rest)
            .unwrap();
        assert_eq!(rest, "");
    }
}

#[test]
fn it_ends_with_the_program_that_holds_its_standard_input() {
    let mut child = merchant(&[&SANDBOX[..], &["--port", "0", "--end-with-stdin"]].concat())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    drop(child.stdin.take());
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_port_in_use_is_one_clear_sentence() {
    let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let arguments = [&SANDBOX[..], &["--port", &port]].concat();
    refuses(
        merchant(&arguments),
        &format!("port {port} of 127.0.0.1 is in use"),
    );
}

#[test]
fn a_database_that_cannot_be_used_is_one_clear_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("no/such/folder/shop.db");
    let missing = missing.to_str().unwrap();
    let arguments = [&SANDBOX[..], &["--port", "0", "--database", missing]].concat();
    refuses(merchant(&arguments), "cannot use database");

    let newer = folder.path().join("newer.db");
    let database = rusqlite::Connection::open(&newer).unwrap();
    database.pragma_update(None, "user_version", 99).unwrap();
    drop(database);
    let newer = newer.to_str().unwrap();
    let arguments = [&SANDBOX[..], &["--port", "0", "--database", newer]].concat();
    refuses(merchant(&arguments), "newer version of this program");

    let other = folder.path().join("other.db");
    std::fs::write(
        &other,
        "not a database, but long enough to be looked at".repeat(50),
    )
    .unwrap();
    let other = other.to_str().unwrap();
    let arguments = [&SANDBOX[..], &["--port", "0", "--database", other]].concat();
    refuses(merchant(&arguments), "cannot use database");
}

#[test]
fn a_page_that_is_not_built_is_one_clear_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().to_str().unwrap();
    let arguments = [&SANDBOX[..], &["--port", "0", "--site", site]].concat();
    refuses(merchant(&arguments), "trunk build");
}

#[test]
fn a_colour_that_klarna_does_not_take_is_one_clear_sentence() {
    let colour = [&SANDBOX[..], &["--widget-color-text", "red"]].concat();
    refuses(
        merchant(&colour),
        "options.color_text must be of the form #RRGGBB",
    );
}

#[test]
fn without_a_klarna_to_call_it_does_not_start() {
    refuses(merchant(&[]), "--sandbox-url");
    let arguments = ["--sandbox-url", "http://klarna.example", "--port", "0"];
    refuses(merchant(&arguments), "https");

    let mut half = merchant(&[]);
    half.env("KLARNA_API_USERNAME", "name");
    refuses(half, "go together");

    let mut live = merchant(&[]);
    live.env("KLARNA_ENVIRONMENT", "live");
    refuses(live, "needs KLARNA_API_USERNAME and KLARNA_API_PASSWORD");

    let mut live = merchant(&["--public-url", "http://shop.example"]);
    live.env("KLARNA_ENVIRONMENT", "live")
        .env("KLARNA_API_USERNAME", "name")
        .env("KLARNA_API_PASSWORD", "s3cr3t");
    refuses(live, "https");

    let mut live = merchant(&["--public-url", "https://shop.example", "--port", "0"]);
    live.env("KLARNA_ENVIRONMENT", "live")
        .env("KLARNA_API_USERNAME", "name")
        .env("KLARNA_API_PASSWORD", "s3cr3t")
        .env("KLARNA_TOKEN_KEY", "0".repeat(64));
    refuses(live, "needs a database file");
}

#[test]
fn a_merchant_token_that_is_easy_to_guess_is_refused_and_not_repeated() {
    for token in ["short", "with a blank in it"] {
        let mut command = merchant(&SANDBOX);
        command.env("KLARNA_MERCHANT_TOKEN", token);
        let Output { stderr, .. } = command.output().unwrap();
        assert!(!String::from_utf8(stderr).unwrap().contains(token));
        refuses(command, "at least 16 visible ASCII characters");
    }
}

#[test]
fn help_shows_no_secret() {
    let mut help = merchant(&["--help"]);
    help.env("KLARNA_API_PASSWORD", "s3cr3t");
    let output = help.output().unwrap();
    assert!(output.status.success());
    assert!(!String::from_utf8(output.stdout).unwrap().contains("s3cr3t"));
}

#[test]
fn a_stopped_server_frees_its_port_at_once() {
    let started = start(&[]);
    let port: u16 = started.1.rsplit(':').next().unwrap().parse().unwrap();
    drop(started);
    let until = std::time::Instant::now() + Duration::from_secs(5);
    while TcpListener::bind(("127.0.0.1", port)).is_err() {
        assert!(
            std::time::Instant::now() < until,
            "port {port} is still in use"
        );
        std::thread::yield_now();
    }
}

/// The program with that subcommand, away from this machine's settings.
fn outcomes(arguments: &[&str]) -> Command {
    let mut command = merchant(&[]);
    let variables: Vec<_> = command
        .get_envs()
        .map(|(name, _)| name.to_owned())
        .collect();
    command = Command::new(env!("CARGO_BIN_EXE_klarna-merchant"));
    for variable in variables {
        command.env_remove(variable);
    }
    command.arg("outcomes").args(SANDBOX).args(arguments);
    command
}

#[test]
fn outcomes_for_a_person_are_listed_and_settled_by_number() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("shop.db");
    let database = database.to_str().unwrap();
    let of = |arguments: &[&str]| outcomes(&[&["--database", database], arguments].concat());
    let listed = of(&["list"]).output().unwrap();
    assert!(listed.status.success());
    assert!(listed.stdout.is_empty());
    let nothing = "nothing waits for an answer under order X";
    let settle = ["settle", "X", "--failed", "--reason", "not in the portal"];
    for arguments in [&["show", "X"][..], &settle] {
        let output = of(arguments).output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert!(stderr.contains(nothing), "{stderr}");
    }
    // One finding, with its reason.
    for wrong in [
        &["settle", "X", "--failed"][..],
        &["settle", "X", "--reason", "r"],
        &["settle", "X", "--failed", "--seen", "--reason", "r"],
    ] {
        assert_eq!(of(wrong).output().unwrap().status.code(), Some(2));
    }
    refuses(outcomes(&["list"]), "give --database");
}
