//! What the SDK in the page is told, through the whole router.

mod approval;
mod calls;
mod express;
mod offers;
mod serving;
mod view;
mod window;
mod words;

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::{http::router, state::State};

struct Sandbox {
    state: State,
    router: Router,
}

struct Answer {
    status: StatusCode,
    headers: axum::http::HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("UTF-8")
    }
}

impl Sandbox {
    fn new() -> Self {
        let state = State::new("http://sandbox.test");
        Self {
            router: router(state.clone()),
            state,
        }
    }

    async fn ask(&self, request: Request<Body>) -> Answer {
        let response = self
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("an answer");
        let (parts, body) = response.into_parts();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: to_bytes(body, usize::MAX).await.expect("a body").to_vec(),
        }
    }

    async fn get(&self, path: &str) -> Answer {
        self.ask(Request::get(path).body(Body::empty()).expect("a request"))
            .await
    }

    async fn post(&self, path: &str, body: &Value) -> Answer {
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "text/plain;charset=UTF-8")
            .header(header::ORIGIN, "http://shop.test")
            .body(Body::from(body.to_string()));
        self.ask(request.expect("a request")).await
    }

    /// A session over 95 euros in Germany.
    async fn session(&self) -> Session {
        self.session_of(json!({})).await
    }

    /// The same with some fields in place of the usual ones.
    async fn session_of(&self, fields: Value) -> Session {
        let mut body = json!({
            "purchase_country": "DE", "purchase_currency": "EUR", "locale": "de-DE",
            "order_amount": 9500, "order_tax_amount": 1517,
            "order_lines": [{
                "name": "Becher", "quantity": 1, "unit_price": 9500, "total_amount": 9500,
                "tax_rate": 1900, "total_tax_amount": 1517,
            }],
        });
        for (name, value) in fields.as_object().into_iter().flatten() {
            body[name] = value.clone();
        }
        let answer = self
            .as_merchant("POST", "/payments/v1/sessions", &body.to_string())
            .await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let created = answer.json();
        let text = |name: &str| created[name].as_str().expect("text").to_owned();
        Session {
            id: text("session_id"),
            token: text("client_token"),
        }
    }

    /// A call of the merchant's server.
    async fn as_merchant(&self, method: &str, path: &str, body: &str) -> Answer {
        let credentials = BASE64_STANDARD.encode("Sample shop:sandbox");
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::AUTHORIZATION, format!("Basic {credentials}"))
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_owned()));
        self.ask(request.expect("a request")).await
    }

    async fn fault(&self, fault: Value) {
        let request = Request::post("/sandbox/faults")
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(fault.to_string()));
        let answer = self.ask(request.expect("a request")).await;
        assert!(answer.status.is_success(), "{}", answer.text());
    }

    /// Reports one call that waits for its answer.
    async fn call(&self, method: &str, session: &Session, data: Value) -> Value {
        let answer = self
            .post("/kp/sdk/calls", &json!([report(method, session, data)]))
            .await;
        assert_eq!(answer.status, StatusCode::OK);
        answer.json()["answers"][0].clone()
    }

    /// Opens a window and presses a button in it.
    async fn press(&self, session: &Session, data: Value, button: &str) -> Value {
        let window = self.call("authorize", session, data).await["window"].clone();
        self.answer_window(&window, button).await
    }

    async fn answer_window(&self, window: &Value, button: &str) -> Value {
        let pressed = json!({ "window": window, "answer": button });
        let answer = self.post("/kp/window/answers", &pressed).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT);
        let outcome = self
            .post("/kp/sdk/outcomes", &json!({ "window": window }))
            .await;
        assert_eq!(outcome.status, StatusCode::OK);
        outcome.json()
    }
}

struct Session {
    id: String,
    token: String,
}

fn report(method: &str, session: &Session, data: Value) -> Value {
    json!({
        "method": method, "client_token": session.token, "data": data,
        "options": { "payment_method_category": "klarna" },
        "user_activation": true, "widget": "klarna", "response": null, "may_throw": true,
    })
}

fn email(address: &str) -> Value {
    json!({ "billing_address": { "email": address, "country": "DE" } })
}
