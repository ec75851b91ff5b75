//! Callbacks that leave this machine only where the sandbox was told so.

use klarna_sandbox::SandboxConfig;
use serde_json::{Value, json};

use super::{Ear, logged};
use crate::desk::{Desk, purchase, with};

#[tokio::test]
async fn a_callback_to_another_machine_is_not_sent_and_the_log_says_so() {
    let desk = Desk::new();
    let urls = json!({
        "authorization": "https://shop.example/authorization/secret",
        "push": "http://192.0.2.1/push/secret",
    });
    // Klarna would take them, and so does the sandbox.
    let body = with(purchase(), "merchant_urls", urls);
    let (session, token) = desk.approved(body.clone()).await;
    desk.order(&token, body).await.ok();
    let log = logged(&desk, 2).await;
    assert_eq!(log.len(), 2, "none is repeated");
    for path in ["authorization", "push"] {
        let entry = log.iter().find(|entry| entry["path"] == path);
        let entry = entry.expect("an entry");
        assert_eq!(entry["status"], Value::Null);
        assert_eq!(entry["request"]["session_id"], session);
        assert_eq!(entry["response"]["error"], "not sent");
        let reason = entry["response"]["reason"].as_str().expect("a reason");
        assert!(reason.contains("--callback-host"), "{reason}");
        assert!(!entry.to_string().contains("secret"));
    }
    let state = desk.call("GET", "/sandbox/state", Value::Null).await.ok();
    assert_eq!(state["callbacks"][0]["response"]["error"], "not sent");
}

#[tokio::test]
async fn a_callback_to_a_host_that_was_named_is_sent() {
    // This machine under an address that is not a loopback address.
    let host = "0.0.0.0";
    let desk = Desk::with_config(SandboxConfig {
        callback_hosts: vec![host.to_owned()],
        ..SandboxConfig::default()
    });
    let mut ear = Ear::answering(&[]).await;
    let url = format!("{}/push/secret?here", ear.url).replace("127.0.0.1", host);
    let body = with(purchase(), "merchant_urls", json!({ "push": url }));
    let (_, token) = desk.approved(body.clone()).await;
    desk.order(&token, body).await.ok();
    assert_eq!(ear.next().await, ("push".to_owned(), json!("here")));
    assert_eq!(logged(&desk, 1).await[0]["status"], 204);
}
