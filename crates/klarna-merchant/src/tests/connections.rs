//! Many connections, slow ones, and many calls from one address.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use super::fake::Fake;
use crate::{Config, Merchant, RateLimits, Running};

/// No test waits longer for what has to come.
const LONG: Duration = Duration::from_secs(30);

/// Longer than anything in these tests takes.
const NEVER: Duration = Duration::from_secs(3600);

async fn start(change: impl FnOnce(&mut Config)) -> (Fake, Running) {
    let fake = Fake::start().await;
    let mut config = fake.config();
    config.connection_limits.header_timeout = NEVER;
    config.connection_limits.idle_timeout = NEVER;
    config.connection_limits.body_timeout = NEVER;
    change(&mut config);
    let running = Merchant::start(config).await.unwrap();
    (fake, running)
}

async fn connect(running: &Running) -> TcpStream {
    let authority = running.url().strip_prefix("http://").unwrap();
    TcpStream::connect(authority).await.unwrap()
}

/// A connection that has sent so much.
async fn sends(running: &Running, text: &str) -> TcpStream {
    let mut stream = connect(running).await;
    stream.write_all(text.as_bytes()).await.unwrap();
    stream
}

/// Returns the bytes that the server sends until it closes the connection.
async fn rest(mut stream: TcpStream) -> String {
    let mut all = Vec::new();
    // A reset is an end, too.
    let _ = timeout(LONG, stream.read_to_end(&mut all)).await.unwrap();
    String::from_utf8(all).unwrap()
}

async fn asks(running: &Running) -> String {
    let request = "GET /shop/config HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    rest(sends(running, request).await).await
}

/// 1,100 of these once stopped the server.
#[tokio::test(flavor = "multi_thread")]
async fn half_sent_headers_keep_nobody_out() {
    let (_fake, running) = start(|config| config.connection_limits.at_once = 8).await;
    let mut half_sent = Vec::new();
    for _ in 0..40 {
        half_sent.push(sends(&running, "GET / HTTP/1.1\r\nhost: loc").await);
    }
    let served = async {
        loop {
            let answer = asks(&running).await;
            if answer.starts_with("HTTP/1.1 200 ") {
                break;
            }
            // Until one has waited long enough to give way.
            assert!(answer.starts_with("HTTP/1.1 503 "), "{answer}");
            assert!(answer.contains("\r\nretry-after: "), "{answer}");
        }
    };
    timeout(LONG, served).await.unwrap();
    drop(half_sent);
    running.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn above_the_cap_a_connection_is_told_so_while_the_others_work() {
    let (fake, running) = start(|config| config.connection_limits.at_once = 1).await;
    fake.next("create", super::fake::Does::Wait);
    let shop = Browser::at(&running);
    let opening = tokio::spawn(async move {
        let cart = shop.new_cart().await;
        shop.open(&cart).await
    });
    fake.arrived().await;
    let refused = asks(&running).await;
    assert!(refused.starts_with("HTTP/1.1 503 "), "{refused}");
    fake.go_on();
    assert_eq!(opening.await.unwrap().status(), 201);
    running.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_that_do_not_come_end_the_connection() {
    let short = Duration::from_millis(100);
    let (_fake, running) = start(|config| config.connection_limits.header_timeout = short).await;
    assert_eq!(rest(connect(&running).await).await, "");
    let half = "GET /shop/config HTTP/1.1\r\nhost: loc";
    assert_eq!(rest(sends(&running, half).await).await, "");
    // After an answer the next headers have begun.
    let more = "GET /shop/config HTTP/1.1\r\nhost: localhost\r\n\r\n";
    let mut stream = sends(&running, more).await;
    let mut first = [0; 1];
    stream.read_exact(&mut first).await.unwrap();
    stream.write_all(half.as_bytes()).await.unwrap();
    let answer = rest(stream).await;
    assert_eq!(
        answer.matches("HTTP/1.1").count() + answer.matches("TTP/1.1").count(),
        1
    );
    running.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_is_kept_open_is_closed_in_the_end() {
    let short = Duration::from_millis(100);
    let (_fake, running) = start(|config| config.connection_limits.idle_timeout = short).await;
    let request = "GET /shop/config HTTP/1.1\r\nhost: localhost\r\n\r\n";
    let answer = rest(sends(&running, request).await).await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    running.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_does_not_come_is_a_problem() {
    let short = Duration::from_millis(100);
    let (_fake, running) = start(|config| config.connection_limits.body_timeout = short).await;
    let request = "POST /shop/carts HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
                   content-type: application/json\r\ncontent-length: 99\r\n\r\n{\"market\"";
    let answer = rest(sends(&running, request).await).await;
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(answer.contains("application/problem+json"), "{answer}");
    running.stop().await.unwrap();
}

/// A shopper's browser, or a program that calls itself one.
#[derive(Clone)]
struct Browser {
    http: reqwest::Client,
    url: String,
}

impl Browser {
    fn at(running: &Running) -> Self {
        Self {
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
            url: running.url().to_owned(),
        }
    }

    async fn post(&self, path: &str, cookie: &str, body: &Value) -> reqwest::Response {
        let request = self.http.post(format!("{}{path}", self.url));
        let request = request.header("cookie", cookie).json(body);
        request.send().await.unwrap()
    }

    /// A new cart, and the cookie that goes with it.
    async fn new_cart(&self) -> (Value, String) {
        let answer = self.post("/shop/carts", "", &json!({"market": "SE"})).await;
        let cookie = answer.headers()["set-cookie"].to_str().unwrap();
        let cookie = cookie.split(';').next().unwrap().to_owned();
        let cart: Value = answer.json().await.unwrap();
        (cart["id"].clone(), cookie)
    }

    async fn open(&self, (cart, cookie): &(Value, String)) -> reqwest::Response {
        let new = json!({"cart": cart, "locale": "sv-SE"});
        self.post("/klarna/sessions", cookie, &new).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_cannot_use_up_klarnas_limit() {
    let (fake, running) = start(|config| config.rate_limits = RateLimits::default()).await;
    let shop = Browser::at(&running);
    let started = std::time::Instant::now();
    let mut limited = 0;
    for _ in 0..600 {
        let answer = shop.open(&shop.new_cart().await).await;
        if answer.status() == 429 {
            assert!(answer.headers().contains_key("retry-after"));
            assert_eq!(answer.headers()["content-type"], "application/problem+json");
            let problem: Value = answer.json().await.unwrap();
            // After that code the page repeats the same call.
            assert_eq!(problem["code"], "klarna_unavailable");
            assert_eq!(problem["status"], 429);
            limited += 1;
        } else {
            assert_eq!(answer.status(), 201);
        }
    }
    let allowed = 30 + 2 * (started.elapsed().as_secs() + 1);
    assert!(
        fake.count("create") as u64 <= allowed,
        "{limited} of 600 limited"
    );
    assert_eq!(fake.count("create") + limited, 600);
    assert!(fake.count("create") >= 30);
    running.stop().await.unwrap();
}

#[tokio::test]
async fn one_cart_is_refreshed_so_often_and_asked_about_as_often_as_one_likes() {
    let fake = Fake::start().await;
    let mut config = fake.config();
    config.rate_limits = RateLimits::default();
    let shopper = super::shopper::Shopper::at(fake, super::shopper::Shop::over(&config)).await;
    let mut limited = 0;
    for _ in 0..50 {
        let answer = shopper.shop.refresh(&shopper.session).await;
        if answer.status == 429 {
            answer.is_problem(429, "klarna_unavailable");
            limited += 1;
        }
        assert_eq!(shopper.status().await["status"], "open");
    }
    assert!(limited > 0);
}
