//! A shopper's browser in front of a router.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderValue, Request, header},
};
use serde_json::Value;
use tower::ServiceExt;

/// Calls a router, and keeps the cookie that it sets.
pub(crate) struct Browser {
    shop: Router,
    cookie: Option<HeaderValue>,
}

impl Browser {
    pub(crate) fn new(shop: Router) -> Self {
        Self { shop, cookie: None }
    }

    pub(crate) async fn post(&mut self, path: &str, body: &Value) -> Value {
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/json")
            .header("idempotency-key", "a-key-of-the-page");
        self.send(request.body(Body::from(body.to_string())).unwrap())
            .await
    }

    #[allow(dead_code, reason = "not every test asks")]
    pub(crate) async fn get(&mut self, path: &str) -> Value {
        self.send(Request::get(path).body(Body::empty()).unwrap())
            .await
    }

    /// The cookie, as the shop set it.
    #[allow(dead_code, reason = "not every test asks")]
    pub(crate) fn cookie(&self) -> &str {
        self.cookie.as_ref().unwrap().to_str().unwrap()
    }

    async fn send(&mut self, mut request: Request<Body>) -> Value {
        if let Some(cookie) = &self.cookie {
            request.headers_mut().insert(header::COOKIE, cookie.clone());
        }
        let response = self.shop.clone().oneshot(request).await.unwrap();
        if let Some(cookie) = response.headers().get(header::SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            self.cookie = Some(pair.parse().unwrap());
        }
        let body = to_bytes(response.into_body(), 1 << 20).await.unwrap();
        serde_json::from_slice(&body).unwrap()
    }
}
