//! The Dockerfile: a static program in an empty image.

use std::process::Command;

use crate::program::{PROGRAM, Program, purchase};

const DOCKERFILE: &str = include_str!("../../Dockerfile");

/// The instructions with their arguments.
fn instructions() -> Vec<(&'static str, &'static str)> {
    let lines = DOCKERFILE.lines().map(str::trim);
    lines
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.split_once(' ').expect("an instruction"))
        .collect()
}

fn only(instruction: &str) -> &'static str {
    let all = instructions();
    let mut found = all.iter().filter(|(name, _)| *name == instruction);
    let (_, arguments) = found.next().expect("the instruction is there");
    assert!(found.next().is_none(), "{instruction} is there twice");
    arguments
}

fn entrypoint() -> Vec<String> {
    serde_json::from_str(only("ENTRYPOINT")).expect("the form without a shell")
}

#[test]
fn the_image_holds_the_program_alone() {
    assert_eq!(only("FROM"), "scratch");
    assert_eq!(only("COPY"), "klarna-sandbox /klarna-sandbox");
    assert_eq!(entrypoint()[0], "/klarna-sandbox");
    // Everything else would need a file of the image, or a second layer.
    let known = ["FROM", "COPY", "USER", "EXPOSE", "ENTRYPOINT"];
    for (name, _) in instructions() {
        assert!(known.contains(&name), "{name}");
    }
}

#[test]
fn the_image_exposes_the_port_that_the_program_listens_on() {
    let help = Command::new(PROGRAM).arg("--help").output();
    let help = String::from_utf8(help.expect("the program starts").stdout).expect("text");
    let default = format!("[default: {}]", only("EXPOSE"));
    assert!(help.contains(&default), "{default} is not in\n{help}");
}

#[tokio::test]
async fn the_program_takes_the_arguments_and_answers_on_every_address() {
    let arguments = entrypoint();
    let sandbox = Program::start(&arguments[1..]);
    // The address of a container, not of the loopback interface: another one of 127.0.0.0/8.
    let elsewhere = sandbox.url.replace("127.0.0.1", "127.0.0.2");
    let call = crate::program::client().get(format!("{elsewhere}/sandbox/log"));
    assert_eq!(call.send().await.expect("an answer").status(), 200);
    let session = sandbox.post("/payments/v1/sessions", purchase()).await;
    assert!(session["session_id"].is_string());
}

/// The first process of a container is not ended by a signal that it does not handle.
#[cfg(unix)]
#[test]
fn a_container_ends_when_it_is_stopped() {
    for signal in ["TERM", "INT"] {
        let sandbox = Program::start(&entrypoint()[1..]);
        assert_eq!(sandbox.end(signal), Some(0), "{signal}");
    }
}
