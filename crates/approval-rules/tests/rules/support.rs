//! Approvals in every stage, each brought there by the rules themselves.

use approval_rules::{
    Alert, CartFacts, Effect, Event, Facts, KnownOrder, OrderAnswer, Question, Reason, Refusal,
    SessionAnswer, Stage, Step, TokenAnswer, apply, begin,
};
use klarna_payments::{FraudStatus, OrderId, SessionPlan};
use time::{Duration, OffsetDateTime};

/// Every stage.
pub(crate) const STAGES: [Stage; 7] = [
    Stage::Received,
    Stage::TokenAsked,
    Stage::TokenDone,
    Stage::Sent,
    Stage::Placed,
    Stage::Stored,
    Stage::Failed,
];

/// Every question.
pub(crate) const QUESTIONS: [Question; 5] = [
    Question::Approval,
    Question::CustomerToken,
    Question::Order,
    Question::Repetition,
    Question::Completion,
];

/// Every reason.
pub(crate) const REASONS: [Reason; 9] = [
    Reason::Declined,
    Reason::CartChanged,
    Reason::NotTaken,
    Reason::Spent,
    Reason::Expired,
    Reason::SessionEnded,
    Reason::Replaced,
    Reason::PaidOtherwise,
    Reason::SettledByPerson,
];

/// The two ways in which a cart is not what was approved.
pub(crate) const OTHER_CARTS: [CartFacts; 2] = [CartFacts::Changed, CartFacts::OrderedOtherwise];

/// The time at which every approval of these tests arrived.
pub(crate) fn arrival() -> OffsetDateTime {
    OffsetDateTime::UNIX_EPOCH + Duration::days(20_000)
}

/// The time that many minutes after the arrival.
pub(crate) fn minutes(minutes: i64) -> OffsetDateTime {
    arrival() + Duration::minutes(minutes)
}

/// The first moment at which no order can come any more.
pub(crate) fn over() -> OffsetDateTime {
    minutes(65)
}

/// The last moment at which an order can come.
pub(crate) fn just_before_over() -> OffsetDateTime {
    over() - Duration::nanoseconds(1)
}

/// An approval that has just arrived.
pub(crate) fn received(plan: SessionPlan) -> Facts {
    Facts::received(plan, arrival())
}

/// An approval for which a customer token was asked.
pub(crate) fn token_asked(plan: SessionPlan) -> Facts {
    begin(&received(plan), Question::CustomerToken).unwrap()
}

/// An approval of a subscription that has its customer token, and is ordered next.
pub(crate) fn token_done() -> Facts {
    let asked = token_asked(SessionPlan::Subscription);
    after(&asked, &Event::CustomerToken(TokenAnswer::Stored)).facts
}

/// A one-time purchase for which that many order requests were sent.
pub(crate) fn sent(requests: u32) -> Facts {
    (0..requests).fold(received(SessionPlan::OneTime), |facts, _| {
        begin(&facts, Question::Order).unwrap()
    })
}

/// A one-time purchase whose order is known.
pub(crate) fn placed() -> Facts {
    after(&sent(1), &ordered("order-1", FraudStatus::Accepted)).facts
}

/// A one-time purchase whose order Klarna's session shows, without an id.
pub(crate) fn placed_without_id() -> Facts {
    after(&sent(1), &complete()).facts
}

/// A stored customer token of a plan that orders nothing.
pub(crate) fn stored() -> Facts {
    let asked = token_asked(SessionPlan::OnDemand);
    after(&asked, &Event::CustomerToken(TokenAnswer::Stored)).facts
}

/// An approval that failed before an order request was sent.
pub(crate) fn failed_unsent() -> Facts {
    let event = Event::Superseded(Reason::Replaced);
    after(&received(SessionPlan::OneTime), &event).facts
}

/// An approval that failed although an order request was sent: Klarna declined it.
pub(crate) fn failed_sent() -> Facts {
    after(&sent(1), &refused(Refusal::Declined)).facts
}

/// An approval in that stage.
pub(crate) fn at(stage: Stage) -> Facts {
    match stage {
        Stage::Received => received(SessionPlan::OneTime),
        Stage::TokenAsked => token_asked(SessionPlan::Subscription),
        Stage::TokenDone => token_done(),
        Stage::Sent => sent(1),
        Stage::Placed => placed(),
        Stage::Stored => stored(),
        Stage::Failed => failed_unsent(),
    }
}

/// The same approval, with its cart in another state.
pub(crate) fn with_cart(facts: Facts, cart: CartFacts) -> Facts {
    Facts { cart, ..facts }
}

/// The same approval, one that a person has to look at.
pub(crate) fn needing_person(facts: &Facts) -> Facts {
    Facts {
        needs_person: true,
        ..facts.clone()
    }
}

/// An order with that id.
pub(crate) fn order(id: &str, fraud_status: FraudStatus) -> KnownOrder {
    KnownOrder {
        id: OrderId::new(id),
        fraud_status,
    }
}

/// Klarna's answer to an order request: an order with that id.
pub(crate) fn ordered(id: &str, fraud_status: FraudStatus) -> Event {
    Event::Order(OrderAnswer::Placed(order(id, fraud_status)))
}

/// An order with that id, as Klarna's order management shows it.
pub(crate) fn shown(id: &str, fraud_status: FraudStatus) -> Event {
    Event::Shown(order(id, fraud_status))
}

/// A refusal of an order request.
pub(crate) fn refused(refusal: Refusal) -> Event {
    Event::Order(OrderAnswer::Refused(refusal))
}

/// A completed session, soon after the approval.
pub(crate) fn complete() -> Event {
    Event::Completion(SessionAnswer::Complete, minutes(1))
}

/// Applies an event a minute after the approval.
pub(crate) fn after(facts: &Facts, event: &Event) -> Step {
    apply(facts, event, minutes(1))
}

/// Asserts that an event changes nothing.
#[track_caller]
pub(crate) fn assert_unchanged(facts: &Facts, event: &Event, now: OffsetDateTime) {
    let step = apply(facts, event, now);
    let nothing = Step {
        facts: facts.clone(),
        effect: Effect::Nothing,
        alert: None,
    };
    assert_eq!(step, nothing, "{event:?} after {facts:?}");
}

/// Asserts that the approval has failed for that reason, that the cart is open again, and that the
/// other facts are as they were.
#[track_caller]
pub(crate) fn assert_failed(before: &Facts, step: &Step, reason: Reason) {
    let failed = Facts {
        stage: Stage::Failed,
        ..before.clone()
    };
    assert_eq!(step.facts, failed);
    assert_eq!(step.effect, Effect::Fail(reason));
    assert_eq!(step.alert, None);
}

/// Asserts what follows outside of the approval's own row.
#[track_caller]
pub(crate) fn assert_effect(step: &Step, effect: Effect, alert: Option<Alert>) {
    assert_eq!((step.effect, step.alert), (effect, alert));
}
