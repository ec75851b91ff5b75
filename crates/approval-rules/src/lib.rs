//! The rules of an approval: what Klarna may be asked, and what follows from each answer. Pure.
//!
//! Everything is a function of what is stored ([`Facts`]) and of what happened ([`Event`]): no I/O,
//! no clock, no randomness. The store runs [`begin`] and [`apply`] inside the transaction that reads
//! the facts and writes the new ones, so no decision rests on facts that have changed meanwhile. The
//! tests in `tests/rules` say each rule by example and by property. The model in `tests/model`
//! explores these same functions with a Klarna that answers late, twice, out of order or never, with
//! servers that crash between any two writes.
//!
//! Four rules keep the money right:
//! - An order request without a clear answer may have been carried out, and may still be. The
//!   approval fails only when no such request is left: each has had a clear refusal, or Klarna's 60
//!   minutes are over and its session shows no order.
//! - Such a request is repeated only right after Klarna's session has shown no order
//!   ([`Question::Repetition`]). Klarna does not publish that a repetition is safe, nor that it gets
//!   the order's id again.
//! - An order with Klarna's id always wins, whatever was recorded before it.
//! - A completed session of a sent approval is an order, also where its id is not known.

mod answer;
mod cart;
mod facts;
mod outcome;
mod pace;
mod question;
mod reason;
mod session;

use klarna_payments::{FraudStatus, OrderId};
use time::{Duration, OffsetDateTime};

pub use answer::{Approved, OrderAnswer, Refusal, SessionAnswer, TokenAnswer};
pub use cart::{Admission, OtherPayment, admit, pay_otherwise};
pub use facts::{CartFacts, Facts, Stage};
pub use outcome::{apply, awaits_person, is_unexplained};
pub use pace::{Round, pause};
pub use question::{NotNow, begin, next_question};
pub use reason::Reason;
pub use session::{SessionUse, auto_finalize, use_session};

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
    /// Reads the session before the order is asked for again: has an order come of it, and is the
    /// approval still its own?
    Repetition,
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
    /// Klarna's answer to [`Question::Repetition`], with the time at which Klarna was asked.
    Repetition(Approved, OffsetDateTime),
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
