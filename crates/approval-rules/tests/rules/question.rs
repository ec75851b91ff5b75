//! The questions that may be put to Klarna, and the next one.

use approval_rules::{
    Approved, Event, Facts, NotNow, OrderAnswer, Question, Reason, Refusal, SessionAnswer, Stage,
    TokenAnswer, begin, next_question,
};
use klarna_payments::SessionPlan;

use crate::support::{
    OTHER_CARTS, QUESTIONS, STAGES, after, at, failed_sent, minutes, needing_person,
    placed_without_id, received, refused, sent, token_asked, token_done, with_cart,
};

#[test]
fn each_stage_takes_its_own_questions() {
    let cases = [
        (
            received(SessionPlan::OneTime),
            vec![Question::Approval, Question::Order],
        ),
        (
            received(SessionPlan::Subscription),
            vec![Question::Approval, Question::CustomerToken],
        ),
        (
            received(SessionPlan::Trial),
            vec![Question::Approval, Question::CustomerToken],
        ),
        (
            received(SessionPlan::Mixed),
            vec![Question::Approval, Question::CustomerToken],
        ),
        (at(Stage::TokenAsked), vec![Question::CustomerToken]),
        (at(Stage::TokenDone), vec![Question::Order]),
        (
            sent(1),
            vec![Question::Order, Question::Repetition, Question::Completion],
        ),
        (
            sent(3),
            vec![Question::Order, Question::Repetition, Question::Completion],
        ),
        (at(Stage::Placed), vec![]),
        (placed_without_id(), vec![]),
        (at(Stage::Stored), vec![]),
        (at(Stage::Failed), vec![]),
        (failed_sent(), vec![]),
    ];
    for (facts, allowed) in cases {
        for question in QUESTIONS {
            let begun = begin(&facts, question);
            if allowed.contains(&question) {
                assert!(begun.is_ok(), "{question:?} of {facts:?}");
            } else {
                assert_eq!(begun, Err(NotNow::Pointless), "{question:?} of {facts:?}");
            }
        }
    }
}

#[test]
fn a_plan_that_places_no_order_never_sends_a_request_for_it() {
    let facts = Facts {
        places_order: false,
        ..token_done()
    };
    assert_eq!(begin(&facts, Question::Order), Err(NotNow::Pointless));
}

#[test]
fn a_request_is_counted_before_it_is_sent() {
    let mut facts = received(SessionPlan::Subscription);
    for requests in 1..4 {
        let next = begin(&facts, Question::CustomerToken).unwrap();
        let expected = Facts {
            stage: Stage::TokenAsked,
            token_requests: requests,
            ..facts
        };
        assert_eq!(next, expected);
        facts = next;
    }
    for mut facts in [received(SessionPlan::OneTime), token_done()] {
        for requests in 1..4 {
            let next = begin(&facts, Question::Order).unwrap();
            let expected = Facts {
                stage: Stage::Sent,
                order_requests: requests,
                open_order_requests: requests,
                ..facts
            };
            assert_eq!(next, expected);
            facts = next;
        }
    }
}

#[test]
fn a_look_at_the_session_changes_nothing() {
    for (facts, question) in [
        (received(SessionPlan::OneTime), Question::Approval),
        (sent(2), Question::Repetition),
        (sent(2), Question::Completion),
    ] {
        assert_eq!(begin(&facts, question), Ok(facts.clone()));
    }
}

#[test]
fn nothing_new_is_asked_for_a_cart_that_is_not_what_was_approved() {
    for cart in OTHER_CARTS {
        for (facts, question) in [
            (received(SessionPlan::OneTime), Question::Order),
            (received(SessionPlan::Trial), Question::CustomerToken),
            (token_done(), Question::Order),
        ] {
            let facts = with_cart(facts, cart);
            assert_eq!(begin(&facts, question), Err(NotNow::CartChanged));
        }
    }
}

/// The first request may have been carried out, so the shop stays with this approval.
#[test]
fn a_request_is_repeated_also_for_a_cart_that_has_changed() {
    for cart in OTHER_CARTS {
        for (facts, question) in [
            (received(SessionPlan::OneTime), Question::Approval),
            (
                token_asked(SessionPlan::Subscription),
                Question::CustomerToken,
            ),
            (sent(1), Question::Order),
            (sent(1), Question::Repetition),
            (sent(1), Question::Completion),
        ] {
            assert!(begin(&with_cart(facts, cart), question).is_ok());
        }
    }
}

#[test]
fn a_run_begins_with_the_question_that_the_stage_leaves_open() {
    for (stage, question) in [
        (Stage::Received, Some(Question::Approval)),
        (Stage::TokenAsked, Some(Question::CustomerToken)),
        (Stage::TokenDone, Some(Question::Order)),
        (Stage::Sent, Some(Question::Repetition)),
        (Stage::Placed, None),
        (Stage::Stored, None),
        (Stage::Failed, None),
    ] {
        assert_eq!(next_question(&at(stage), None), question, "{stage:?}");
    }
}

#[test]
fn each_answer_leads_to_the_next_question() {
    let own = Event::Approval(Approved::Own);
    let token_stored = Event::CustomerToken(TokenAnswer::Stored);
    let changed = Event::Superseded(Reason::CartChanged);
    for (facts, heard, question) in [
        (received(SessionPlan::OneTime), &own, Some(Question::Order)),
        (
            received(SessionPlan::Subscription),
            &own,
            Some(Question::CustomerToken),
        ),
        (
            received(SessionPlan::OnDemand),
            &own,
            Some(Question::CustomerToken),
        ),
        (
            received(SessionPlan::OneTime),
            &Event::Approval(Approved::Unclear),
            None,
        ),
        // Another server asked, and was answered that nothing was carried out.
        (
            received(SessionPlan::OneTime),
            &changed,
            Some(Question::Approval),
        ),
        // Another server was quicker.
        (
            token_asked(SessionPlan::Subscription),
            &own,
            Some(Question::CustomerToken),
        ),
        (sent(1), &own, Some(Question::Repetition)),
        (token_done(), &token_stored, Some(Question::Order)),
        (at(Stage::Stored), &token_stored, None),
        // An earlier request may have been carried out: the session shows it.
        (
            sent(1),
            &refused(Refusal::Spent),
            Some(Question::Completion),
        ),
        (
            sent(1),
            &refused(Refusal::Declined),
            Some(Question::Completion),
        ),
        (failed_sent(), &refused(Refusal::Declined), None),
    ] {
        assert_eq!(
            next_question(&facts, Some(heard)),
            question,
            "{heard:?} of {facts:?}"
        );
    }
}

/// Klarna does not publish that the same request again is safe: the session says first that there is
/// no order, and that Klarna still takes one.
#[test]
fn an_order_is_asked_for_again_only_after_the_session_has_shown_none() {
    for facts in [
        sent(1),
        sent(3),
        with_cart(sent(1), OTHER_CARTS[0]),
        with_cart(sent(1), OTHER_CARTS[1]),
    ] {
        assert_eq!(next_question(&facts, None), Some(Question::Repetition));
        for (approved, question) in [
            (Approved::Own, Some(Question::Order)),
            (Approved::Foreign, None),
            (Approved::Expired, None),
            (Approved::Unclear, None),
        ] {
            let heard = Event::Repetition(approved, minutes(1));
            assert_eq!(
                next_question(&facts, Some(&heard)),
                question,
                "{approved:?}"
            );
        }
    }
    let heard = Event::Repetition(Approved::Completed, minutes(1));
    let placed = after(&sent(1), &heard).facts;
    assert_eq!(next_question(&placed, Some(&heard)), None);
}

#[test]
fn an_answer_that_tells_nothing_ends_the_run() {
    for stage in STAGES {
        for heard in [
            Event::CustomerToken(TokenAnswer::NotCarriedOut),
            Event::CustomerToken(TokenAnswer::Lost),
            Event::Order(OrderAnswer::NotCarriedOut),
            Event::Order(OrderAnswer::Lost),
            Event::Completion(SessionAnswer::Incomplete, minutes(1)),
            Event::Completion(SessionAnswer::Unclear, minutes(1)),
        ] {
            assert_eq!(next_question(&at(stage), Some(&heard)), None, "{heard:?}");
        }
    }
}

#[test]
fn klarna_is_not_asked_again_once_a_person_has_to_look() {
    for stage in STAGES {
        let facts = needing_person(&at(stage));
        assert_eq!(next_question(&facts, None), None);
        let heard = Event::Approval(Approved::Own);
        assert_eq!(next_question(&facts, Some(&heard)), None);
    }
}
