//! Klarna's answers, read into what the rules tell apart.

use klarna_payments::{AuthorizationToken, KlarnaError, PlacedOrder, SessionRead, SessionStatus};

use super::KnownOrder;

/// The answer to an order request.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum OrderAnswer {
    /// There is an order.
    Placed(KnownOrder),
    /// This request was clearly refused.
    Refused(Refusal),
    /// Certainly not carried out: the same request may be sent later.
    NotCarriedOut,
    /// Not known: the request may have been carried out, and may still be.
    Lost,
}

/// A clear refusal of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// Klarna does not stand behind the purchase.
    Declined,
    /// The order is not what was approved.
    NotMatching,
    /// Klarna does not take the request as it is.
    NotTaken,
    /// Klarna does not know the authorization: it is over 60 minutes old, was replaced, or is used up.
    AuthorizationGone,
    /// An order was made from the authorization, or is being made.
    Spent,
}

impl OrderAnswer {
    /// Reads Klarna's answer.
    pub fn new(answer: &Result<PlacedOrder, KlarnaError>) -> Self {
        let error = match answer {
            Ok(placed) => {
                return Self::Placed(KnownOrder {
                    id: placed.order_id.clone(),
                    fraud_status: placed.fraud_status,
                });
            }
            Err(error) => error,
        };
        match error {
            KlarnaError::Rejected(_)
            | KlarnaError::Forbidden(_)
            | KlarnaError::IntentForbids(_) => Self::Refused(Refusal::Declined),
            KlarnaError::NotMatching { .. } => Self::Refused(Refusal::NotMatching),
            KlarnaError::BadValue { .. } | KlarnaError::Invalid(_) => {
                Self::Refused(Refusal::NotTaken)
            }
            KlarnaError::AuthorizationNotFound(_) => Self::Refused(Refusal::AuthorizationGone),
            KlarnaError::AuthorizationSpent(_) | KlarnaError::SessionCompleted(_) => {
                Self::Refused(Refusal::Spent)
            }
            KlarnaError::Connect(_)
            | KlarnaError::RateLimited { .. }
            | KlarnaError::Unauthorized(_) => Self::NotCarriedOut,
            _ => Self::Lost,
        }
    }
}

/// The answer to a request for a customer token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenAnswer {
    /// There is a token.
    Stored,
    /// There will be none. An order may be placed all the same.
    Refused,
    /// Klarna does not know the authorization any more: there will be no order either.
    AuthorizationGone,
    /// Certainly not carried out: the same may be asked later.
    NotCarriedOut,
    /// Not known. The same may be asked again: Klarna stores one token for one approval.
    Lost,
}

impl TokenAnswer {
    /// Reads Klarna's refusal.
    pub fn from_error(error: &KlarnaError) -> Self {
        match error {
            KlarnaError::Rejected(_)
            | KlarnaError::Forbidden(_)
            | KlarnaError::IntentForbids(_)
            | KlarnaError::AuthorizationSpent(_)
            | KlarnaError::SessionCompleted(_)
            | KlarnaError::NotMatching { .. }
            | KlarnaError::BadValue { .. }
            | KlarnaError::Invalid(_) => Self::Refused,
            KlarnaError::AuthorizationNotFound(_) => Self::AuthorizationGone,
            KlarnaError::Connect(_)
            | KlarnaError::RateLimited { .. }
            | KlarnaError::Unauthorized(_) => Self::NotCarriedOut,
            _ => Self::Lost,
        }
    }
}

/// The state of a session, read to learn whether an order came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SessionAnswer {
    /// An order was placed from it.
    Complete,
    /// It shows no order: there is none, or not yet.
    Incomplete,
    /// Klarna does not know the session any more.
    Gone,
    /// Klarna gave no clear answer.
    Unclear,
}

impl SessionAnswer {
    /// Reads Klarna's answer.
    pub fn new(answer: &Result<SessionRead, KlarnaError>) -> Self {
        match answer {
            Ok(read) => match read.status {
                SessionStatus::Complete => Self::Complete,
                SessionStatus::Incomplete => Self::Incomplete,
                // A status that this version does not know decides nothing.
                _ => Self::Unclear,
            },
            Err(error) => Self::from_error(error),
        }
    }

    /// Reads Klarna's refusal to show or to change a session.
    pub fn from_error(error: &KlarnaError) -> Self {
        match error {
            KlarnaError::SessionCompleted(_) => Self::Complete,
            KlarnaError::SessionNotFound(_) => Self::Gone,
            _ => Self::Unclear,
        }
    }
}

/// The state of a session's approval, read before anything is asked with it, for the first time or
/// again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Approved {
    /// The approval is the session's own, and alive.
    Own,
    /// The session has another approval: this one is replaced, or another session's.
    Foreign,
    /// The session has no approval any more.
    Expired,
    /// An order was placed from the session.
    Completed,
    /// Klarna does not know the session any more.
    SessionEnded,
    /// Klarna gave no clear answer.
    Unclear,
}

impl From<Approved> for SessionAnswer {
    fn from(approved: Approved) -> Self {
        match approved {
            Approved::Completed => Self::Complete,
            Approved::Own | Approved::Foreign | Approved::Expired => Self::Incomplete,
            Approved::SessionEnded => Self::Gone,
            Approved::Unclear => Self::Unclear,
        }
    }
}

impl Approved {
    /// Reads Klarna's answer about the session, for an approval with that token.
    pub fn new(answer: &Result<SessionRead, KlarnaError>, token: &AuthorizationToken) -> Self {
        let read = match answer {
            Ok(read) => read,
            Err(error) => {
                return match SessionAnswer::from_error(error) {
                    SessionAnswer::Complete => Self::Completed,
                    SessionAnswer::Gone => Self::SessionEnded,
                    SessionAnswer::Incomplete | SessionAnswer::Unclear => Self::Unclear,
                };
            }
        };
        match (read.status, &read.authorization_token) {
            (SessionStatus::Complete, _) => Self::Completed,
            (SessionStatus::Incomplete, Some(current)) if current == token => Self::Own,
            // Klarna shows the payer only once there was an approval: its time is up.
            (SessionStatus::Incomplete, None) if read.billing_address.is_some() => Self::Expired,
            (SessionStatus::Incomplete, _) => Self::Foreign,
            _ => Self::Unclear,
        }
    }
}
