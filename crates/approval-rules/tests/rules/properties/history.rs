//! Anything that may happen to an approval, with or without sense.

use std::collections::HashSet;

use approval_rules::{
    Alert, Approved, CartFacts, Effect, Event, Facts, OrderAnswer, Question, Refusal,
    SessionAnswer, Stage, Step, TokenAnswer, apply, begin,
};
use klarna_payments::{FraudStatus, SessionPlan};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use time::{Duration, OffsetDateTime};

use crate::support::{OTHER_CARTS, QUESTIONS, REASONS, STAGES, arrival, minutes, order, received};

/// A change of an approval's facts, or an event that changed nothing.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    pub(crate) before: Facts,
    pub(crate) cause: Cause,
    pub(crate) after: Facts,
    pub(crate) effect: Effect,
    pub(crate) alert: Option<Alert>,
    pub(crate) now: OffsetDateTime,
}

/// The cause of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cause {
    /// A question that was about to be put to Klarna.
    Begun(Question),
    /// Something that happened.
    Event(Event),
}

/// A step of a history, and the minutes that go by before it.
#[derive(Debug, Clone)]
enum Deed {
    /// The request that the plan has next, so that many histories come far.
    Request,
    Begin(Question),
    Happen(Event),
    /// Klarna's answer about the session, asked that many minutes ago.
    Complete(SessionAnswer, i64),
    /// The same, before the order is asked for again.
    Repeat(Approved, i64),
    TurnCart(CartFacts),
}

/// Histories of approvals of every plan. Refused questions are left out.
pub(crate) fn any_history() -> impl Strategy<Value = Vec<Change>> {
    let deeds = prop::collection::vec((any_wait(), any_deed()), 1..25);
    let plan = prop::sample::select(SessionPlan::ALL.to_vec());
    (plan, deeds).prop_map(|(plan, deeds)| history(plan, deeds))
}

fn history(plan: SessionPlan, deeds: Vec<(i64, Deed)>) -> Vec<Change> {
    let mut facts = received(plan);
    let mut elapsed = 0;
    let mut changes = Vec::new();
    for (wait, deed) in deeds {
        elapsed += wait;
        let now = minutes(elapsed);
        let cause = match deed {
            Deed::TurnCart(cart) => {
                facts.cart = cart;
                continue;
            }
            Deed::Request => Cause::Begun(request(&facts)),
            Deed::Begin(question) => Cause::Begun(question),
            Deed::Happen(event) => Cause::Event(event),
            Deed::Complete(answer, ago) => {
                Cause::Event(Event::Completion(answer, asked_at(now, ago)))
            }
            Deed::Repeat(answer, ago) => {
                Cause::Event(Event::Repetition(answer, asked_at(now, ago)))
            }
        };
        let Some(step) = take(&facts, &cause, now) else {
            continue;
        };
        changes.push(Change {
            before: facts,
            cause,
            after: step.facts.clone(),
            effect: step.effect,
            alert: step.alert,
            now,
        });
        facts = step.facts;
    }
    changes
}

fn asked_at(now: OffsetDateTime, ago: i64) -> OffsetDateTime {
    (now - Duration::minutes(ago)).max(arrival())
}

fn request(facts: &Facts) -> Question {
    match facts.stage {
        Stage::Received | Stage::TokenAsked if facts.stores_token => Question::CustomerToken,
        _ => Question::Order,
    }
}

fn take(facts: &Facts, cause: &Cause, now: OffsetDateTime) -> Option<Step> {
    match cause {
        Cause::Begun(question) => Some(Step {
            facts: begin(facts, *question).ok()?,
            effect: Effect::Nothing,
            alert: None,
        }),
        Cause::Event(event) => Some(apply(facts, event, now)),
    }
}

fn any_wait() -> impl Strategy<Value = i64> {
    prop_oneof![6 => Just(0), 3 => 0..10_i64, 1 => 50..70_i64]
}

fn any_deed() -> impl Strategy<Value = Deed> {
    let carts = [&[CartFacts::Current], OTHER_CARTS.as_slice()].concat();
    prop_oneof![
        6 => Just(Deed::Request),
        4 => prop::sample::select(QUESTIONS.to_vec()).prop_map(Deed::Begin),
        4 => any_token_answer().prop_map(Deed::Happen),
        6 => any_order_answer().prop_map(|answer| Deed::Happen(Event::Order(answer))),
        3 => (any_session_answer(), 0..90_i64).prop_map(|(it, ago)| Deed::Complete(it, ago)),
        2 => (any_approved(), 0..90_i64).prop_map(|(it, ago)| Deed::Repeat(it, ago)),
        1 => any_approved().prop_map(|it| Deed::Happen(Event::Approval(it))),
        1 => any_order().prop_map(Deed::Happen),
        1 => Just(Deed::Happen(Event::SettledAsFailed)),
        1 => prop::sample::select(REASONS.to_vec())
            .prop_map(|reason| Deed::Happen(Event::Superseded(reason))),
        2 => prop::sample::select(carts).prop_map(Deed::TurnCart),
    ]
}

fn any_token_answer() -> impl Strategy<Value = Event> {
    prop_oneof![
        3 => Just(TokenAnswer::Stored),
        1 => Just(TokenAnswer::Refused),
        1 => Just(TokenAnswer::AuthorizationGone),
        2 => Just(TokenAnswer::NotCarriedOut),
        1 => Just(TokenAnswer::Lost),
    ]
    .prop_map(Event::CustomerToken)
}

/// Klarna's answers to an order request.
pub(crate) fn any_order_answer() -> impl Strategy<Value = OrderAnswer> {
    let refusals = [
        Refusal::Declined,
        Refusal::NotMatching,
        Refusal::NotTaken,
        Refusal::AuthorizationGone,
        Refusal::Spent,
    ];
    prop_oneof![
        1 => any_known_order().prop_map(OrderAnswer::Placed),
        4 => prop::sample::select(refusals.to_vec()).prop_map(OrderAnswer::Refused),
        2 => Just(OrderAnswer::NotCarriedOut),
        2 => Just(OrderAnswer::Lost),
    ]
}

fn any_order() -> impl Strategy<Value = Event> {
    any_known_order().prop_map(Event::Shown)
}

fn any_known_order() -> impl Strategy<Value = approval_rules::KnownOrder> {
    let ids = prop::sample::select(vec!["order-1", "order-1", "order-2"]);
    let fraud = prop::sample::select(vec![
        FraudStatus::Accepted,
        FraudStatus::Pending,
        FraudStatus::Rejected,
    ]);
    (ids, fraud).prop_map(|(id, fraud)| order(id, fraud))
}

fn any_session_answer() -> impl Strategy<Value = SessionAnswer> {
    prop_oneof![
        1 => Just(SessionAnswer::Complete),
        2 => Just(SessionAnswer::Incomplete),
        2 => Just(SessionAnswer::Gone),
        1 => Just(SessionAnswer::Unclear),
    ]
}

fn any_approved() -> impl Strategy<Value = Approved> {
    prop_oneof![
        4 => Just(Approved::Own),
        1 => Just(Approved::Foreign),
        1 => Just(Approved::Expired),
        1 => Just(Approved::Completed),
        1 => Just(Approved::SessionEnded),
        2 => Just(Approved::Unclear),
    ]
}

/// A property of histories that never come to a stage says nothing of it.
#[test]
fn the_histories_come_to_every_stage_and_every_effect() {
    let mut runner = TestRunner::deterministic();
    let strategy = any_history();
    let mut stages = HashSet::new();
    let (mut effects, mut alerts) = (HashSet::new(), HashSet::new());
    for _ in 0..500 {
        for change in strategy.new_tree(&mut runner).unwrap().current() {
            stages.insert((change.before.stage, change.after.stage));
            effects.insert(std::mem::discriminant(&change.effect));
            alerts.insert(change.alert);
        }
    }
    for stage in STAGES {
        assert!(stages.iter().any(|(_, after)| *after == stage), "{stage:?}");
    }
    assert_eq!(effects.len(), 6, "{effects:?}");
    assert_eq!(alerts.len(), 4, "{alerts:?}");
}
