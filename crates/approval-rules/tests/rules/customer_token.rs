//! Klarna's answers to a request for a customer token.

use approval_rules::{Effect, Event, Facts, Question, Reason, Stage, TokenAnswer, apply, begin};
use klarna_payments::SessionPlan;
use time::Duration;

use crate::support::{
    STAGES, after, assert_effect, assert_failed, assert_unchanged, at, minutes, received,
    token_asked,
};

const STORING: [SessionPlan; 5] = [
    SessionPlan::Subscription,
    SessionPlan::Trial,
    SessionPlan::Mixed,
    SessionPlan::OnDemand,
    SessionPlan::OnDemandPaid,
];

const ANSWERS: [TokenAnswer; 5] = [
    TokenAnswer::Stored,
    TokenAnswer::Refused,
    TokenAnswer::AuthorizationGone,
    TokenAnswer::NotCarriedOut,
    TokenAnswer::Lost,
];

#[test]
fn a_stored_token_is_followed_by_the_order_or_is_the_outcome() {
    for plan in STORING {
        let facts = token_asked(plan);
        let step = after(&facts, &Event::CustomerToken(TokenAnswer::Stored));
        let (stage, effect) = if plan.intent().places_order() {
            (Stage::TokenDone, Effect::Nothing)
        } else {
            (Stage::Stored, Effect::RecordStored)
        };
        assert_eq!(step.facts, Facts { stage, ..facts }, "{plan:?}");
        assert_effect(&step, effect, None);
    }
}

#[test]
fn a_refused_token_ends_the_approval_unless_the_articles_are_sold_without() {
    for plan in STORING {
        let facts = token_asked(plan);
        let step = after(&facts, &Event::CustomerToken(TokenAnswer::Refused));
        if plan == SessionPlan::Mixed {
            let stage = Stage::TokenDone;
            assert_eq!(step.facts, Facts { stage, ..facts });
            assert_effect(&step, Effect::Nothing, None);
        } else {
            assert_failed(&facts, &step, Reason::Declined);
        }
    }
}

/// A mixed purchase too: without an authorization there is no order either.
#[test]
fn an_authorization_that_is_gone_is_expired_after_60_minutes_and_spent_before() {
    let event = Event::CustomerToken(TokenAnswer::AuthorizationGone);
    for plan in STORING {
        let facts = token_asked(plan);
        for (now, reason) in [
            (minutes(1), Reason::Spent),
            (minutes(60) - Duration::nanoseconds(1), Reason::Spent),
            (minutes(60), Reason::Expired),
            (minutes(61), Reason::Expired),
        ] {
            assert_failed(&facts, &apply(&facts, &event, now), reason);
        }
    }
}

/// Only once no request is left of which the outcome is not known.
#[test]
fn requests_that_were_not_carried_out_leave_the_approval_as_it_arrived() {
    let first = token_asked(SessionPlan::Subscription);
    let second = begin(&first, Question::CustomerToken).unwrap();
    assert_eq!((first.token_requests, second.token_requests), (1, 2));
    let event = Event::CustomerToken(TokenAnswer::NotCarriedOut);

    let step = after(&second, &event);
    assert_eq!(step.facts, first);
    assert_effect(&step, Effect::Nothing, None);

    let step = after(&first, &event);
    assert_eq!(step.facts, received(SessionPlan::Subscription));
    assert_effect(&step, Effect::Nothing, None);
}

#[test]
fn a_lost_answer_changes_nothing() {
    let facts = token_asked(SessionPlan::Subscription);
    assert_unchanged(
        &facts,
        &Event::CustomerToken(TokenAnswer::Lost),
        minutes(600),
    );
}

/// Another server had its answer first.
#[test]
fn an_answer_that_comes_too_late_changes_nothing() {
    for stage in STAGES.into_iter().filter(|it| *it != Stage::TokenAsked) {
        for answer in ANSWERS {
            assert_unchanged(&at(stage), &Event::CustomerToken(answer), minutes(1));
        }
    }
}
