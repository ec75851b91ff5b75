//! What the log says, and what it must not. A process of its own, as the log is the process's.

#![allow(clippy::unwrap_used, reason = "a failed helper is a failed test")]

mod support;

use std::{
    io::Write,
    sync::{Arc, Mutex},
};

use klarna_merchant::{Config, router};
use klarna_payments::{Country, samples};
use klarna_sandbox::{Fault, Sandbox};
use serde_json::{Value, json};
use support::Browser;
use tracing::Level;

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_call_of_klarna_is_in_the_log_and_no_secret_is() {
    let log = Log::default();
    let writer = log.clone();
    tracing_subscriber::fmt()
        .with_max_level(Level::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .init();

    let sandbox = Sandbox::start().await.unwrap();
    let state = sandbox.state();
    let (shop, _worker) = router(&Config::sandbox(sandbox.url()), "http://shop.test").unwrap();
    let mut browser = Browser::new(shop);
    let sample = samples::customer(Country::Se);
    let mut secrets = vec!["a-key-of-the-page".to_owned()];
    for basket in ["once", "subscription"] {
        let new = json!({"market": "SE", "basket": basket});
        let cart = browser.post("/shop/carts", &new).await;
        let new = json!({"cart": cart["id"], "locale": "sv-SE"});
        let session = browser.post("/klarna/sessions", &new).await;
        let client_token = session["client_token"].as_str().unwrap();
        let klarna_session = state.session_by_client_token(client_token).unwrap().id;
        let data = json!({"billing_address": sample.address, "customer": sample.customer});
        state.sdk_update(&klarna_session, &data).unwrap();
        let token = state.authorize(&klarna_session).unwrap();
        let fault = json!({"kind": "rest-500", "call": "create-order", "times": 1});
        state.add_fault(Fault::parse(fault).unwrap());
        let id = session["id"].as_str().unwrap();
        let path = format!("/klarna/sessions/{id}/authorization");
        let approval = json!({"authorization_token": token, "cart_version": 1});
        let outcome = browser.post(&path, &approval).await;
        assert_eq!(outcome["status"], "placed");
        secrets.extend([client_token, token.expose(), id].map(str::to_owned));
        secrets.push(cart["id"].as_str().unwrap().to_owned());
    }

    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let rest = state.log().into_iter().filter(|call| call.method != "SDK");
    let (_, visitor) = browser.cookie().split_once("visitor").unwrap();
    secrets.push(visitor.to_owned());
    let orders = browser.get("/shop/orders").await;
    let orders = orders.as_array().unwrap().iter();
    let numbers: Vec<_> = orders.map(|order| order["id"].as_str().unwrap()).collect();
    let mut calls = 0;
    for call in rest.filter(|call| call.method != "CALLBACK") {
        let name = call.correlation_id.unwrap();
        let logged: Vec<_> = text.lines().filter(|line| line.contains(&name)).collect();
        assert!(
            !logged.is_empty(),
            "{} {} is not in the log",
            call.method,
            call.path
        );
        // Whatever comes of an approval is found by the shop's order number.
        if call.path != "/payments/v1/sessions" {
            let of_an_order = |line: &&str| numbers.iter().any(|number| line.contains(number));
            assert!(logged.iter().any(of_an_order), "{logged:?}");
        }
        calls += 1;
    }
    // Create, read, order, read and the order again; the token too, and how it is paid.
    assert_eq!(calls, 5 + 7);
    assert!(text.contains("order placed"));
    assert!(text.contains("customer token stored"));
    assert!(text.contains("/klarna/sessions/{id}/authorization"));

    let person = serde_json::to_value(&sample.address).unwrap();
    let person = person.as_object().unwrap().values();
    let person = person
        .filter_map(Value::as_str)
        // Shorter ones, such as the country, are in many words.
        .filter(|value| value.len() > 5);
    let secrets = secrets.iter().map(String::as_str);
    for secret in secrets.chain(person) {
        assert!(!text.contains(secret), "`{secret}` is in the log");
    }
}
