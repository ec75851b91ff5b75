//! What is behind the lock, and what holds of several records together.

use std::collections::HashMap;

use klarna_payments::AuthorizationToken;
use time::OffsetDateTime;

use super::{Authorization, AuthorizationState, Log, Order, SdkRefusal, Session, StoredToken};
use crate::{
    FaultKind, SdkFlow,
    callback::{Event, Message},
    fault::Faults,
    rest::Answers,
    sdk::Windows,
};

/// What is behind the lock. The lock is held for the length of one decision, and never over an await.
#[derive(Debug, Default)]
pub(crate) struct Records {
    pub(crate) sessions: HashMap<String, Session>,
    /// By token.
    pub(crate) authorizations: HashMap<String, Authorization>,
    /// In the order they were placed.
    pub(crate) orders: Vec<Order>,
    /// Customer tokens, by token.
    pub(crate) tokens: HashMap<String, StoredToken>,
    /// What was answered under an idempotency key.
    pub(crate) answers: Answers,
    /// What merchants are to be told, once the lock is released: [`crate::State::send_callbacks`].
    pub(crate) events: Vec<Event>,
    pub(crate) faults: Faults,
    pub(crate) log: Log,
    /// The SDK's authorizations that wait for the shopper.
    pub(crate) windows: Windows,
    /// The flow of sessions that are created from now on.
    pub(crate) sdk_flow: SdkFlow,
}

impl Records {
    /// No records, and the flow that sessions get.
    pub(crate) fn new(sdk_flow: SdkFlow) -> Self {
        Self {
            sdk_flow,
            ..Self::default()
        }
    }

    /// A session that can still be paid for.
    pub(crate) fn open_session(
        &mut self,
        id: &str,
        now: OffsetDateTime,
    ) -> Result<&mut Session, SdkRefusal> {
        self.strike_session(id, now);
        self.sessions
            .get_mut(id)
            .filter(|session| !session.is_complete() && !session.is_expired(now))
            .ok_or(SdkRefusal::SessionEnded)
    }

    /// Lets a [`FaultKind::SessionExpired`] strike: the session is over from now on.
    pub(crate) fn strike_session(&mut self, id: &str, now: OffsetDateTime) {
        let struck = !self
            .faults
            .take(Some(id), |fault| fault.kind == FaultKind::SessionExpired)
            .is_empty();
        if struck && let Some(session) = self.sessions.get_mut(id) {
            session.expires_at = now;
        }
    }

    /// An order, by Klarna's `order_id`.
    pub(crate) fn order(&self, id: &str) -> Option<&Order> {
        self.orders.iter().find(|order| order.id == id)
    }

    /// The authorization that an order can be placed with.
    pub(crate) fn live_authorization(
        &self,
        session: &Session,
        now: OffsetDateTime,
    ) -> Option<&Authorization> {
        let token = session.authorization.as_ref()?;
        self.authorizations
            .get(token.expose())
            .filter(|authorization| authorization.is_live(now))
    }

    pub(super) fn authorize(
        &mut self,
        session: &str,
        now: OffsetDateTime,
    ) -> Result<AuthorizationToken, SdkRefusal> {
        let session = self.open_session(session, now)?;
        session.copy_billing_address();
        let authorization = Authorization::issue(session, now);
        let token = authorization.token.clone();
        let told = Message::approved(session, token.expose());
        let replaced = session.authorization.replace(token.clone());
        if let Some(replaced) = replaced
            && let Some(old) = self.authorizations.get_mut(replaced.expose())
            && old.state == AuthorizationState::Live
        {
            old.state = AuthorizationState::Replaced;
        }
        self.authorizations
            .insert(token.expose().to_owned(), authorization);
        self.events
            .extend(told.map(|told| Event::Due(Box::new(told))));
        Ok(token)
    }
}
