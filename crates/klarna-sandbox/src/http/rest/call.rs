//! The calls of Klarna's APIs.

use serde_json::Value;

use crate::{
    model::{CallGroup, Records, Refusal, Reply, RestCall},
    service::{Context, customer_token, managed_order, order, session, token_order},
};

/// A call with what its path names.
pub(super) enum Call {
    CreateSession,
    UpdateSession(String),
    ReadSession(String),
    CreateOrder(String),
    CancelAuthorization(String),
    CreateCustomerToken(String),
    ReadCustomerToken(String),
    CancelCustomerToken(String),
    CreateTokenOrder(String),
    ReadOrder(String),
    Unknown,
}

impl Call {
    pub(super) fn carry_out(
        &self,
        records: &mut Records,
        context: &Context<'_>,
        body: &Value,
    ) -> Result<Reply, Refusal> {
        match self {
            Self::CreateSession => session::create(records, context, body),
            Self::UpdateSession(id) => session::update(records, context, id, body),
            Self::ReadSession(id) => session::read(records, context, id),
            Self::CreateOrder(token) => order::create(records, context, token, body),
            Self::CancelAuthorization(token) => order::cancel(records, context, token),
            Self::CreateCustomerToken(token) => {
                customer_token::create(records, context, token, body)
            }
            Self::ReadCustomerToken(id) => customer_token::read(records, context, id),
            Self::CancelCustomerToken(id) => customer_token::cancel(records, context, id, body),
            Self::CreateTokenOrder(id) => token_order::create(records, context, id, body),
            Self::ReadOrder(id) => managed_order::read(records, context, id),
            Self::Unknown => Err(Refusal::NotFound("No such call")),
        }
    }

    /// The name by which a `rest-…` fault is narrowed to the call.
    pub(super) fn kind(&self) -> Option<RestCall> {
        Some(match self {
            Self::CreateSession => RestCall::CreateSession,
            Self::UpdateSession(_) => RestCall::UpdateSession,
            Self::ReadSession(_) => RestCall::ReadSession,
            Self::CreateOrder(_) => RestCall::CreateOrder,
            Self::CancelAuthorization(_) => RestCall::CancelAuthorization,
            Self::CreateCustomerToken(_) => RestCall::CreateCustomerToken,
            Self::ReadCustomerToken(_) => RestCall::ReadCustomerToken,
            Self::CancelCustomerToken(_) => RestCall::CancelCustomerToken,
            Self::CreateTokenOrder(_) => RestCall::CreateTokenOrder,
            Self::ReadOrder(_) => RestCall::ReadOrder,
            Self::Unknown => return None,
        })
    }

    /// The calls with which it is counted for the rate limits.
    pub(super) fn group(&self) -> CallGroup {
        match self {
            Self::CreateSession => CallGroup::CreateSession,
            Self::CreateCustomerToken(_) => CallGroup::CreateCustomerToken,
            Self::UpdateSession(_)
            | Self::ReadSession(_)
            | Self::CreateOrder(_)
            | Self::CancelAuthorization(_)
            | Self::ReadCustomerToken(_)
            | Self::CancelCustomerToken(_)
            | Self::CreateTokenOrder(_)
            | Self::ReadOrder(_)
            | Self::Unknown => CallGroup::Other,
        }
    }

    /// The session it is about, where there is one.
    pub(super) fn session(&self, records: &Records) -> Option<String> {
        match self {
            Self::UpdateSession(id) | Self::ReadSession(id) => Some(id.clone()),
            Self::CreateOrder(token)
            | Self::CancelAuthorization(token)
            | Self::CreateCustomerToken(token) => records
                .authorizations
                .get(token)
                .map(|authorization| authorization.session.clone()),
            Self::ReadCustomerToken(id)
            | Self::CancelCustomerToken(id)
            | Self::CreateTokenOrder(id) => {
                records.tokens.get(id).map(|token| token.session.clone())
            }
            Self::ReadOrder(id) => records.orders.get(id).map(|order| order.session.clone()),
            Self::CreateSession | Self::Unknown => None,
        }
    }
}
