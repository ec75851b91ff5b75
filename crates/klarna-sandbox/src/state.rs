//! A running sandbox's memory, shared by everything that answers.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use klarna_payments::AuthorizationToken;
use serde_json::Value;
use time::OffsetDateTime;
use tokio::sync::watch;

use crate::{
    access::{Access, SandboxConfig},
    clock::Clock,
    model::{
        DumpError, Fault, FaultTarget, KeptEntry, LogEntry, RateLimits, Records, SdkFlow,
        SdkRefusal, Session, StoredToken, TokenStatus, dump,
    },
    service::{
        self, Decision,
        overview::{Filter, Overview},
        sdk_call,
    },
};

/// Everything the sandbox knows. Clones share one memory.
#[derive(Debug, Clone)]
pub struct State(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    url: String,
    access: Access,
    clock: Clock,
    /// Locked for the length of one decision, and never over an await.
    records: Mutex<Records>,
    /// Sends after every change.
    changed: watch::Sender<()>,
}

impl State {
    /// Makes an empty sandbox that is reached under that URL (`http://127.0.0.1:3001`, no slash at the
    /// end).
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
            records: Mutex::new(Records::new(config.settings())),
            access: Access::new(&url, config, on_all),
            url,
            clock,
            changed: watch::Sender::new(()),
        }))
    }

    /// The URL under which the sandbox is reached, without a slash at the end.
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

    /// The sandbox's time.
    pub fn now(&self) -> OffsetDateTime {
        self.0.clock.now()
    }

    /// Reads the records.
    pub(crate) fn read<T>(&self, read: impl FnOnce(&Records) -> T) -> T {
        read(&self.lock())
    }

    /// Changes the records, and wakes everything that waits for a change.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut Records) -> T) -> T {
        let changed = change(&mut self.lock());
        self.0.changed.send_replace(());
        changed
    }

    /// Wakes at every change from now on.
    pub(crate) fn changes(&self) -> watch::Receiver<()> {
        self.0.changed.subscribe()
    }

    fn lock(&self) -> MutexGuard<'_, Records> {
        // A panic under the lock leaves records that are whole one by one; going on is better
        // than answering nothing from then on.
        self.0
            .records
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets everything: sessions, tokens, orders, faults, log, callbacks, changed settings, and how far
    /// the clock was moved.
    pub fn reset(&self) {
        let settings = self.access().config().settings();
        self.change(|records| {
            records.replace(Records::new(settings));
            self.0.clock.reset();
        });
    }

    /// Everything it knows, with the clock, as JSON: tokens and log included, for everything in the sandbox
    /// is made up. [`Self::load`] reads it.
    pub fn dump(&self) -> String {
        let dump =
            self.read(|records| dump::write(records, self.now(), self.clock().offset_seconds()));
        // Never an error: everything in the records is JSON.
        dump.unwrap_or_default()
    }

    /// Replaces everything it knows by a dump, and goes on from there. The clock goes on from the dump's
    /// time, however long ago that is: a session or an authorization lives as long as it had left. Tokens
    /// and addresses in the dump name the URL of the sandbox that wrote it.
    ///
    /// # Errors
    /// It is no dump, or one of another version. Nothing is changed then.
    pub fn load(&self, dump: &[u8]) -> Result<(), DumpError> {
        let dump = dump::read(dump)?;
        let offset = self.clock().offset_to(dump.now);
        let offset = offset.ok_or(DumpError::ClockAhead)?;
        self.change(|records| {
            records.replace(dump.records);
            self.clock().set_offset(offset);
        });
        Ok(())
    }

    /// Returns a session by Klarna's `session_id`, as it is now, whether it has ended or not.
    pub fn session(&self, id: &str) -> Option<Session> {
        self.read(|records| records.sessions.get(id).cloned())
    }

    /// Returns the session that a client token starts the SDK for, whether it has ended or not.
    pub fn session_by_client_token(&self, token: &str) -> Option<Session> {
        self.read(|records| service::client_token::session(records, token).cloned())
    }

    /// Takes the `data` that the page gave to `load` or `authorize`: fields of a session update.
    ///
    /// # Errors
    /// [`SdkRefusal::InvalidFields`] as the REST update would refuse them, and nothing is kept;
    /// [`SdkRefusal::SessionEnded`].
    pub fn sdk_update(&self, session: &str, data: &Value) -> Result<(), SdkRefusal> {
        let now = self.now();
        let url = self.url();
        self.change(|records| service::session::update_from_page(records, session, data, url, now))
    }

    /// Decides on the session's customer, by the billing address last sent; see [`crate::decide`].
    /// `None`: no such session.
    pub fn decide(&self, session: &str) -> Option<Decision> {
        self.read(|records| Some(service::decision_on(&records.sessions.get(session)?.fields)))
    }

    /// Approves: makes an authorization, good for 60 minutes and one order. An earlier one of the
    /// session is replaced. The caller has made sure that the customer is to be approved. The merchant's
    /// server gets a callback, where the session names a URL for it.
    ///
    /// # Errors
    /// [`SdkRefusal::SessionEnded`].
    pub fn authorize(&self, session: &str) -> Result<AuthorizationToken, SdkRefusal> {
        let now = self.now();
        self.change(|records| service::order::authorize(records, session, now))
    }

    /// Returns a customer token, as it is now.
    pub fn token(&self, id: &str) -> Option<StoredToken> {
        self.read(|records| records.tokens.get(id).cloned())
    }

    /// Suspends, activates or cancels a customer token, and returns its status: one that is cancelled
    /// stays so. `None`: there is no such token.
    pub fn set_token_status(&self, id: &str, status: TokenStatus) -> Option<TokenStatus> {
        self.change(|records| {
            let token = records.tokens.get_mut(id)?;
            if token.status != TokenStatus::Cancelled {
                token.status = status;
            }
            Some(token.status)
        })
    }

    /// The rate limits in force.
    pub fn rate_limits(&self) -> RateLimits {
        self.read(|records| records.settings.rate_limits)
    }

    /// Puts rate limits in force.
    pub fn set_rate_limits(&self, limits: RateLimits) {
        self.change(|records| records.settings.rate_limits = limits);
    }

    /// The SDK's flow of the sessions that are created from now on.
    pub fn sdk_flow(&self) -> SdkFlow {
        self.read(|records| records.settings.sdk_flow)
    }

    /// Sets the SDK's flow of the sessions that are created from now on.
    pub fn set_sdk_flow(&self, flow: SdkFlow) {
        self.change(|records| records.settings.sdk_flow = flow);
    }

    /// Puts a fault in force, and returns it with its number.
    pub fn add_fault(&self, fault: Fault) -> Fault {
        self.change(|records| records.faults.add(fault))
    }

    /// The faults in force.
    pub fn faults(&self) -> Vec<Fault> {
        self.read(|records| records.faults.list().to_vec())
    }

    /// Ends one fault, by its number, or all. `false`: there was no such fault.
    pub fn remove_fault(&self, id: Option<u64>) -> bool {
        self.change(|records| records.faults.remove(id))
    }

    /// Takes every fault of a target that applies now, for a session or, where none is known yet, for
    /// all. Each is counted down: once per call of the page's.
    pub fn take_faults(&self, target: FaultTarget, session: Option<&str>) -> Vec<Fault> {
        self.change(|records| sdk_call::take(records, target, session))
    }

    /// Notes a call of the page's to the SDK, and returns its number: where `response` is null, the
    /// answer follows through [`Self::answer_sdk_call`].
    pub fn log_sdk_call(
        &self,
        session: Option<&str>,
        method: &str,
        request: Value,
        response: Value,
    ) -> u64 {
        let now = self.now();
        self.change(|records| sdk_call::log(records, session, method, request, response, now))
    }

    /// Notes the answer of a call to the SDK.
    pub fn answer_sdk_call(&self, number: u64, response: Value) {
        self.change(|records| records.log.answer(number, &response));
    }

    /// The content of the live page.
    pub(crate) fn overview(&self, filter: &Filter) -> Overview {
        let offset = self.clock().offset_seconds();
        self.read(|records| Overview::new(records, filter, self.now(), offset))
    }

    /// The calls that are about a session, oldest first.
    pub fn log_of_session(&self, session: &str) -> Vec<LogEntry> {
        let is_about = |call: &&KeptEntry| call.head().session.as_deref() == Some(session);
        self.read(|records| {
            let calls = records.log.iter().filter(is_about);
            calls.map(KeptEntry::entry).collect()
        })
    }

    /// The calls made, oldest first.
    pub fn log(&self) -> Vec<LogEntry> {
        self.read(|records| records.log.iter().map(KeptEntry::entry).collect())
    }
}
