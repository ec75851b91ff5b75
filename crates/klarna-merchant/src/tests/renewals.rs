//! Subscriptions over the sandbox, from the sign-up on.

mod ends;
mod keys;
mod killed;
mod refusals;
mod schedules;
mod unclear;

use std::{path::PathBuf, time::Duration};

use axum::{
    body::{Body, to_bytes},
    http::Request,
};
use klarna_payments::{Country, samples};
use klarna_sandbox::{Fault, LogEntry, Sandbox, TokenStatus};
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt;

use super::shopper::{Answer, MERCHANT_TOKEN, Shop};
use crate::{Charging, Config, Database};

const HOUR: i64 = 60 * 60;
const DAY: i64 = 24 * HOUR;

/// Longer than any month: the next period is due.
const MONTH: i64 = 31 * DAY;

/// A shop with subscribers, over the sandbox.
struct Club {
    sandbox: Sandbox,
    shop: Shop,
    config: Config,
    directory: TempDir,
    /// How often the program was started again.
    starts: u32,
}

impl Club {
    async fn opens() -> Self {
        Self::opens_with(|_| {}).await
    }

    async fn opens_with(change: impl FnOnce(&mut Charging)) -> Self {
        let sandbox = Sandbox::start().await.unwrap();
        let directory = tempfile::tempdir().unwrap();
        let mut config = Config::sandbox(sandbox.url());
        config.database = Database::File(directory.path().join("shop.db"));
        config.charging.gap = Duration::ZERO;
        config.merchant_token = Some(MERCHANT_TOKEN.parse().unwrap());
        change(&mut config.charging);
        let shop = Shop::over(&config);
        Self {
            sandbox,
            shop,
            config,
            directory,
            starts: 0,
        }
    }

    fn database(&self) -> PathBuf {
        self.directory.path().join("shop.db")
    }

    /// Somebody signs up; the subscription's number.
    async fn subscribes(&self) -> String {
        self.signs_up(Country::Se, "subscription").await
    }

    async fn signs_up(&self, country: Country, basket: &str) -> String {
        let before = self.subscriptions().await.len();
        let new = json!({"market": country.code(), "basket": basket});
        let cart = self.shop.post("/shop/carts", new).await.ok();
        let cart = cart["id"].as_str().unwrap();
        let session = self.shop.open(cart, country.locales()[0]).await.ok();
        let state = self.sandbox.state();
        let client_token = session["client_token"].as_str().unwrap();
        let klarna = state.session_by_client_token(client_token).unwrap();
        let sample = samples::customer(country);
        let data = json!({"billing_address": sample.address, "customer": sample.customer});
        state.sdk_update(&klarna.id, &data).unwrap();
        let token = state.authorize(&klarna.id).unwrap();
        let id = session["id"].as_str().unwrap();
        let outcome = self.shop.approve(id, "key", token.expose(), 1).await.ok();
        assert_eq!(outcome["token_stored"], true);
        let after = self.subscriptions().await;
        assert_eq!(after.len(), before + 1);
        after[0]["id"].as_str().unwrap().to_owned()
    }

    async fn subscriptions(&self) -> Vec<Value> {
        let all = self.shop.get("/shop/subscriptions").await.ok();
        all.as_array().unwrap().clone()
    }

    async fn read(&self, id: &str) -> Value {
        let path = format!("/shop/subscriptions/{id}");
        self.shop.get(&path).await.ok()
    }

    /// The charge of a period, as the shop shows it.
    async fn period(&self, id: &str, period: usize) -> Value {
        self.read(id).await["charges"][period - 1].clone()
    }

    async fn charge_now(&self, id: &str) -> Answer {
        self.shop
            .ask_as_merchant(&format!("/merchant/subscriptions/{id}/charge"))
            .await
    }

    async fn cancel(&self, id: &str) -> Answer {
        self.shop
            .ask(&format!("/shop/subscriptions/{id}/cancel"))
            .await
    }

    /// Time goes by, and what has come due is done.
    async fn passes(&self, seconds: i64) {
        self.sandbox.state().clock().advance(seconds).unwrap();
        self.charges().await;
    }

    async fn charges(&self) {
        self.shop.app.subscriptions.charge_due().await.unwrap();
    }

    /// Something goes wrong at Klarna, so many times.
    fn fault(&self, kind: &str, more: Value) -> Fault {
        let mut fault = more;
        fault["kind"] = kind.into();
        self.sandbox.state().add_fault(Fault::parse(fault).unwrap())
    }

    fn mend(&self, fault: &Fault) {
        self.sandbox.state().remove_fault(Some(fault.id));
    }

    /// The calls of that method to paths with that end.
    fn calls(&self, method: &str, end: &str) -> Vec<LogEntry> {
        let log = self.sandbox.state().log();
        let fits = |call: &LogEntry| {
            call.method == method
                && call.path.starts_with("/customer-token/")
                && call.path.ends_with(end)
        };
        log.into_iter().filter(fits).collect()
    }

    /// How often Klarna was asked for money.
    fn asked(&self) -> usize {
        self.calls("POST", "/order").len()
    }

    /// How many orders there are at Klarna: those of the sign-ups, and what was charged since.
    async fn orders_at_klarna(&self) -> usize {
        self.klarna_orders().await.len()
    }

    /// The orders as the sandbox shows them.
    async fn klarna_orders(&self) -> Vec<Value> {
        let sandbox = klarna_sandbox::router(self.sandbox.state().clone());
        let request = Request::get("/sandbox/state").body(Body::empty()).unwrap();
        let answer = sandbox.oneshot(request).await.unwrap();
        let shown = to_bytes(answer.into_body(), 1 << 20).await.unwrap();
        let shown: Value = serde_json::from_slice(&shown).unwrap();
        shown["orders"].as_array().unwrap().clone()
    }

    /// Klarna's customer tokens.
    fn tokens(&self) -> Vec<String> {
        let made = self.sandbox.state().log();
        let made = made
            .iter()
            .filter(|call| call.path.ends_with("/customer-token"));
        made.filter_map(|call| call.response["token_id"].as_str().map(str::to_owned))
            .collect()
    }

    fn token_status(&self) -> TokenStatus {
        let token = self.tokens().pop().unwrap();
        self.sandbox.state().token(&token).unwrap().status
    }

    fn set_token_status(&self, status: TokenStatus) {
        let token = self.tokens().pop().unwrap();
        self.sandbox.state().set_token_status(&token, status);
    }

    /// The program is gone, and another one starts with the same database.
    fn restarts(&mut self) {
        self.shop = self.shop.again(&self.config);
    }
}
