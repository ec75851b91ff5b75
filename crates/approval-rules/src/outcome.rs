//! The consequences of an event.

use klarna_payments::FraudStatus;
use time::OffsetDateTime;

use super::{
    AUTHORIZATION_LIFETIME, Alert, Approved, CartFacts, Effect, Event, Facts, KnownOrder,
    OrderAnswer, Reason, Refusal, SETTLING_TIME, SessionAnswer, Stage, Step, TokenAnswer,
};

/// Returns what follows from an event. Total: an event that comes too late, or twice, changes
/// nothing.
pub fn apply(facts: &Facts, event: &Event, now: OffsetDateTime) -> Step {
    match event {
        Event::Approval(answer) => approval_answered(facts, *answer),
        Event::CustomerToken(answer) => token_answered(facts, *answer, now),
        Event::Order(OrderAnswer::Placed(order)) | Event::Shown(order) => order_known(facts, order),
        Event::Order(OrderAnswer::Refused(refusal)) => order_refused(facts, *refusal),
        Event::Order(OrderAnswer::NotCarriedOut) => order_not_carried_out(facts),
        // It may have been carried out, and may still be.
        Event::Order(OrderAnswer::Lost) => unchanged(facts),
        Event::Repetition(answer, asked_at) => {
            completion_answered(facts, SessionAnswer::from(*answer), *asked_at)
        }
        Event::Completion(answer, asked_at) => completion_answered(facts, *answer, *asked_at),
        Event::Superseded(reason) => superseded(facts, *reason),
        Event::SettledAsFailed => settled_as_failed(facts, now),
    }
}

fn approval_answered(facts: &Facts, answer: Approved) -> Step {
    match answer {
        // Sent meanwhile, by another server: what the session says now is what came of that.
        _ if facts.stage != Stage::Received => unchanged(facts),
        Approved::Own | Approved::Unclear => unchanged(facts),
        Approved::Foreign | Approved::Completed => fail(facts, Reason::Spent),
        Approved::Expired => fail(facts, Reason::Expired),
        Approved::SessionEnded => fail(facts, Reason::SessionEnded),
    }
}

/// A refusal is final even where an earlier answer was lost: a token that Klarna may have stored
/// then is one that the shop does not know, and never charges.
fn token_answered(facts: &Facts, answer: TokenAnswer, now: OffsetDateTime) -> Step {
    if facts.stage != Stage::TokenAsked {
        return unchanged(facts);
    }
    let mut next = facts.clone();
    match answer {
        TokenAnswer::Stored if facts.places_order => next.stage = Stage::TokenDone,
        TokenAnswer::Stored => {
            next.stage = Stage::Stored;
            return step(next, Effect::RecordStored);
        }
        // The articles bought once are ordered all the same.
        TokenAnswer::Refused if facts.sells_without_token => next.stage = Stage::TokenDone,
        TokenAnswer::Refused => return fail(facts, Reason::Declined),
        TokenAnswer::AuthorizationGone => return fail(facts, gone(facts, now)),
        TokenAnswer::NotCarriedOut => {
            next.token_requests = facts.token_requests.saturating_sub(1);
            if next.token_requests == 0 {
                next.stage = Stage::Received;
            }
        }
        TokenAnswer::Lost => {}
    }
    step(next, Effect::Nothing)
}

/// An order with Klarna's id: it outweighs everything that was recorded before.
fn order_known(facts: &Facts, order: &KnownOrder) -> Step {
    let another = facts.order_id.as_ref().is_some_and(|id| *id != order.id);
    if another || facts.stage == Stage::Stored {
        return alert(facts.clone(), Effect::Nothing, Alert::SecondOrder);
    }
    let known_before = facts.order_id.is_some();
    let mut next = facts.clone();
    next.order_id = Some(order.id.clone());
    next.needs_person = false;
    let rejected = order.fraud_status == FraudStatus::Rejected;
    match facts.stage {
        Stage::Placed if rejected => {
            next.stage = Stage::Failed;
            alert(next, Effect::CancelOrder, Alert::OrderRejected)
        }
        Stage::Placed => step(next, Effect::UpdateOrder(order.fraud_status)),
        // Rejected, at once or later: that is Klarna's last word.
        Stage::Failed if known_before || rejected => step(next, Effect::Nothing),
        Stage::Failed if facts.cart == CartFacts::OrderedOtherwise => {
            alert(next, Effect::Nothing, Alert::SecondOrder)
        }
        Stage::Failed => {
            next.stage = Stage::Placed;
            let effect = Effect::RecordOrder(order.fraud_status);
            alert(next, effect, Alert::OrderAfterFailure)
        }
        Stage::Received | Stage::TokenAsked | Stage::TokenDone | Stage::Sent if rejected => {
            fail(&next, Reason::Declined)
        }
        Stage::Received | Stage::TokenAsked | Stage::TokenDone | Stage::Sent => {
            next.stage = Stage::Placed;
            step(next, Effect::RecordOrder(order.fraud_status))
        }
        // Told apart above: its order is another one.
        Stage::Stored => unchanged(facts),
    }
}

/// A clear refusal says of its own request that it was not carried out, and nothing of the others.
fn order_refused(facts: &Facts, refusal: Refusal) -> Step {
    if facts.stage != Stage::Sent || refusal == Refusal::Spent {
        // Spent: an order exists, or is being made. The session knows.
        return unchanged(facts);
    }
    let mut next = facts.clone();
    next.open_order_requests = facts.open_order_requests.saturating_sub(1);
    if next.open_order_requests > 0 {
        return step(next, Effect::Nothing);
    }
    let reason = match refusal {
        Refusal::Declined => Reason::Declined,
        Refusal::NotMatching => Reason::CartChanged,
        Refusal::NotTaken => Reason::NotTaken,
        Refusal::AuthorizationGone | Refusal::Spent => Reason::Expired,
    };
    fail(&next, reason)
}

fn order_not_carried_out(facts: &Facts) -> Step {
    if facts.stage != Stage::Sent {
        return unchanged(facts);
    }
    let mut next = facts.clone();
    next.order_requests = facts.order_requests.saturating_sub(1);
    next.open_order_requests = facts.open_order_requests.saturating_sub(1);
    if next.order_requests == 0 {
        // No order can have come of a request that was not carried out.
        next.needs_person = false;
        next.stage = if facts.token_requests == 0 {
            Stage::Received
        } else {
            Stage::TokenDone
        };
    }
    step(next, Effect::Nothing)
}

/// The session of a sent approval, read to learn what came of it.
fn completion_answered(facts: &Facts, answer: SessionAnswer, asked_at: OffsetDateTime) -> Step {
    let mut next = facts.clone();
    match (answer, facts.stage) {
        (SessionAnswer::Complete, Stage::Sent) => {
            next.stage = Stage::Placed;
            step(next, Effect::RecordOrder(FraudStatus::Pending))
        }
        (SessionAnswer::Complete, Stage::Failed) if is_unexplained(facts) => match facts.cart {
            CartFacts::OrderedOtherwise => alert(next, Effect::Nothing, Alert::SecondOrder),
            CartFacts::Current | CartFacts::Changed => {
                next.stage = Stage::Placed;
                let effect = Effect::RecordOrder(FraudStatus::Pending);
                alert(next, effect, Alert::OrderAfterFailure)
            }
        },
        (SessionAnswer::Incomplete, Stage::Sent) if is_over(facts, asked_at) => {
            fail(facts, Reason::Expired)
        }
        (SessionAnswer::Gone, Stage::Sent) => {
            next.needs_person = true;
            step(next, Effect::Nothing)
        }
        _ => unchanged(facts),
    }
}

/// `true` if an order request was sent whose order, if there is one, is not known: a completed
/// session is that order.
pub fn is_unexplained(facts: &Facts) -> bool {
    facts.order_requests > 0 && facts.order_id.is_none() && facts.stage != Stage::Placed
}

/// `true` if a person has to find out what came of an approval: Klarna cannot tell any more, or has
/// not told in the time in which an order can come; or it told of an order without its id.
pub fn awaits_person(facts: &Facts, now: OffsetDateTime) -> bool {
    match facts.stage {
        Stage::Sent => facts.needs_person || is_over(facts, now),
        Stage::Placed => facts.order_id.is_none(),
        Stage::Received | Stage::TokenAsked | Stage::TokenDone | Stage::Stored | Stage::Failed => {
            false
        }
    }
}

/// `true` if no order can come of the approval from that time on, and one that came would show.
fn is_over(facts: &Facts, at: OffsetDateTime) -> bool {
    at - facts.received_at >= AUTHORIZATION_LIFETIME + SETTLING_TIME
}

/// The reason why Klarna does not know an authorization that was the session's own.
fn gone(facts: &Facts, now: OffsetDateTime) -> Reason {
    if now - facts.received_at >= AUTHORIZATION_LIFETIME {
        Reason::Expired
    } else {
        Reason::Spent
    }
}

fn superseded(facts: &Facts, reason: Reason) -> Step {
    match facts.stage {
        Stage::Received | Stage::TokenDone => fail(facts, reason),
        Stage::TokenAsked | Stage::Sent | Stage::Placed | Stage::Stored | Stage::Failed => {
            unchanged(facts)
        }
    }
}

/// A person may say so only where no order can come any more: Klarna's word may still be on its way.
fn settled_as_failed(facts: &Facts, now: OffsetDateTime) -> Step {
    match facts.stage {
        Stage::Sent | Stage::Placed if !is_over(facts, now) => unchanged(facts),
        Stage::Received | Stage::TokenAsked | Stage::TokenDone | Stage::Sent => {
            let mut next = facts.clone();
            next.needs_person = false;
            fail(&next, Reason::SettledByPerson)
        }
        Stage::Placed if facts.order_id.is_none() => {
            let mut next = facts.clone();
            next.stage = Stage::Failed;
            step(next, Effect::CancelOrder)
        }
        Stage::Placed | Stage::Stored | Stage::Failed => unchanged(facts),
    }
}

fn fail(facts: &Facts, reason: Reason) -> Step {
    let mut next = facts.clone();
    next.stage = Stage::Failed;
    step(next, Effect::Fail(reason))
}

fn unchanged(facts: &Facts) -> Step {
    step(facts.clone(), Effect::Nothing)
}

fn step(facts: Facts, effect: Effect) -> Step {
    Step {
        facts,
        effect,
        alert: None,
    }
}

fn alert(facts: Facts, effect: Effect, alert: Alert) -> Step {
    Step {
        facts,
        effect,
        alert: Some(alert),
    }
}
