//! From the press on pay to Klarna's answer.

use klarna_payments::AuthorizationToken;

use crate::checkout::{
    Approval, AuthorizeAnswer, Binding, Checkout, Effect, Failure, Millis, Notice, Notification,
    State, Target, Ticket, Timer,
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
        self.acted = true;
        let ticket = self.ticket();
        self.state = State::Authorizing {
            ticket,
            binding,
            overdue: false,
            stale: false,
            check: None,
        };
        effects.push(Effect::Authorize {
            ticket,
            widget: self.widget.clone(),
        });
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
                ticket: running,
                binding,
                stale,
                ..
            } if *running == ticket => {
                let (binding, stale) = (binding.clone(), *stale);
                self.answered(answer, binding, stale, now, effects);
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
            AuthorizeAnswer::Rejected => {
                self.state = State::Declined;
                effects.push(Effect::Tell(Notification::Declined));
                effects.push(Effect::Focus(Target::Message));
            }
            // What was approved, refused or closed is not what the page shows any more: the token,
            // if there is one, is never sent and lapses at Klarna.
            _ if stale => self.start_loading(Some(Notice::CartChanged), effects),
            AuthorizeAnswer::Approved { token, key } => {
                self.place(token, key, binding, now, effects);
            }
            AuthorizeAnswer::InvalidFields(fields) => {
                self.state = State::Ready {
                    notice: Some(Notice::InvalidFields(fields.clone())),
                };
                effects.push(Effect::Tell(Notification::InvalidFields(fields)));
                effects.push(Effect::Focus(Target::Message));
            }
            AuthorizeAnswer::Closed => {
                self.state = State::Ready {
                    notice: Some(Notice::Cancelled),
                };
                effects.push(Effect::Tell(Notification::Cancelled));
                effects.push(Effect::Focus(Target::Pay));
            }
            AuthorizeAnswer::Taken => self.reload_widget(Notice::ConfirmAgain, effects),
            AuthorizeAnswer::Fault(_) => self.fail(Failure::SdkError, effects),
        }
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
        let AuthorizeAnswer::Approved { token, key } = answer else {
            return;
        };
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

    fn place(
        &mut self,
        token: AuthorizationToken,
        key: String,
        binding: Binding,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) {
        let approval = Approval {
            binding,
            token,
            key,
            approved_at: now,
        };
        let ticket = self.ticket();
        self.state = State::Placing {
            ticket,
            approval: approval.clone(),
        };
        effects.push(Effect::Remember(approval.clone()));
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
            ticket,
            binding,
            overdue: true,
            ..
        } = &self.state
        {
            self.given_up.push((*ticket, binding.clone()));
            self.widget.instance = self.widget.instance.saturating_add(1);
            self.start_loading(Some(Notice::Cancelled), effects);
        }
    }
}
