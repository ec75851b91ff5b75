//! The GitHub Action: its steps, run in bash as a runner runs them.

use std::{
    collections::BTreeMap,
    env, fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

use crate::program::{PROGRAM, client, is_here};

fn action() -> Value {
    serde_saphyr::from_str(include_str!("../../action.yml")).expect("YAML")
}

fn step(id: &str) -> Value {
    let action = action();
    let steps = action["runs"]["steps"].as_array().expect("steps");
    let found = steps.iter().find(|step| step["id"] == id);
    found.expect("the step is there").clone()
}

/// A job: its folders, and what its steps have put out.
struct Job {
    folder: tempfile::TempDir,
    outputs: BTreeMap<String, String>,
}

impl Drop for Job {
    /// As a runner does at the end of a job.
    fn drop(&mut self) {
        if let Some(pid) = self.outputs.get("start.pid") {
            let _ = Command::new("kill").arg(pid).status();
        }
    }
}

impl Job {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a folder"),
            outputs: BTreeMap::new(),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The value of `${{ … }}`: of an input, of a step's output, or of the runner's folder.
    fn value(&self, expression: &str, inputs: &[(&str, &str)]) -> String {
        let value_of = |name: &str| match name.split_once('.').expect("a context") {
            ("inputs", name) => {
                let given = inputs.iter().find(|(input, _)| *input == name);
                let default = action()["inputs"][name]["default"].clone();
                given.map_or_else(
                    || default.as_str().expect("a default").to_owned(),
                    |(_, value)| (*value).to_owned(),
                )
            }
            ("steps", name) => {
                let name = name.replace(".outputs.", ".");
                self.outputs.get(&name).cloned().unwrap_or_default()
            }
            ("runner", "temp") => self.folder.path().display().to_string(),
            _ => panic!("nothing is known of {name}"),
        };
        let mut names = expression.split("||").map(|name| value_of(name.trim()));
        names.find(|value| !value.is_empty()).unwrap_or_default()
    }

    /// Fills in every `${{ … }}` of a text.
    fn filled(&self, text: &str, inputs: &[(&str, &str)]) -> String {
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${{") {
            let (expression, after) = after.split_once("}}").expect("its end");
            filled += before;
            filled += &self.value(expression, inputs);
            rest = after;
        }
        filled + rest
    }

    /// Runs a step. `path`: a folder whose programs come first. The error is what the step wrote.
    fn run(&mut self, id: &str, inputs: &[(&str, &str)], path: &Path) -> Result<(), String> {
        let step = step(id);
        assert_eq!(step["shell"], "bash");
        let script = step["run"].as_str().expect("a script");
        assert!(!script.contains("${{"), "inputs come by the environment");
        let file = self.path("step.sh");
        fs::write(&file, script).expect("written");
        let output = self.path("output");
        fs::write(&output, "").expect("written");
        let mut command = Command::new("bash");
        command
            .args(["--noprofile", "--norc", "-eo", "pipefail"])
            .arg(&file)
            .env("GITHUB_OUTPUT", &output)
            .env("GITHUB_ACTION_PATH", env!("CARGO_MANIFEST_DIR"));
        let before = env::var_os("PATH").unwrap_or_default();
        let folders = [path.to_owned()]
            .into_iter()
            .chain(env::split_paths(&before));
        command.env("PATH", env::join_paths(folders).expect("a PATH"));
        for (name, value) in step["env"].as_object().expect("an environment") {
            let value = value.as_str().expect("text");
            command.env(name, self.filled(value, inputs));
        }
        // To a file: the program that a step leaves behind would keep a pipe open.
        let said = fs::File::create(self.path("said")).expect("a file");
        command
            .stdout(said.try_clone().expect("a file"))
            .stderr(said);
        let status = command.status().expect("bash starts");
        if !status.success() {
            return Err(fs::read_to_string(self.path("said")).expect("text"));
        }
        for line in fs::read_to_string(&output).expect("outputs").lines() {
            let (name, value) = line.split_once('=').expect("a name");
            self.outputs
                .insert(format!("{id}.{name}"), value.to_owned());
        }
        Ok(())
    }
}

#[tokio::test]
async fn it_starts_a_program_that_is_there_and_says_where() {
    if !is_here("bash") || !is_here("curl") {
        return;
    }
    let mut job = Job::new();
    let options = "\n--allow-origin=http://shop.test\n--allow-host=klarna\n";
    let inputs = [("program", PROGRAM), ("port", "0"), ("options", options)];
    let condition = step("build")["if"].as_str().map(str::to_owned);
    assert_eq!(condition.as_deref(), Some("${{ inputs.program == '' }}"));
    let nowhere = job.path("nowhere");
    job.run("start", &inputs, &nowhere).expect("it starts");

    let outputs = action()["outputs"].clone();
    let output = |name: &str| {
        let value = outputs[name]["value"].as_str().expect("a value");
        job.filled(value, &[])
    };
    for name in outputs.as_object().expect("outputs").keys() {
        assert_ne!(output(name), "", "{name}");
    }
    let url = output("url");
    let session = client()
        .post(format!("{url}/payments/v1/sessions"))
        .basic_auth(output("username"), Some(output("password")))
        .json(&crate::program::purchase())
        .send();
    assert_eq!(session.await.expect("an answer").status(), 200);
    let script = client().get(output("script")).send();
    assert_eq!(script.await.expect("an answer").status(), 200);
    let page = client()
        .get(format!("{url}/sandbox/log"))
        .header("Origin", "http://shop.test")
        .send();
    assert_eq!(page.await.expect("an answer").status(), 200);
    assert!(Path::new(&output("log")).is_file());
}

#[test]
fn a_program_that_does_not_start_fails_the_step_with_the_reason() {
    if !is_here("bash") {
        return;
    }
    let mut job = Job::new();
    let nowhere = job.path("nowhere");
    let inputs = [("program", PROGRAM), ("options", "--no-such-option")];
    let error = job.run("start", &inputs, &nowhere).expect_err("it fails");
    assert!(error.contains("--no-such-option"), "{error}");
    assert!(error.contains("::error::"), "{error}");
}

/// The build itself takes minutes: this `cargo` checks its arguments and hands out the program.
const CARGO: &str = r#"#!/bin/sh
[ "$*" = "build --release --locked --package klarna-sandbox --manifest-path $GITHUB_ACTION_PATH/Cargo.toml" ] || exit 1
[ -f "$GITHUB_ACTION_PATH/Cargo.toml" ] || exit 1
mkdir -p "$CARGO_TARGET_DIR/release"
cp "$BUILT_PROGRAM" "$CARGO_TARGET_DIR/release/klarna-sandbox"
"#;

#[test]
fn it_builds_the_program_where_none_is_named() {
    if !is_here("bash") || !is_here("curl") {
        return;
    }
    let mut job = Job::new();
    let tools = job.path("tools");
    fs::create_dir(&tools).expect("a folder");
    let cargo = CARGO.replace("$BUILT_PROGRAM", PROGRAM);
    fs::write(tools.join("cargo"), cargo).expect("written");
    let executable = fs::Permissions::from_mode(0o755);
    fs::set_permissions(tools.join("cargo"), executable).expect("set");
    let inputs = [("port", "0")];
    job.run("build", &inputs, &tools).expect("it builds");
    job.run("start", &inputs, &tools).expect("it starts");
    assert!(job.outputs["start.url"].starts_with("http://127.0.0.1:"));
}
