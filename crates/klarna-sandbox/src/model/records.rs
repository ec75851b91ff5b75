//! Everything the sandbox knows, in one place.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{
    Authorization, CallCounts, Fault, FaultKind, KeptAnswers, Log, Orders, Outbox, Session,
    Settings, StoredToken, Windows, bounded::Bounded, faults::Faults,
};

/// The number of sessions that are kept. It bounds everything that belongs to one, too.
pub(super) const SESSIONS: usize = 10_000;

/// The number of authorizations that are kept: a shopper may approve a session several times.
const AUTHORIZATIONS: usize = 2 * SESSIONS;

/// The number of customer tokens that are kept.
const TOKENS: usize = 10_000;

/// Everything the sandbox knows.
///
/// Each collection keeps its newest entries and drops the oldest, so that a sandbox can run for weeks. An
/// entry that was dropped is answered as one that never was; so is an authorization whose session was
/// dropped. Orders and customer tokens can be read, and customer tokens charged, without their session; the
/// callbacks to the URLs in it are not sent any more.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Records {
    pub(crate) sessions: Bounded<Session, SESSIONS>,
    /// By token.
    pub(crate) authorizations: Bounded<Authorization, AUTHORIZATIONS>,
    pub(crate) orders: Orders,
    /// Customer tokens, by token.
    pub(crate) tokens: Bounded<StoredToken, TOKENS>,
    /// The answers given under an idempotency key.
    pub(crate) answers: KeptAnswers,
    /// The callbacks that are still to be sent.
    pub(crate) outbox: Outbox,
    pub(crate) faults: Faults,
    pub(crate) log: Log,
    /// The SDK's authorizations that wait for the shopper.
    pub(crate) windows: Windows,
    /// The calls that count towards the rate limits. Not in a dump: they count for a second.
    #[serde(skip)]
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

    /// Takes other records in the place of these. Their callbacks get new numbers, so that none is taken
    /// for one that is under way.
    pub(crate) fn replace(&mut self, mut records: Self) {
        let waiting = std::mem::take(&mut records.outbox);
        let mut outbox = std::mem::take(&mut self.outbox);
        outbox.replace(waiting);
        *self = Self { outbox, ..records };
    }
}
