//! From the mount to a session and a script, which come side by side.

use std::time::Duration;

use checkout_contract::Code;

use crate::checkout::{
    Checkout, CheckoutEvent, Effect, Failure, Notice, RequestId, ServerFault, SessionAnswer, State,
    Timer,
    machine::{OpenSession, Sdk},
    state::{Loading, Wait},
};

impl Checkout {
    /// Gets a session, new or refreshed, and the script, side by side.
    pub(super) fn start_loading(&mut self, notice: Option<Notice>, effects: &mut Vec<Effect>) {
        self.want_sdk(effects);
        self.state = State::Loading(Loading::new(notice));
        self.fetch_session(effects);
    }

    /// The same for a session that an earlier page had.
    pub(super) fn start_loading_session(&mut self, session: String, effects: &mut Vec<Effect>) {
        self.want_sdk(effects);
        let request = self.next_request();
        self.state = State::Loading(Loading {
            wait: Wait::Session(request),
            notice: None,
            failures: 0,
        });
        effects.push(Effect::FetchSession {
            request,
            refresh: Some(session),
        });
    }

    /// Something to say once it is ready.
    pub(super) fn notice(&mut self, notice: Notice) {
        if let Some(loading) = self.loading_mut() {
            loading.notice = Some(notice);
        }
    }

    /// Asks the server for a session; the state says what has been going on so far.
    pub(super) fn fetch_session(&mut self, effects: &mut Vec<Effect>) {
        self.rejected = false;
        if self.outdated {
            self.outdated = false;
            self.session = None;
        }
        let request = self.next_request();
        effects.push(Effect::FetchSession {
            request,
            refresh: self.session.as_ref().map(|session| session.id.clone()),
        });
        self.wait_for(Wait::Session(request));
    }

    /// Changes what a loading checkout waits for; nothing else about it.
    pub(super) fn wait_for(&mut self, wait: Wait) {
        if let Some(loading) = self.loading_mut() {
            loading.wait = wait;
        }
    }

    /// The next thing that a loading checkout waits for.
    pub(super) fn waits_for(&self) -> Option<Wait> {
        match &self.state {
            State::Loading(loading) | State::Expired(loading) => Some(loading.wait),
            _ => None,
        }
    }

    pub(super) fn loading_mut(&mut self) -> Option<&mut Loading> {
        match &mut self.state {
            State::Loading(loading) | State::Expired(loading) => Some(loading),
            _ => None,
        }
    }

    pub(super) fn sdk_answered(
        &mut self,
        request: RequestId,
        answer: Result<(), Failure>,
        effects: &mut Vec<Effect>,
    ) {
        if self.sdk != Sdk::Asked(request) {
            return;
        }
        match answer {
            Ok(()) => {
                self.sdk = Sdk::Ready;
                if self.waits_for() == Some(Wait::Sdk) {
                    self.sdk_and_session_are_there(effects);
                }
            }
            Err(failure) => {
                self.sdk = Sdk::Absent;
                if self.waits_for().is_some() {
                    self.fail(failure, effects);
                }
            }
        }
    }

    pub(super) fn session_answered(
        &mut self,
        request: RequestId,
        answer: SessionAnswer,
        effects: &mut Vec<Effect>,
    ) {
        if self.waits_for() != Some(Wait::Session(request)) {
            return;
        }
        if std::mem::take(&mut self.rejected) {
            return self.rejection_explained(answer, effects);
        }
        match answer {
            Ok(session) => self.session_arrived(session, effects),
            Err(ServerFault::Unavailable) => self.session_failed(effects),
            Err(ServerFault::Refused(code)) => self.session_refused(code, effects),
        }
    }

    pub(super) fn session_arrived(&mut self, session: OpenSession, effects: &mut Vec<Effect>) {
        let methods = session.payment_method_categories.clone();
        self.refused.clear();
        self.session = Some(session);
        self.compare_authorized(effects);
        if self.is_behind() {
            return self.session_behind(effects);
        }
        if methods.is_empty() {
            self.drop_authorized(effects);
            self.state = State::NotOffered;
            effects.push(Effect::Emit(CheckoutEvent::NotOffered));
            return;
        }
        effects.push(Effect::Emit(CheckoutEvent::Offered(methods)));
        if self.sdk == Sdk::Ready {
            self.sdk_and_session_are_there(effects);
        } else {
            self.wait_for(Wait::Sdk);
            self.want_sdk(effects);
        }
    }

    /// The cart changed while the answer was on its way. Counted, so that a server that never
    /// catches up ends in a failure and not in a loop.
    fn session_behind(&mut self, effects: &mut Vec<Effect>) {
        match self.next_session_retry() {
            Some(_) => self.wait_for_quiet(effects),
            None => self.fail(Failure::ServerUnreachable, effects),
        }
    }

    /// Tries again after a growing gap, or gives up.
    fn session_failed(&mut self, effects: &mut Vec<Effect>) {
        match self.next_session_retry() {
            Some(gap) => {
                let request = self.next_request();
                self.wait_for(Wait::SessionRetry(request));
                effects.push(Effect::Start(Timer::SessionRetry(request), gap));
            }
            None => self.fail(Failure::ServerUnreachable, effects),
        }
    }

    fn next_session_retry(&mut self) -> Option<Duration> {
        let loading = self.loading_mut()?;
        let failures = usize::from(loading.failures);
        loading.failures = loading.failures.saturating_add(1);
        self.limits.session_retries.get(failures).copied()
    }

    fn session_refused(&mut self, code: Code, effects: &mut Vec<Effect>) {
        match (code, self.session.take()) {
            // The refreshed session is no more. A new one is asked for, once for every gap allowed.
            (Code::SessionExpired | Code::SessionNotFound, session)
                if session.is_some() || self.authorized.is_some() =>
            {
                self.authorization_ended(effects);
                if let Some(loading) = self.loading_mut() {
                    loading.notice.get_or_insert(Notice::SessionRenewed);
                }
                self.session_failed(effects);
            }
            // The session has been paid: the server knows the order.
            (Code::AuthorizationSpent, session) => {
                let authorized = self.authorized.take().map(|it| it.binding.session);
                match session.as_ref().map(|it| it.id.clone()).or(authorized) {
                    Some(id) => {
                        self.session = session;
                        self.start_check(id, None, effects);
                    }
                    None => self.fail(Failure::Refused, effects),
                }
            }
            // The cart is ordered: perhaps by the approval that was discarded here.
            (Code::CartChanged, _) if self.discarded.is_some() => {
                if let Some(session) = self.discarded.take() {
                    self.start_check(session, None, effects);
                }
            }
            (Code::CartNotFound, _) => self.fail(Failure::CartNotFound, effects),
            (Code::KlarnaUnavailable | Code::Internal, session) => {
                self.session = session;
                self.session_failed(effects);
            }
            (Code::Declined, _) => {
                self.drop_authorized(effects);
                self.state = State::NotOffered;
                effects.push(Effect::Emit(CheckoutEvent::NotOffered));
            }
            _ => self.fail(Failure::Refused, effects),
        }
    }

    pub(super) fn session_retry(&mut self, request: RequestId, effects: &mut Vec<Effect>) {
        if self.waits_for() == Some(Wait::SessionRetry(request)) {
            self.fetch_session(effects);
        }
    }
}
