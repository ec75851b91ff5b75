//! Rules that hold whatever happens to an approval, in whichever order, however often.

mod history;
mod ledger;

use approval_rules::{
    Alert, Approved, CartFacts, Effect, Event, Facts, NotNow, OrderAnswer, Question, SessionAnswer,
    Stage, TokenAnswer, apply, awaits_person, begin, is_unexplained, next_question,
};
use klarna_payments::FraudStatus;
use proptest::prelude::*;

use crate::support::over;
use history::{Cause, Change, any_history};

const fn is_final(stage: Stage) -> bool {
    matches!(stage, Stage::Placed | Stage::Stored | Stage::Failed)
}

/// `true` if the event may end a sent approval without an order.
fn may_end_without_order(change: &Change) -> bool {
    match &change.cause {
        Cause::Event(Event::Order(OrderAnswer::Refused(_))) => {
            change.after.open_order_requests == 0
        }
        Cause::Event(Event::Completion(SessionAnswer::Incomplete, asked_at)) => *asked_at >= over(),
        Cause::Event(Event::Repetition(approved, asked_at)) => {
            SessionAnswer::from(*approved) == SessionAnswer::Incomplete && *asked_at >= over()
        }
        Cause::Event(Event::SettledAsFailed) => change.now >= over(),
        Cause::Event(Event::Order(OrderAnswer::Placed(order)) | Event::Shown(order)) => {
            order.fraud_status == FraudStatus::Rejected
        }
        Cause::Event(_) | Cause::Begun(_) => false,
    }
}

/// `true` if the event may change an approval that has its outcome.
fn may_change_outcome(before: &Facts, event: &Event) -> bool {
    match event {
        Event::Order(OrderAnswer::Placed(_)) | Event::Shown(_) => true,
        Event::Completion(SessionAnswer::Complete, _)
        | Event::Repetition(Approved::Completed, _) => {
            before.stage == Stage::Failed && is_unexplained(before)
        }
        Event::SettledAsFailed => before.stage == Stage::Placed && before.order_id.is_none(),
        _ => false,
    }
}

/// `true` if the change outside of the approval's row belongs to the change of its stage.
fn effect_fits(change: &Change) -> bool {
    let (before, after) = (change.before.stage, change.after.stage);
    match change.effect {
        Effect::Nothing => before == after || !is_final(after),
        Effect::RecordOrder(_) => {
            !matches!(before, Stage::Placed | Stage::Stored) && after == Stage::Placed
        }
        Effect::UpdateOrder(_) => {
            (before, after) == (Stage::Placed, Stage::Placed) && change.after.order_id.is_some()
        }
        Effect::CancelOrder => (before, after) == (Stage::Placed, Stage::Failed),
        Effect::RecordStored => (before, after) == (Stage::TokenAsked, Stage::Stored),
        Effect::Fail(_) => !is_final(before) && after == Stage::Failed,
    }
}

/// `true` if the message for the merchant belongs to the change.
fn alert_fits(change: &Change) -> bool {
    let (before, after) = (change.before.stage, change.after.stage);
    let by_person = change.cause == Cause::Event(Event::SettledAsFailed);
    match change.alert {
        Some(Alert::OrderRejected) => (before, after) == (Stage::Placed, Stage::Failed),
        Some(Alert::OrderAfterFailure) => (before, after) == (Stage::Failed, Stage::Placed),
        Some(Alert::SecondOrder) => before == after && is_final(after),
        // Everything else that turns an outcome over is for a person to see, or their own word.
        None => !is_final(before) || before == after || by_person,
    }
}

/// The questions that were put since the approval arrived, up to and with a change.
fn questions(history: &[Change]) -> impl Iterator<Item = Question> {
    history.iter().filter_map(|change| match change.cause {
        Cause::Begun(question) => Some(question),
        Cause::Event(_) => None,
    })
}

fn has_token_answer(history: &[Change]) -> bool {
    history.iter().any(|change| match change.cause {
        Cause::Event(Event::CustomerToken(TokenAnswer::Stored)) => true,
        Cause::Event(Event::CustomerToken(TokenAnswer::Refused)) => {
            change.before.sells_without_token
        }
        _ => false,
    })
}

proptest! {
    #[test]
    fn an_orders_id_never_changes_and_never_vanishes(history in any_history()) {
        for change in history {
            if change.before.order_id.is_some() {
                prop_assert_eq!(&change.after.order_id, &change.before.order_id, "{:?}", change);
            }
        }
    }

    /// The id may be thrown away only where a person is alerted to it.
    #[test]
    fn an_order_with_an_id_is_kept_or_raises_an_alert(history in any_history()) {
        for change in history {
            if let Cause::Event(Event::Order(OrderAnswer::Placed(order)) | Event::Shown(order)) =
                &change.cause
            {
                let kept = change.after.order_id.as_ref() == Some(&order.id);
                prop_assert!(kept || change.alert == Some(Alert::SecondOrder), "{:?}", change);
            }
        }
    }

    #[test]
    fn a_sent_approval_fails_only_when_no_order_can_come(history in any_history()) {
        for change in history {
            let stages = (change.before.stage, change.after.stage);
            if stages == (Stage::Sent, Stage::Failed) {
                prop_assert!(may_end_without_order(&change), "{:?}", change);
            }
        }
    }

    #[test]
    fn an_outcome_is_turned_over_by_nothing_but_better_knowledge(history in any_history()) {
        for change in history {
            let Cause::Event(event) = &change.cause else {
                prop_assert!(!is_final(change.before.stage), "{:?}", change);
                continue;
            };
            if is_final(change.before.stage) && !may_change_outcome(&change.before, event) {
                prop_assert_eq!(&change.after, &change.before, "{:?}", change);
                prop_assert_eq!(change.effect, Effect::Nothing, "{:?}", change);
                prop_assert_eq!(change.alert, None, "{:?}", change);
            }
        }
    }

    #[test]
    fn an_approval_goes_back_only_where_nothing_was_carried_out(history in any_history()) {
        for change in history {
            let Facts { stage, token_requests, order_requests, .. } = change.after;
            match stage {
                Stage::Received => prop_assert_eq!((token_requests, order_requests), (0, 0)),
                Stage::TokenAsked | Stage::TokenDone => {
                    prop_assert!(token_requests > 0 && order_requests == 0);
                }
                Stage::Sent => prop_assert!(order_requests > 0),
                Stage::Placed | Stage::Stored | Stage::Failed => {}
            }
        }
    }

    #[test]
    fn no_more_requests_are_open_than_were_sent(history in any_history()) {
        let mut sent = 0;
        for change in history {
            sent += u32::from(change.cause == Cause::Begun(Question::Order));
            prop_assert!(change.after.open_order_requests <= change.after.order_requests);
            prop_assert!(change.after.order_requests <= sent);
        }
    }

    #[test]
    fn what_an_approval_is_for_never_changes(history in any_history()) {
        for Change { before, after, .. } in history {
            let unchanging = |facts: &Facts| {
                let plan = (facts.stores_token, facts.places_order, facts.sells_without_token);
                (plan, facts.received_at, facts.cart)
            };
            prop_assert_eq!(unchanging(&before), unchanging(&after));
        }
    }

    #[test]
    fn a_run_begins_with_a_question_that_may_be_put(history in any_history()) {
        for Change { after, .. } in history {
            let question = next_question(&after, None);
            let is_open = !is_final(after.stage) && !after.needs_person;
            prop_assert_eq!(question.is_some(), is_open, "{:?}", after);
            if let Some(question) = question {
                let begun = begin(&after, question);
                prop_assert!(begun.is_ok() || begun == Err(NotNow::CartChanged), "{:?}", after);
            }
        }
    }

    /// Its cart would be closed for ever.
    #[test]
    fn an_approval_without_an_outcome_is_asked_about_or_awaits_a_person(history in any_history()) {
        for Change { after, .. } in history {
            if !is_final(after.stage) {
                let is_asked = next_question(&after, None).is_some();
                prop_assert!(is_asked || awaits_person(&after, over()), "{:?}", after);
            }
        }
    }

    #[test]
    fn nothing_new_is_asked_for_a_changed_cart(history in any_history()) {
        for change in history {
            let is_new = matches!(change.before.stage, Stage::Received | Stage::TokenDone);
            let asks = matches!(
                change.cause,
                Cause::Begun(Question::Order | Question::CustomerToken)
            );
            if is_new && asks {
                prop_assert_eq!(change.before.cart, CartFacts::Current, "{:?}", change);
            }
        }
    }

    #[test]
    fn the_token_comes_before_the_order(history in any_history()) {
        for (at, change) in history.iter().enumerate() {
            if change.cause == Cause::Begun(Question::Order) && change.before.stores_token {
                prop_assert!(has_token_answer(&history[..at]), "{:?}", change);
            }
        }
    }

    /// Klarna does not publish that a repetition is safe.
    #[test]
    fn an_order_is_asked_for_again_only_where_the_session_has_just_shown_none(
        history in any_history(),
    ) {
        for Change { after, cause, .. } in history {
            let heard = match &cause {
                Cause::Event(event) => Some(event),
                Cause::Begun(_) => None,
            };
            let shows_none = matches!(heard, Some(Event::Repetition(Approved::Own, _)));
            let asks = next_question(&after, heard) == Some(Question::Order);
            if after.stage == Stage::Sent {
                prop_assert_eq!(asks, shows_none && !after.needs_person, "{:?}", cause);
            }
            if next_question(&after, None) == Some(Question::Order) {
                prop_assert_eq!(after.order_requests, 0, "{:?}", after);
            }
        }
    }

    #[test]
    fn a_plan_asks_for_nothing_that_it_does_not_need(history in any_history()) {
        let plan = history.first().map(|change| change.before.clone());
        for question in questions(&history) {
            let plan = plan.as_ref().unwrap();
            match question {
                Question::Order | Question::Repetition | Question::Completion => {
                    prop_assert!(plan.places_order);
                }
                Question::CustomerToken => prop_assert!(plan.stores_token),
                Question::Approval => {}
            }
        }
        for change in history {
            if change.after.stage == Stage::Sent {
                prop_assert!(change.after.places_order, "{:?}", change);
            }
            if change.after.stage == Stage::Stored {
                prop_assert!(!change.after.places_order, "{:?}", change);
            }
        }
    }

    #[test]
    fn what_follows_outside_belongs_to_the_change_of_the_stage(history in any_history()) {
        for change in history {
            prop_assert!(effect_fits(&change), "{:?}", change);
            prop_assert!(alert_fits(&change), "{:?}", change);
        }
    }

    /// Once, and once more after each time that it was cancelled.
    #[test]
    fn an_order_is_recorded_once(history in any_history()) {
        let mut is_recorded = false;
        for change in history {
            match change.effect {
                Effect::RecordOrder(_) => {
                    prop_assert!(!is_recorded, "{:?}", change);
                    is_recorded = true;
                }
                Effect::CancelOrder | Effect::UpdateOrder(_) => {
                    prop_assert!(is_recorded, "{:?}", change);
                    is_recorded = change.effect != Effect::CancelOrder;
                }
                Effect::Nothing | Effect::RecordStored | Effect::Fail(_) => {}
            }
        }
    }

    /// Klarna's push, the worker and the page may bring the same order.
    #[test]
    fn an_order_that_comes_twice_is_the_same_order(history in any_history()) {
        for change in history {
            if let Cause::Event(event @ (Event::Order(OrderAnswer::Placed(_)) | Event::Shown(_))) =
                &change.cause
            {
                let again = apply(&change.after, event, change.now);
                prop_assert_eq!(&again.facts, &change.after, "{:?}", change);
                let is_repeated = matches!(again.effect, Effect::Nothing | Effect::UpdateOrder(_));
                prop_assert!(is_repeated, "{:?}", again);
            }
        }
    }

    #[test]
    fn a_person_is_asked_only_what_their_word_then_settles(history in any_history()) {
        for Change { after, now, .. } in history {
            let settled = apply(&after, &Event::SettledAsFailed, now).facts;
            let settles = settled.stage != after.stage;
            if awaits_person(&after, now) && now >= over() {
                prop_assert!(settles, "{:?}", after);
            }
            if after.stage == Stage::Sent && settles {
                prop_assert!(awaits_person(&after, now), "{:?}", after);
            }
            prop_assert!(!awaits_person(&settled, now) || !settles, "{:?}", settled);
        }
    }
}
