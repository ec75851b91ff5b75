//! A cart with an approval: may another one come, may it be paid another way?

use super::Stage;

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
