//! A merchant's desk: makes calls and reads what comes back.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode, header::AUTHORIZATION},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use klarna_sandbox::{Clock, SandboxConfig, State, deliver_callbacks, router};
use serde_json::{Value, json};
use time::OffsetDateTime;
use tokio::{runtime::Handle, task::JoinSet};
use tower::ServiceExt;

pub(crate) const URL: &str = "http://sandbox.test";

/// A sandbox on a stopped clock, with the merchant `shop` calling.
pub(crate) struct Desk {
    pub(crate) state: State,
    router: Router,
    /// The delivery of callbacks, which ends with the desk.
    callbacks: JoinSet<()>,
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// `null` where there was no JSON.
    pub(crate) body: Value,
    pub(crate) text: String,
}

impl Answer {
    /// Klarna's error: status, code and messages.
    pub(crate) fn error(&self) -> (u16, &str, Vec<&str>) {
        let messages = self.body["error_messages"].as_array().expect("messages");
        (
            self.status.as_u16(),
            self.body["error_code"].as_str().expect("a code"),
            messages.iter().filter_map(Value::as_str).collect(),
        )
    }

    /// The fields that were refused as `Bad value`, all in one message.
    #[track_caller]
    pub(crate) fn bad_fields(&self) -> Vec<&str> {
        let (status, code, messages) = self.error();
        assert_eq!((status, code), (400, "BAD_VALUE"), "{:?}", self.body);
        assert_eq!(messages.len(), 1, "{messages:?}");
        let fields = messages[0].strip_prefix("Bad value: ").expect("its form");
        fields.split(", ").collect()
    }

    #[track_caller]
    pub(crate) fn ok(self) -> Value {
        assert!(self.status.is_success(), "{} {}", self.status, self.body);
        self.body
    }
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self::with_config(SandboxConfig::default())
    }

    pub(crate) fn with_config(config: SandboxConfig) -> Self {
        let clock = Clock::stopped_at(OffsetDateTime::UNIX_EPOCH);
        Self::delivering(State::with_config(URL, clock, config))
    }

    pub(crate) fn with_clock(clock: Clock) -> Self {
        Self::delivering(State::with_clock(URL, clock))
    }

    fn delivering(state: State) -> Self {
        let mut desk = Self::of(state);
        if let Ok(runtime) = Handle::try_current() {
            let delivery = deliver_callbacks(desk.state.clone());
            desk.callbacks.spawn_on(delivery, &runtime);
        }
        desk
    }

    /// One whose callbacks stay in the outbox.
    pub(crate) fn without_delivery() -> Self {
        let clock = Clock::stopped_at(OffsetDateTime::UNIX_EPOCH);
        Self::of(State::with_clock(URL, clock))
    }

    fn of(state: State) -> Self {
        Self {
            router: router(state.clone()),
            state,
            callbacks: JoinSet::new(),
        }
    }

    /// A call as the merchant `shop`.
    pub(crate) async fn call(&self, method: &str, path: &str, body: Value) -> Answer {
        self.call_as("shop", method, path, body).await
    }

    pub(crate) async fn call_as(
        &self,
        merchant: &str,
        method: &str,
        path: &str,
        body: Value,
    ) -> Answer {
        let body = match body {
            Value::Null => String::new(),
            body => body.to_string(),
        };
        self.raw(method, path, Some((merchant, "sandbox")), body)
            .await
    }

    pub(crate) async fn raw(
        &self,
        method: &str,
        path: &str,
        credentials: Option<(&str, &str)>,
        body: String,
    ) -> Answer {
        self.raw_with(method, path, credentials, &[], body).await
    }

    pub(crate) async fn raw_with(
        &self,
        method: &str,
        path: &str,
        credentials: Option<(&str, &str)>,
        headers: &[(&str, &str)],
        body: String,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some((username, password)) = credentials {
            let encoded = BASE64_STANDARD.encode(format!("{username}:{password}"));
            request = request.header(AUTHORIZATION, format!("Basic {encoded}"));
        }
        let request = request.body(Body::from(body)).expect("a request");
        let response = self.router.clone().oneshot(request).await.expect("never");
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: serde_json::from_slice(&bytes).unwrap_or_default(),
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    /// Creates a session and gives its id.
    pub(crate) async fn session(&self, body: Value) -> String {
        let created = self.call("POST", "/payments/v1/sessions", body).await.ok();
        created["session_id"].as_str().expect("an id").to_owned()
    }

    pub(crate) async fn read(&self, session: &str) -> Answer {
        self.call(
            "GET",
            &format!("/payments/v1/sessions/{session}"),
            Value::Null,
        )
        .await
    }

    pub(crate) async fn update(&self, session: &str, body: Value) -> Answer {
        self.call("POST", &format!("/payments/v1/sessions/{session}"), body)
            .await
    }

    /// The shopper approves.
    pub(crate) fn approve(&self, session: &str) -> String {
        let token = self.state.authorize(session).expect("an open session");
        token.expose().to_owned()
    }

    pub(crate) async fn order(&self, token: &str, body: Value) -> Answer {
        let path = format!("/payments/v1/authorizations/{token}/order");
        self.call("POST", &path, body).await
    }

    pub(crate) async fn cancel(&self, token: &str) -> Answer {
        let path = format!("/payments/v1/authorizations/{token}");
        self.call("DELETE", &path, Value::Null).await
    }

    pub(crate) async fn fault(&self, body: Value) -> Answer {
        self.call("POST", "/sandbox/faults", body).await
    }

    /// The log's entries of one HTTP method.
    pub(crate) async fn log(&self) -> Vec<Value> {
        let log = self.call("GET", "/sandbox/log", Value::Null).await.ok();
        log.as_array().expect("an array").clone()
    }

    pub(crate) fn advance(&self, seconds: i64) {
        self.state.clock().advance(seconds).expect("forward");
    }
}

/// Two cups and shipping in Sweden, tax inside the lines.
pub(crate) fn purchase() -> Value {
    json!({
        "purchase_country": "SE",
        "purchase_currency": "SEK",
        "locale": "sv-SE",
        "order_amount": 14_400,
        "order_tax_amount": 2_880,
        "order_lines": [
            {
                "type": "physical", "reference": "cup", "name": "Kopp", "quantity": 2,
                "quantity_unit": "st", "unit_price": 5_000, "tax_rate": 2_500,
                "total_discount_amount": 500, "total_amount": 9_500, "total_tax_amount": 1_900,
            },
            {
                "type": "shipping_fee", "name": "Frakt", "quantity": 1, "unit_price": 4_900,
                "tax_rate": 2_500, "total_amount": 4_900, "total_tax_amount": 980,
            },
        ],
        "merchant_urls": {
            "confirmation": "https://shop.example/thanks?session={session.id}&order={order.id}",
        },
    })
}

/// The same with addresses.
pub(crate) fn purchase_with_addresses() -> Value {
    let mut body = purchase();
    body["billing_address"] = address();
    body["shipping_address"] = address();
    body["customer"] = json!({
        "date_of_birth": "1941-03-21", "national_identification_number": "SE194103219202",
    });
    body
}

pub(crate) fn address() -> Value {
    json!({
        "given_name": "Alice", "family_name": "Test", "email": "customer@email.se",
        "street_address": "Södra Blasieholmshamnen 2", "postal_code": "11 148",
        "city": "Stockholm", "phone": "+46701740615", "country": "SE",
    })
}

/// Sets, or with `null` removes, what is at a path such as `order_lines[0].name`.
pub(crate) fn with(mut body: Value, path: &str, value: Value) -> Value {
    let pointer = format!("/{}", path.replace(['.', '['], "/").replace(']', ""));
    let (parent, name) = pointer.rsplit_once('/').expect("a slash");
    let Some(parent) = body.pointer_mut(parent) else {
        panic!("nothing at {path}");
    };
    match parent {
        Value::Array(items) => items[name.parse::<usize>().expect("an index")] = value,
        Value::Object(fields) if value.is_null() => drop(fields.remove(name)),
        Value::Object(fields) => drop(fields.insert(name.to_owned(), value)),
        _ => panic!("nothing below {path}"),
    }
    body
}
