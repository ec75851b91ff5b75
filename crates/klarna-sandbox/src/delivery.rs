//! Delivery of the outbox: callbacks to merchants' servers.

use std::time::Duration;

use reqwest::{Client, redirect::Policy};
use rustls::crypto::{CryptoProvider, ring};
use serde_json::{Value, json};
use time::OffsetDateTime;
use tokio::{task::JoinSet, time::sleep};

use crate::{
    clock::rfc3339,
    model::{Callback, CallbackKind, LogEntry},
    service::review,
    state::State,
};

/// The time that a merchant's server has for its answer.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(2);

/// The pauses before the repetitions of an authorization callback or a push.
const PAUSES: [Duration; 3] = [
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
];

/// The pause before a notification that was not taken is sent again, on the sandbox's clock.
const NOTIFICATION_PAUSE: time::Duration = time::Duration::minutes(10);

/// The time after which a notification is given up.
const NOTIFICATION_TIMEOUT: time::Duration = time::Duration::hours(24);

/// Sends callbacks to merchants' servers, and decides pending orders when they are due. Runs until it is
/// dropped. [`crate::Sandbox`] runs it; whoever serves [`crate::router`] alone runs it beside it.
pub async fn deliver_callbacks(state: State) {
    let Some(http) = client() else {
        return std::future::pending().await;
    };
    let mut changes = state.changes();
    let mut last_started = 0;
    let mut deliveries = JoinSet::new();
    loop {
        changes.mark_unchanged();
        // With the clock as it is under the lock: a dump that is loaded sets it, too.
        let (next_decision, now) =
            state.read(|records| (review::next_decision(records), state.now()));
        if next_decision.is_some_and(|due_at| due_at <= now) {
            state.change(|records| review::decide_due(records, state.now()));
            continue;
        }
        for (number, callback) in waiting(&state, last_started) {
            last_started = number;
            let delivery = Delivery {
                state: state.clone(),
                http: http.clone(),
                number,
                callback,
            };
            deliveries.spawn(delivery.run());
        }
        tokio::select! {
            // Never an error: the sender is the state's own.
            _ = changes.changed() => {}
            () = reached(&state, next_decision) => {}
            Some(_) = deliveries.join_next() => {}
        }
    }
}

/// The callbacks that are not under way yet.
fn waiting(state: &State, last_started: u64) -> Vec<(u64, Callback)> {
    state.read(|records| {
        let waiting = records.outbox.after(last_started);
        waiting
            .map(|(number, callback)| (number, callback.clone()))
            .collect()
    })
}

/// Waits for an instant on the sandbox's clock; forever where there is none.
async fn reached(state: &State, instant: Option<OffsetDateTime>) {
    match instant {
        Some(instant) => state.clock().reached(instant).await,
        None => std::future::pending().await,
    }
}

fn client() -> Option<Client> {
    if CryptoProvider::get_default().is_none() {
        // Lost only to another thread that installed one at the same moment: just as good.
        let _ = ring::default_provider().install_default();
    }
    let client = || {
        Client::builder()
            .timeout(ANSWER_TIMEOUT)
            .redirect(Policy::none())
            // The merchant's server is on this machine, of which a proxy has another idea.
            .no_proxy()
    };
    client()
        .build()
        // An empty image has no certificates to know a server by; one without TLS needs none.
        .or_else(|_| client().tls_certs_only([]).build())
        .inspect_err(|error| tracing::error!(%error, "no callbacks can be sent"))
        .ok()
}

/// One callback under way.
struct Delivery {
    state: State,
    http: Client,
    number: u64,
    callback: Callback,
}

impl Delivery {
    /// Sends the callback until it is taken or given up, and takes it out of the outbox.
    async fn run(self) {
        sleep(self.callback.delay).await;
        for _ in 0..self.callback.copies {
            match self.callback.kind {
                CallbackKind::Authorization | CallbackKind::Push => self.send_four_times().await,
                CallbackKind::Notification => self.send_for_a_day().await,
            }
        }
        let number = self.number;
        self.state.change(|records| records.outbox.remove(number));
    }

    async fn send_four_times(&self) {
        let mut pauses = PAUSES.iter();
        while !self.post().await {
            let Some(pause) = pauses.next() else { break };
            sleep(*pause).await;
        }
    }

    async fn send_for_a_day(&self) {
        let clock = self.state.clock();
        let given_up = clock.now().saturating_add(NOTIFICATION_TIMEOUT);
        while !self.post().await {
            let next = clock.now().saturating_add(NOTIFICATION_PAUSE);
            if next > given_up {
                break;
            }
            clock.reached(next).await;
        }
    }

    /// Sends the callback once. `true` if it is not to be sent again: the server took it, the sandbox was
    /// reset, or the host may not be called.
    async fn post(&self) -> bool {
        let number = self.number;
        if !self.state.read(|records| records.outbox.contains(number)) {
            return true;
        }
        let Some(url) = self.state.access().callback_url(&self.callback.url) else {
            let reason = "the host is not this machine: start the sandbox with `--callback-host`";
            self.log(None, json!({ "error": "not sent", "reason": reason }));
            return true;
        };
        let mut request = self.http.post(url);
        if let Some(body) = &self.callback.body {
            request = request.json(body);
        }
        let (status, response) = match request.send().await {
            Ok(answer) => (Some(answer.status()), Value::Null),
            // The error's own words name the URL.
            Err(error) if error.is_timeout() => (None, json!({ "error": "no answer in time" })),
            Err(_) => (None, json!({ "error": "cannot be reached" })),
        };
        self.log(status.map(|status| status.as_u16()), response);
        status.is_some_and(|status| status.is_success())
    }

    fn log(&self, status: Option<u16>, response: Value) {
        let entry = LogEntry {
            at: rfc3339(self.state.now()),
            merchant: Some(self.callback.merchant.clone()),
            method: LogEntry::CALLBACK.to_owned(),
            path: self.callback.kind.name().to_owned(),
            status,
            session: Some(self.callback.session.clone()),
            request: self.callback.logged.clone(),
            response,
            ..LogEntry::default()
        };
        self.state.change(|records| records.log.push(entry));
    }
}
