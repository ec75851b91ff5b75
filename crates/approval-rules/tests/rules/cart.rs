//! A cart beside its approvals: a new one, another payment, and the use of Klarna's session.

use approval_rules::{
    Admission, Event, Facts, OtherPayment, Reason, SessionAnswer, SessionUse, Stage, admit,
    auto_finalize, pay_otherwise, use_session,
};
use klarna_payments::{FraudStatus, SessionPlan};

use crate::support::{
    REASONS, STAGES, after, assert_failed, assert_unchanged, at, failed_sent, failed_unsent,
    minutes, ordered, placed, placed_without_id, received, sent, token_done,
};

#[test]
fn a_cart_takes_one_approval_at_a_time() {
    assert_eq!(admit(true, None), Admission::Admitted);
    assert_eq!(admit(true, Some(Stage::Failed)), Admission::Admitted);
    for stage in STAGES.into_iter().filter(|it| *it != Stage::Failed) {
        assert_eq!(admit(true, Some(stage)), Admission::Busy, "{stage:?}");
    }
}

#[test]
fn a_cart_that_is_not_what_was_approved_takes_no_approval() {
    for live in STAGES.map(Some).into_iter().chain([None]) {
        assert_eq!(admit(false, live), Admission::CartChanged, "{live:?}");
    }
}

#[test]
fn a_cart_is_paid_another_way_only_where_nothing_was_asked_of_klarna() {
    assert_eq!(pay_otherwise(None), OtherPayment::Allowed);
    for (stage, answer) in [
        (Stage::Received, OtherPayment::Supersedes),
        (Stage::TokenAsked, OtherPayment::Refused),
        (Stage::TokenDone, OtherPayment::Refused),
        (Stage::Sent, OtherPayment::Refused),
        (Stage::Placed, OtherPayment::Refused),
        (Stage::Stored, OtherPayment::Refused),
        (Stage::Failed, OtherPayment::Allowed),
    ] {
        assert_eq!(pay_otherwise(Some(stage)), answer, "{stage:?}");
    }
}

#[test]
fn only_an_approval_without_a_request_on_its_way_is_superseded() {
    for reason in REASONS {
        let event = Event::Superseded(reason);
        for facts in [
            received(SessionPlan::OneTime),
            received(SessionPlan::Trial),
            token_done(),
        ] {
            assert_failed(&facts, &after(&facts, &event), reason);
        }
        for stage in [
            Stage::TokenAsked,
            Stage::Sent,
            Stage::Placed,
            Stage::Stored,
            Stage::Failed,
        ] {
            assert_unchanged(&at(stage), &event, minutes(600));
        }
    }
}

/// Whatever lets a cart be paid another way can also record why its approval fails.
#[test]
fn an_approval_that_another_payment_supersedes_fails() {
    for stage in STAGES {
        if pay_otherwise(Some(stage)) == OtherPayment::Supersedes {
            let step = after(&at(stage), &Event::Superseded(Reason::PaidOtherwise));
            assert_eq!(step.facts.stage, Stage::Failed, "{stage:?}");
        }
    }
}

#[test]
fn auto_finalize_never_goes_back_to_true() {
    for (before, asked, now) in [
        (true, true, true),
        (true, false, false),
        (false, true, false),
        (false, false, false),
    ] {
        assert_eq!(auto_finalize(before, asked), now, "{before} {asked}");
    }
}

#[test]
fn a_session_is_kept_replaced_or_left_alone_by_klarnas_answer() {
    for approvals in [vec![], vec![sent(1)], vec![failed_sent()], vec![placed()]] {
        for (answer, session_use) in [
            (SessionAnswer::Incomplete, SessionUse::Keep),
            (SessionAnswer::Gone, SessionUse::Replace),
            (SessionAnswer::Unclear, SessionUse::Unknown),
        ] {
            assert_eq!(use_session(answer, &approvals), session_use, "{answer:?}");
        }
    }
}

#[test]
fn a_completed_session_is_the_order_of_the_approval_that_can_have_become_it() {
    let rejected = after(&sent(1), &ordered("order-1", FraudStatus::Rejected)).facts;
    let unsent = || received(SessionPlan::OneTime);
    let cases: [(Vec<Facts>, Option<usize>); 14] = [
        (vec![], None),
        (vec![unsent()], None),
        (vec![failed_unsent(), unsent()], None),
        (vec![sent(1)], Some(0)),
        (vec![failed_sent()], Some(0)),
        (vec![failed_unsent(), sent(1)], Some(1)),
        (vec![failed_unsent(), failed_sent()], Some(1)),
        // The newest of several: Klarna's session has one authorization at a time.
        (vec![failed_sent(), failed_sent(), unsent()], Some(1)),
        // One that is still sent before one that was refused.
        (vec![failed_sent(), sent(1)], Some(1)),
        (vec![sent(1), failed_sent()], Some(0)),
        // Its order is known.
        (vec![placed()], None),
        (vec![placed_without_id()], None),
        (vec![placed_without_id(), failed_sent()], None),
        (vec![failed_sent(), rejected], None),
    ];
    for (approvals, index) in cases {
        let expected = index.map_or(SessionUse::Replace, SessionUse::Ordered);
        let session_use = use_session(SessionAnswer::Complete, &approvals);
        assert_eq!(session_use, expected, "{approvals:?}");
    }
}
