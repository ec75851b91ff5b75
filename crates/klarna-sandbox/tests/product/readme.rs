//! The README: its programs run, and its tables are what the code says.

use std::{
    collections::BTreeSet, env, fmt::Write as _, fs, path::Path, process::Command, sync::Mutex,
};

use klarna_payments::{Country, samples};
use klarna_sandbox::{Decision, FaultKind, decide};

use crate::program::{PROGRAM, Program, is_here};

const README: &str = include_str!("../../README.md");

/// The code of the first block of a language.
fn block(language: &str) -> &'static str {
    let fence = format!("```{language}\n");
    let (_, rest) = README.split_once(&fence).expect("the block is there");
    rest.split_once("```").expect("its end").0
}

/// Runs a program of the README against a sandbox of its own, as the only argument of an interpreter.
async fn buys(interpreter: &str, language: &str, file: &str) {
    if !is_here(interpreter) {
        return;
    }
    let sandbox = Program::start([""; 0]);
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join(file), block(language)).expect("written");
    let output = Command::new(interpreter)
        .arg(file)
        .current_dir(folder.path())
        .env("KLARNA_URL", &sandbox.url)
        .env("NO_PROXY", "*")
        .output()
        .expect("it runs");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}{complaint}");
    let state = sandbox.state().await;
    let order = state["orders"][0]["id"].as_str().expect("an order");
    assert_eq!(said.trim_end(), format!("order {order}"));
    assert_eq!(state["offset_seconds"], 48 * 3600);
    let refused = state["calls"].as_array().expect("calls").iter();
    assert_eq!(refused.filter(|call| call["status"] == 503).count(), 1);
}

#[tokio::test]
async fn the_python_program_buys() {
    buys("python3", "python", "purchase.py").await;
}

#[tokio::test]
async fn the_php_program_buys() {
    buys("php", "php", "purchase.php").await;
}

#[tokio::test]
async fn the_java_program_buys() {
    buys("java", "java", "Purchase.java").await;
}

#[cfg(unix)]
#[test]
fn the_node_tests_pass() {
    if !is_here("node") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let modules = folder.path().join("node_modules");
    fs::create_dir(&modules).expect("a folder");
    let package = Path::new(env!("CARGO_MANIFEST_DIR")).join("npm");
    std::os::unix::fs::symlink(package, modules.join("klarna-sandbox")).expect("a link");
    fs::write(folder.path().join("purchase.test.mjs"), block("js")).expect("written");
    let output = Command::new("node")
        .args(["--test", "--test-reporter=tap", "purchase.test.mjs"])
        .current_dir(folder.path())
        .env("KLARNA_SANDBOX", PROGRAM)
        .output()
        .expect("it runs");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("# pass 2\n"), "{said}");
}

/// Held while the README is read and written.
static WRITING: Mutex<()> = Mutex::new(());

/// Holds a part of the README to its text, or writes it.
fn assert_part(name: &str, expected: &str) {
    let (start, end) = (
        format!("<!-- {name} -->\n"),
        format!("<!-- end of {name} -->"),
    );
    let (_, rest) = README.split_once(&start).expect("the part is there");
    let (written, _) = rest.split_once(&end).expect("its end");
    if env::var_os("UPDATE_DOCS").is_some() {
        let _one_after_the_other = WRITING.lock();
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
        let now = fs::read_to_string(&path).expect("the README");
        let now = now.replace(
            &format!("{start}{written}{end}"),
            &format!("{start}{expected}{end}"),
        );
        fs::write(path, now).expect("written");
        return;
    }
    assert!(
        written == expected,
        "the {name} of README.md are not the code's: UPDATE_DOCS=1 cargo test -p klarna-sandbox \
         --test product readme"
    );
}

#[test]
fn the_faults_are_those_of_the_code() {
    let mut table = String::from("\n| kind | effect | options |\n| --- | --- | --- |\n");
    for kind in FaultKind::ALL {
        let options = kind.options().iter().map(|option| format!("`{option}`"));
        let options = options.collect::<Vec<_>>().join(", ");
        let meaning = kind.meaning();
        let _ = writeln!(table, "| `{kind}` | {meaning} | {options} |");
    }
    table += "\n";
    assert_part("faults", &table);
}

#[test]
fn the_sample_customers_are_those_of_the_code() {
    let mut table = String::from(
        "\n| country | e-mail | phone | declined e-mail | declined phone | street, postal code, city |\n\
         | --- | --- | --- | --- | --- | --- |\n",
    );
    for country in Country::ALL {
        let customer = samples::customer(country);
        let address = &customer.address;
        let text = |field: &Option<String>| field.clone().unwrap_or_default();
        let _ = writeln!(
            table,
            "| {} | {} | {} | {} | {} | {}, {} {} |",
            country.code(),
            text(&address.email),
            text(&address.phone),
            customer.denied_email,
            customer.denied_phone,
            text(&address.street_address),
            text(&address.postal_code),
            text(&address.city),
        );
    }
    table += "\n";
    assert_part("customers", &table);
}

/// The first cells of the table under a heading's text.
fn first_cells(after: &str) -> Vec<&'static str> {
    let (_, rest) = README.split_once(after).expect("the text is there");
    let rows = rest
        .trim_start()
        .lines()
        .take_while(|line| line.starts_with('|'));
    rows.skip(2)
        .filter_map(|row| row.split('|').nth(1))
        .map(str::trim)
        .collect()
}

#[test]
fn the_tags_decide_as_the_readme_says() {
    let rows = first_cells("Tags in the local part of any e-mail address decide too:");
    let mut seen = BTreeSet::new();
    for cell in rows {
        let tag = cell.split('`').nth(1).expect("a tag");
        let expected = match tag {
            "+denied" | "+reject_reason_high_risk" => Decision::Deny,
            "+red" => Decision::NotOffered,
            "+pend-accept-05" | "+pend-reject-05" => Decision::ApprovePending,
            "+token-refused" | "+payment-failed" => Decision::Approve,
            _ => panic!("{tag} is not tested"),
        };
        let email = format!("customer{tag}@email.us");
        assert_eq!(decide(Some(&email), None, Country::Us), expected, "{tag}");
        seen.insert(tag);
    }
    assert_eq!(seen.len(), 7);
}

#[test]
fn every_call_of_the_readme_is_in_the_api() {
    let document = include_str!("../../openapi.yaml");
    for cell in first_cells("describes them in full. They need no credentials.") {
        let call = cell.split('`').nth(1).expect("a call");
        let (_, path) = call.split_once(' ').expect("a method");
        assert!(document.contains(&format!("\n  {path}:\n")), "{path}");
    }
}

/// The words of a text that are options: `--port`.
fn options(text: &str) -> BTreeSet<&str> {
    let is_part = |c: char| c.is_ascii_lowercase() || c == '-';
    let words = text.split(|c| !is_part(c));
    let is_option = |word: &&str| word.len() > 2 && word.starts_with("--");
    words
        .filter(|word| is_option(word) && !word.ends_with('-'))
        .collect()
}

#[test]
fn every_option_of_the_program_is_in_the_readme() {
    let help = Command::new(PROGRAM).arg("--help").output();
    let help = String::from_utf8(help.expect("the program starts").stdout).expect("text");
    let named = options(README);
    let of_all_programs = ["--help", "--version"];
    let missing: Vec<_> = options(&help)
        .into_iter()
        .filter(|option| !named.contains(option) && !of_all_programs.contains(option))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}
