//! Outcomes that only a person can find out, and the answers that they may give.

use approval_rules::{
    Alert, Effect, Event, Facts, Reason, SessionAnswer, Stage, apply, awaits_person,
};
use klarna_payments::{FraudStatus, OrderId, SessionPlan};

use crate::support::{
    arrival, assert_effect, assert_failed, assert_unchanged, at, failed_sent, just_before_over,
    minutes, needing_person, over, placed, placed_without_id, received, sent, shown, token_asked,
    token_done,
};

#[test]
fn a_sent_approval_awaits_a_person_once_klarna_cannot_tell_or_no_order_can_come() {
    for (facts, now, awaits) in [
        (sent(1), arrival(), false),
        (sent(1), minutes(60), false),
        (sent(1), just_before_over(), false),
        (sent(1), over(), true),
        (sent(1), minutes(600), true),
        (needing_person(&sent(1)), arrival(), true),
        (needing_person(&sent(1)), over(), true),
    ] {
        assert_eq!(awaits_person(&facts, now), awaits, "{facts:?} at {now}");
    }
}

#[test]
fn an_order_without_an_id_awaits_a_person_from_the_start() {
    assert!(awaits_person(&placed_without_id(), arrival()));
    assert!(awaits_person(&needing_person(&placed_without_id()), over()));
    assert!(!awaits_person(&placed(), arrival()));
    assert!(!awaits_person(&placed(), minutes(600)));
}

#[test]
fn nothing_else_awaits_a_person() {
    for facts in [
        received(SessionPlan::OneTime),
        token_asked(SessionPlan::Subscription),
        token_done(),
        at(Stage::Stored),
        at(Stage::Failed),
        failed_sent(),
        needing_person(&failed_sent()),
    ] {
        for now in [arrival(), minutes(600)] {
            assert!(!awaits_person(&facts, now), "{facts:?} at {now}");
        }
    }
}

#[test]
fn a_person_settles_a_sent_approval_only_once_no_order_can_come() {
    for facts in [sent(1), sent(2), needing_person(&sent(1))] {
        for now in [arrival(), minutes(60), just_before_over()] {
            assert_unchanged(&facts, &Event::SettledAsFailed, now);
        }
        for now in [over(), minutes(600)] {
            let step = apply(&facts, &Event::SettledAsFailed, now);
            let settled = Facts {
                needs_person: false,
                ..facts.clone()
            };
            assert_failed(&settled, &step, Reason::SettledByPerson);
        }
    }
}

#[test]
fn a_person_settles_an_approval_that_was_not_sent_at_any_time() {
    for facts in [
        received(SessionPlan::OneTime),
        token_asked(SessionPlan::Subscription),
        token_done(),
    ] {
        for now in [arrival(), minutes(600)] {
            let step = apply(&facts, &Event::SettledAsFailed, now);
            assert_failed(&facts, &step, Reason::SettledByPerson);
        }
    }
}

#[test]
fn a_person_cancels_an_order_without_an_id_and_no_other() {
    let facts = placed_without_id();
    // Klarna's answer with the id may still be on its way.
    assert_unchanged(&facts, &Event::SettledAsFailed, just_before_over());
    let step = apply(&facts, &Event::SettledAsFailed, over());
    let failed = Facts {
        stage: Stage::Failed,
        ..facts
    };
    assert_eq!(step.facts, failed);
    assert_effect(&step, Effect::CancelOrder, None);
    assert_unchanged(&placed(), &Event::SettledAsFailed, minutes(600));
}

#[test]
fn a_persons_word_on_an_outcome_changes_nothing() {
    for facts in [at(Stage::Stored), at(Stage::Failed), failed_sent()] {
        assert_unchanged(&facts, &Event::SettledAsFailed, minutes(600));
    }
}

/// A person has looked, and there was an order after all. The shop has its record already.
#[test]
fn an_order_that_a_person_has_cancelled_is_recorded_again_once_klarna_shows_it() {
    let cancelled = apply(&placed_without_id(), &Event::SettledAsFailed, over()).facts;
    let shown = shown("order-1", FraudStatus::Accepted);
    let session = Event::Completion(SessionAnswer::Complete, over());
    for (event, fraud_status, id) in [
        (shown, FraudStatus::Accepted, Some("order-1")),
        (session, FraudStatus::Pending, None),
    ] {
        let step = apply(&cancelled, &event, over());
        assert_eq!(step.facts.stage, Stage::Placed);
        assert_eq!(step.facts.order_id, id.map(OrderId::new));
        let effect = Effect::RecordOrder(fraud_status);
        assert_effect(&step, effect, Some(Alert::OrderAfterFailure));
    }
}

/// The same, where nothing had been recorded.
#[test]
fn a_completed_session_outweighs_a_persons_word() {
    let settled = apply(&sent(1), &Event::SettledAsFailed, over()).facts;
    let event = Event::Completion(SessionAnswer::Complete, over());
    let step = apply(&settled, &event, over());
    assert_eq!(step.facts.stage, Stage::Placed);
}
