//! Klarna's answers to order requests, and orders that Klarna shows.

use approval_rules::{
    Alert, CartFacts, Effect, Event, Facts, OrderAnswer, Question, Reason, Refusal, Stage,
    TokenAnswer, apply, begin,
};
use klarna_payments::{FraudStatus, OrderId, SessionPlan};

use crate::support::{
    OTHER_CARTS, STAGES, after, assert_effect, assert_failed, assert_unchanged, at, failed_sent,
    failed_unsent, minutes, needing_person, ordered, placed, placed_without_id, received, refused,
    sent, shown, stored, token_asked, token_done, with_cart,
};

const REFUSALS: [(Refusal, Reason); 4] = [
    (Refusal::Declined, Reason::Declined),
    (Refusal::NotMatching, Reason::CartChanged),
    (Refusal::NotTaken, Reason::NotTaken),
    (Refusal::AuthorizationGone, Reason::Expired),
];

const GOOD: [FraudStatus; 2] = [FraudStatus::Accepted, FraudStatus::Pending];

/// The facts with that order, in that stage.
fn with_order(facts: &Facts, stage: Stage, id: &str) -> Facts {
    Facts {
        stage,
        order_id: Some(OrderId::new(id)),
        needs_person: false,
        ..facts.clone()
    }
}

#[test]
fn an_order_is_recorded_wherever_its_approval_stands() {
    for facts in [
        received(SessionPlan::OneTime),
        token_asked(SessionPlan::Subscription),
        token_done(),
        sent(1),
        sent(3),
        needing_person(&sent(1)),
        with_cart(sent(1), CartFacts::Changed),
    ] {
        for fraud_status in GOOD {
            for event in [
                ordered("order-1", fraud_status),
                shown("order-1", fraud_status),
            ] {
                let step = after(&facts, &event);
                assert_eq!(step.facts, with_order(&facts, Stage::Placed, "order-1"));
                assert_effect(&step, Effect::RecordOrder(fraud_status), None);
            }
        }
    }
}

#[test]
fn an_order_that_klarna_rejects_at_once_is_no_sale_and_its_id_is_kept() {
    for facts in [
        received(SessionPlan::OneTime),
        token_asked(SessionPlan::Subscription),
        token_done(),
        sent(1),
        needing_person(&sent(2)),
    ] {
        let step = after(&facts, &ordered("order-1", FraudStatus::Rejected));
        let known = with_order(&facts, facts.stage, "order-1");
        assert_failed(&known, &step, Reason::Declined);
    }
}

#[test]
fn a_placed_order_takes_what_klarna_says_later() {
    for facts in [
        placed(),
        placed_without_id(),
        needing_person(&placed_without_id()),
    ] {
        for fraud_status in GOOD {
            let step = after(&facts, &shown("order-1", fraud_status));
            assert_eq!(step.facts, with_order(&facts, Stage::Placed, "order-1"));
            assert_effect(&step, Effect::UpdateOrder(fraud_status), None);
        }
    }
}

#[test]
fn a_placed_order_that_klarna_rejects_later_is_cancelled_and_a_person_looks() {
    for facts in [placed(), placed_without_id()] {
        let step = after(&facts, &shown("order-1", FraudStatus::Rejected));
        assert_eq!(step.facts, with_order(&facts, Stage::Failed, "order-1"));
        assert_effect(&step, Effect::CancelOrder, Some(Alert::OrderRejected));
    }
}

#[test]
fn a_rejection_is_klarnas_last_word() {
    let at_once = after(&sent(1), &ordered("order-1", FraudStatus::Rejected)).facts;
    let later = after(&placed(), &shown("order-1", FraudStatus::Rejected)).facts;
    for facts in [at_once, later] {
        for fraud_status in [
            FraudStatus::Accepted,
            FraudStatus::Pending,
            FraudStatus::Rejected,
        ] {
            assert_unchanged(&facts, &shown("order-1", fraud_status), minutes(1));
        }
    }
}

#[test]
fn an_order_after_a_failure_is_placed_and_a_person_looks() {
    for facts in [
        failed_unsent(),
        failed_sent(),
        with_cart(failed_sent(), CartFacts::Changed),
    ] {
        for fraud_status in GOOD {
            let step = after(&facts, &ordered("order-1", fraud_status));
            assert_eq!(step.facts, with_order(&facts, Stage::Placed, "order-1"));
            let effect = Effect::RecordOrder(fraud_status);
            assert_effect(&step, effect, Some(Alert::OrderAfterFailure));
        }
    }
}

#[test]
fn an_order_after_a_failure_for_a_cart_that_is_ordered_otherwise_is_one_too_many() {
    let facts = with_cart(failed_sent(), CartFacts::OrderedOtherwise);
    for fraud_status in GOOD {
        let step = after(&facts, &ordered("order-1", fraud_status));
        assert_eq!(step.facts, with_order(&facts, Stage::Failed, "order-1"));
        assert_effect(&step, Effect::Nothing, Some(Alert::SecondOrder));
    }
}

/// The id is kept, so that a later word on it is not taken for a new order.
#[test]
fn a_rejected_order_after_a_failure_stays_a_failure() {
    for cart in [CartFacts::Current, CartFacts::OrderedOtherwise] {
        let facts = with_cart(failed_sent(), cart);
        let step = after(&facts, &ordered("order-1", FraudStatus::Rejected));
        assert_eq!(step.facts, with_order(&facts, Stage::Failed, "order-1"));
        assert_effect(&step, Effect::Nothing, None);
    }
}

#[test]
fn a_second_order_of_an_approval_is_for_a_person_and_never_replaces_the_first() {
    let rejected = after(&placed(), &shown("order-1", FraudStatus::Rejected)).facts;
    for facts in [placed(), rejected, stored()] {
        for fraud_status in GOOD {
            let step = after(&facts, &shown("order-2", fraud_status));
            assert_eq!(step.facts, facts);
            assert_effect(&step, Effect::Nothing, Some(Alert::SecondOrder));
        }
    }
}

#[test]
fn a_refusal_ends_the_approval_where_no_other_request_is_open() {
    for (refusal, reason) in REFUSALS {
        let facts = sent(1);
        let settled = Facts {
            open_order_requests: 0,
            ..facts.clone()
        };
        assert_failed(&settled, &after(&facts, &refused(refusal)), reason);
    }
}

/// A refusal says nothing of the other requests: each may have been carried out.
#[test]
fn a_refusal_beside_an_open_request_decides_nothing() {
    for (refusal, reason) in REFUSALS {
        let facts = sent(3);
        let first = after(&facts, &refused(refusal));
        let expected = Facts {
            open_order_requests: 2,
            ..facts.clone()
        };
        assert_eq!(first.facts, expected);
        assert_effect(&first, Effect::Nothing, None);
        let second = after(&first.facts, &refused(refusal));
        assert_eq!(second.facts.stage, Stage::Sent);
        let third = after(&second.facts, &refused(refusal));
        assert_effect(&third, Effect::Fail(reason), None);
    }
}

/// The last request was refused for a reason of its own; the one that was lost stays open.
#[test]
fn a_refusal_after_a_lost_answer_decides_nothing() {
    let facts = begin(&sent(1), Question::Order).unwrap();
    let step = after(&facts, &refused(Refusal::AuthorizationGone));
    assert_eq!(step.facts.stage, Stage::Sent);
    assert_eq!(step.facts.open_order_requests, 1);
}

/// An order exists, or is being made.
#[test]
fn a_spent_authorization_decides_nothing() {
    for requests in 1..3 {
        let event = refused(Refusal::Spent);
        assert_unchanged(&sent(requests), &event, minutes(600));
    }
}

#[test]
fn a_lost_answer_decides_nothing() {
    for stage in STAGES {
        let event = Event::Order(OrderAnswer::Lost);
        assert_unchanged(&at(stage), &event, minutes(600));
    }
}

#[test]
fn a_refusal_that_comes_too_late_changes_nothing() {
    for stage in STAGES.into_iter().filter(|it| *it != Stage::Sent) {
        for (refusal, _) in REFUSALS {
            assert_unchanged(&at(stage), &refused(refusal), minutes(1));
        }
        let event = Event::Order(OrderAnswer::NotCarriedOut);
        assert_unchanged(&at(stage), &event, minutes(1));
    }
    assert_unchanged(&placed_without_id(), &refused(Refusal::Spent), minutes(1));
}

/// Its cart is looked at again before the next request.
#[test]
fn an_approval_whose_only_request_was_not_carried_out_is_as_it_was_before() {
    let event = Event::Order(OrderAnswer::NotCarriedOut);
    for facts in [received(SessionPlan::OneTime), token_done()] {
        let asked = begin(&facts, Question::Order).unwrap();
        let step = after(&asked, &event);
        assert_eq!(step.facts, facts);
        assert_effect(&step, Effect::Nothing, None);
        for cart in OTHER_CARTS {
            let facts = with_cart(step.facts.clone(), cart);
            assert!(begin(&facts, Question::Order).is_err());
        }
    }
}

/// A mixed purchase is ordered without its token: to ask for it again would be another approval.
#[test]
fn a_mixed_purchase_without_its_token_goes_back_to_the_order() {
    let asked = token_asked(SessionPlan::Mixed);
    let refused = after(&asked, &Event::CustomerToken(TokenAnswer::Refused)).facts;
    let sent = begin(&refused, Question::Order).unwrap();
    let step = after(&sent, &Event::Order(OrderAnswer::NotCarriedOut));
    assert_eq!(step.facts, refused);
}

/// There was nothing for a person to find out, and the worker left the approval alone for ever.
#[test]
fn an_approval_of_which_nothing_was_carried_out_needs_no_person() {
    let facts = needing_person(&sent(1));
    let step = after(&facts, &Event::Order(OrderAnswer::NotCarriedOut));
    assert_eq!(step.facts, received(SessionPlan::OneTime));
    let facts = needing_person(&sent(2));
    let step = after(&facts, &Event::Order(OrderAnswer::NotCarriedOut));
    assert_eq!(step.facts, needing_person(&sent(1)));
}

#[test]
fn a_request_that_was_not_carried_out_leaves_the_others_open() {
    let step = apply(
        &sent(2),
        &Event::Order(OrderAnswer::NotCarriedOut),
        minutes(1),
    );
    assert_eq!(step.facts, sent(1));
    assert_effect(&step, Effect::Nothing, None);
}

/// It stays in the count of requests, so the approval does not go back to before the first one: the
/// answer to the next request decides.
#[test]
fn a_refused_request_counts_as_sent() {
    let refused_one = after(&sent(2), &refused(Refusal::Declined)).facts;
    let step = after(&refused_one, &Event::Order(OrderAnswer::NotCarriedOut));
    let expected = Facts {
        order_requests: 1,
        open_order_requests: 0,
        ..sent(1)
    };
    assert_eq!(step.facts, expected);
}
