//! From the press on pay to Klarna's answer.

use checkout_contract::Code;
use klarna_payments::AuthorizationToken;

use crate::checkout::{
    Approval, AuthorizeAnswer, Binding, Checkout, CheckoutEvent, Effect, Failure, FocusTarget,
    Millis, Notice, OpenSession, PendingConfirmation, RequestId, SdkCall, ServerFault,
    SessionAnswer, State, Timer, Unfinished, state::Loading,
};

impl Checkout {
    pub(super) fn pay_pressed(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        if !self.state.can_pay() {
            return;
        }
        // Timers do not run while a computer sleeps: the clock decides.
        let ended = |end: Millis| end <= now;
        if self
            .session
            .as_ref()
            .and_then(|s| s.expires_at)
            .is_some_and(ended)
        {
            return self.renew_session(effects);
        }
        let Some(binding) = self.binding() else {
            return;
        };
        let request = self.next_request();
        let ask = Effect::Authorize {
            request,
            widget: self.widget.clone(),
            auto_finalize: self.layout.auto_finalize,
        };
        self.ask_klarna(SdkCall::Authorize, request, binding, ask, effects);
    }

    /// Klarna is asked to agree, by one of the SDK's methods.
    pub(super) fn ask_klarna(
        &mut self,
        call: SdkCall,
        request: RequestId,
        binding: Binding,
        ask: Effect,
        effects: &mut Vec<Effect>,
    ) {
        self.acted = true;
        self.state = State::Authorizing {
            call,
            request,
            binding,
            overdue: false,
            stale: false,
            check: None,
        };
        effects.push(ask);
        effects.push(Effect::Start(
            Timer::Authorize(request),
            self.limits.authorize,
        ));
        effects.push(Effect::Emit(CheckoutEvent::Authorizing));
    }

    pub(super) fn authorize_answered(
        &mut self,
        request: RequestId,
        answer: AuthorizeAnswer,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) {
        match &self.state {
            State::Authorizing {
                call,
                request: running,
                binding,
                stale,
                ..
            } if *running == request => {
                let (call, binding, stale) = (*call, binding.clone(), *stale);
                match call {
                    SdkCall::Authorize => self.answered(answer, binding, stale, now, effects),
                    _ => self.finalize_answered(call, answer, stale, now, effects),
                }
            }
            _ => self.answered_late(request, answer, now, effects),
        }
    }

    fn answered(
        &mut self,
        answer: AuthorizeAnswer,
        binding: Binding,
        stale: bool,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) {
        match answer {
            AuthorizeAnswer::Rejected => self.explain_rejection(effects),
            // The answer is not for what the page shows any more: the token,
            // if there is one, is never sent and lapses at Klarna.
            _ if stale => {
                self.discarded = Some(binding.session);
                self.start_loading(Some(Notice::CartChanged), effects);
            }
            AuthorizeAnswer::Approved { token, key } if self.layout.auto_finalize => {
                self.place(token, key, binding, now, effects);
            }
            AuthorizeAnswer::Approved { token, key } => {
                self.authorized(
                    PendingConfirmation::Token { token, key },
                    binding,
                    now,
                    effects,
                );
            }
            AuthorizeAnswer::FinalizeRequired => {
                self.authorized(PendingConfirmation::Finalize, binding, now, effects);
            }
            AuthorizeAnswer::InvalidFields(fields) => {
                self.state = State::Ready {
                    notice: Some(Notice::InvalidFields(fields.clone())),
                };
                effects.push(Effect::Emit(CheckoutEvent::InvalidFields(fields)));
                effects.push(Effect::Focus(FocusTarget::Fields));
            }
            AuthorizeAnswer::Closed => {
                self.state = State::Ready {
                    notice: Some(Notice::Cancelled),
                };
                effects.push(Effect::Emit(CheckoutEvent::Cancelled));
                effects.push(Effect::Focus(FocusTarget::Pay));
            }
            AuthorizeAnswer::SessionSuperseded => {
                self.reload_widget(Some(Notice::ConfirmAgain), effects);
            }
            AuthorizeAnswer::Fault(_) => self.fail(Failure::SdkError, effects),
        }
    }

    /// Klarna said no. The SDK says the same of a session that has ended, or was paid elsewhere, which the
    /// server knows; and where the page's policy has blocked a script of Klarna's.
    pub(super) fn explain_rejection(&mut self, effects: &mut Vec<Effect>) {
        self.state = State::Loading(Loading::new(None));
        self.fetch_session(effects);
        self.rejected = true;
    }

    pub(super) fn rejection_explained(&mut self, answer: SessionAnswer, effects: &mut Vec<Effect>) {
        let before = self.session.as_ref().map(|it| it.client_token.clone());
        match answer {
            // Klarna has another session for the cart by now: it was not the purchase.
            Ok(session) if Some(&session.client_token) != before.as_ref() => {
                self.state = State::Expired(Loading::new(Some(Notice::SessionRenewed)));
                self.session_arrived(session, effects);
            }
            Err(ServerFault::Refused(Code::AuthorizationSpent)) => {
                if let Some(session) = &self.session {
                    let id = session.id.clone();
                    self.start_check(id, None, effects);
                }
            }
            // The SDK lacks a script, and never asked Klarna.
            _ if self.script_blocked => self.fail(Failure::ScriptBlocked, effects),
            _ => self.declined(effects),
        }
    }

    pub(super) fn declined(&mut self, effects: &mut Vec<Effect>) {
        self.state = State::Declined;
        effects.push(Effect::Emit(CheckoutEvent::Declined));
        effects.push(Effect::Focus(FocusTarget::Message));
    }

    /// An authorization that the shopper stopped waiting for can still be approved in Klarna's
    /// window. It is used as long as it is for what the page shows and nothing else was paid.
    fn answered_late(
        &mut self,
        request: RequestId,
        answer: AuthorizeAnswer,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) {
        let Some(at) = self.abandoned.iter().position(|(t, _)| *t == request) else {
            return;
        };
        let (_, binding) = self.abandoned.swap_remove(at);
        // In a checkout of several pages the shopper goes on from where the page is by now.
        let AuthorizeAnswer::Approved { token, key } = answer else {
            return;
        };
        if !self.layout.auto_finalize {
            return;
        }
        let open = match &self.state {
            State::Ready { .. } | State::Loading(_) | State::Expired(_) => true,
            State::Authorizing { stale, .. } => !*stale,
            _ => false,
        };
        let current = self.binding().as_ref() == Some(&binding);
        if open && current && !self.is_behind() && !self.outdated && self.mounted {
            self.place(token, key, binding, now, effects);
        }
    }

    pub(super) fn place(
        &mut self,
        token: AuthorizationToken,
        key: String,
        binding: Binding,
        approved_at: Millis,
        effects: &mut Vec<Effect>,
    ) {
        let stores_token = |session: &OpenSession| session.intent.stores_token();
        let approval = Approval {
            binding,
            token,
            key,
            approved_at,
            stores_token: self.session.as_ref().is_some_and(stores_token),
        };
        let request = self.next_request();
        self.authorized = None;
        self.state = State::Placing {
            request,
            approval: approval.clone(),
        };
        effects.push(Effect::Remember(Unfinished::Approval(approval.clone())));
        effects.push(Effect::Place { request, approval });
        effects.push(Effect::Emit(CheckoutEvent::Approved));
    }

    pub(super) fn authorize_overdue(&mut self, request: RequestId) {
        if let State::Authorizing {
            request: running,
            overdue,
            ..
        } = &mut self.state
            && *running == request
        {
            *overdue = true;
        }
    }

    pub(super) fn stop_waiting(&mut self, effects: &mut Vec<Effect>) {
        if let State::Authorizing {
            call,
            request,
            binding,
            overdue: true,
            ..
        } = &self.state
        {
            if *call == SdkCall::Authorize {
                self.abandoned.push((*request, binding.clone()));
            }
            self.discarded = Some(binding.session.clone());
            self.widget.instance = self.widget.instance.saturating_add(1);
            self.drop_authorized(effects);
            self.start_loading(Some(Notice::Cancelled), effects);
        }
    }
}
