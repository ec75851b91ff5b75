//! A Klarna that does as it is told: for every way in which an answer can be lost.

mod calls;

use std::{
    collections::{BTreeMap, VecDeque},
    net::Ipv4Addr,
    sync::{Arc, Mutex, MutexGuard},
};

use axum::{
    Router,
    body::Bytes,
    response::Response,
    routing::{delete, get, post},
};
use klarna_payments::{ClientConfig, Credentials, Retry};
use tokio::{net::TcpListener, sync::Notify};

use super::shopper::MERCHANT_TOKEN;
use crate::Config;
use calls::{cancel, create, order, read, read_order, read_token, refuse, token, update};

/// What one call does instead of the usual.
#[derive(Debug, Clone)]
pub(super) enum Does {
    /// The usual.
    Usual,
    /// Nothing; answers with that status and Klarna's error code.
    Refuse(u16, &'static str, &'static str),
    /// What it should, and then the answer is lost on the way.
    LoseAnswer,
    /// What it should, and then answers with a page of HTML.
    AnswerHtml,
    /// What it should, once [`Fake::go_on`] says so.
    Wait,
    /// Carries the call out at once, and answers once [`Fake::go_on`] says so.
    WaitWithAnswer,
    /// For a read: shows the session as it was before its order.
    Stale,
    /// Places the order, with that risk.
    Risk(&'static str),
}

/// One call that arrived.
#[derive(Debug, Clone)]
pub(super) struct Call {
    /// `create`, `update`, `read`, `token`, `read-token`, `order`, `read-order` or `cancel`.
    pub(super) name: &'static str,
    pub(super) body: Bytes,
}

#[derive(Debug, Default)]
struct Session {
    token: Option<String>,
    approvals: u32,
    complete: bool,
    expires_at: Option<String>,
    shows_payer: bool,
}

#[derive(Debug, Default)]
struct Records {
    calls: Vec<Call>,
    script: BTreeMap<&'static str, VecDeque<Does>>,
    sessions: BTreeMap<String, Session>,
    /// By token: the order's id, and what was ordered.
    orders: BTreeMap<String, (String, Bytes)>,
    /// By id: Klarna's word on the risk.
    risks: BTreeMap<String, &'static str>,
    /// By approval: the customer token.
    tokens: BTreeMap<String, String>,
}

#[derive(Debug, Clone)]
pub(super) struct Fake {
    url: String,
    records: Arc<Mutex<Records>>,
    arrived: Arc<Notify>,
    go_on: Arc<Notify>,
}

impl Fake {
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let fake = Self {
            url: format!("http://{}", listener.local_addr().unwrap()),
            records: Arc::default(),
            arrived: Arc::default(),
            go_on: Arc::default(),
        };
        let router = Router::new()
            .route("/payments/v1/sessions", post(create))
            .route("/payments/v1/sessions/{id}", post(update).get(read))
            .route("/payments/v1/authorizations/{token}/order", post(order))
            .route(
                "/payments/v1/authorizations/{token}/customer-token",
                post(token),
            )
            .route("/payments/v1/authorizations/{token}", delete(cancel))
            .route("/customer-token/v1/tokens/{token}", get(read_token))
            .route("/ordermanagement/v1/orders/{id}", get(read_order))
            .with_state(fake.clone());
        tokio::spawn(async { axum::serve(listener, router).await });
        fake
    }

    /// A server over this Klarna that asks once and never again by itself.
    pub(super) fn config(&self) -> Config {
        let mut config = Config::sandbox(&self.url);
        config.klarna = ClientConfig::new(&self.url, Credentials::new("shop", "secret"));
        config.klarna.retry = Retry::NEVER;
        config.merchant_token = Some(MERCHANT_TOKEN.parse().unwrap());
        config
    }

    /// What the next call of that name does.
    pub(super) fn next(&self, name: &'static str, does: Does) {
        let mut records = self.records();
        records.script.entry(name).or_default().push_back(does);
    }

    /// Nothing goes wrong from now on.
    pub(super) fn recover(&self) {
        self.records().script.clear();
    }

    /// The shopper approves: the session's new token. The one before is worth nothing any more.
    pub(super) fn approve(&self, session: &str) -> String {
        let mut records = self.records();
        let session_of = records.sessions.get_mut(session).unwrap();
        session_of.approvals += 1;
        session_of.shows_payer = true;
        let token = format!("{session}-token-{}", session_of.approvals);
        session_of.token = Some(token.clone());
        token
    }

    /// Klarna decides on an order.
    pub(super) fn decide(&self, order: &str, risk: &'static str) {
        self.records().risks.insert(order.to_owned(), risk);
    }

    /// 60 minutes go by.
    pub(super) fn forget_approval(&self, session: &str) {
        self.records().sessions.get_mut(session).unwrap().token = None;
    }

    /// 48 hours go by.
    pub(super) fn forget_session(&self, session: &str) {
        self.records().sessions.remove(session);
    }

    /// What reading the session says of its end.
    pub(super) fn set_expiry(&self, session: &str, instant: &str) {
        let mut records = self.records();
        records.sessions.get_mut(session).unwrap().expires_at = Some(instant.to_owned());
    }

    /// The newest session's id.
    pub(super) fn newest_session(&self) -> String {
        let records = self.records();
        format!("k{}", count(&records, "create"))
    }

    /// How often a call of that name arrived.
    pub(super) fn count(&self, name: &str) -> usize {
        count(&self.records(), name)
    }

    /// The calls of that name.
    pub(super) fn calls(&self, name: &str) -> Vec<Call> {
        let records = self.records();
        let calls = records.calls.iter().filter(|call| call.name == name);
        calls.cloned().collect()
    }

    /// The orders that were placed.
    pub(super) fn orders(&self) -> Vec<String> {
        let records = self.records();
        records.orders.values().map(|(id, _)| id.clone()).collect()
    }

    /// The customer tokens that were stored.
    pub(super) fn tokens(&self) -> Vec<String> {
        self.records().tokens.values().cloned().collect()
    }

    /// The names of all calls that change something for a shopper, in their order.
    pub(super) fn steps(&self) -> Vec<&'static str> {
        let records = self.records();
        let names = records.calls.iter().map(|call| call.name);
        names
            .filter(|name| matches!(*name, "token" | "order" | "cancel"))
            .collect()
    }

    /// Waits until a call arrives that does [`Does::Wait`].
    pub(super) async fn arrived(&self) {
        self.arrived.notified().await;
    }

    /// Lets a call go on that does [`Does::Wait`].
    pub(super) fn go_on(&self) {
        self.go_on.notify_one();
    }

    async fn wait(&self) {
        self.arrived.notify_one();
        self.go_on.notified().await;
    }

    fn records(&self) -> MutexGuard<'_, Records> {
        self.records.lock().unwrap()
    }

    /// Notes a call, and looks up what it does; a refusal is answered here.
    async fn begin(&self, name: &'static str, body: Bytes) -> Result<Option<Does>, Response> {
        let does = {
            let mut records = self.records();
            records.calls.push(Call { name, body });
            records.script.get_mut(name).and_then(VecDeque::pop_front)
        };
        match does {
            Some(Does::Refuse(status, code, message)) => Err(refuse(status, code, message)),
            Some(Does::Wait) => {
                self.wait().await;
                Ok(None)
            }
            other => Ok(other),
        }
    }
}

fn count(records: &Records, name: &str) -> usize {
    records
        .calls
        .iter()
        .filter(|call| call.name == name)
        .count()
}
