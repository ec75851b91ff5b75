//! The program that `cargo xtask sandbox` builds: static, and in need of nothing.
//!
//! `cargo xtask test package` builds it and names it in `STATIC_SANDBOX`.

use std::{
    env, fs,
    io::{Read, Write},
    net::TcpListener,
    path::{Path, PathBuf},
    process::Command,
    thread,
};

use serde_json::json;

use crate::program::{Program, purchase};

fn path() -> PathBuf {
    let path = env::var_os("STATIC_SANDBOX").expect("STATIC_SANDBOX names the program");
    PathBuf::from(path)
}

/// `PT_INTERP`: the program header that names a dynamic linker.
const INTERPRETER: u32 = 3;
/// `PT_DYNAMIC`: that of the table of what a dynamic linker has to do.
const DYNAMIC: u32 = 2;
/// `DT_NEEDED`: the entry of a shared library in that table.
const NEEDED: u64 = 1;

fn number<const N: usize>(file: &[u8], at: usize) -> u64 {
    let mut bytes = [0; 8];
    bytes[..N].copy_from_slice(&file[at..at + N]);
    u64::from_le_bytes(bytes)
}

fn index(number: u64) -> usize {
    usize::try_from(number).expect("within the file")
}

#[test]
#[ignore = "needs the static program: cargo xtask test package"]
fn it_is_an_elf_file_without_a_linker_and_libraries() {
    let file = fs::read(path()).expect("the program");
    // 64 bits, little endian.
    assert_eq!(&file[..6], b"\x7fELF\x02\x01");
    let table = index(number::<8>(&file, 32));
    let size = index(number::<2>(&file, 54));
    let count = index(number::<2>(&file, 56));
    assert!(count > 0);
    for header in (0..count).map(|header| table + header * size) {
        let kind = number::<4>(&file, header);
        assert_ne!(kind, u64::from(INTERPRETER), "it names a dynamic linker");
        if kind == u64::from(DYNAMIC) {
            let start = index(number::<8>(&file, header + 8));
            let length = index(number::<8>(&file, header + 32));
            for entry in (start..start + length).step_by(16) {
                assert_ne!(number::<8>(&file, entry), NEEDED, "it needs a library");
            }
        }
    }
}

/// The ways to run a program in a root folder of its own: as root, or in a user namespace.
const CHROOTS: [&[&str]; 2] = [&["chroot"], &["unshare", "--map-root-user", "--", "chroot"]];

/// A command in that root folder. `None`: neither way is allowed here.
fn in_root(root: &Path, program: &str) -> Option<Command> {
    let command = |words: &[&str]| {
        let mut command = Command::new(words[0]);
        command.args(&words[1..]).arg(root).arg(program);
        command
    };
    let works = |words: &&[&str]| {
        let version = command(words).arg("--version").output();
        version.is_ok_and(|output| output.status.success())
    };
    CHROOTS.into_iter().find(works).map(command)
}

/// Takes one request and returns its text.
fn take_request(listener: TcpListener) -> String {
    let (mut connection, _) = listener.accept().expect("a connection");
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    while !String::from_utf8_lossy(&request).contains("authorization_token") {
        let length = connection.read(&mut buffer).expect("a request");
        assert_ne!(length, 0, "the request ends");
        request.extend_from_slice(&buffer[..length]);
    }
    let answer = b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";
    connection.write_all(answer).expect("answered");
    String::from_utf8(request).expect("text")
}

#[tokio::test]
#[ignore = "needs the static program: cargo xtask test package"]
async fn it_runs_in_a_root_folder_that_holds_nothing_else() {
    let root = tempfile::tempdir().expect("a folder");
    fs::copy(path(), root.path().join("klarna-sandbox")).expect("copied");
    let Some(command) = in_root(root.path(), "/klarna-sandbox") else {
        eprintln!("skipped: neither chroot nor unshare is allowed here");
        return;
    };
    let sandbox = Program::from(command);
    let script = sandbox.get("/kp/lib/v1/api.js").await;
    assert_eq!(script.status(), 200);
    assert!(script.text().await.expect("text").contains("Klarna"));

    let merchant = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = merchant.local_addr().expect("an address").port();
    let callback = thread::spawn(move || take_request(merchant));
    let mut body = purchase();
    body["merchant_urls"]["authorization"] = json!(format!("http://127.0.0.1:{port}/approved"));
    let session = sandbox.post("/payments/v1/sessions", body.clone()).await;
    let id = session["session_id"].as_str().expect("an id");
    let approve = format!("/sandbox/sessions/{id}/approve");
    let approval = sandbox.post(&approve, json!({})).await;
    let token = approval["authorization_token"].as_str().expect("a token");
    let order = format!("/payments/v1/authorizations/{token}/order");
    sandbox.post(&order, body).await;

    let callback = tokio::task::spawn_blocking(move || callback.join());
    let request = callback.await.expect("it runs").expect("a callback");
    assert!(request.starts_with("POST /approved"), "{request}");
    assert!(request.contains(token), "{request}");
    let files = fs::read_dir(root.path()).expect("the folder").count();
    assert_eq!(files, 1, "it writes no file");
}
