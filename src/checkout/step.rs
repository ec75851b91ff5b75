//! The effects of each event, grouped by the part of the checkout that it belongs to.

mod authorize;
mod cart;
mod finalize;
mod load;
mod settle;
mod widget;

use super::{
    Checkout, CheckoutEvent, Effect, Event, Failure, FocusTarget, Millis, Notice, State, Timer,
    Unfinished, Violation, machine::Sdk,
};

impl Checkout {
    pub(super) fn apply(&mut self, event: Event, now: Millis, effects: &mut Vec<Effect>) {
        match event {
            Event::Mounted {
                cart_version,
                unfinished,
            } => self.mount(cart_version, unfinished, effects),
            Event::Unmounted => self.mounted = false,
            Event::PolicyViolated(violation) => self.policy_violated(violation, effects),
            Event::SdkAnswered(request, answer) => self.sdk_answered(request, answer, effects),
            Event::SessionAnswered(request, answer) => {
                self.session_answered(request, answer, effects);
            }
            Event::WidgetAnswered(request, answer) => {
                self.widget_answered(request, answer, now, effects);
            }
            Event::AuthorizeAnswered(request, answer) => {
                self.authorize_answered(request, answer, now, effects);
            }
            Event::PlaceAnswered(request, answer) => self.place_answered(request, answer, effects),
            Event::StatusAnswered(request, answer) => {
                self.status_answered(request, answer, now, effects);
            }
            Event::CartChanged(version) => self.cart_changed(version, effects),
            Event::SessionOutdated { cart_version } => {
                self.session_outdated(cart_version, effects);
            }
            Event::RefreshAsked => self.refresh_asked(effects),
            Event::TimedOut(timer) => self.timed_out(timer, effects),
            Event::PayPressed => self.pay_pressed(now, effects),
            Event::FinalizePressed => self.finalize_pressed(now, effects),
            Event::MethodChosen(category) => self.method_chosen(category, effects),
            Event::FieldsCorrected => self.fields_corrected(),
            Event::RetryPressed => self.retry_pressed(effects),
            Event::CheckPressed => self.check_pressed(effects),
            Event::StopWaitingPressed => self.stop_waiting(effects),
        }
    }

    fn mount(
        &mut self,
        cart_version: Option<u64>,
        unfinished: Option<Unfinished>,
        effects: &mut Vec<Effect>,
    ) {
        if self.mounted {
            return;
        }
        self.mounted = true;
        if self.state.in_flight() {
            // Back before the payment was settled: only news of the cart are taken.
            if let Some(version) = cart_version {
                self.cart_changed(version, effects);
            }
            return;
        }
        self.cart_version = cart_version;
        match unfinished {
            Some(Unfinished::Approval(approval)) => self.resume(approval, effects),
            Some(Unfinished::Authorized(authorized)) => self.return_to(authorized, effects),
            None => self.start_loading(None, effects),
        }
    }

    fn fields_corrected(&mut self) {
        if let State::Ready { notice } | State::AwaitingFinalize { notice } = &mut self.state
            && matches!(notice, Some(Notice::InvalidFields(_)))
        {
            *notice = None;
        }
    }

    fn retry_pressed(&mut self, effects: &mut Vec<Effect>) {
        match self.state {
            State::Failed(_) => {
                self.acted = true;
                self.start_loading(None, effects);
            }
            State::AwaitingFinalize { .. } => {
                self.acted = true;
                self.drop_authorized(effects);
                self.start_loading(None, effects);
            }
            _ => {}
        }
    }

    fn timed_out(&mut self, timer: Timer, effects: &mut Vec<Effect>) {
        match timer {
            Timer::CartQuiet(request) => self.cart_quiet(request, effects),
            Timer::SessionRetry(request) => self.session_retry(request, effects),
            Timer::Widget(request) => self.widget_overdue(request, effects),
            Timer::Authorize(request) => self.authorize_overdue(request),
            Timer::Check(request) => self.check_due(request, effects),
            Timer::SessionEnd(request) => self.session_ended(request, effects),
        }
    }

    /// Asks for Klarna's script, unless it is there or on its way.
    fn want_sdk(&mut self, effects: &mut Vec<Effect>) {
        if self.sdk == Sdk::Absent {
            let request = self.next_request();
            self.sdk = Sdk::Asked(request);
            effects.push(Effect::LoadSdk(request));
        }
    }

    fn policy_violated(&mut self, violation: Violation, effects: &mut Vec<Effect>) {
        self.script_blocked |= violation.is_klarnas_script;
        effects.push(Effect::Emit(CheckoutEvent::BlockedByPolicy {
            directive: violation.directive,
            blocked: violation.blocked,
        }));
    }

    fn fail(&mut self, failure: Failure, effects: &mut Vec<Effect>) {
        self.state = State::Failed(failure);
        effects.push(Effect::Emit(CheckoutEvent::Failed(failure)));
        // A page that has just come up keeps its focus where it is.
        if self.acted {
            effects.push(Effect::Focus(FocusTarget::Message));
        }
    }
}
