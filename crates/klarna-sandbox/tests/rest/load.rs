//! Load: sessions created as fast as they are answered, and the memory that they take. By hand:
//! `cargo test --release -p klarna-sandbox --test rest -- --ignored --nocapture load`

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::Stdio,
    thread,
    time::Instant,
};

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::Value;

use crate::{
    desk::purchase_with_addresses,
    program::{Started, address, program},
};

const CONNECTIONS: u32 = 8;
const ROUNDS: u32 = 4;
const SESSIONS_IN_A_ROUND: u32 = 50_000;

/// The throughput that is asked for, on two cores that the load shares.
const SESSIONS_PER_SECOND: f64 = 1_000.0;

/// A connection of a merchant's server.
struct Connection(BufReader<TcpStream>);

impl Connection {
    fn open(addr: &str) -> Self {
        let stream = TcpStream::connect(addr).expect("it is ready");
        stream.set_nodelay(true).expect("an option");
        Self(BufReader::new(stream))
    }

    /// The status and the body of an answer.
    fn ask(&mut self, method: &str, path: &str, body: &str) -> (u16, String) {
        let credentials = BASE64_STANDARD.encode("shop:sandbox");
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic {credentials}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let stream = self.0.get_mut();
        stream.write_all(request.as_bytes()).expect("sent");
        let status = self.line();
        let status = status.split(' ').nth(1).expect("a status");
        let mut length = 0;
        loop {
            let line = self.line().to_ascii_lowercase();
            if line.is_empty() {
                break;
            }
            if let Some(bytes) = line.strip_prefix("content-length: ") {
                length = bytes.parse().expect("a number");
            }
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).expect("a body");
        let body = String::from_utf8(body).expect("text");
        (status.parse().expect("a number"), body)
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.0.read_line(&mut line).expect("a line");
        line.trim_end().to_owned()
    }
}

/// Creates sessions over one connection, and gives the id of the last one.
fn create(addr: &str, sessions: u32) -> String {
    let body = purchase_with_addresses().to_string();
    let mut connection = Connection::open(addr);
    let mut last = String::new();
    for _ in 0..sessions {
        let (status, answer) = connection.ask("POST", "/payments/v1/sessions", &body);
        assert_eq!(status, 200, "{answer}");
        last = answer;
    }
    let last: Value = serde_json::from_str(&last).expect("JSON");
    last["session_id"].as_str().expect("an id").to_owned()
}

/// The memory of a process that is not on disk, in MB.
fn resident_megabytes(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).expect("Linux");
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1));
    kilobytes
        .expect("a number")
        .parse::<u64>()
        .expect("a number")
        / 1_024
}

/// The processor time of a process so far, in seconds: what it takes also where others work on the machine.
fn processor_seconds(process: u32) -> f64 {
    const TICKS_PER_SECOND: f64 = 100.0;
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).expect("Linux");
    let (_, fields) = stat.rsplit_once(") ").expect("its form");
    let ticks = fields.split(' ').skip(11).take(2);
    let ticks = ticks.map(|ticks| ticks.parse::<f64>().expect("a number"));
    ticks.sum::<f64>() / TICKS_PER_SECOND
}

#[test]
#[ignore = "a measurement, for the release build on a machine that does nothing else"]
fn sessions_are_created_quickly_and_the_memory_stays_within_bounds() {
    let mut command = program("0");
    command.stderr(Stdio::null());
    let mut started = Started(command.spawn().expect("the program starts"));
    let addr = address(&mut started);
    let process = started.0.id();
    let first = create(&addr, 1);
    let mut megabytes = Vec::new();
    let mut slowest = f64::INFINITY;
    for round in 1..=ROUNDS {
        let (start, busy) = (Instant::now(), processor_seconds(process));
        thread::scope(|scope| {
            for _ in 0..CONNECTIONS {
                scope.spawn(|| create(&addr, SESSIONS_IN_A_ROUND / CONNECTIONS));
            }
        });
        let per_second = f64::from(SESSIONS_IN_A_ROUND) / start.elapsed().as_secs_f64();
        slowest = slowest.min(per_second);
        let busy = (processor_seconds(process) - busy) / f64::from(SESSIONS_IN_A_ROUND);
        let resident = resident_megabytes(process);
        megabytes.push(resident);
        println!(
            "{:7} sessions: {per_second:5.0} per second, {:.0} µs of processor time each, {} MB resident",
            round * SESSIONS_IN_A_ROUND,
            busy * 1e6,
            resident,
        );
    }
    let mut connection = Connection::open(&addr);
    let path = format!("/payments/v1/sessions/{first}");
    assert_eq!(connection.ask("GET", &path, "").0, 404);
    let path = format!("/payments/v1/sessions/{}", create(&addr, 1));
    assert_eq!(connection.ask("GET", &path, "").0, 200);
    assert!(slowest >= SESSIONS_PER_SECOND, "{slowest:.0} per second");
    let (after_first, after_last) = (megabytes[0], megabytes[megabytes.len() - 1]);
    assert!(
        after_last <= after_first + after_first / 10,
        "it grows: {megabytes:?} MB"
    );
}
