//! Everything the sandbox knows, in one place.

use std::collections::HashMap;

use time::OffsetDateTime;

use super::{
    Authorization, CallCounts, Fault, FaultKind, KeptAnswers, Log, Order, Outbox, Session,
    Settings, StoredToken, Windows, faults::Faults,
};

/// Everything the sandbox knows.
#[derive(Debug, Default)]
pub(crate) struct Records {
    pub(crate) sessions: HashMap<String, Session>,
    /// By token.
    pub(crate) authorizations: HashMap<String, Authorization>,
    /// In the order they were placed.
    pub(crate) orders: Vec<Order>,
    /// Customer tokens, by token.
    pub(crate) tokens: HashMap<String, StoredToken>,
    /// The answers given under an idempotency key.
    pub(crate) answers: KeptAnswers,
    /// The callbacks that are still to be sent.
    pub(crate) outbox: Outbox,
    pub(crate) faults: Faults,
    pub(crate) log: Log,
    /// The SDK's authorizations that wait for the shopper.
    pub(crate) windows: Windows,
    /// The calls that count towards the rate limits.
    pub(crate) calls: CallCounts,
    pub(crate) settings: Settings,
}

impl Records {
    /// Makes empty records with settings.
    pub(crate) fn new(settings: Settings) -> Self {
        Self {
            settings,
            ..Self::default()
        }
    }

    /// An order, by Klarna's `order_id`.
    pub(crate) fn order(&self, id: &str) -> Option<&Order> {
        self.orders.iter().find(|order| order.id == id)
    }

    /// The session that a client token starts the SDK for, whether it has ended or not.
    pub(crate) fn session_by_client_token(&self, token: &str) -> Option<&Session> {
        let mut sessions = self.sessions.values();
        sessions.find(|session| session.client_token.expose() == token)
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

    /// Takes every fault of a kind that applies to a session. `true`: there was one.
    pub(crate) fn take_fault(&mut self, session: &str, kind: FaultKind) -> bool {
        let fits = |fault: &Fault| fault.kind == kind;
        !self.faults.take(Some(session), fits).is_empty()
    }

    /// Forgets everything, and goes back to settings.
    pub(crate) fn reset(&mut self, settings: Settings) {
        let mut outbox = std::mem::take(&mut self.outbox);
        outbox.clear();
        *self = Self {
            outbox,
            ..Self::new(settings)
        };
    }
}
