//! The reasons why nothing comes of an approval.

use checkout_contract::{Code, Problem};

/// The reason why nothing comes of an approval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// Klarna does not stand behind the purchase.
    Declined,
    /// The cart is not what was approved.
    CartChanged,
    /// Klarna does not take the order as it was sent.
    NotTaken,
    /// The authorization is not the session's current one.
    Spent,
    /// The authorization's 60 minutes are over.
    Expired,
    /// The session has ended at Klarna.
    SessionEnded,
    /// A newer approval takes its place.
    Replaced,
    /// The cart was paid another way.
    PaidOtherwise,
    /// A person has found out that there is no order.
    SettledByPerson,
}

impl Reason {
    /// The answer that a page gets.
    pub fn problem(self) -> Problem {
        let (code, detail) = match self {
            Self::Declined => (Code::Declined, "Klarna does not approve the purchase."),
            Self::CartChanged => (
                Code::CartChanged,
                "The cart is not what was approved: it has changed, or was ordered. Read it again.",
            ),
            Self::NotTaken => (
                Code::Internal,
                "Klarna does not take the order. The server's log has the cause.",
            ),
            Self::Spent => (
                Code::AuthorizationSpent,
                "The authorization is not the session's current one.",
            ),
            Self::Expired => (
                Code::AuthorizationExpired,
                "The authorization is older than 60 minutes.",
            ),
            Self::SessionEnded => (
                Code::SessionExpired,
                "The session has ended at Klarna. Refresh it.",
            ),
            Self::Replaced => (
                Code::AuthorizationSpent,
                "A newer approval has replaced this one.",
            ),
            Self::PaidOtherwise => (Code::CartChanged, "The cart was paid another way."),
            Self::SettledByPerson => (
                Code::AuthorizationSpent,
                "The merchant has found no order for this approval.",
            ),
        };
        Problem::new(code, detail)
    }

    /// `true` if Klarna may still hold the approval, and the shopper's credit for it: it is given
    /// back.
    pub const fn gives_approval_back(self) -> bool {
        match self {
            Self::Declined
            | Self::CartChanged
            | Self::NotTaken
            | Self::PaidOtherwise
            | Self::SettledByPerson => true,
            Self::Spent | Self::Expired | Self::SessionEnded | Self::Replaced => false,
        }
    }
}
