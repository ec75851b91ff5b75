//! Carries messages to merchants' servers, each in a task of its own.

use std::{
    sync::{Mutex, OnceLock, PoisonError},
    time::Duration,
};

use reqwest::{Client, redirect::Policy};
use rustls::crypto::{CryptoProvider, ring};
use serde_json::{Value, json};
use time::OffsetDateTime;
use tokio::{runtime::Handle, task::JoinSet, time::sleep};

use super::{Event, Message, review};
use crate::{
    Fault, FaultKind, LogEntry, State,
    state::{WeakState, rfc3339},
};

/// How long a merchant's server may take to answer.
const TIME_LIMIT: Duration = Duration::from_secs(2);

/// The pauses before the repetitions of an authorization callback or a push.
const PAUSES: [Duration; 3] = [
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
];

/// How long a notification that nobody took waits for its next try, on the sandbox's clock.
const EVERY: time::Duration = time::Duration::minutes(10);

/// When a notification is given up.
const GIVEN_UP: time::Duration = time::Duration::hours(24);

/// The messages under way. They end with the sandbox that sent them.
#[derive(Debug, Default)]
pub(crate) struct CallbackDispatcher {
    underway: Mutex<JoinSet<()>>,
    http: OnceLock<Option<Client>>,
}

impl CallbackDispatcher {
    /// Sends what has happened on its way. Outside of a Tokio runtime nothing is sent.
    pub(crate) fn send(&self, state: &State, events: Vec<Event>) {
        let Ok(runtime) = Handle::try_current() else {
            return;
        };
        let Some(http) = self.http.get_or_init(client) else {
            return;
        };
        let mut underway = self.underway.lock().unwrap_or_else(PoisonError::into_inner);
        while underway.try_join_next().is_some() {}
        for event in events {
            let sender = CallbackSender {
                // Not the state itself: who waits must not keep a sandbox alive that nobody uses.
                state: state.downgrade(),
                http: http.clone(),
            };
            match event {
                Event::Due(message) => {
                    // Struck now, and not when the task gets to run: a fault is for what comes next.
                    let delivery = Delivery::of(state, &message);
                    underway.spawn_on(sender.deliver(delivery, *message), &runtime)
                }
                Event::Pending(order) => underway.spawn_on(
                    review::decide(sender, state.clock().clone(), order),
                    &runtime,
                ),
            };
        }
    }

    /// Drops everything that is under way.
    pub(crate) fn stop(&self) {
        let mut underway = self.underway.lock().unwrap_or_else(PoisonError::into_inner);
        *underway = JoinSet::new();
    }
}

fn client() -> Option<Client> {
    if CryptoProvider::get_default().is_none() {
        // Lost only to another thread that installed one at the same moment: just as good.
        let _ = ring::default_provider().install_default();
    }
    Client::builder()
        .timeout(TIME_LIMIT)
        .redirect(Policy::none())
        // The merchant's server is on this machine, of which a proxy has another idea.
        .no_proxy()
        .build()
        .inspect_err(|error| tracing::error!(%error, "no callbacks can be sent"))
        .ok()
}

/// What faults make of a message.
struct Delivery {
    delay: Duration,
    times: usize,
}

impl Delivery {
    fn of(state: &State, message: &Message) -> Self {
        let faults = state.take_callback_faults(message.kind, &message.session);
        let strikes = |kind| faults.iter().any(|fault: &Fault| fault.kind == kind);
        let late = faults.iter().filter(|f| f.kind == FaultKind::CallbackLate);
        let times = if strikes(FaultKind::CallbackNever) {
            0
        } else if strikes(FaultKind::CallbackTwice) {
            2
        } else {
            1
        };
        Self {
            delay: late.map(Fault::delay).sum(),
            times,
        }
    }

    /// How often the message is sent, after waiting where it shall come late.
    async fn copies(&self) -> usize {
        sleep(self.delay).await;
        self.times
    }
}

/// Sends one message to a merchant's server, again where it is not taken.
pub(super) struct CallbackSender {
    pub(super) state: WeakState,
    http: Client,
}

impl CallbackSender {
    /// An authorization callback or a push: now, and up to three times more where it is not taken.
    async fn deliver(self, delivery: Delivery, message: Message) {
        for _ in 0..delivery.copies().await {
            let mut pauses = PAUSES.iter();
            while !self.post(&message).await {
                let Some(pause) = pauses.next() else { break };
                sleep(*pause).await;
            }
        }
    }

    /// A notification: when it is decided, and every ten minutes for a day where it is not taken.
    pub(super) async fn notify(&self, clock: &crate::Clock, message: Message) {
        let Some(state) = self.state.upgrade() else {
            return;
        };
        let delivery = Delivery::of(&state, &message);
        drop(state);
        for _ in 0..delivery.copies().await {
            let given_up = clock.now().saturating_add(GIVEN_UP);
            while !self.post(&message).await {
                let next: OffsetDateTime = clock.now().saturating_add(EVERY);
                if next > given_up {
                    break;
                }
                clock.reached(next).await;
            }
        }
    }

    /// Sends a message once. `true` if it is not to be sent again: the server took it, the sandbox has
    /// ended, or the host may not be called.
    async fn post(&self, message: &Message) -> bool {
        let Some(state) = self.state.upgrade() else {
            return true;
        };
        let Some(url) = state.access().callback_url(&message.url) else {
            let reason = "the host is not this machine: start the sandbox with `--callback-host`";
            let response = json!({ "error": "not sent", "reason": reason });
            log(&state, message, None, response);
            return true;
        };
        drop(state);
        let mut request = self.http.post(url);
        if let Some(body) = &message.body {
            request = request.json(body);
        }
        let (status, response) = match request.send().await {
            Ok(answer) => (Some(answer.status()), Value::Null),
            // The error's own words name the URL.
            Err(error) if error.is_timeout() => (None, json!({ "error": "no answer in time" })),
            Err(_) => (None, json!({ "error": "cannot be reached" })),
        };
        let Some(state) = self.state.upgrade() else {
            return true;
        };
        log(
            &state,
            message,
            status.map(|status| status.as_u16()),
            response,
        );
        status.is_some_and(|status| status.is_success())
    }
}

fn log(state: &State, message: &Message, status: Option<u16>, response: Value) {
    let at = rfc3339(state.now());
    state.records().log.push(LogEntry {
        at,
        merchant: Some(message.merchant.clone()),
        method: LogEntry::CALLBACK.to_owned(),
        path: message.kind.name().to_owned(),
        status,
        correlation_id: None,
        request: message.logged.clone(),
        response,
    });
}
