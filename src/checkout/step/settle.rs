//! From the approval to an outcome that is known.

use checkout_contract::{Code, Outcome, OutcomeStatus, SessionState, Status};

use crate::checkout::{
    Approval, Checkout, CheckoutEvent, Effect, Failure, FocusTarget, Millis, Notice, PlaceAnswer,
    RequestId, ServerFault, State, StatusAnswer, Timer,
    state::{CheckWait, Checking},
};

impl Checkout {
    /// Asks for the outcome of an approval from before a reload, before anything else.
    pub(super) fn resume(&mut self, mut approval: Approval, effects: &mut Vec<Effect>) {
        approval.binding.generation = self.generation;
        let session = approval.binding.session.clone();
        self.start_check(session, Some(approval), effects);
    }

    /// Asks the server what happened, right away.
    pub(super) fn start_check(
        &mut self,
        session: String,
        approval: Option<Approval>,
        effects: &mut Vec<Effect>,
    ) {
        self.state = State::Checking(Checking {
            session,
            approval,
            wait: CheckWait::Shopper,
            attempts: 0,
        });
        effects.push(Effect::Emit(CheckoutEvent::Checking));
        self.ask_status(effects);
    }

    pub(super) fn place_answered(
        &mut self,
        request: RequestId,
        answer: PlaceAnswer,
        effects: &mut Vec<Effect>,
    ) {
        let approval = match &self.state {
            State::Placing {
                request: running,
                approval,
            } if *running == request => approval.clone(),
            State::Checking(Checking {
                wait: CheckWait::Place(running),
                approval: Some(approval),
                ..
            }) if *running == request => approval.clone(),
            _ => return,
        };
        match answer {
            Ok(outcome) => self.settled(outcome, Some(&approval), effects),
            Err(ServerFault::Refused(code)) => self.place_refused(code, approval, effects),
            Err(ServerFault::Unavailable) => self.answer_lost(approval, effects),
        }
    }

    fn place_refused(&mut self, code: Code, approval: Approval, effects: &mut Vec<Effect>) {
        let notice = match code {
            Code::KlarnaUnavailable | Code::Internal => return self.answer_lost(approval, effects),
            Code::CartChanged => Notice::CartChanged,
            Code::SessionNotFound => {
                self.session = None;
                Notice::ConfirmAgain
            }
            Code::SessionExpired | Code::AuthorizationSpent | Code::AuthorizationExpired => {
                Notice::ConfirmAgain
            }
            Code::Declined => {
                effects.push(Effect::Forget);
                return self.declined(effects);
            }
            _ => {
                effects.push(Effect::Forget);
                return self.fail(Failure::Refused, effects);
            }
        };
        effects.push(Effect::Forget);
        self.start_loading(Some(notice), effects);
    }

    /// Pauses, then asks the server: it is unknown whether there is an order.
    fn answer_lost(&mut self, approval: Approval, effects: &mut Vec<Effect>) {
        let attempts = if let State::Checking(checking) = &self.state {
            checking.attempts
        } else {
            effects.push(Effect::Emit(CheckoutEvent::Checking));
            0
        };
        self.state = State::Checking(Checking {
            session: approval.binding.session.clone(),
            approval: Some(approval),
            wait: CheckWait::Shopper,
            attempts,
        });
        self.pause(effects);
    }

    /// Waits before the next request; after the last one, for the shopper.
    fn pause(&mut self, effects: &mut Vec<Effect>) {
        let request = self.next_request();
        let State::Checking(checking) = &mut self.state else {
            return;
        };
        let gap = self.limits.checks.get(usize::from(checking.attempts));
        checking.attempts = checking.attempts.saturating_add(1);
        checking.wait = match gap {
            Some(gap) => {
                effects.push(Effect::Start(Timer::Check(request), *gap));
                CheckWait::Pause(request)
            }
            None => CheckWait::Shopper,
        };
    }

    fn ask_status(&mut self, effects: &mut Vec<Effect>) {
        let request = self.next_request();
        if let State::Checking(checking) = &mut self.state {
            checking.wait = CheckWait::Status(request);
            effects.push(Effect::FetchStatus {
                request,
                session: checking.session.clone(),
            });
        }
    }

    pub(super) fn check_due(&mut self, request: RequestId, effects: &mut Vec<Effect>) {
        if matches!(&self.state, State::Checking(c) if c.wait == CheckWait::Pause(request)) {
            self.ask_status(effects);
        }
    }

    pub(super) fn check_pressed(&mut self, effects: &mut Vec<Effect>) {
        let next = self.next_request();
        match &mut self.state {
            State::Checking(checking)
                if matches!(checking.wait, CheckWait::Pause(_) | CheckWait::Shopper) =>
            {
                checking.attempts = 0;
                self.ask_status(effects);
            }
            State::Authorizing {
                binding,
                overdue: true,
                check,
                ..
            } => {
                *check = Some(next);
                effects.push(Effect::FetchStatus {
                    request: next,
                    session: binding.session.clone(),
                });
            }
            _ => {}
        }
    }

    pub(super) fn status_answered(
        &mut self,
        request: RequestId,
        answer: StatusAnswer,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) {
        match &self.state {
            State::Checking(checking) if checking.wait == CheckWait::Status(request) => {
                let approval = checking.approval.clone();
                self.status_known(answer, approval, now, effects);
            }
            // While Klarna's window is open, only an order that is already there ends the wait.
            State::Authorizing {
                check: Some(asked), ..
            } if *asked == request => {
                if let Some(outcome) = answer.ok().and_then(outcome_of) {
                    self.settled(outcome, None, effects);
                }
            }
            _ => {}
        }
    }

    fn status_known(
        &mut self,
        answer: StatusAnswer,
        approval: Option<Approval>,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) {
        let status = match answer {
            Ok(status) => status,
            // The server writes a session down before it asks Klarna for anything: one it does not
            // know has no order.
            Err(ServerFault::Refused(Code::SessionNotFound)) => {
                self.session = None;
                return self.nothing_ordered(effects);
            }
            Err(_) => return self.pause(effects),
        };
        let state = status.status;
        if let Some(outcome) = outcome_of(status) {
            return self.settled(outcome, approval.as_ref(), effects);
        }
        let usable = approval.filter(|approval| !approval.is_expired(now));
        match (state, usable) {
            (SessionState::Open | SessionState::Authorized, Some(approval)) => {
                self.repeat(approval, effects);
            }
            (SessionState::Open | SessionState::Failed, _) => self.nothing_ordered(effects),
            _ => self.pause(effects),
        }
    }

    /// The same approval under the same key: never a second order.
    fn repeat(&mut self, approval: Approval, effects: &mut Vec<Effect>) {
        let request = self.next_request();
        if let State::Checking(checking) = &mut self.state {
            checking.wait = CheckWait::Place(request);
            effects.push(Effect::Place { request, approval });
        }
    }

    fn nothing_ordered(&mut self, effects: &mut Vec<Effect>) {
        effects.push(Effect::Forget);
        self.start_loading(Some(Notice::ConfirmAgain), effects);
    }

    fn settled(
        &mut self,
        outcome: Outcome,
        approval: Option<&Approval>,
        effects: &mut Vec<Effect>,
    ) {
        effects.push(Effect::Forget);
        let wanted = match approval {
            Some(approval) => approval.stores_token,
            None => (self.session.as_ref()).is_some_and(|it| it.intent.stores_token()),
        };
        let (state, event) = match outcome.status {
            OutcomeStatus::Placed | OutcomeStatus::Pending if wanted && !outcome.token_stored => (
                State::PlacedNotStored(outcome.clone()),
                CheckoutEvent::PlacedNotStored(outcome),
            ),
            OutcomeStatus::Placed => (
                State::Placed(outcome.clone()),
                CheckoutEvent::Placed(outcome),
            ),
            OutcomeStatus::Stored => (
                State::Stored(outcome.clone()),
                CheckoutEvent::Stored(outcome),
            ),
            OutcomeStatus::Pending => (
                State::Pending(outcome.clone()),
                CheckoutEvent::Pending(outcome),
            ),
        };
        self.state = state;
        effects.push(Effect::Emit(event));
        effects.push(Effect::Focus(FocusTarget::Message));
    }
}

/// The outcome that a status stands for, where it stands for one.
fn outcome_of(status: Status) -> Option<Outcome> {
    let known = match status.status {
        SessionState::Placed => OutcomeStatus::Placed,
        SessionState::Stored => OutcomeStatus::Stored,
        SessionState::Pending => OutcomeStatus::Pending,
        _ => return None,
    };
    Some(status.outcome.unwrap_or(Outcome {
        status: known,
        order_id: None,
        redirect_url: None,
        fraud_status: None,
        token_stored: false,
    }))
}
