//! The shopper's cart and session, from the merchant's own API: its router is called as a page calls
//! it, without a network between.

use anyhow::ensure;
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Method, Request, header},
};
use checkout_contract::{NewSession, Session, shop::Cart};
use example_leptos_ssr::Visit;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tower::ServiceExt;

/// The longest answer that is read, in bytes.
const LONGEST_ANSWER: usize = 1024 * 1024;

/// The merchant's API.
#[derive(Clone)]
pub(crate) struct Shop {
    api: Router,
    script: String,
}

impl Shop {
    /// A shop over that API, with Klarna's script at that address.
    pub(crate) fn new(api: Router, script: String) -> Self {
        Self { api, script }
    }

    /// The shopper with that cart; with a new one, where there is none or it was ordered.
    pub(crate) async fn visit(&self, cart: Option<&str>) -> anyhow::Result<Visit> {
        let known = match cart {
            Some(id) => self.cart(id).await.ok(),
            None => None,
        };
        let cart = match known.filter(|it| it.order_id.is_none()) {
            Some(cart) => cart,
            None => self.new_cart().await?,
        };
        Ok(Visit {
            cart: cart.id,
            lines: cart.lines,
            script: self.script.clone(),
        })
    }

    /// The session for a cart. Without one the page asks for it itself, and says what is wrong.
    pub(crate) async fn session(&self, cart: &str) -> Option<Session> {
        let new = NewSession {
            cart: cart.to_owned(),
            locale: "en-GB".to_owned(),
            auto_finalize: true,
        };
        let body = serde_json::to_value(new).ok()?;
        self.call(Method::POST, "/klarna/sessions", body).await.ok()
    }

    async fn cart(&self, id: &str) -> anyhow::Result<Cart> {
        // A cookie may hold anything.
        ensure!(
            id.bytes()
                .all(|it| it.is_ascii_alphanumeric() || it == b'-')
        );
        self.call(Method::GET, &format!("/shop/carts/{id}"), Value::Null)
            .await
    }

    async fn new_cart(&self) -> anyhow::Result<Cart> {
        self.call(Method::POST, "/shop/carts", json!({ "market": "GB" }))
            .await
    }

    async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Value,
    ) -> anyhow::Result<T> {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_string()))?;
        let answer = self.api.clone().oneshot(request).await?;
        ensure!(
            answer.status().is_success(),
            "{path} answers {}",
            answer.status()
        );
        let body = to_bytes(answer.into_body(), LONGEST_ANSWER).await?;
        Ok(serde_json::from_slice(&body)?)
    }
}
