//! From a session to a widget that can be used, until the session ends.

use std::time::Duration;

use crate::checkout::{
    Checkout, CheckoutEvent, Effect, Failure, FieldPath, LoadAnswer, Millis, Notice, RequestId,
    SdkFault, State, Timer,
    state::{Loading, Wait},
};

impl Checkout {
    /// Loads the widget again for the session that is there.
    pub(super) fn reload_widget(&mut self, notice: Option<Notice>, effects: &mut Vec<Effect>) {
        self.state = State::Loading(Loading::new(notice));
        self.load_widget(effects);
    }

    /// Loads the widget; where the shopper has yet to confirm, there is none.
    pub(super) fn sdk_and_session_are_there(&mut self, effects: &mut Vec<Effect>) {
        if self.authorized.is_some() {
            self.await_finalize(None, effects);
        } else {
            self.load_widget(effects);
        }
    }

    fn load_widget(&mut self, effects: &mut Vec<Effect>) {
        let Some(session) = &self.session else {
            return;
        };
        let client_token = session.client_token.clone();
        let categories = if let Some(chosen) = self.chosen() {
            vec![chosen.to_owned()]
        } else {
            let all = session.payment_method_categories.iter();
            all.map(|it| it.identifier.clone()).collect()
        };
        self.widget.categories = categories;
        let request = self.next_request();
        self.wait_for(Wait::Widget(request));
        effects.push(Effect::LoadWidget {
            request,
            client_token,
            widget: self.widget.clone(),
        });
        effects.push(Effect::Start(Timer::Widget(request), self.limits.widget));
    }

    pub(super) fn widget_answered(
        &mut self,
        request: RequestId,
        answer: LoadAnswer,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) {
        let late = matches!(self.state, State::Failed(Failure::WidgetTimeout))
            && self.late_widget == Some(request);
        if self.waits_for() != Some(Wait::Widget(request)) && !late {
            return;
        }
        self.late_widget = None;
        match answer {
            LoadAnswer::Shown { invalid_fields } => self.ready(invalid_fields, now, effects),
            // The SDK lacks a script, and never asked Klarna.
            LoadAnswer::NotOffered if self.script_blocked => {
                self.fail(Failure::ScriptBlocked, effects);
            }
            LoadAnswer::NotOffered => self.widget_not_offered(effects),
            LoadAnswer::Fault(SdkFault::InvalidToken) if !self.renewed => {
                self.renewed = true;
                self.session = None;
                self.start_loading(Some(Notice::SessionRenewed), effects);
            }
            LoadAnswer::Fault(_) => self.fail(Failure::SdkError, effects),
        }
    }

    fn ready(&mut self, invalid_fields: Vec<FieldPath>, now: Millis, effects: &mut Vec<Effect>) {
        if self.is_behind() {
            // The late answer of a widget that had timed out, for a cart that has changed since.
            return self.start_loading(Some(Notice::CartChanged), effects);
        }
        let notice = if invalid_fields.is_empty() {
            self.loading_mut().and_then(|loading| loading.notice.take())
        } else {
            Some(Notice::InvalidFields(invalid_fields.clone()))
        };
        self.renewed = false;
        self.state = State::Ready { notice };
        self.watch_session_end(now, effects);
        effects.push(Effect::Emit(CheckoutEvent::Ready));
        if !invalid_fields.is_empty() {
            effects.push(Effect::Emit(CheckoutEvent::InvalidFields(invalid_fields)));
        }
    }

    /// Goes on to the next payment method: Klarna does not offer this one after all.
    fn widget_not_offered(&mut self, effects: &mut Vec<Effect>) {
        if let Some(chosen) = self.chosen() {
            let chosen = chosen.to_owned();
            self.refused.push(chosen);
            if self.chosen().is_some() {
                // It may be the late answer of a widget that had timed out.
                let notice = self.loading_mut().and_then(|loading| loading.notice.take());
                return self.reload_widget(notice, effects);
            }
        }
        self.state = State::NotOffered;
        effects.push(Effect::Emit(CheckoutEvent::NotOffered));
    }

    /// Takes the shopper's choice among several payment methods. It is kept while another answer is
    /// awaited.
    pub(super) fn method_chosen(&mut self, category: String, effects: &mut Vec<Effect>) {
        let known = self.methods().iter().any(|it| it.identifier == category);
        let free = matches!(
            self.state,
            State::Ready { .. } | State::Loading(_) | State::Expired(_)
        ) || matches!(self.state, State::Failed(Failure::WidgetTimeout));
        if !known || !free || self.is_refused(&category) || self.chosen() == Some(&category) {
            return;
        }
        self.chosen = Some(category);
        self.acted = true;
        if matches!(self.state, State::Loading(_) | State::Expired(_))
            && !matches!(self.waits_for(), Some(Wait::Widget(_)))
        {
            return;
        }
        let notice = self.loading_mut().and_then(|loading| loading.notice.take());
        self.reload_widget(notice, effects);
    }

    pub(super) fn widget_overdue(&mut self, request: RequestId, effects: &mut Vec<Effect>) {
        if self.waits_for() == Some(Wait::Widget(request)) {
            self.late_widget = Some(request);
            self.fail(Failure::WidgetTimeout, effects);
        }
    }

    fn watch_session_end(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        let Some(end) = self.session.as_ref().and_then(|session| session.expires_at) else {
            return;
        };
        let request = self.next_request();
        self.session_end = Some(request);
        let left = Duration::from_millis(end.saturating_sub(now));
        effects.push(Effect::Start(Timer::SessionEnd(request), left));
    }

    pub(super) fn session_ended(&mut self, request: RequestId, effects: &mut Vec<Effect>) {
        if self.session_end == Some(request) && matches!(self.state, State::Ready { .. }) {
            self.renew_session(effects);
        }
    }

    /// The session has ended while the shopper was looking: get another, and say so.
    pub(super) fn renew_session(&mut self, effects: &mut Vec<Effect>) {
        self.session_end = None;
        self.state = State::Expired(Loading::new(Some(Notice::SessionRenewed)));
        self.fetch_session(effects);
    }
}
