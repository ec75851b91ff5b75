//! A checkout of several pages: from Klarna's word to the shopper's confirmation.

use crate::checkout::{
    AuthorizeAnswer, Authorized, Binding, Checkout, CheckoutEvent, Effect, Failure, FocusTarget,
    Millis, Notice, PendingConfirmation, SdkCall, State, Unfinished,
};
use klarna_payments::Currency;

impl Checkout {
    /// Klarna has agreed; nothing is ordered before the shopper confirms.
    pub(super) fn authorized(
        &mut self,
        confirmation: PendingConfirmation,
        binding: Binding,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) {
        let Some(session) = &self.session else {
            return;
        };
        let authorized = Authorized {
            binding,
            client_token: session.client_token.clone(),
            widget: self.widget.clone(),
            confirmation,
            approved_at: now,
        };
        self.keep_authorized(authorized, effects);
        effects.push(Effect::Emit(CheckoutEvent::Authorized));
        effects.push(Effect::Focus(FocusTarget::Pay));
        self.await_finalize(None, effects);
    }

    fn keep_authorized(&mut self, authorized: Authorized, effects: &mut Vec<Effect>) {
        effects.push(Effect::Remember(Unfinished::Authorized(authorized.clone())));
        self.authorized = Some(authorized);
    }

    /// The page before this one, or this one before a reload, has an authorization.
    pub(super) fn return_to(&mut self, mut authorized: Authorized, effects: &mut Vec<Effect>) {
        authorized.binding.generation = self.generation;
        self.widget = authorized.widget.clone();
        let session = authorized.binding.session.clone();
        self.authorized = Some(authorized);
        self.start_loading_session(session, effects);
    }

    /// Looks at what was authorized in the light of a session that has just arrived.
    pub(super) fn compare_authorized(&mut self, effects: &mut Vec<Effect>) {
        let (Some(authorized), Some(session)) = (&mut self.authorized, &self.session) else {
            return;
        };
        let same = authorized.binding.session == session.id
            && authorized.client_token == session.client_token;
        if !same {
            // Klarna's session has ended, and what was authorized in it.
            self.authorization_ended(effects);
            self.notice(Notice::ConfirmAgain);
        } else if authorized.binding.cart_version != session.cart_version {
            authorized.binding.cart_version = session.cart_version;
            authorized.confirmation = PendingConfirmation::Outdated;
            let kept = authorized.clone();
            effects.push(Effect::Remember(Unfinished::Authorized(kept)));
        }
    }

    /// Forgets what was authorized. Its token, if there is one, lapses at Klarna.
    pub(super) fn drop_authorized(&mut self, effects: &mut Vec<Effect>) {
        if self.authorized.take().is_some() {
            effects.push(Effect::Forget);
        }
    }

    /// The same, where the page did not ask for it.
    pub(super) fn authorization_ended(&mut self, effects: &mut Vec<Effect>) {
        if self.authorized.is_some() {
            self.drop_authorized(effects);
            effects.push(Effect::Emit(CheckoutEvent::AuthorizationEnded));
        }
    }

    pub(super) fn await_finalize(&mut self, notice: Option<Notice>, effects: &mut Vec<Effect>) {
        self.state = State::AwaitingFinalize { notice };
        // Klarna has a review of what was agreed to in the US, and nowhere else.
        if let Some(session) = &self.session
            && session.amount.currency == Currency::Usd
        {
            effects.push(Effect::LoadReview(session.client_token.clone()));
        }
    }

    pub(super) fn finalize_pressed(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        if !self.state.can_finalize() {
            return;
        }
        let Some(authorized) = self.authorized.clone() else {
            return self.start_loading(Some(Notice::ConfirmAgain), effects);
        };
        if authorized.is_expired(now) {
            self.acted = true;
            self.authorization_ended(effects);
            return self.start_loading(Some(Notice::ConfirmAgain), effects);
        }
        let Authorized {
            binding,
            client_token,
            widget,
            confirmation,
            approved_at,
        } = authorized;
        let request = self.next_request();
        let (call, ask) = match confirmation {
            PendingConfirmation::Token { token, key } => {
                self.acted = true;
                return self.place(token, key, binding, approved_at, effects);
            }
            PendingConfirmation::Finalize => (
                SdkCall::Finalize,
                Effect::Finalize {
                    request,
                    client_token,
                    widget,
                },
            ),
            PendingConfirmation::Outdated => (
                SdkCall::Reauthorize,
                Effect::Reauthorize {
                    request,
                    client_token,
                    widget,
                },
            ),
        };
        self.ask_klarna(call, request, binding, ask, effects);
    }

    /// Takes the answer of `finalize` or `reauthorize`.
    pub(super) fn finalize_answered(
        &mut self,
        call: SdkCall,
        answer: AuthorizeAnswer,
        stale: bool,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) {
        match answer {
            AuthorizeAnswer::Rejected => {
                self.drop_authorized(effects);
                match call {
                    // Klarna does not agree to the change. What it says to a purchase of its own
                    // may be another thing.
                    SdkCall::Reauthorize => {
                        effects.push(Effect::Emit(CheckoutEvent::AuthorizationEnded));
                        self.start_loading(Some(Notice::ConfirmAgain), effects);
                    }
                    _ => self.explain_rejection(effects),
                }
            }
            // The cart has changed meanwhile: what Klarna said is of another amount.
            _ if stale => self.start_loading(Some(Notice::CartChanged), effects),
            AuthorizeAnswer::Approved { token, key } => match self.binding() {
                Some(binding) => self.place(token, key, binding, now, effects),
                None => self.start_loading(Some(Notice::ConfirmAgain), effects),
            },
            AuthorizeAnswer::FinalizeRequired if call == SdkCall::Reauthorize => {
                if let Some(mut authorized) = self.authorized.take() {
                    authorized.confirmation = PendingConfirmation::Finalize;
                    authorized.approved_at = now;
                    self.keep_authorized(authorized, effects);
                }
                self.await_finalize(Some(Notice::ConfirmAgain), effects);
            }
            AuthorizeAnswer::InvalidFields(fields) => {
                let notice = Notice::InvalidFields(fields.clone());
                self.await_finalize(Some(notice), effects);
                effects.push(Effect::Emit(CheckoutEvent::InvalidFields(fields)));
                effects.push(Effect::Focus(FocusTarget::Fields));
            }
            AuthorizeAnswer::Closed => {
                self.await_finalize(Some(Notice::Cancelled), effects);
                effects.push(Effect::Emit(CheckoutEvent::Cancelled));
                effects.push(Effect::Focus(FocusTarget::Pay));
            }
            // Klarna may not stand by the authorization any more: the shopper starts over.
            _ => {
                self.drop_authorized(effects);
                self.fail(Failure::SdkError, effects);
            }
        }
    }
}
