//! The questions to Klarna: which one comes next, and what is written down before it.

use super::{Approved, CartFacts, Event, Facts, OrderAnswer, Question, Stage, TokenAnswer};

/// The refusal of a question that must not be put to Klarna.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NotNow {
    /// The cart has changed since it was approved, or is ordered, and nothing was sent.
    CartChanged,
    /// The question has its answer already, or another one comes first.
    Pointless,
}

/// Returns the facts to store before a question is put to Klarna: from then on its outcome is
/// unknown until Klarna says.
///
/// # Errors
/// The question must not be put now.
pub fn begin(facts: &Facts, question: Question) -> Result<Facts, NotNow> {
    let mut next = facts.clone();
    match (question, facts.stage) {
        (Question::Approval, Stage::Received)
        | (Question::Repetition | Question::Completion, Stage::Sent) => {}
        (Question::CustomerToken, Stage::Received) if facts.stores_token => {
            require_current_cart(facts)?;
            next.stage = Stage::TokenAsked;
            next.token_requests = 1;
        }
        (Question::CustomerToken, Stage::TokenAsked) => {
            next.token_requests = next.token_requests.saturating_add(1);
        }
        (Question::Order, Stage::Received) if !facts.stores_token => {
            require_current_cart(facts)?;
            send(&mut next);
        }
        (Question::Order, Stage::TokenDone) if facts.places_order => {
            require_current_cart(facts)?;
            send(&mut next);
        }
        (Question::Order, Stage::Sent) => send(&mut next),
        _ => return Err(NotNow::Pointless),
    }
    Ok(next)
}

fn require_current_cart(facts: &Facts) -> Result<(), NotNow> {
    match facts.cart {
        CartFacts::Current => Ok(()),
        CartFacts::Changed | CartFacts::OrderedOtherwise => Err(NotNow::CartChanged),
    }
}

fn send(facts: &mut Facts) {
    facts.stage = Stage::Sent;
    facts.order_requests = facts.order_requests.saturating_add(1);
    facts.open_order_requests = facts.open_order_requests.saturating_add(1);
}

/// Returns the question to put to Klarna next. `heard` is the last answer of this run; `None` at
/// its start, and after a pause. `None` as a result: Klarna has nothing to add now.
pub fn next_question(facts: &Facts, heard: Option<&Event>) -> Option<Question> {
    let unclear = matches!(
        heard,
        Some(
            Event::CustomerToken(TokenAnswer::NotCarriedOut | TokenAnswer::Lost)
                | Event::Order(OrderAnswer::NotCarriedOut | OrderAnswer::Lost)
                | Event::Completion(..)
        )
    );
    if unclear || facts.needs_person {
        return None;
    }
    #[allow(
        clippy::match_same_arms,
        reason = "one row for each stage, in their order"
    )]
    match (facts.stage, heard) {
        (Stage::Received, Some(Event::Approval(Approved::Own))) if facts.stores_token => {
            Some(Question::CustomerToken)
        }
        (Stage::Received, Some(Event::Approval(Approved::Own))) => Some(Question::Order),
        // Klarna gave no clear answer.
        (Stage::Received, Some(Event::Approval(_))) => None,
        (Stage::Received, _) => Some(Question::Approval),
        (Stage::TokenAsked, _) => Some(Question::CustomerToken),
        (Stage::TokenDone, _) => Some(Question::Order),
        // Refused, and yet an earlier request may have been carried out: the session knows.
        (Stage::Sent, Some(Event::Order(_))) => Some(Question::Completion),
        // It shows no order, and Klarna still takes one.
        (Stage::Sent, Some(Event::Repetition(Approved::Own, _))) => Some(Question::Order),
        // It shows no order, and Klarna takes none: one may still show.
        (Stage::Sent, Some(Event::Repetition(..))) => None,
        // A request may have been carried out. Klarna does not publish that a repetition is safe.
        (Stage::Sent, _) => Some(Question::Repetition),
        (Stage::Placed | Stage::Stored | Stage::Failed, _) => None,
    }
}
