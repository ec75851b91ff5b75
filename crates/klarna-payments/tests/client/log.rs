//! What a log shows of a call, and what it does not.

use std::time::Duration;

use klarna_payments::{
    Address, AuthorizationToken, Call, Client, Country, Currency, Customer, CustomerToken,
    IdempotencyKey, MinorUnits, NewTokenOrder, OrderId, OrderLine, Retry, SessionId, SessionPlan,
    TokenOrderUrls,
};
use serde_json::json;

use crate::{
    TOKEN, client, config, place, placed, purchase, refused,
    server::{self, Log, Reply, Server},
};

/// The events of a log that hold this text.
fn events(of: &str) -> Vec<String> {
    let log = Log::shared().text();
    let events = log.lines().filter(|line| line.contains(of));
    events.map(str::to_owned).collect()
}

#[tokio::test]
async fn each_try_is_one_event_without_the_token() {
    let server = Server::start([
        refused(503, "SERVICE_UNAVAILABLE").header("klarna-correlation-id", "log-1"),
        placed().header("klarna-correlation-id", "log-2"),
    ])
    .await;
    place(&client(&server)).await.unwrap();

    let events = events("correlation_id=\"log-");
    let [failed, answered] = events.as_slice() else {
        panic!("{events:?}");
    };
    for part in ["WARN", "status=503", "attempt=1", "SERVICE_UNAVAILABLE"] {
        assert!(failed.contains(part), "{part} in {failed}");
    }
    for part in [
        "INFO",
        "method=\"POST\"",
        "path=\"/payments/v1/authorizations/{authorization_token}/order\"",
        "status=200",
        "correlation_id=\"log-2\"",
        "duration_ms=",
        "attempt=2",
    ] {
        assert!(answered.contains(part), "{part} in {answered}");
    }
    let log = Log::shared().text();
    let ours = log.lines().filter(|line| line.contains("klarna_payments"));
    for line in ours {
        assert!(
            !line.contains(TOKEN) && !line.contains("password"),
            "{line}"
        );
    }
}

#[tokio::test]
async fn no_failure_shows_the_token() {
    let mut silent = config(&Server::start([Reply::never()]).await.url);
    silent.timeout = Duration::from_millis(200);
    let nobody = server::nobody();
    for mut config in [silent, config(&nobody.url), config(&server::cut_off(""))] {
        config.retry = Retry::NEVER;
        let error = place(&Client::new(config).unwrap()).await.unwrap_err();
        let mut shown = format!("{error:?}");
        let mut cause: Option<&dyn std::error::Error> = Some(&error);
        while let Some(error) = cause {
            shown += &error.to_string();
            cause = error.source();
        }
        assert!(!shown.contains(TOKEN), "{shown}");
    }
}

#[test]
fn a_client_shows_no_credentials() {
    let config = config("https://api.klarna.com");
    let shown = format!("{config:?} {:?}", Client::new(config.clone()).unwrap());
    assert!(
        !shown.contains("user\"") && !shown.contains("\"password"),
        "{shown}"
    );
}

/// Named by the tests' own correlation ids, as all tests write into one log.
fn answered(call: Call, mut reply: Reply) -> Reply {
    reply = reply.header("klarna-correlation-id", &correlation_id(call));
    reply
}

fn correlation_id(call: Call) -> String {
    format!("every-call-{call:?}")
}

/// Secrets and people, in everything that is sent.
mod secret {
    pub(super) const SESSION: &str = "find-me-session";
    pub(super) const AUTHORIZATION: &str = "find-me-authorization";
    pub(super) const CUSTOMER: &str = "find-me-customer";
    pub(super) const ORDER: &str = "find-me-order";
    pub(super) const NAME: &str = "find-me-name";
    pub(super) const STREET: &str = "find-me-street";
    pub(super) const URL: &str = "https://shop.example/find-me-url";
}

fn address() -> Address {
    Address {
        given_name: Some(secret::NAME.into()),
        street_address: Some(secret::STREET.into()),
        ..Address::default()
    }
}

async fn make_every_call(client: &Client) {
    let mut purchase = purchase();
    purchase.billing_address = Some(address());
    purchase.customer = Some(Customer {
        national_identification_number: Some(secret::NAME.into()),
        ..Customer::default()
    });
    let session = SessionId::new(secret::SESSION);
    let approval = AuthorizationToken::new(secret::AUTHORIZATION);
    let token = CustomerToken::new(secret::CUSTOMER);
    let plan = SessionPlan::OnDemandPaid;

    let new = plan.session(purchase.clone()).unwrap();
    client.create_session(&new).await.unwrap();
    let update = plan.update(purchase.clone()).unwrap();
    client.update_session(&session, &update).await.unwrap();
    client.read_session(&session).await.unwrap();
    let order = plan.order(purchase).unwrap();
    client.create_order(&approval, &order).await.unwrap();
    client.cancel_authorization(&approval).await.unwrap();
    let new = plan.customer_token("Coffee", Country::Se, "sv-SE".parse().unwrap());
    let new = new.unwrap();
    client.create_customer_token(&approval, &new).await.unwrap();
    client.read_customer_token(&token).await.unwrap();
    client.cancel_customer_token(&token).await.unwrap();
    let coffee = OrderLine::new("Coffee", 1, MinorUnits(1900)).unwrap();
    let mut order = NewTokenOrder::new(Currency::Sek, vec![coffee]).unwrap();
    order.shipping_address = Some(address());
    order.merchant_urls = Some(TokenOrderUrls {
        authorization: None,
        confirmation: secret::URL.into(),
        push: None,
    });
    let key = IdempotencyKey::new("k-1").unwrap();
    client
        .create_token_order(&token, &key, &order)
        .await
        .unwrap();
    let order = OrderId::new(secret::ORDER);
    client.read_order(&order).await.unwrap();
}

#[tokio::test]
async fn every_call_is_one_event_without_secrets_and_people() {
    let session = json!({"session_id": secret::SESSION, "client_token": secret::CUSTOMER});
    let read = json!({
        "status": "incomplete",
        "authorization_token": secret::AUTHORIZATION,
        "billing_address": {"given_name": secret::NAME, "street_address": secret::STREET},
    });
    let token = json!({"token_id": secret::CUSTOMER, "redirect_url": secret::URL});
    let read_token = json!({"status": "ACTIVE", "card": {"masked_number": secret::NAME}});
    let read_order = json!({
        "order_id": secret::ORDER,
        "status": "AUTHORIZED",
        "fraud_status": "ACCEPTED",
        "billing_address": {"given_name": secret::NAME, "street_address": secret::STREET},
    });
    let server = Server::start([
        answered(Call::CreateSession, Reply::json(200, session)),
        answered(Call::UpdateSession, Reply::empty(204)),
        answered(Call::ReadSession, Reply::json(200, read)),
        answered(Call::CreateOrder, placed()),
        answered(Call::CancelAuthorization, Reply::empty(204)),
        answered(Call::CreateCustomerToken, Reply::json(200, token)),
        answered(Call::ReadCustomerToken, Reply::json(200, read_token)),
        answered(Call::CancelCustomerToken, Reply::empty(202)),
        answered(Call::CreateTokenOrder, placed()),
        answered(Call::ReadOrder, Reply::json(200, read_order)),
    ])
    .await;
    make_every_call(&client(&server)).await;

    let seen = server.seen();
    for (call, seen) in Call::ALL.into_iter().zip(seen) {
        let id = correlation_id(call);
        let events = events(&format!("correlation_id=\"{id}\""));
        let [event] = events.as_slice() else {
            panic!("{call:?}: {events:?}");
        };
        let asked = seen.call();
        let (method, path) = asked.split_once(' ').unwrap();
        assert!(event.contains(&format!("method=\"{method}\"")), "{event}");
        let template = format!("path=\"{}\"", call.path_template());
        assert!(event.contains(&template), "{event}");
        // The template is that of the path that was asked.
        let fixed: Vec<_> = call.path_template().split(['{', '}']).collect();
        assert!(path.starts_with(fixed[0]), "{path}");
        assert!(path.ends_with(fixed.get(2).unwrap_or(&"")), "{path}");
        for part in ["status=20", "duration_ms=", "attempt=1"] {
            assert!(event.contains(part), "{part} in {event}");
        }
    }
    let shown = events("find-me");
    assert!(shown.is_empty(), "{shown:#?}");
}

#[tokio::test]
async fn a_refusal_is_logged_by_its_code_and_fields_without_klarnas_words() {
    let body = json!({
        "correlation_id": "refusal-1",
        "error_code": "BAD_VALUE",
        "error_messages": ["Bad value: billing_address.email", "Bad value: tell-nobody@email.se"],
    });
    let server = Server::start([Reply::json(400, body)]).await;
    place(&client(&server)).await.unwrap_err();
    let events = events("correlation_id=\"refusal-1\"");
    let [event] = events.as_slice() else {
        panic!("{events:?}");
    };
    for part in ["WARN", "status=400", "BAD_VALUE", "billing_address.email"] {
        assert!(event.contains(part), "{part} in {event}");
    }
    assert!(!event.contains("tell-nobody"), "{event}");
}
