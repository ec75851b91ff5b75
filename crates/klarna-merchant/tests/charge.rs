//! `klarna-merchant charge --due`: what it does, prints and logs.

#![allow(clippy::unwrap_used, reason = "a failed helper is a failed test")]

mod support;

use std::{
    path::Path,
    process::{Command, Output},
};

use klarna_merchant::{Config, Database, router};
use klarna_payments::{Country, samples};
use klarna_sandbox::Sandbox;
use serde_json::{Value, json};
use support::Browser;

fn charge(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_klarna-merchant"));
    command.arg("charge").args(arguments);
    for variable in [
        "KLARNA_API_USERNAME",
        "KLARNA_API_PASSWORD",
        "KLARNA_TOKEN_KEY",
        "KLARNA_SANDBOX_URL",
        "KLARNA_ENVIRONMENT",
        "KLARNA_REGION",
        "RUST_LOG",
    ] {
        command.env_remove(variable);
    }
    command
}

/// What the program says on standard output and in its log.
#[track_caller]
fn charges(sandbox: &Sandbox, database: &Path) -> (String, String) {
    let database = database.to_str().unwrap();
    let arguments = [
        "--due",
        "--database",
        database,
        "--sandbox-url",
        sandbox.url(),
    ];
    let Output {
        status,
        stdout,
        stderr,
    } = charge(&arguments).output().unwrap();
    let log = String::from_utf8(stderr).unwrap();
    assert!(status.success(), "{log}");
    (String::from_utf8(stdout).unwrap(), log)
}

/// Somebody signs up; the customer token.
async fn sign_up(sandbox: &Sandbox, database: &Path) -> String {
    let mut config = Config::sandbox(sandbox.url());
    config.database = Database::File(database.to_owned());
    let (shop, worker) = router(&config, "http://shop.test").unwrap();
    let mut browser = Browser::new(shop);
    let new = json!({"market": "SE", "basket": "subscription"});
    let cart = browser.post("/shop/carts", &new).await;
    let new = json!({"cart": cart["id"], "locale": "sv-SE"});
    let session = browser.post("/klarna/sessions", &new).await;
    let state = sandbox.state();
    let client_token = session["client_token"].as_str().unwrap();
    let klarna = state.session_by_client_token(client_token).unwrap();
    let sample = samples::customer(Country::Se);
    let data = json!({"billing_address": sample.address, "customer": sample.customer});
    state.sdk_update(&klarna.id, &data).unwrap();
    let token = state.authorize(&klarna.id).unwrap();
    let path = format!(
        "/klarna/sessions/{}/authorization",
        session["id"].as_str().unwrap()
    );
    let approval = json!({"authorization_token": token, "cart_version": 1});
    let outcome = browser.post(&path, &approval).await;
    assert_eq!(outcome["token_stored"], true, "{outcome}");
    // From here on only the program charges.
    drop(browser);
    worker.stop().await.unwrap();
    let log = state.log();
    let made = log
        .iter()
        .find(|call| call.path.ends_with("/customer-token"));
    made.unwrap().response["token_id"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn it_charges_what_is_due_and_logs_each_charge_without_a_secret() {
    let sandbox = Sandbox::start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("shop.db");
    let token = sign_up(&sandbox, &database).await;
    let (said, _) = charges(&sandbox, &database);
    assert_eq!(said, "charged: 0, later: 0, stopped: 0, cancelled: 0\n");
    sandbox.state().clock().advance(31 * 24 * 60 * 60).unwrap();
    let (said, log) = charges(&sandbox, &database);
    assert_eq!(said, "charged: 1, later: 0, stopped: 0, cancelled: 0\n");
    let call = sandbox.state().log().pop().unwrap();
    assert!(call.path.ends_with("/order"));
    let id = call.correlation_id.unwrap();
    let line = log.lines().find(|line| line.contains(&id)).unwrap();
    let number = call.request["merchant_reference2"].as_str().unwrap();
    for part in [number, "period=1"] {
        assert!(line.contains(part), "`{part}` is not in {line}");
    }
    assert!(!log.contains(&token));
    let sample = serde_json::to_value(samples::customer(Country::Se).address).unwrap();
    let person = sample.as_object().unwrap().values();
    for secret in person
        .filter_map(Value::as_str)
        .filter(|text| text.len() > 5)
    {
        assert!(!log.contains(secret), "`{secret}` is in the log");
    }
    let (said, _) = charges(&sandbox, &database);
    assert_eq!(said, "charged: 0, later: 0, stopped: 0, cancelled: 0\n");
}

#[test]
fn what_it_lacks_it_says() {
    let nowhere = ["--sandbox-url", "http://127.0.0.1:9"];
    let output = charge(&nowhere).output().unwrap();
    assert_eq!(
        output.status.code(),
        Some(2),
        "without --due it does nothing"
    );
    let refuses = |arguments: &[&str], because: &str| {
        let output = charge(arguments).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains(because), "{said}");
    };
    refuses(&[&["--due"][..], &nowhere].concat(), "give --database");
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("shop.db");
    let database = ["--due", "--database", database.to_str().unwrap()];
    refuses(
        &[&database[..], &nowhere].concat(),
        "the sandbox does not answer",
    );
    refuses(&database, "there is no Klarna to call");
}
