//! A sandbox in a process of its own.

use std::{
    ffi::OsStr,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use serde_json::{Value, json};

/// The program that Cargo has built.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_klarna-sandbox");

/// A program that listens. It ends when this is dropped.
pub(crate) struct Program {
    child: Child,
    pub(crate) url: String,
    http: reqwest::Client,
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Program {
    /// Starts the program on a free port, besides these arguments.
    pub(crate) fn start<I: AsRef<OsStr>>(arguments: impl IntoIterator<Item = I>) -> Self {
        let mut command = Command::new(PROGRAM);
        command.args(arguments);
        Self::from(command)
    }

    /// Starts the program of a command on a free port.
    pub(crate) fn from(mut command: Command) -> Self {
        let mut child = command
            .args(["--port", "0"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("piped");
        BufReader::new(stdout).read_line(&mut line).expect("a line");
        let url = line.trim_end().strip_prefix("sandbox: ");
        let url = url.expect("the program listens").to_owned();
        Self {
            child,
            url,
            http: client(),
        }
    }

    /// Sends the process a signal and returns its exit code.
    #[cfg(unix)]
    pub(crate) fn end(mut self, signal: &str) -> Option<i32> {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", signal, &pid]).status();
        assert!(sent.expect("kill starts").success());
        self.child.wait().expect("it ends").code()
    }

    pub(crate) async fn get(&self, path: &str) -> reqwest::Response {
        let call = self.http.get(format!("{}{path}", self.url)).send().await;
        call.expect("an answer")
    }

    /// A call of the merchant `shop`, or to the control API.
    pub(crate) async fn post(&self, path: &str, body: Value) -> Value {
        let call = self.http.post(format!("{}{path}", self.url)).json(&body);
        let answer = call.basic_auth("shop", Some("sandbox")).send().await;
        let answer = answer.expect("an answer");
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        answer.json().await.expect("JSON")
    }

    pub(crate) async fn state(&self) -> Value {
        let state = self.get("/sandbox/state").await;
        state.json().await.expect("JSON")
    }
}

/// A client that asks no proxy.
pub(crate) fn client() -> reqwest::Client {
    // Needed to build a client, though nothing here is encrypted; a second time is no error to us.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().no_proxy();
    client.build().expect("a client")
}

/// A cup.
pub(crate) fn purchase() -> Value {
    json!({
        "purchase_country": "SE", "purchase_currency": "SEK", "locale": "sv-SE",
        "order_amount": 1000, "order_tax_amount": 0,
        "order_lines": [
            { "name": "Cup", "quantity": 1, "unit_price": 1000, "total_amount": 1000 },
        ],
        "merchant_urls": { "confirmation": "https://shop.example/thanks" },
    })
}

/// `true` if a program is on the PATH. Says so where it is not: a test of it does nothing then.
pub(crate) fn is_here(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let is_here = std::env::split_paths(&path).any(|folder| folder.join(program).is_file());
    if !is_here {
        eprintln!("skipped: there is no {program} on the PATH");
    }
    is_here
}
