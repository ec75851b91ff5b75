//! The stored facts of an approval that the rules need.

use klarna_payments::{OrderId, SessionPlan};
use time::OffsetDateTime;

/// The stored facts of an approval that the rules need.
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a column of its own, and all their combinations mean something"
)]
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Facts {
    /// Its place on its way.
    pub stage: Stage,
    /// `true` if a customer token is to be stored before anything is ordered.
    pub stores_token: bool,
    /// `true` if an order is due.
    pub places_order: bool,
    /// `true` if the order is placed also where Klarna stores no customer token.
    pub sells_without_token: bool,
    /// Requests for a customer token that were sent, or were about to be, less those that were
    /// certainly not carried out.
    pub token_requests: u32,
    /// The same, of order requests.
    pub order_requests: u32,
    /// Those of the order requests that Klarna has not clearly refused: each may have been carried
    /// out, and may still be.
    pub open_order_requests: u32,
    /// Klarna's id of the order that came of the approval.
    pub order_id: Option<OrderId>,
    /// `true` if Klarna cannot tell any more whether there is an order.
    pub needs_person: bool,
    /// The time at which the approval arrived. Klarna gave it before that.
    pub received_at: OffsetDateTime,
    /// The state of its cart.
    pub cart: CartFacts,
}

impl Facts {
    /// Those of an approval that has just arrived.
    pub fn received(plan: SessionPlan, received_at: OffsetDateTime) -> Self {
        let intent = plan.intent();
        Self {
            stage: Stage::Received,
            stores_token: intent.stores_token(),
            places_order: intent.places_order(),
            sells_without_token: plan == SessionPlan::Mixed,
            token_requests: 0,
            order_requests: 0,
            open_order_requests: 0,
            order_id: None,
            needs_person: false,
            received_at,
            cart: CartFacts::Current,
        }
    }
}

/// The place of an approval on its way. The database has the same words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Nothing was sent to Klarna that could store a customer token or place an order.
    Received,
    /// A customer token was asked for, or was about to be.
    TokenAsked,
    /// There is a customer token, or there will be none. The order comes next.
    TokenDone,
    /// An order request was sent, or was about to be.
    Sent,
    /// There is an order.
    Placed,
    /// There is a customer token, and no order was due.
    Stored,
    /// There is neither, or an order that Klarna rejected.
    Failed,
}

impl Stage {
    /// `true` if something came of the approval, or may come of it: its cart takes no other one.
    pub const fn is_live(self) -> bool {
        match self {
            Self::Received
            | Self::TokenAsked
            | Self::TokenDone
            | Self::Sent
            | Self::Placed
            | Self::Stored => true,
            Self::Failed => false,
        }
    }

    /// `true` if Klarna may be carrying something out.
    pub const fn is_under_way(self) -> bool {
        matches!(self, Self::TokenAsked | Self::TokenDone | Self::Sent)
    }
}

/// The state of an approval's cart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CartFacts {
    /// As it was approved, and not ordered otherwise.
    Current,
    /// Changed since, and not ordered otherwise.
    Changed,
    /// Paid another way, or with another approval, or that may still be.
    OrderedOtherwise,
}
