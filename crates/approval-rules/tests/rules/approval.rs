//! Klarna's answer about an approval, before anything is asked with it.

use approval_rules::{Approved, Event, Reason, Stage};
use klarna_payments::SessionPlan;

use crate::support::{STAGES, after, assert_failed, assert_unchanged, at, minutes, received};

const ANSWERS: [Approved; 6] = [
    Approved::Own,
    Approved::Foreign,
    Approved::Expired,
    Approved::Completed,
    Approved::SessionEnded,
    Approved::Unclear,
];

#[test]
fn an_approval_that_is_not_the_sessions_own_fails() {
    for plan in SessionPlan::ALL {
        let facts = received(plan);
        for (answer, reason) in [
            (Approved::Foreign, Reason::Spent),
            (Approved::Completed, Reason::Spent),
            (Approved::Expired, Reason::Expired),
            (Approved::SessionEnded, Reason::SessionEnded),
        ] {
            let step = after(&facts, &Event::Approval(answer));
            assert_failed(&facts, &step, reason);
        }
    }
}

#[test]
fn an_approval_of_the_sessions_own_or_without_a_clear_answer_stays() {
    for answer in [Approved::Own, Approved::Unclear] {
        let event = Event::Approval(answer);
        assert_unchanged(&received(SessionPlan::OneTime), &event, minutes(1));
    }
}

/// The session may show then the result of a request that another server has sent.
#[test]
fn an_answer_about_an_approval_that_was_sent_meanwhile_decides_nothing() {
    for stage in STAGES.into_iter().filter(|it| *it != Stage::Received) {
        for answer in ANSWERS {
            assert_unchanged(&at(stage), &Event::Approval(answer), minutes(1));
        }
    }
}
