//! The rules of an approval: what Klarna may be asked, and what follows from each answer. Pure.
//!
//! Everything is a function of what is stored ([`Facts`]) and of what happened ([`Event`]): no I/O,
//! no clock, no randomness. The store runs [`begin`] and [`apply`] inside the transaction that reads
//! the facts and writes the new ones, so no decision rests on facts that have changed meanwhile. The
//! tests in `tests/rules` say each rule by example and by property. The model in `tests/model`
//! explores these same functions with a Klarna that answers late, twice, out of order or never, with
//! servers that crash between any two writes.
//!
//! Three rules keep the money right:
//! - An order request without a clear answer may have been carried out, and may still be. The
//!   approval fails only when no such request is left: each has had a clear refusal, or Klarna's 60
//!   minutes are over and its session shows no order.
//! - An order with Klarna's id always wins, whatever was recorded before it.
//! - A completed session of a sent approval is an order, also where its id is not known.

mod answer;
mod facts;
mod pace;
mod reason;

use klarna_payments::{FraudStatus, OrderId};
use time::{Duration, OffsetDateTime};

pub use answer::{Approved, OrderAnswer, Refusal, SessionAnswer, TokenAnswer};
pub use facts::{CartFacts, Facts, Stage};
pub use pace::{Round, pause};
pub use reason::Reason;

/// The time that an authorization is good for (Klarna's SDK reference: 60 minutes).
pub const AUTHORIZATION_LIFETIME: Duration = Duration::minutes(60);

/// The time after an authorization's end in which an order that Klarna took in time may still be
/// missing from the session that it reads. Inferred: Klarna publishes no bound. Generous beside the
/// seconds in which Klarna answers.
pub const SETTLING_TIME: Duration = Duration::minutes(5);

/// A question to Klarna about an approval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Question {
    /// Reads the session: is the approval the session's own, and alive?
    Approval,
    /// Asks for a customer token.
    CustomerToken,
    /// Asks for the order.
    Order,
    /// Reads the session: has an order come of it?
    Completion,
}

/// Something that happened to an approval.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Event {
    /// Klarna's answer to [`Question::Approval`].
    Approval(Approved),
    /// Klarna's answer to [`Question::CustomerToken`].
    CustomerToken(TokenAnswer),
    /// Klarna's answer to [`Question::Order`].
    Order(OrderAnswer),
    /// Klarna's answer to [`Question::Completion`], or a completed session that was met elsewhere;
    /// with the time at which Klarna was asked. An order may have come since.
    Completion(SessionAnswer, OffsetDateTime),
    /// The order, as Klarna's order management shows it.
    Shown(KnownOrder),
    /// The cart has changed or was paid another way, or a newer approval takes the place of this one,
    /// before an order request was sent.
    Superseded(Reason),
    /// A person has found out that there is no order.
    SettledAsFailed,
}

/// An order at Klarna, with its id.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct KnownOrder {
    /// Klarna's id of it.
    pub id: OrderId,
    /// Klarna's word on the risk.
    pub fraud_status: FraudStatus,
}

/// The result of an event.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Step {
    /// The facts from now on.
    pub facts: Facts,
    /// The change outside of the approval's own row.
    pub effect: Effect,
    /// A message for the merchant: a person has to look.
    pub alert: Option<Alert>,
}

/// A change that goes with new facts, in the same transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    /// None.
    Nothing,
    /// The cart is ordered. Without an id where `facts.order_id` is `None`: the order waits, like one
    /// that Klarna is looking at, until the id is known. Comes again where an order shows up after
    /// [`Effect::CancelOrder`]: it is recorded already then, as cancelled.
    RecordOrder(FraudStatus),
    /// Klarna has said more of the recorded order: its id, or its decision.
    UpdateOrder(FraudStatus),
    /// The recorded order is no sale: what was signed up for with it ends. Its cart stays closed.
    CancelOrder,
    /// A customer token is stored and no order was due.
    RecordStored,
    /// Nothing comes of the approval: the cart is open again.
    Fail(Reason),
}

/// A reason for a person to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Alert {
    /// Klarna rejected an order that the shop had taken for placed.
    OrderRejected,
    /// An order came of an approval that the shopper was told had failed.
    OrderAfterFailure,
    /// Klarna has an order for a cart that is ordered otherwise: one of the two has to be cancelled.
    SecondOrder,
}

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
        (Question::Approval, Stage::Received) | (Question::Completion, Stage::Sent) => {}
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
        (Stage::Sent, _) => Some(Question::Order),
        (Stage::Placed | Stage::Stored | Stage::Failed, _) => None,
    }
}

/// The reception of a new approval of a cart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Admission {
    /// It is the only one of its cart that can become an order.
    Admitted,
    /// The cart is not what was approved: it has changed, or was ordered.
    CartChanged,
    /// Another approval of the cart comes first: something came of it, or may come of it.
    Busy,
}

/// Decides on a new approval. `live`: the cart's approval of which something came or may come.
pub fn admit(cart_is_current: bool, live: Option<Stage>) -> Admission {
    match live {
        _ if !cart_is_current => Admission::CartChanged,
        Some(stage) if stage.is_live() => Admission::Busy,
        _ => Admission::Admitted,
    }
}

/// The answer to whoever wants to pay a cart another way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OtherPayment {
    /// Nothing stands against it.
    Allowed,
    /// Allowed, once the approval that was never sent is recorded as superseded.
    Supersedes,
    /// An order may be under way at Klarna, or exists.
    Refused,
}

/// Decides whether a cart may be paid another way beside its live approval.
pub fn pay_otherwise(live: Option<Stage>) -> OtherPayment {
    match live {
        None | Some(Stage::Failed) => OtherPayment::Allowed,
        Some(Stage::Received) => OtherPayment::Supersedes,
        Some(
            Stage::TokenAsked | Stage::TokenDone | Stage::Sent | Stage::Placed | Stage::Stored,
        ) => OtherPayment::Refused,
    }
}

/// The use of a session's Klarna session, once Klarna was asked about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SessionUse {
    /// It is alive.
    Keep,
    /// It has ended, and no order came of it that the shop does not know: a new one takes its place.
    Replace,
    /// An order came of the approval with this index: it is recorded, and there is no new session.
    Ordered(usize),
    /// Klarna gave no clear answer.
    Unknown,
}

/// Decides on a session of Klarna's. `approvals`: all that were given in it, the oldest first.
pub fn use_session(answer: SessionAnswer, approvals: &[Facts]) -> SessionUse {
    match answer {
        SessionAnswer::Incomplete => SessionUse::Keep,
        SessionAnswer::Gone => SessionUse::Replace,
        SessionAnswer::Unclear => SessionUse::Unknown,
        SessionAnswer::Complete => match ordered_with(approvals) {
            Some(index) => SessionUse::Ordered(index),
            None => SessionUse::Replace,
        },
    }
}

/// Returns the approval that a completed session's order came of, unless that order is known.
fn ordered_with(approvals: &[Facts]) -> Option<usize> {
    let known = |facts: &Facts| facts.order_id.is_some() || facts.stage == Stage::Placed;
    if approvals.iter().any(known) {
        return None;
    }
    let sent = |facts: &Facts| facts.stage == Stage::Sent;
    let candidates: [fn(&Facts) -> bool; 2] = [sent, is_unexplained];
    candidates
        .into_iter()
        .find_map(|candidate| approvals.iter().rposition(candidate))
}

/// Returns `auto_finalize` of a session that is asked for again. It never goes back from `false` to
/// `true`: an approval that the shopper has yet to confirm may be under way.
pub const fn auto_finalize(before: bool, asked: bool) -> bool {
    before && asked
}

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
        Stage::Sent if !is_over(facts, now) => unchanged(facts),
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
