//! What holds for any events in any order.

use std::collections::{BTreeMap, BTreeSet};

use checkout_contract::{Code, SessionState, Status};
use proptest::prelude::*;

use super::rig::{Rig, approved, placed, session, session_of, violation};
use crate::checkout::{
    AuthorizeAnswer, Authorized, Binding, CheckoutEvent, Effect, Event, Failure, FieldPath,
    Generation, Layout, LoadAnswer, Millis, PendingConfirmation, RequestId, SdkFault, ServerFault,
    State, Timer, Unfinished, WidgetName, machine::Sdk,
};

const CATEGORIES: [&str; 3] = ["klarna", "pay_later", "pay_now"];

/// An event without its request: the run fills in one that was really given out, or any other.
#[derive(Debug, Clone)]
enum Move {
    /// The newest question gets the answer that leads on.
    Lead(u8),
    Mount,
    /// On the last of several pages, with what the one before left.
    Return(PendingConfirmation),
    Unmount,
    /// The page's policy blocks a script of Klarna's, or something else of it.
    Violate {
        is_script: bool,
    },
    Sdk(Option<Failure>),
    Session {
        id: u8,
        version: u64,
        categories: u8,
    },
    SessionFault(ServerFault),
    Widget(LoadAnswer),
    Authorize(AuthorizeAnswer),
    Place(Option<ServerFault>),
    Status(Option<SessionState>),
    Cart(u64),
    Outdated,
    Refresh,
    Timer,
    Pay,
    Finalize,
    Choose(u8),
    Corrected,
    Retry,
    Check,
    StopWaiting,
}

fn fault() -> impl Strategy<Value = ServerFault> {
    prop_oneof![
        Just(ServerFault::Unavailable),
        prop::sample::select(Code::ALL.to_vec()).prop_map(ServerFault::Refused),
    ]
}

fn any_move() -> impl Strategy<Value = Move> {
    static FAILURES: [Failure; 3] = [
        Failure::ScriptBlocked,
        Failure::ScriptTimeout,
        Failure::SdkMissing,
    ];
    static STATES: [SessionState; 4] = [
        SessionState::Open,
        SessionState::Authorized,
        SessionState::Placed,
        SessionState::Failed,
    ];
    prop_oneof![
        15 => (0..50u8).prop_map(Move::Lead),
        2 => Just(Move::Mount),
        1 => prop_oneof![
            Just(PendingConfirmation::Finalize),
            Just(PendingConfirmation::Outdated),
            Just(PendingConfirmation::Token {
                token: klarna_payments::AuthorizationToken::new("kept"),
                key: "key-of-kept".to_owned(),
            }),
        ].prop_map(Move::Return),
        1 => Just(Move::Unmount),
        1 => prop::bool::weighted(0.3).prop_map(|is_script| Move::Violate { is_script }),
        3 => prop::option::weighted(0.2, prop::sample::select(&FAILURES[..])).prop_map(Move::Sdk),
        5 => (0..3u8, 0..4u64, 0..4u8)
            .prop_map(|(id, version, categories)| Move::Session { id, version, categories }),
        1 => fault().prop_map(Move::SessionFault),
        5 => prop_oneof![
            5 => Just(LoadAnswer::Shown { invalid_fields: vec![] }),
            1 => Just(LoadAnswer::NotOffered),
            1 => Just(LoadAnswer::Fault(SdkFault::InvalidToken)),
            1 => Just(LoadAnswer::Fault(SdkFault::Unexpected)),
        ].prop_map(Move::Widget),
        5 => prop_oneof![
            4 => (0..50u8).prop_map(|n| approved(&format!("t{n}"))),
            2 => Just(AuthorizeAnswer::FinalizeRequired),
            1 => Just(AuthorizeAnswer::Closed),
            1 => Just(AuthorizeAnswer::SessionSuperseded),
            2 => Just(AuthorizeAnswer::Rejected),
            1 => Just(AuthorizeAnswer::InvalidFields(vec![FieldPath::parse("billing_address.phone")])),
            1 => Just(AuthorizeAnswer::Fault(SdkFault::Unexpected)),
        ].prop_map(Move::Authorize),
        4 => prop::option::weighted(0.7, fault()).prop_map(Move::Place),
        4 => prop::option::weighted(0.8, prop::sample::select(&STATES[..])).prop_map(Move::Status),
        2 => (0..4u64).prop_map(Move::Cart),
        1 => Just(Move::Outdated),
        1 => Just(Move::Refresh),
        4 => Just(Move::Timer),
        5 => Just(Move::Pay),
        3 => Just(Move::Finalize),
        2 => (0..4u8).prop_map(Move::Choose),
        1 => Just(Move::Corrected),
        2 => Just(Move::Retry),
        1 => Just(Move::Check),
        1 => Just(Move::StopWaiting),
    ]
}

/// A move, which of the request ids given out it answers (counted from the newest), and the time since.
fn any_step() -> impl Strategy<Value = (Move, u8, Millis)> {
    let pick = prop_oneof![6 => Just(0u8), 2 => 0..4u8, 1 => Just(200u8)];
    let gap = prop_oneof![9 => 0..2_000u64, 1 => 0..4_000_000u64];
    (any_move(), pick, gap)
}

/// A run: the checkout, and what an onlooker who trusts nothing keeps about it.
struct Run {
    rig: Rig,
    /// Authorizations asked for and neither answered nor given up.
    authorizing: BTreeMap<RequestId, Binding>,
    /// Approvals sent and not answered.
    placing: BTreeSet<RequestId>,
    /// Calls that the shopper made on the last page.
    confirming: BTreeSet<RequestId>,
    /// `true` if the page's policy has blocked a script of Klarna's.
    script_blocked: bool,
    keys: BTreeMap<String, String>,
}

impl Run {
    fn new(layout: Layout) -> Self {
        Self {
            rig: Rig::with_layout(layout),
            authorizing: BTreeMap::new(),
            placing: BTreeSet::new(),
            confirming: BTreeSet::new(),
            script_blocked: false,
            keys: BTreeMap::new(),
        }
    }

    fn find_request(&self, pick: u8, of: impl Fn(&Effect) -> Option<RequestId>) -> RequestId {
        let given: Vec<RequestId> = self.rig.asked.iter().filter_map(of).collect();
        given
            .iter()
            .rev()
            .nth(usize::from(pick))
            .copied()
            .unwrap_or(RequestId(u32::from(pick)))
    }

    fn event(&self, step: Move, pick: u8) -> Option<Event> {
        Some(match step {
            Move::Lead(n) => self.lead(n)?,
            Move::Mount => Event::Mounted {
                cart_version: Some(1),
                unfinished: None,
            },
            Move::Return(confirmation) => Event::Mounted {
                cart_version: Some(1),
                unfinished: Some(Unfinished::Authorized(self.kept(confirmation))),
            },
            Move::Unmount => Event::Unmounted,
            Move::Violate { is_script } => Event::PolicyViolated(violation(is_script)),
            Move::Sdk(failure) => Event::SdkAnswered(
                self.find_request(pick, |e| match e {
                    Effect::LoadSdk(t) => Some(*t),
                    _ => None,
                }),
                failure.map_or(Ok(()), Err),
            ),
            Move::Session {
                id,
                version,
                categories,
            } => {
                let categories = &CATEGORIES[..usize::from(categories)];
                let session = session_of(&format!("s{id}"), version, categories);
                Event::SessionAnswered(self.fetch_ticket(pick), Ok(session))
            }
            Move::SessionFault(fault) => {
                Event::SessionAnswered(self.fetch_ticket(pick), Err(fault))
            }
            Move::Widget(answer) => Event::WidgetAnswered(
                self.find_request(pick, |e| match e {
                    Effect::LoadWidget { request, .. } => Some(*request),
                    _ => None,
                }),
                answer,
            ),
            Move::Authorize(answer) => Event::AuthorizeAnswered(
                self.find_request(pick, |e| match e {
                    Effect::Authorize { request, .. }
                    | Effect::Finalize { request, .. }
                    | Effect::Reauthorize { request, .. } => Some(*request),
                    _ => None,
                }),
                answer,
            ),
            Move::Place(fault) => Event::PlaceAnswered(
                self.find_request(pick, |e| match e {
                    Effect::Place { request, .. } => Some(*request),
                    _ => None,
                }),
                fault.map_or(Ok(placed()), Err),
            ),
            Move::Status(state) => Event::StatusAnswered(
                self.find_request(pick, |e| match e {
                    Effect::FetchStatus { request, .. } => Some(*request),
                    _ => None,
                }),
                state
                    .map(|status| Status {
                        status,
                        outcome: None,
                    })
                    .ok_or(ServerFault::Unavailable),
            ),
            Move::Cart(version) => Event::CartChanged(version),
            Move::Outdated => Event::SessionOutdated {
                cart_version: Some(1),
            },
            Move::Refresh => Event::RefreshAsked,
            Move::Timer => Event::TimedOut(self.timer(pick)?),
            Move::Pay => Event::PayPressed,
            Move::Finalize => Event::FinalizePressed,
            Move::Choose(n) => {
                let known = CATEGORIES.get(usize::from(n)).unwrap_or(&"unknown");
                Event::MethodChosen((*known).to_owned())
            }
            Move::Corrected => Event::FieldsCorrected,
            Move::Retry => Event::RetryPressed,
            Move::Check => Event::CheckPressed,
            Move::StopWaiting => Event::StopWaitingPressed,
        })
    }

    /// What an earlier page may have left.
    fn kept(&self, confirmation: PendingConfirmation) -> Authorized {
        let session = session("s1", 1);
        Authorized {
            binding: Binding {
                session: session.id.clone(),
                cart_version: 1,
                generation: Generation(0),
            },
            client_token: session.client_token.clone(),
            widget: WidgetName {
                categories: vec!["klarna".to_owned()],
                instance: 0,
            },
            confirmation,
            approved_at: self.rig.now,
        }
    }

    fn lead(&self, n: u8) -> Option<Event> {
        if self.rig.checkout.state().can_pay() {
            return Some(Event::PayPressed);
        }
        if self.rig.checkout.state().can_finalize() {
            return Some(Event::FinalizePressed);
        }
        self.rig.asked.iter().rev().find_map(|effect| match effect {
            Effect::LoadSdk(request) => Some(Event::SdkAnswered(*request, Ok(()))),
            Effect::FetchSession { request, .. } => {
                let version = self.rig.checkout.cart_version.unwrap_or(1);
                let session = session(&format!("s{}", n % 3), version);
                Some(Event::SessionAnswered(*request, Ok(session)))
            }
            Effect::LoadWidget { request, .. } => {
                let invalid_fields = Vec::new();
                let answer = LoadAnswer::Shown { invalid_fields };
                Some(Event::WidgetAnswered(*request, answer))
            }
            Effect::Authorize { request, .. }
            | Effect::Finalize { request, .. }
            | Effect::Reauthorize { request, .. } => {
                let answer = approved(&format!("t{n}"));
                Some(Event::AuthorizeAnswered(*request, answer))
            }
            Effect::Place { request, .. } => Some(Event::PlaceAnswered(*request, Ok(placed()))),
            _ => None,
        })
    }

    fn fetch_ticket(&self, pick: u8) -> RequestId {
        self.find_request(pick, |e| match e {
            Effect::FetchSession { request, .. } => Some(*request),
            _ => None,
        })
    }

    fn timer(&self, pick: u8) -> Option<Timer> {
        let started = self.rig.asked.iter().rev().filter_map(|e| match e {
            Effect::Start(timer, _) => Some(*timer),
            _ => None,
        });
        started.into_iter().nth(usize::from(pick))
    }

    fn play(&mut self, step: Move, pick: u8, gap: Millis) -> Result<(), TestCaseError> {
        let Some(event) = self.event(step, pick) else {
            return Ok(());
        };
        self.rig.now += gap;
        let before = self.rig.checkout.state().clone();
        let mounted = match &event {
            Event::Mounted { .. } => true,
            Event::Unmounted => false,
            _ => !matches!(before, State::Idle | State::Gone) && self.rig.checkout.mounted,
        };
        let effects = self.rig.event(event.clone());
        self.note(&event, &before);
        for effect in &effects {
            self.look_at(effect, &event, &before, mounted)?;
        }
        self.look_at_state()
    }

    /// What is answered, given up or settled is not in flight any more.
    fn note(&mut self, event: &Event, before: &State) {
        match event {
            Event::AuthorizeAnswered(request, _) => {
                self.authorizing.remove(request);
            }
            Event::PlaceAnswered(request, _) => {
                self.placing.remove(request);
            }
            Event::PolicyViolated(violation) => self.script_blocked |= violation.is_klarnas_script,
            _ => {}
        }
        if let State::Authorizing {
            request, overdue, ..
        } = before
            && !matches!(self.rig.checkout.state(), State::Authorizing { .. })
            && (*overdue || matches!(event, Event::AuthorizeAnswered(..)))
        {
            self.authorizing.remove(request);
        }
    }

    fn look_at(
        &mut self,
        effect: &Effect,
        event: &Event,
        before: &State,
        mounted: bool,
    ) -> Result<(), TestCaseError> {
        let checkout = &self.rig.checkout;
        if !mounted {
            prop_assert!(effect.settles_a_payment(), "{effect:?} after the unmount");
        }
        match effect {
            Effect::Authorize { request, .. } => {
                prop_assert!(before.can_pay() && *event == Event::PayPressed);
                prop_assert!(self.placing.is_empty());
                self.authorizing
                    .insert(*request, checkout.binding().unwrap());
            }
            Effect::Finalize {
                request,
                client_token,
                ..
            }
            | Effect::Reauthorize {
                request,
                client_token,
                ..
            } => {
                prop_assert!(before.can_finalize() && *event == Event::FinalizePressed);
                prop_assert!(self.placing.is_empty() && self.authorizing.is_empty());
                prop_assert_eq!(client_token, &checkout.session().unwrap().client_token);
                prop_assert!(!checkout.is_behind());
                self.confirming.insert(*request);
                self.authorizing
                    .insert(*request, checkout.binding().unwrap());
            }
            Effect::LoadWidget { client_token, .. } => {
                prop_assert_eq!(client_token, &checkout.session().unwrap().client_token);
                prop_assert!(!checkout.is_behind());
            }
            Effect::Place { request, approval } => {
                prop_assert!(self.placing.is_empty(), "two orders under way");
                prop_assert!(!approval.is_expired(self.rig.now));
                let confirmed = match event {
                    Event::AuthorizeAnswered(request, _) => self.confirming.contains(request),
                    _ => true,
                };
                prop_assert!(
                    checkout.layout.auto_finalize || confirmed,
                    "ordered before the shopper confirmed"
                );
                if matches!(event, Event::AuthorizeAnswered(..) | Event::FinalizePressed) {
                    prop_assert_eq!(Some(approval.binding.clone()), checkout.binding());
                    prop_assert!(!checkout.is_behind());
                } else {
                    prop_assert!(matches!(before, State::Checking(_)));
                }
                let key = self
                    .keys
                    .entry(approval.token.expose().to_owned())
                    .or_insert_with(|| approval.key.clone());
                prop_assert_eq!(&*key, &approval.key);
                self.placing.insert(*request);
            }
            // What is left is the server's word.
            Effect::Emit(CheckoutEvent::Declined) if self.script_blocked => {
                prop_assert!(matches!(event, Event::PlaceAnswered(..)));
            }
            Effect::Emit(CheckoutEvent::NotOffered) if self.script_blocked => {
                prop_assert!(matches!(event, Event::SessionAnswered(..)));
            }
            _ => {}
        }
        Ok(())
    }

    /// `true` if the SDK has refused after a script was blocked: the first one had come.
    fn is_refused_without_script(&self) -> bool {
        let checkout = &self.rig.checkout;
        self.script_blocked
            && checkout.sdk == Sdk::Ready
            && *checkout.state() == State::Failed(Failure::ScriptBlocked)
    }

    fn look_at_state(&self) -> Result<(), TestCaseError> {
        let state = self.rig.checkout.state();
        if state.can_finalize() {
            prop_assert!(self.rig.checkout.has_authorized());
        }
        if state.can_pay() || state.can_finalize() {
            prop_assert!(
                self.authorizing.is_empty(),
                "pay is on during an authorization"
            );
            prop_assert!(
                self.placing.is_empty(),
                "pay is on while an order is placed"
            );
            prop_assert!(!self.rig.checkout.is_behind(), "pay is on for an old cart");
            prop_assert!(self.rig.checkout.session().is_some());
        }
        if !self.placing.is_empty() {
            prop_assert!(state.in_flight(), "an order is under way in {state:?}");
        }
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    /// Total, no panic; pay is never on while money may move; an approval for an old cart, session
    /// or mount is never sent; one order at a time, under one key. Without a script of Klarna's the SDK's
    /// refusals are never shown as Klarna's.
    #[test]
    fn any_events_in_any_order_keep_the_money_safe(
        steps in prop::collection::vec(any_step(), 1..80),
        auto_finalize: bool,
        grouped: bool,
        script_blocked: bool,
    ) {
        let mut run = Run::new(Layout { auto_finalize, grouped });
        if script_blocked {
            // From the start on: seldom enough does it come before a refusal.
            run.play(Move::Mount, 0, 0)?;
            run.play(Move::Violate { is_script: true }, 0, 0)?;
        }
        for (step, pick, gap) in steps {
            run.play(step, pick, gap)?;
        }
    }
}

/// The moves above really reach the states that matter; a generator that does not would prove
/// nothing.
#[test]
fn random_runs_reach_every_state() {
    use proptest::{strategy::ValueTree, test_runner::TestRunner};
    let mut runner = TestRunner::deterministic();
    let mut seen = BTreeSet::new();
    for round in 0..600 {
        let steps = prop::collection::vec(any_step(), 40..80);
        let mut run = Run::new(Layout {
            auto_finalize: round % 2 == 0,
            grouped: false,
        });
        let steps = steps.new_tree(&mut runner).unwrap().current();
        for (step, pick, gap) in steps {
            run.play(step, pick, gap).unwrap();
            seen.insert(run.rig.name());
            if run.is_refused_without_script() {
                seen.insert("failed without a script");
            }
        }
    }
    for name in [
        "idle",
        "loading",
        "ready",
        "not-offered",
        "authorizing",
        "awaiting-finalize",
        "placing",
        "checking",
        "placed",
        "declined",
        "expired",
        "failed",
        "failed without a script",
    ] {
        assert!(seen.contains(name), "never reached {name}: {seen:?}");
    }
}
