//! The shopper's cart and session, from the merchant's own API: its router is called as a page calls
//! it, without a network between.

use anyhow::ensure;
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, HeaderName, HeaderValue, Method, Request, header},
    response::AppendHeaders,
};
use checkout_contract::{NewSession, Session};
use demo_shop_api::Cart;
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

    /// The visitor that a page's request is from.
    pub(crate) fn visitor(&self, headers: &HeaderMap) -> Visitor {
        Visitor {
            shop: self.clone(),
            known_by: headers.get(header::COOKIE).cloned(),
            cookie: None,
        }
    }
}

/// A visitor of the shop. Carts are their visitor's own, so each call takes the cookie along by which
/// the merchant knows them.
pub(crate) struct Visitor {
    shop: Shop,
    known_by: Option<HeaderValue>,
    /// Set with a new cart: the page's answer hands it on.
    cookie: Option<HeaderValue>,
}

impl Visitor {
    /// The cookie for the browser to keep, if there is a new one.
    pub(crate) fn cookie(self) -> AppendHeaders<Option<(HeaderName, HeaderValue)>> {
        AppendHeaders(self.cookie.map(|cookie| (header::SET_COOKIE, cookie)))
    }

    /// The visitor with that cart; with a new one, where there is none or it was ordered.
    pub(crate) async fn visit(&mut self, cart: Option<&str>) -> anyhow::Result<Visit> {
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
            script: self.shop.script.clone(),
        })
    }

    /// The session for a cart. Without one the page asks for it itself, and says what is wrong.
    pub(crate) async fn session(&mut self, cart: &str) -> Option<Session> {
        let new = NewSession {
            cart: cart.to_owned(),
            locale: "en-GB".to_owned(),
            auto_finalize: true,
        };
        let body = serde_json::to_value(new).ok()?;
        self.call(Method::POST, "/klarna/sessions", body).await.ok()
    }

    async fn cart(&mut self, id: &str) -> anyhow::Result<Cart> {
        // A cookie may hold anything.
        ensure!(
            id.bytes()
                .all(|it| it.is_ascii_alphanumeric() || it == b'-')
        );
        self.call(Method::GET, &format!("/shop/carts/{id}"), Value::Null)
            .await
    }

    async fn new_cart(&mut self) -> anyhow::Result<Cart> {
        self.call(Method::POST, "/shop/carts", json!({ "market": "GB" }))
            .await
    }

    async fn call<T: DeserializeOwned>(
        &mut self,
        method: Method,
        path: &str,
        body: Value,
    ) -> anyhow::Result<T> {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_string()))?;
        if let Some(cookie) = &self.known_by {
            request.headers_mut().insert(header::COOKIE, cookie.clone());
        }
        let answer = self.shop.api.clone().oneshot(request).await?;
        if let Some(cookie) = answer.headers().get(header::SET_COOKIE) {
            self.known_by = Some(name_and_value(cookie)?);
            self.cookie = Some(cookie.clone());
        }
        ensure!(
            answer.status().is_success(),
            "{path} answers {}",
            answer.status()
        );
        let body = to_bytes(answer.into_body(), LONGEST_ANSWER).await?;
        Ok(serde_json::from_slice(&body)?)
    }
}

/// Returns the part of a cookie that a browser sends back.
fn name_and_value(cookie: &HeaderValue) -> anyhow::Result<HeaderValue> {
    let pair = cookie.to_str()?.split(';').next().unwrap_or_default();
    Ok(HeaderValue::from_str(pair)?)
}
