//! `klarna-merchant keys`: the keys of a database, changed beside a running shop.

#![allow(clippy::unwrap_used, reason = "a failed helper is a failed test")]

use std::{
    path::Path,
    process::{Command, Output},
};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderValue, Request, header},
};
use klarna_merchant::{Config, Database, router};
use klarna_sandbox::Sandbox;
use serde_json::{Value, json};
use tower::ServiceExt;

const OLD: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
const NEW: &str = "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100";

/// Returns the command's output, with that current key and that former one.
#[track_caller]
fn keys(action: &str, database: &Path, current: &str, former: &str) -> Result<String, String> {
    let Output {
        status,
        stdout,
        stderr,
    } = Command::new(env!("CARGO_BIN_EXE_klarna-merchant"))
        .args(["keys", action, "--database"])
        .arg(database)
        .env_remove("RUST_LOG")
        .env("KLARNA_TOKEN_KEY", current)
        .env("KLARNA_TOKEN_KEY_FORMER", former)
        .output()
        .unwrap();
    let (stdout, stderr) = (
        String::from_utf8(stdout).unwrap(),
        String::from_utf8(stderr).unwrap(),
    );
    for key in [OLD, NEW] {
        assert!(!stdout.contains(key) && !stderr.contains(key));
    }
    if status.success() {
        assert_eq!(stderr, "");
        Ok(stdout)
    } else {
        assert_eq!(stdout, "");
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
        Err(stderr)
    }
}

/// A shop, and the browser that asks it.
#[derive(Debug)]
struct Shop {
    router: Router,
    cookie: std::sync::Mutex<Option<HeaderValue>>,
}

fn shop(sandbox: &Sandbox, database: &Path, keys: &[&str]) -> anyhow::Result<Shop> {
    let mut config = Config::sandbox(sandbox.url());
    config.database = Database::File(database.to_owned());
    config.public_url = Some("https://shop.example".to_owned());
    config.token_key = keys.first().map(|key| key.parse().unwrap());
    config.former_token_keys = keys
        .iter()
        .skip(1)
        .map(|key| key.parse().unwrap())
        .collect();
    Ok(Shop {
        router: router(&config, "http://shop.test")?.0,
        cookie: std::sync::Mutex::default(),
    })
}

impl Shop {
    /// The same browser at another server.
    fn asked_by_the_browser_of(self, other: &Self) -> Self {
        let cookie = other.cookie.lock().unwrap().clone();
        *self.cookie.lock().unwrap() = cookie;
        self
    }
}

async fn post(shop: &Shop, path: &str, body: &Value) -> Value {
    let mut request = Request::post(path)
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_string()))
        .unwrap();
    if let Some(cookie) = shop.cookie.lock().unwrap().clone() {
        request.headers_mut().insert(header::COOKIE, cookie);
    }
    let response = shop.router.clone().oneshot(request).await.unwrap();
    if let Some(set) = response.headers().get(header::SET_COOKIE) {
        let pair = set.to_str().unwrap().split(';').next().unwrap();
        *shop.cookie.lock().unwrap() = Some(pair.parse().unwrap());
    }
    let body = to_bytes(response.into_body(), 1 << 20).await.unwrap();
    serde_json::from_slice(&body).unwrap()
}

async fn open_session(shop: &Shop, cart: &Value) -> String {
    let new = json!({"cart": cart, "locale": "sv-SE"});
    let session = post(shop, "/klarna/sessions", &new).await;
    session["client_token"].as_str().unwrap().to_owned()
}

/// Opens a session of a new cart: two sealed values, beside the key of the shop's cookies. Returns the
/// cart and the client token.
async fn begin(shop: &Shop) -> (Value, String) {
    let cart = post(shop, "/shop/carts", &json!({"market": "SE"})).await;
    let cart = cart["id"].clone();
    let token = open_session(shop, &cart).await;
    (cart, token)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_changed_beside_a_running_shop() {
    let sandbox = Sandbox::start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("shop.db");
    let before = shop(&sandbox, &database, &[OLD]).unwrap();
    let (cart, token) = begin(&before).await;
    let status = keys("status", &database, OLD, "").unwrap();
    let (old_id, _) = status.split_once(' ').unwrap();
    assert_eq!(status, format!("{old_id} (current): 3\n"));
    assert!(
        keys("status", &database, NEW, "")
            .unwrap_err()
            .contains("another token key")
    );

    let running = shop(&sandbox, &database, &[NEW, OLD]).unwrap();
    let running = running.asked_by_the_browser_of(&before);
    let (second, second_token) = begin(&running).await;
    let status = keys("status", &database, NEW, OLD).unwrap();
    let (new_id, _) = status.split_once(' ').unwrap();
    assert_eq!(
        status,
        format!("{new_id} (current): 2\n{old_id} (former): 3\n")
    );
    let said = keys("rotate", &database, NEW, OLD).unwrap();
    assert_eq!(said, format!("re-sealed: 3\nno longer needed: {old_id}\n"));
    let said = keys("rotate", &database, NEW, OLD).unwrap();
    assert_eq!(said, format!("re-sealed: 0\nno longer needed: {old_id}\n"));
    assert_eq!(open_session(&running, &cart).await, token);

    let after = shop(&sandbox, &database, &[NEW]).unwrap();
    let after = after.asked_by_the_browser_of(&running);
    assert_eq!(open_session(&after, &cart).await, token);
    assert_eq!(open_session(&after, &second).await, second_token);
    let refused = shop(&sandbox, &database, &[OLD]).unwrap_err();
    assert!(format!("{refused:#}").contains("another token key"));
    let status = keys("status", &database, NEW, "").unwrap();
    assert_eq!(status, format!("{new_id} (current): 5\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_key_in_the_key_file_reaches_a_running_shop() {
    let sandbox = Sandbox::start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("shop.db");
    let key_file = folder.path().join("shop.db.key");
    let lines = || {
        let text = std::fs::read_to_string(&key_file).unwrap();
        text.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let running = shop(&sandbox, &database, &[]).unwrap();
    let (cart, token) = begin(&running).await;
    let first = lines();
    assert_eq!(first.len(), 1);
    let said = keys("rotate", &database, "", "").unwrap();
    assert!(
        said.starts_with("re-sealed: 3\nno longer needed: "),
        "{said}"
    );
    let second = lines();
    assert_eq!(second[1..], first);
    assert_eq!(open_session(&running, &cart).await, token);
    begin(&running).await;
    let status = keys("status", &database, "", "").unwrap();
    let counts: Vec<_> = status
        .lines()
        .map(|line| line.split_once(' ').unwrap().1)
        .collect();
    assert_eq!(counts, ["(current): 5", "(former): 0"]);
    let again = shop(&sandbox, &database, &[]).unwrap();
    let again = again.asked_by_the_browser_of(&running);
    assert_eq!(open_session(&again, &cart).await, token);
}

#[test]
fn a_database_or_a_key_that_is_missing_is_one_clear_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("shop.db");
    for action in ["status", "rotate"] {
        let said = keys(action, &database, NEW, "").unwrap_err();
        assert!(said.contains("there is no database"), "{said}");
        assert!(!database.exists());
    }
    std::fs::write(&database, "").unwrap();
    assert!(
        keys("status", &database, "", "")
            .unwrap_err()
            .contains("key file")
    );
    assert!(
        keys("status", &database, "", OLD)
            .unwrap_err()
            .contains("KLARNA_TOKEN_KEY")
    );
    assert!(
        keys("status", &database, NEW, "short")
            .unwrap_err()
            .contains("KLARNA_TOKEN_KEY_FORMER")
    );
    assert!(!folder.path().join("shop.db.key").exists());
}
