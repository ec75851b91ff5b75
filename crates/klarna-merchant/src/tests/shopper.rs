//! A shopper's browser, as the server sees it.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode, header},
};
use serde_json::{Value, json};
use time::OffsetDateTime;
use tower::ServiceExt;

use super::fake::Fake;
use crate::{
    Config,
    clock::Clock,
    http::{self, App},
    server::build,
};

/// An answer, read to its end.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Value,
}

impl Answer {
    /// The problem's code, or nothing for a success.
    pub(super) fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }

    /// Fails the test unless it is that problem, in that status and of the right shape.
    #[track_caller]
    pub(super) fn is_problem(&self, status: u16, code: &str) {
        assert_eq!(self.status.as_u16(), status, "{:?}", self.body);
        assert_eq!(self.code(), code, "{:?}", self.body);
        assert_eq!(self.body["status"], status);
        let content_type = self.headers.get(header::CONTENT_TYPE).unwrap();
        assert_eq!(content_type, "application/problem+json");
        assert_eq!(self.headers.get(header::CACHE_CONTROL).unwrap(), "no-store");
    }

    /// Fails the test unless it is a success.
    #[track_caller]
    pub(super) fn ok(self) -> Value {
        assert!(self.status.is_success(), "{:?}", self.body);
        self.body
    }
}

/// The bearer token of the merchant in these tests.
pub(super) const MERCHANT_TOKEN: &str = "the-merchants-token";

/// A shop, the time there, and the cookies of one browser.
#[derive(Clone)]
pub(super) struct Shop {
    pub(super) router: Router,
    pub(super) app: App,
    later: Arc<AtomicI64>,
    /// By name.
    cookies: Arc<Mutex<BTreeMap<String, String>>>,
}

impl Shop {
    pub(super) fn over(config: &Config) -> Self {
        let later = Arc::new(AtomicI64::new(0));
        let seconds = Arc::clone(&later);
        let clock = Clock::of(move || {
            OffsetDateTime::now_utc() + time::Duration::seconds(seconds.load(Ordering::SeqCst))
        });
        let app = build(config, "http://shop.test", clock).unwrap();
        // Without a worker: these tests say themselves when something is settled.
        let router = http::router(app.clone(), config.site.as_deref());
        Self {
            router,
            app,
            later,
            cookies: Arc::default(),
        }
    }

    /// The same browser in front of that router.
    pub(super) fn with_router(self, router: Router) -> Self {
        Self { router, ..self }
    }

    /// Another server, asked by the same browser.
    pub(super) fn again(&self, config: &Config) -> Self {
        Self {
            cookies: Arc::clone(&self.cookies),
            ..Self::over(config)
        }
    }

    /// The same server, asked by a browser that was never there.
    pub(super) fn stranger(&self) -> Self {
        Self {
            cookies: Arc::default(),
            ..self.clone()
        }
    }

    /// Takes the cookies of another browser, each changed.
    pub(super) fn take_cookies(&self, of: &Self, change: impl Fn(&str) -> String) {
        let theirs = of.cookies.lock().unwrap().clone();
        let changed = theirs
            .iter()
            .map(|(name, value)| (name.clone(), change(value)));
        self.cookies.lock().unwrap().extend(changed);
    }

    /// Gives a cookie another name.
    pub(super) fn rename_cookie(&self, from: &str, to: &str) {
        let mut cookies = self.cookies.lock().unwrap();
        let value = cookies.remove(from).unwrap();
        cookies.insert(to.to_owned(), value);
    }

    /// Time goes by in the shop, and nowhere else.
    pub(super) fn wait(&self, duration: Duration) {
        let seconds = i64::try_from(duration.as_secs()).unwrap();
        self.later.fetch_add(seconds, Ordering::SeqCst);
    }

    pub(super) async fn send(&self, mut request: Request<Body>) -> Answer {
        let cookies = self.cookies.lock().unwrap().clone();
        for (name, value) in cookies {
            let cookie = format!("{name}={value}").parse().unwrap();
            request.headers_mut().append(header::COOKIE, cookie);
        }
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            let mut cookies = self.cookies.lock().unwrap();
            cookies.insert(name.to_owned(), value.to_owned());
        }
        let bytes = to_bytes(body, 1 << 20).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
        }
    }

    pub(super) async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap())
            .await
    }

    pub(super) async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(json_request("POST", path, &body)).await
    }

    /// A post without a body.
    pub(super) async fn ask(&self, path: &str) -> Answer {
        self.send(Request::post(path).body(Body::empty()).unwrap())
            .await
    }

    /// A post of the merchant's, without a body.
    pub(super) async fn ask_as_merchant(&self, path: &str) -> Answer {
        let request = Request::post(path)
            .header(header::AUTHORIZATION, format!("Bearer {MERCHANT_TOKEN}"))
            .body(Body::empty())
            .unwrap();
        self.send(request).await
    }

    pub(super) async fn cart(&self, market: &str) -> Value {
        self.post("/shop/carts", json!({"market": market}))
            .await
            .ok()
    }

    /// A cart filled with that kind of basket.
    pub(super) async fn basket(&self, market: &str, basket: &str) -> Value {
        self.post("/shop/carts", json!({"market": market, "basket": basket}))
            .await
            .ok()
    }

    pub(super) async fn extra(&self, cart: &str, extra: &str, on: bool) -> Answer {
        let path = format!("/shop/carts/{cart}/extras/{extra}");
        self.send(json_request("PUT", &path, &json!({"on": on})))
            .await
    }

    pub(super) async fn read_cart(&self, cart: &str) -> Answer {
        self.get(&format!("/shop/carts/{cart}")).await
    }

    pub(super) async fn put(&self, cart: &str, sku: &str, quantity: i64) -> Answer {
        let path = format!("/shop/carts/{cart}/lines/{sku}");
        self.send(json_request("PUT", &path, &json!({"quantity": quantity})))
            .await
    }

    pub(super) async fn open(&self, cart: &str, locale: &str) -> Answer {
        self.post("/klarna/sessions", json!({"cart": cart, "locale": locale}))
            .await
    }

    pub(super) async fn refresh(&self, session: &str) -> Answer {
        self.ask(&format!("/klarna/sessions/{session}/refresh"))
            .await
    }

    pub(super) async fn status(&self, session: &str) -> Value {
        self.get(&format!("/klarna/sessions/{session}")).await.ok()
    }

    pub(super) async fn invoice(&self, cart: &str) -> Answer {
        self.ask(&format!("/shop/carts/{cart}/invoice")).await
    }

    pub(super) async fn orders(&self) -> Vec<Value> {
        let orders = self.get("/shop/orders").await.ok();
        orders.as_array().unwrap().clone()
    }

    pub(super) async fn approve(
        &self,
        session: &str,
        key: &str,
        token: &str,
        version: u64,
    ) -> Answer {
        self.send(approval(session, key, token, version)).await
    }
}

pub(super) fn approval(session: &str, key: &str, token: &str, version: u64) -> Request<Body> {
    let path = format!("/klarna/sessions/{session}/authorization");
    let body = json!({"authorization_token": token, "cart_version": version});
    let mut request = json_request("POST", &path, &body);
    let key = key.parse().unwrap();
    request.headers_mut().insert("idempotency-key", key);
    request
}

pub(super) fn json_request(method: &str, path: &str, body: &Value) -> Request<Body> {
    Request::builder()
        .method(method)
        .uri(path)
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_string()))
        .unwrap()
}

/// A shopper in front of an open session, over a Klarna that does as it is told.
pub(super) struct Shopper {
    pub(super) fake: Fake,
    pub(super) shop: Shop,
    pub(super) cart: String,
    pub(super) session: String,
    /// Klarna's name for it.
    pub(super) klarna_session: String,
}

impl Shopper {
    pub(super) async fn arrives() -> Self {
        let fake = Fake::start().await;
        let config = fake.config();
        Self::at(fake, Shop::over(&config)).await
    }

    pub(super) async fn at(fake: Fake, shop: Shop) -> Self {
        Self::with(fake, shop, "once").await
    }

    /// In front of that kind of basket.
    pub(super) async fn wants(basket: &str) -> Self {
        let fake = Fake::start().await;
        let shop = Shop::over(&fake.config());
        Self::with(fake, shop, basket).await
    }

    pub(super) async fn with(fake: Fake, shop: Shop, basket: &str) -> Self {
        let cart = shop.basket("SE", basket).await;
        let cart = cart["id"].as_str().unwrap().to_owned();
        let session = shop.open(&cart, "sv-SE").await.ok();
        Self {
            session: session["id"].as_str().unwrap().to_owned(),
            klarna_session: fake.newest_session(),
            cart,
            shop,
            fake,
        }
    }

    /// Approves at Klarna.
    pub(super) fn agrees(&self) -> String {
        self.fake.approve(&self.klarna_session)
    }

    /// Hands an approval of the first version to the shop.
    pub(super) async fn hands_over(&self, key: &str, token: &str) -> Answer {
        self.shop.approve(&self.session, key, token, 1).await
    }

    /// Agrees to the second version, and hands that over.
    pub(super) async fn agrees_to_version_2(&self, key: &str) -> Answer {
        let token = self.agrees();
        self.shop.approve(&self.session, key, &token, 2).await
    }

    pub(super) async fn status(&self) -> Value {
        self.shop.status(&self.session).await
    }
}
