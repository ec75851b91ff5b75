//! Everything the sandbox knows. In memory only.

mod clock;
mod log;
mod overview;
mod record;
mod records;
mod token;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use klarna_payments::AuthorizationToken;
use serde_json::Value;
use time::OffsetDateTime;

use crate::{
    CallbackKind, Decision, Fault, FaultTarget, SandboxConfig, access::Access,
    callback::CallbackDispatcher, offer, validation,
};
pub use clock::Clock;
pub(crate) use log::Log;
pub use log::LogEntry;
pub(crate) use overview::Overview;
pub(crate) use record::rfc3339;
pub use record::{Authorization, AuthorizationState, Order, Session};
pub(crate) use records::Records;
pub use token::{StoredMethod, StoredToken, TokenStatus};

/// Everything the sandbox knows, shared between its calls: clones show the same thing.
#[derive(Debug, Clone)]
pub struct State(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    url: String,
    access: Access,
    clock: Clock,
    records: Mutex<Records>,
    callbacks: CallbackDispatcher,
}

/// A state that is not kept alive by being known.
#[derive(Debug, Clone)]
pub(crate) struct WeakState(Weak<Shared>);

impl WeakState {
    pub(crate) fn upgrade(&self) -> Option<State> {
        self.0.upgrade().map(State)
    }
}

/// Why the SDK gets nothing for a session.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SdkRefusal {
    /// No such session, its 48 hours are over, or its order is placed.
    #[error("the session has ended")]
    SessionEnded,
    /// Fields that Klarna would not take, in dotted form: `billing_address.email`.
    #[error("invalid fields: {}", .0.join(", "))]
    InvalidFields(Vec<String>),
}

impl State {
    /// An empty sandbox that is reached under that URL (`http://127.0.0.1:3001`, no slash at the end).
    pub fn new(url: impl Into<String>) -> Self {
        Self::with_clock(url, Clock::system())
    }

    /// The same with a clock of the caller's.
    pub fn with_clock(url: impl Into<String>, clock: Clock) -> Self {
        Self::with_config(url, clock, SandboxConfig::default())
    }

    /// The same with permissions.
    pub fn with_config(url: impl Into<String>, clock: Clock, config: SandboxConfig) -> Self {
        Self::listening(url, clock, config, false)
    }

    /// The same, on every address of the machine where `on_all` is `true`.
    pub(crate) fn listening(
        url: impl Into<String>,
        clock: Clock,
        config: SandboxConfig,
        on_all: bool,
    ) -> Self {
        let url = url.into();
        Self(Arc::new(Shared {
            access: Access::new(&url, config, on_all),
            url,
            clock,
            records: Mutex::default(),
            callbacks: CallbackDispatcher::default(),
        }))
    }

    /// Where the sandbox is reached, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.0.url
    }

    pub(crate) fn access(&self) -> &Access {
        &self.0.access
    }

    /// The sandbox's clock.
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// What time it is in the sandbox.
    pub fn now(&self) -> OffsetDateTime {
        self.0.clock.now()
    }

    /// Forgets everything: sessions, tokens, orders, faults, log, callbacks under way, and how far the clock was moved.
    pub fn reset(&self) {
        self.0.callbacks.stop();
        *self.records() = Records::default();
        self.0.clock.reset();
    }

    pub(crate) fn downgrade(&self) -> WeakState {
        WeakState(Arc::downgrade(&self.0))
    }

    /// Tells merchants' servers what has happened since it was last called. The lock must be free.
    pub(crate) fn send_callbacks(&self) {
        let events = std::mem::take(&mut self.records().events);
        if !events.is_empty() {
            self.0.callbacks.send(self, events);
        }
    }

    pub(crate) fn records(&self) -> MutexGuard<'_, Records> {
        // A panic under the lock leaves records that are whole one by one; going on is better
        // than answering nothing from then on.
        self.0
            .records
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// A session by Klarna's `session_id`, as it is now, whether it has ended or not.
    pub fn session(&self, id: &str) -> Option<Session> {
        self.records().sessions.get(id).cloned()
    }

    /// The session that a client token starts the SDK for, whether it has ended or not.
    pub fn session_by_client_token(&self, token: &str) -> Option<Session> {
        let records = self.records();
        let mut sessions = records.sessions.values();
        sessions
            .find(|session| session.client_token.expose() == token)
            .cloned()
    }

    /// Takes what the page gave to `load` or `authorize` as `data`: fields of a session update.
    ///
    /// # Errors
    /// [`SdkRefusal::InvalidFields`] as the REST update would refuse them, and nothing is kept;
    /// [`SdkRefusal::SessionEnded`].
    pub fn sdk_update(&self, session: &str, data: &Value) -> Result<(), SdkRefusal> {
        let now = self.now();
        let mut records = self.records();
        let session = records.open_session(session, now)?;
        let fields =
            validation::session_update(&session.fields, data).map_err(SdkRefusal::InvalidFields)?;
        if fields.get("order_amount") != session.fields.get("order_amount") {
            session.categories =
                offer::categories(&self.0.url, &session.merchant, &fields, session.is_split);
        }
        session.fields = fields;
        Ok(())
    }

    /// What Klarna thinks of the session's customer, by the billing address last sent; see
    /// [`crate::decide`]. `None`: no such session.
    pub fn decide(&self, session: &str) -> Option<Decision> {
        self.records().sessions.get(session).map(Session::decision)
    }

    /// Approves: makes an authorization, good for 60 minutes and one order. An earlier one of the
    /// session is replaced. Who asks has made sure that the customer is to be approved. The merchant's
    /// server is told in the background, where the session says so.
    ///
    /// # Errors
    /// [`SdkRefusal::SessionEnded`].
    pub fn authorize(&self, session: &str) -> Result<AuthorizationToken, SdkRefusal> {
        let now = self.now();
        let token = self.records().authorize(session, now);
        self.send_callbacks();
        token
    }

    /// A customer token, as it is now.
    pub fn token(&self, id: &str) -> Option<StoredToken> {
        self.records().tokens.get(id).cloned()
    }

    /// Suspends, activates or cancels a customer token, and gives what it is now: one that is cancelled
    /// stays so. `None`: there is no such token.
    pub fn set_token_status(&self, id: &str, status: TokenStatus) -> Option<TokenStatus> {
        let mut records = self.records();
        let token = records.tokens.get_mut(id)?;
        if token.status != TokenStatus::Cancelled {
            token.status = status;
        }
        Some(token.status)
    }

    /// Puts a fault in force, and gives it with its number.
    pub fn add_fault(&self, fault: Fault) -> Fault {
        self.records().faults.add(fault)
    }

    /// The faults in force.
    pub fn faults(&self) -> Vec<Fault> {
        self.records().faults.list().to_vec()
    }

    /// Ends one fault, by its number, or all. `false`: there was no such fault.
    pub fn remove_fault(&self, id: Option<u64>) -> bool {
        self.records().faults.remove(id)
    }

    /// Every fault that strikes there now, for a session or, where none is known yet, for all. Each
    /// is counted down: ask once per call of the page's.
    pub fn take_faults(&self, target: FaultTarget, session: Option<&str>) -> Vec<Fault> {
        self.records()
            .faults
            .take(session, |fault| fault.kind.target() == target)
    }

    /// Every fault that strikes one callback of a session now, each counted down.
    pub(crate) fn take_callback_faults(&self, callback: CallbackKind, session: &str) -> Vec<Fault> {
        self.records().faults.take(Some(session), |fault| {
            let narrowed = fault.options.callback;
            fault.kind.target() == FaultTarget::Callback && narrowed.is_none_or(|to| to == callback)
        })
    }

    /// Notes a call of the page's to the SDK, and gives it a number: where `response` is null, the
    /// answer follows through [`Self::answer_sdk_call`].
    pub fn log_sdk_call(
        &self,
        session: Option<&str>,
        method: &str,
        request: Value,
        response: Value,
    ) -> u64 {
        let at = rfc3339(self.now());
        let mut records = self.records();
        let merchant = session
            .and_then(|id| records.sessions.get(id))
            .map(|session| session.merchant.clone());
        records.log.push(LogEntry {
            at,
            merchant,
            method: "SDK".to_owned(),
            path: method.to_owned(),
            status: None,
            correlation_id: None,
            request,
            response,
        })
    }

    /// Notes what a call to the SDK was answered in the end.
    pub fn answer_sdk_call(&self, number: u64, response: Value) {
        self.records().log.answer(number, response);
    }

    /// What the live page shows.
    pub(crate) fn overview(&self) -> Overview {
        Overview::of(&self.records(), self.clock())
    }

    /// The calls made, oldest first.
    pub fn log(&self) -> Vec<LogEntry> {
        self.records().log.iter().cloned().collect()
    }
}
