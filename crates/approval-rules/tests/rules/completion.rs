//! A session, read to learn what came of an approval.

use approval_rules::{
    Alert, Approved, CartFacts, Effect, Event, Facts, Reason, Refusal, SessionAnswer, Stage, apply,
    is_unexplained,
};
use klarna_payments::{FraudStatus, SessionPlan};

use crate::support::{
    STAGES, after, arrival, assert_effect, assert_failed, assert_unchanged, at, complete,
    failed_sent, failed_unsent, just_before_over, minutes, needing_person, ordered, over, placed,
    placed_without_id, received, refused, sent, with_cart,
};

#[test]
fn a_completed_session_of_a_sent_approval_is_its_order() {
    let settled = after(&sent(2), &refused(Refusal::Declined)).facts;
    for facts in [
        sent(1),
        sent(2),
        settled,
        needing_person(&sent(1)),
        with_cart(sent(1), CartFacts::Changed),
    ] {
        let step = after(&facts, &complete());
        let placed = Facts {
            stage: Stage::Placed,
            ..facts
        };
        assert_eq!(step.facts, placed);
        assert_effect(&step, Effect::RecordOrder(FraudStatus::Pending), None);
    }
}

/// Read before the order is asked for again, a session says the same as after it.
#[test]
fn a_session_read_before_a_repetition_says_what_it_says_after_one() {
    for (approved, answer) in [
        (Approved::Own, SessionAnswer::Incomplete),
        (Approved::Foreign, SessionAnswer::Incomplete),
        (Approved::Expired, SessionAnswer::Incomplete),
        (Approved::Completed, SessionAnswer::Complete),
        (Approved::SessionEnded, SessionAnswer::Gone),
        (Approved::Unclear, SessionAnswer::Unclear),
    ] {
        assert_eq!(SessionAnswer::from(approved), answer);
        for stage in STAGES {
            for facts in [at(stage), needing_person(&at(stage)), failed_sent()] {
                for asked_at in [arrival(), just_before_over(), over()] {
                    let before = Event::Repetition(approved, asked_at);
                    let after = Event::Completion(answer, asked_at);
                    let now = minutes(600);
                    assert_eq!(apply(&facts, &before, now), apply(&facts, &after, now));
                }
            }
        }
    }
}

#[test]
fn a_completed_session_of_a_failed_approval_is_its_order_where_a_request_was_sent() {
    for cart in [CartFacts::Current, CartFacts::Changed] {
        let facts = with_cart(failed_sent(), cart);
        let step = after(&facts, &complete());
        let placed = Facts {
            stage: Stage::Placed,
            ..facts
        };
        assert_eq!(step.facts, placed);
        let effect = Effect::RecordOrder(FraudStatus::Pending);
        assert_effect(&step, effect, Some(Alert::OrderAfterFailure));
    }
    let facts = with_cart(failed_sent(), CartFacts::OrderedOtherwise);
    let step = after(&facts, &complete());
    assert_eq!(step.facts, facts);
    assert_effect(&step, Effect::Nothing, Some(Alert::SecondOrder));
}

#[test]
fn a_completed_session_is_not_the_order_of_an_approval_that_was_never_sent_or_is_explained() {
    let rejected = after(&sent(1), &ordered("order-1", FraudStatus::Rejected)).facts;
    for facts in [
        received(SessionPlan::OneTime),
        at(Stage::TokenAsked),
        at(Stage::TokenDone),
        at(Stage::Stored),
        failed_unsent(),
        rejected,
        placed(),
        placed_without_id(),
    ] {
        assert_unchanged(&facts, &complete(), minutes(600));
    }
}

/// By the time at which Klarna was asked: an order may have come between that and the answer.
#[test]
fn a_session_without_an_order_ends_the_approval_once_no_order_can_come() {
    let facts = sent(2);
    for asked_at in [arrival(), minutes(60), just_before_over()] {
        let event = Event::Completion(SessionAnswer::Incomplete, asked_at);
        assert_unchanged(&facts, &event, minutes(600));
    }
    for asked_at in [over(), minutes(66), minutes(600)] {
        let event = Event::Completion(SessionAnswer::Incomplete, asked_at);
        let step = apply(&facts, &event, asked_at);
        assert_failed(&facts, &step, Reason::Expired);
    }
}

#[test]
fn a_session_that_klarna_has_forgotten_is_for_a_person() {
    let facts = sent(1);
    let event = Event::Completion(SessionAnswer::Gone, minutes(600));
    let step = apply(&facts, &event, minutes(600));
    assert_eq!(step.facts, needing_person(&facts));
    assert_effect(&step, Effect::Nothing, None);
}

#[test]
fn an_unclear_answer_decides_nothing() {
    for facts in [sent(1), failed_sent()] {
        let event = Event::Completion(SessionAnswer::Unclear, minutes(600));
        assert_unchanged(&facts, &event, minutes(600));
    }
}

#[test]
fn a_session_that_shows_no_order_decides_nothing_of_an_approval_that_is_not_sent() {
    for stage in STAGES.into_iter().filter(|it| *it != Stage::Sent) {
        for answer in [SessionAnswer::Incomplete, SessionAnswer::Gone] {
            let event = Event::Completion(answer, minutes(600));
            assert_unchanged(&at(stage), &event, minutes(600));
        }
    }
    let event = Event::Completion(SessionAnswer::Incomplete, minutes(600));
    assert_unchanged(&failed_sent(), &event, minutes(600));
}

#[test]
fn an_approval_is_unexplained_while_a_sent_request_has_no_known_order() {
    let rejected = after(&placed(), &ordered("order-1", FraudStatus::Rejected)).facts;
    for (facts, unexplained) in [
        (received(SessionPlan::OneTime), false),
        (at(Stage::TokenAsked), false),
        (at(Stage::TokenDone), false),
        (sent(1), true),
        (sent(2), true),
        (placed(), false),
        (placed_without_id(), false),
        (at(Stage::Stored), false),
        (failed_unsent(), false),
        (failed_sent(), true),
        (rejected, false),
    ] {
        assert_eq!(is_unexplained(&facts), unexplained, "{facts:?}");
    }
}
