//! From the press on pay to Klarna's answer.

use checkout_contract::Code;
use klarna_payments::AuthorizationToken;

use crate::checkout::{
    Approval, AuthorizeAnswer, Binding, Checkout, Effect, Failure, Held, Millis, Notice,
    Notification, OpenSession, SdkCall, ServerFault, SessionAnswer, State, Target, Ticket, Timer,
    Unfinished, state::Loading,
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
        let ticket = self.ticket();
        let ask = Effect::Authorize {
            ticket,
            widget: self.widget.clone(),
            auto_finalize: self.layout.auto_finalize,
        };
        self.ask_klarna(SdkCall::Authorize, ticket, binding, ask, effects);
    }

    /// Klarna is asked to agree, by one of the SDK's methods.
    pub(super) fn ask_klarna(
        &mut self,
        call: SdkCall,
        ticket: Ticket,
        binding: Binding,
        ask: Effect,
        effects: &mut Vec<Effect>,
    ) {
        self.acted = true;
        self.state = State::Authorizing {
            call,
            ticket,
            binding,
            overdue: false,
            stale: false,
            check: None,
        };
        effects.push(ask);
        effects.push(Effect::Start(
            Timer::Authorize(ticket),
            self.limits.authorize,
        ));
        effects.push(Effect::Tell(Notification::Authorizing));
    }

    pub(super) fn authorize_answered(
        &mut self,
        ticket: Ticket,
        answer: AuthorizeAnswer,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) {
        match &self.state {
            State::Authorizing {
                call,
                ticket: running,
                binding,
                stale,
                ..
            } if *running == ticket => {
                let (call, binding, stale) = (*call, binding.clone(), *stale);
                match call {
                    SdkCall::Authorize => self.answered(answer, binding, stale, now, effects),
                    _ => self.finalize_answered(call, answer, stale, now, effects),
                }
            }
            _ => self.answered_late(ticket, answer, now, effects),
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
            // What was approved, refused or closed is not what the page shows any more: the token,
            // if there is one, is never sent and lapses at Klarna.
            _ if stale => {
                self.discarded = Some(binding.session);
                self.start_loading(Some(Notice::CartChanged), effects);
            }
            AuthorizeAnswer::Approved { token, key } if self.layout.auto_finalize => {
                self.place(token, key, binding, now, effects);
            }
            AuthorizeAnswer::Approved { token, key } => {
                self.authorized(Held::Token { token, key }, binding, now, effects);
            }
            AuthorizeAnswer::FinalizeRequired => {
                self.authorized(Held::Finalize, binding, now, effects);
            }
            AuthorizeAnswer::InvalidFields(fields) => {
                self.state = State::Ready {
                    notice: Some(Notice::InvalidFields(fields.clone())),
                };
                effects.push(Effect::Tell(Notification::InvalidFields(fields)));
                effects.push(Effect::Focus(Target::Fields));
            }
            AuthorizeAnswer::Closed => {
                self.state = State::Ready {
                    notice: Some(Notice::Cancelled),
                };
                effects.push(Effect::Tell(Notification::Cancelled));
                effects.push(Effect::Focus(Target::Pay));
            }
            AuthorizeAnswer::Taken => self.reload_widget(Some(Notice::ConfirmAgain), effects),
            AuthorizeAnswer::Fault(_) => self.fail(Failure::SdkError, effects),
        }
    }

    /// Klarna said no. The SDK says the same of a session that has ended, or was paid elsewhere; the
    /// server knows.
    pub(super) fn explain_rejection(&mut self, effects: &mut Vec<Effect>) {
        self.state = State::Loading(Loading::begun(None));
        self.fetch_session(effects);
        self.rejected = true;
    }

    pub(super) fn rejection_explained(&mut self, answer: SessionAnswer, effects: &mut Vec<Effect>) {
        let before = self.session.as_ref().map(|it| it.client_token.clone());
        match answer {
            // Klarna has another session for the cart by now: it was not the purchase.
            Ok(session) if Some(&session.client_token) != before.as_ref() => {
                self.state = State::Expired(Loading::begun(Some(Notice::SessionRenewed)));
                self.session_arrived(session, effects);
            }
            Err(ServerFault::Refused(Code::AuthorizationSpent)) => {
                if let Some(session) = &self.session {
                    let id = session.id.clone();
                    self.start_check(id, None, effects);
                }
            }
            _ => self.declined(effects),
        }
    }

    pub(super) fn declined(&mut self, effects: &mut Vec<Effect>) {
        self.state = State::Declined;
        effects.push(Effect::Tell(Notification::Declined));
        effects.push(Effect::Focus(Target::Message));
    }

    /// An authorization that the shopper stopped waiting for can still be approved in Klarna's
    /// window. That counts as long as it is for what the page shows and nothing else was paid.
    fn answered_late(
        &mut self,
        ticket: Ticket,
        answer: AuthorizeAnswer,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) {
        let Some(at) = self.given_up.iter().position(|(t, _)| *t == ticket) else {
            return;
        };
        let (_, binding) = self.given_up.swap_remove(at);
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
        let ticket = self.ticket();
        self.authorized = None;
        self.state = State::Placing {
            ticket,
            approval: approval.clone(),
        };
        effects.push(Effect::Remember(Unfinished::Approval(approval.clone())));
        effects.push(Effect::Place { ticket, approval });
        effects.push(Effect::Tell(Notification::Approved));
    }

    pub(super) fn authorize_overdue(&mut self, ticket: Ticket) {
        if let State::Authorizing {
            ticket: running,
            overdue,
            ..
        } = &mut self.state
            && *running == ticket
        {
            *overdue = true;
        }
    }

    pub(super) fn stop_waiting(&mut self, effects: &mut Vec<Effect>) {
        if let State::Authorizing {
            call,
            ticket,
            binding,
            overdue: true,
            ..
        } = &self.state
        {
            if *call == SdkCall::Authorize {
                self.given_up.push((*ticket, binding.clone()));
            }
            self.discarded = Some(binding.session.clone());
            self.widget.instance = self.widget.instance.saturating_add(1);
            self.drop_authorized(effects);
            self.start_loading(Some(Notice::Cancelled), effects);
        }
    }
}
