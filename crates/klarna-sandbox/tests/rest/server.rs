//! The sandbox as a server, over a real connection.

use std::net::SocketAddr;

use klarna_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::desk::purchase;

async fn start() -> Sandbox {
    Sandbox::start().await.expect("a free port")
}

fn client() -> reqwest::Client {
    // Needed to build a client, though nothing here is encrypted; a second time is no error to us.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .no_proxy()
        .pool_max_idle_per_host(0)
        .build()
        .expect("a client")
}

#[tokio::test]
async fn it_answers_as_soon_as_it_has_started() {
    let sandbox = start().await;
    let created: Value = client()
        .post(format!("{}/payments/v1/sessions", sandbox.url()))
        .basic_auth("shop", Some("sandbox"))
        .json(&purchase())
        .send()
        .await
        .expect("an answer")
        .json()
        .await
        .expect("JSON");
    let badge = created["payment_method_categories"][0]["asset_urls"]["standard"].clone();
    let badge = client()
        .get(badge.as_str().expect("a URL"))
        .send()
        .await
        .expect("an answer");
    assert_eq!(badge.status(), 200);
}

#[tokio::test]
async fn an_answer_that_is_cut_off_was_carried_out() {
    let sandbox = start().await;
    let client = client();
    let fault = json!({ "kind": "rest-cut-off", "times": 1 });
    let faults = format!("{}/sandbox/faults", sandbox.url());
    client
        .post(faults)
        .json(&fault)
        .send()
        .await
        .expect("an answer");
    let call = client
        .post(format!("{}/payments/v1/sessions", sandbox.url()))
        .basic_auth("shop", Some("sandbox"))
        .json(&purchase())
        .send();
    let body = match call.await {
        Ok(answer) => answer.bytes().await.map(|_| ()),
        Err(error) => Err(error),
    };
    assert!(body.is_err(), "the connection ends within the answer");
    let log = sandbox.state().log();
    assert_eq!(log.len(), 1);
    let session = log[0].response["session_id"].as_str().expect("it was made");
    assert!(sandbox.state().session(session).is_some());
}

#[tokio::test]
async fn a_port_in_use_is_an_error_that_names_it() {
    let sandbox = start().await;
    let taken = sandbox.url().trim_start_matches("http://").to_owned();
    let addr: SocketAddr = taken.parse().expect("an address");
    let error = Sandbox::start_at(addr).await.expect_err("in use");
    assert!(error.to_string().contains(&taken), "{error}");
}

#[tokio::test]
async fn it_ends_when_it_is_dropped() {
    let sandbox = start().await;
    let addr: SocketAddr = sandbox
        .url()
        .trim_start_matches("http://")
        .parse()
        .expect("an address");
    let client = reqwest::Client::builder()
        .no_proxy()
        .build()
        .expect("a client");
    let log = format!("{}/sandbox/log", sandbox.url());
    client.get(&log).send().await.expect("an answer");
    drop(sandbox);
    // The kept connection too: a server that is gone answers nobody.
    while client.get(&log).send().await.is_ok() {
        tokio::task::yield_now().await;
    }
    // The port is free again as soon as the task is gone.
    while Sandbox::start_at(addr).await.is_err() {
        tokio::task::yield_now().await;
    }
}
