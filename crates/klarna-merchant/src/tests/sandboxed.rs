//! Over the sandbox: that what this server sends is what Klarna takes.

use klarna_payments::{Country, samples};
use klarna_sandbox::Sandbox;
use serde_json::{Value, json};

use super::shopper::Shop;
use crate::Config;

async fn start() -> (Sandbox, Shop) {
    let sandbox = Sandbox::start().await.unwrap();
    let shop = Shop::over(&Config::sandbox(sandbox.url()));
    (sandbox, shop)
}

/// What the page does: gives the address, and the shopper agrees.
fn agree(sandbox: &Sandbox, session: &Value, country: Country) -> String {
    let client_token = session["client_token"].as_str().unwrap();
    let state = sandbox.state();
    let klarna = state.session_by_client_token(client_token).unwrap();
    let sample = samples::customer(country);
    let data = json!({"billing_address": sample.address, "customer": sample.customer});
    state.sdk_update(&klarna.id, &data).unwrap();
    state.authorize(&klarna.id).unwrap().expose().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shopper_pays_in_every_market() {
    let (sandbox, shop) = start().await;
    for country in Country::ALL {
        let cart = shop.cart(country.code()).await;
        let cart = cart["id"].as_str().unwrap();
        let session = shop.open(cart, country.locales()[0]).await.ok();
        let id = session["id"].as_str().unwrap();
        shop.put(cart, "towels", 3).await.ok();
        let session = shop.refresh(id).await.ok();
        assert_ne!(session["payment_method_categories"], json!([]), "{country}");
        let token = agree(&sandbox, &session, country);
        let outcome = shop.approve(id, "key", &token, 2).await.ok();
        assert_eq!(outcome["status"], "placed", "{country}");
        let order = outcome["order_id"].as_str().unwrap();
        let order = shop.get(&format!("/shop/orders/{order}")).await.ok();
        assert_eq!(order["total"], session["amount"]);
    }
    assert_eq!(shop.orders().await.len(), Country::ALL.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shopper_with_every_extra_pays_in_every_market() {
    let (sandbox, shop) = start().await;
    for country in Country::ALL {
        let cart = shop.cart(country.code()).await;
        let cart = cart["id"].as_str().unwrap();
        for extra in ["discount", "gift_card", "gift_wrap"] {
            shop.extra(cart, extra, true).await.ok();
        }
        let session = shop.open(cart, country.locales()[0]).await.ok();
        assert_ne!(session["payment_method_categories"], json!([]), "{country}");
        let token = agree(&sandbox, &session, country);
        let id = session["id"].as_str().unwrap();
        let outcome = shop.approve(id, "key", &token, 4).await.ok();
        assert_eq!(outcome["status"], "placed", "{country}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shopper_signs_up_in_every_market_where_something_can_be_charged_again() {
    let (sandbox, shop) = start().await;
    let mut signed_up = 0;
    for country in Country::ALL {
        for basket in ["subscription", "trial", "mixed"] {
            let cart = shop.basket(country.code(), basket).await;
            let cart = cart["id"].as_str().unwrap();
            let session = shop.open(cart, country.locales()[0]).await.ok();
            if session["payment_method_categories"] == json!([]) {
                continue;
            }
            let token = agree(&sandbox, &session, country);
            let id = session["id"].as_str().unwrap();
            let outcome = shop.approve(id, "key", &token, 1).await.ok();
            let status = if basket == "trial" {
                "stored"
            } else {
                "placed"
            };
            assert_eq!(outcome["status"], status, "{basket} in {country}");
            assert_eq!(outcome["token_stored"], true, "{basket} in {country}");
            signed_up += 1;
        }
    }
    assert!(signed_up >= 12, "{signed_up}");
    let subscriptions = shop.app.store.subscriptions().await.unwrap();
    assert_eq!(subscriptions.len(), signed_up);
    let is_named =
        |method: Option<&str>| matches!(method, Some("CARD" | "INVOICE" | "DIRECT_DEBIT"));
    let mut methods = subscriptions.iter().map(|one| one.method.as_deref());
    assert!(methods.all(is_named));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_the_sandbox_refuses_is_a_visible_outcome() {
    let (sandbox, shop) = start().await;
    for (basket, stored) in [("subscription", None), ("mixed", Some(false))] {
        let cart = shop.basket("SE", basket).await;
        let session = shop.open(cart["id"].as_str().unwrap(), "sv-SE").await.ok();
        let token = agree(&sandbox, &session, Country::Se);
        let fault = json!({"kind": "token-refused", "times": 1});
        let fault = klarna_sandbox::Fault::parse(fault).unwrap();
        sandbox.state().add_fault(fault);
        let id = session["id"].as_str().unwrap();
        let answer = shop.approve(id, "key", &token, 1).await;
        match stored {
            None => answer.is_problem(402, "declined"),
            Some(stored) => assert_eq!(answer.ok()["token_stored"], stored),
        }
    }
}

/// Adds faults of that kind to the sandbox.
fn fault(sandbox: &Sandbox, fault: Value) {
    let fault = klarna_sandbox::Fault::parse(fault).unwrap();
    sandbox.state().add_fault(fault);
}

/// The number of calls to such a path that reached the sandbox.
fn calls(sandbox: &Sandbox, path: &str) -> usize {
    let log = sandbox.state().log();
    log.iter().filter(|call| call.path.ends_with(path)).count()
}

fn order_requests(sandbox: &Sandbox) -> usize {
    calls(sandbox, "/order")
}

/// `true` if the sandbox has one session, and an order of it.
fn is_only_session_ordered(sandbox: &Sandbox, session: &Value) -> bool {
    let client_token = session["client_token"].as_str().unwrap();
    let klarna = sandbox.state().session_by_client_token(client_token);
    klarna.unwrap().order_id.is_some() && calls(sandbox, "/sessions") == 1
}

#[tokio::test(flavor = "multi_thread")]
async fn lost_answers_of_the_sandbox_lead_to_one_order() {
    let (sandbox, shop) = start().await;
    let cart = shop.cart("SE").await;
    let session = shop.open(cart["id"].as_str().unwrap(), "sv-SE").await.ok();
    let token = agree(&sandbox, &session, Country::Se);
    fault(
        &sandbox,
        json!({"kind": "rest-cut-off", "call": "create-order", "times": 3}),
    );
    let id = session["id"].as_str().unwrap();
    let outcome = shop.approve(id, "key", &token, 1).await.ok();
    assert_eq!(outcome["status"], "pending");
    assert_eq!(outcome.get("order_id"), None);
    assert_eq!(shop.orders().await.len(), 1);
    assert!(is_only_session_ordered(&sandbox, &session));
    assert_eq!(order_requests(&sandbox), 1);
}

/// Klarna does not publish that the same order may be asked for twice. Here it is refused the second
/// time, as if there were none.
#[tokio::test(flavor = "multi_thread")]
async fn a_repetition_that_klarna_refuses_although_there_is_an_order_fails_nobody() {
    for (stale_reads, repetition) in [
        // The session shows the order at once: it is not asked for again.
        (0, None),
        // It shows the order late: the repetition is refused, and the session asked again.
        (1, Some("order-repeated-404")),
        (1, Some("order-repeated-403")),
        (2, Some("order-repeated-404")),
    ] {
        let (sandbox, shop) = start().await;
        let cart = shop.cart("SE").await;
        let cart = cart["id"].as_str().unwrap();
        let session = shop.open(cart, "sv-SE").await.ok();
        let token = agree(&sandbox, &session, Country::Se);
        let lost = json!({
            "kind": "rest-500", "call": "create-order", "carried_out": true, "times": 1,
        });
        fault(&sandbox, lost);
        if let Some(kind) = repetition {
            fault(&sandbox, json!({"kind": kind}));
            fault(
                &sandbox,
                json!({"kind": "session-stale", "times": stale_reads}),
            );
        }
        let id = session["id"].as_str().unwrap();
        let answer = shop.approve(id, "key", &token, 1).await;
        if stale_reads == 2 {
            // Not known, which is not a failure; and the cart takes no other payment.
            answer.is_problem(503, "klarna_unavailable");
            shop.invoice(cart).await.is_problem(409, "cart_changed");
        } else {
            assert_eq!(answer.ok()["status"], "pending");
        }
        let status = shop.status(id).await;
        assert_eq!(status["status"], "pending", "{stale_reads} {repetition:?}");
        assert_eq!(
            order_requests(&sandbox),
            1 + usize::from(repetition.is_some())
        );
        assert!(is_only_session_ordered(&sandbox, &session));
        assert_eq!(shop.orders().await.len(), 1);
        let other = shop.approve(id, "other", "another-token", 1).await;
        other.is_problem(409, "authorization_spent");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_klarna_offers_may_change_with_the_cart() {
    let (sandbox, shop) = start().await;
    let cart = shop.cart("SE").await;
    let cart = cart["id"].as_str().unwrap();
    let session = shop.open(cart, "sv-SE").await.ok();
    assert_ne!(session["payment_method_categories"], json!([]));
    let id = session["id"].as_str().unwrap();
    let fault = klarna_sandbox::Fault::parse(json!({"kind": "not-offered"})).unwrap();
    let fault = sandbox.state().add_fault(fault);
    shop.put(cart, "towels", 99).await.ok();
    let session = shop.refresh(id).await.ok();
    assert_eq!(session["payment_method_categories"], json!([]));
    sandbox.state().remove_fault(Some(fault.id));
    shop.put(cart, "towels", 1).await.ok();
    let session = shop.refresh(id).await.ok();
    assert_ne!(session["payment_method_categories"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_and_approvals_end_when_klarna_says() {
    let (sandbox, shop) = start().await;
    let cart = shop.cart("SE").await;
    let session = shop.open(cart["id"].as_str().unwrap(), "sv-SE").await.ok();
    let id = session["id"].as_str().unwrap();
    let token = agree(&sandbox, &session, Country::Se);
    sandbox.state().clock().advance(61 * 60).unwrap();
    let answer = shop.approve(id, "key", &token, 1).await;
    answer.is_problem(410, "authorization_expired");

    let token = agree(&sandbox, &session, Country::Se);
    sandbox.state().clock().advance(48 * 3600).unwrap();
    let answer = shop.approve(id, "new", &token, 1).await;
    answer.is_problem(410, "session_expired");
    let session = shop.refresh(id).await.ok();
    let token = agree(&sandbox, &session, Country::Se);
    shop.approve(id, "newest", &token, 1).await.ok();
}
