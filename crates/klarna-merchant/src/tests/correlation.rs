//! The page learns what Klarna calls the calls behind its answers.

use klarna_payments::{Country, samples};
use klarna_sandbox::{Fault, Sandbox};
use serde_json::json;

use super::shopper::{Answer, Shop};
use crate::Config;

/// The name in an answer.
fn named(answer: &Answer) -> Option<&str> {
    let name = answer.headers.get("klarna-correlation-id")?;
    Some(name.to_str().unwrap())
}

/// What the sandbox called the last call of the merchant's.
fn last(sandbox: &Sandbox) -> String {
    let mut calls = sandbox.state().log().into_iter();
    let last = calls.rfind(|call| call.path.starts_with("/payments/"));
    last.unwrap().correlation_id.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn success_and_failure_carry_klarnas_name_for_the_last_call() {
    let sandbox = Sandbox::start().await.unwrap();
    let shop = Shop::over(&Config::sandbox(sandbox.url()));
    let cart = shop.cart("SE").await;
    let cart = cart["id"].as_str().unwrap();
    let opened = shop.open(cart, "sv-SE").await;
    assert_eq!(named(&opened), Some(&*last(&sandbox)));
    let session = opened.ok();
    let id = session["id"].as_str().unwrap();

    // Nothing was asked of Klarna.
    let status = shop.get(&format!("/klarna/sessions/{id}")).await;
    assert_eq!(named(&status), None);

    let fault = json!({"kind": "rest-429", "times": 9});
    sandbox.state().add_fault(Fault::parse(fault).unwrap());
    let refused = shop.refresh(id).await;
    assert!(!refused.status.is_success(), "{:?}", refused.body);
    assert_eq!(named(&refused), Some(&*last(&sandbox)));
    sandbox.state().remove_fault(None);

    let state = sandbox.state();
    let klarna = state.session_by_client_token(session["client_token"].as_str().unwrap());
    let klarna = klarna.unwrap().id;
    let sample = samples::customer(Country::Se);
    let data = json!({"billing_address": sample.address, "customer": sample.customer});
    state.sdk_update(&klarna, &data).unwrap();
    let token = state.authorize(&klarna).unwrap().expose().to_owned();
    // Placed in a task of its own.
    let placed = shop.approve(id, "key", &token, 1).await;
    assert_eq!(named(&placed), Some(&*last(&sandbox)));
    assert_eq!(placed.ok()["status"], "placed");
}
