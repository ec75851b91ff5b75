//! The content of the live page: the newest of everything, or of what a filter leaves.

mod filter;
mod order;

use std::collections::{BTreeSet, HashMap};

pub(crate) use filter::Filter;
use filter::{Selection, references};
use order::{OrderRow, TokenRow};
use serde::Serialize;
use time::OffsetDateTime;

use crate::{
    clock::rfc3339,
    model::{Authorization, AuthorizationState, Fault, KeptEntry, LogEntry, Records, Session},
};

/// The number of each that is shown.
const SHOWN: usize = 50;

/// The newest first, at most [`SHOWN`] of each; all faults.
#[derive(Debug, Serialize)]
pub(crate) struct Overview {
    now: String,
    offset_seconds: i64,
    /// Every merchant, whatever the filter is.
    merchants: BTreeSet<String>,
    sessions: Vec<SessionRow>,
    authorizations: Vec<AuthorizationRow>,
    orders: Vec<OrderRow>,
    tokens: Vec<TokenRow>,
    faults: Vec<Fault>,
    /// The calls that the sandbox made.
    callbacks: Vec<LogEntry>,
    calls: Vec<LogEntry>,
}

#[derive(Debug, Serialize)]
struct SessionRow {
    id: String,
    merchant: String,
    created_at: String,
    expires_at: String,
    /// `open`, `approved`, `complete` or `expired`.
    status: &'static str,
    country: Option<String>,
    currency: Option<String>,
    amount: Option<i64>,
    intent: Option<String>,
    categories: usize,
    email: Option<String>,
    /// The merchant's own.
    references: Vec<String>,
}

#[derive(Debug, Serialize)]
struct AuthorizationRow {
    token: String,
    session: String,
    expires_at: String,
    /// `live`, `replaced`, `cancelled`, `consumed` or `expired`.
    status: &'static str,
}

impl Overview {
    pub(crate) fn new(
        records: &Records,
        filter: &Filter,
        now: OffsetDateTime,
        offset_seconds: i64,
    ) -> Self {
        let selection = Selection::new(records, filter);
        let sessions = records.sessions.iter().rev();
        let authorizations = records.authorizations.iter().rev();
        let orders = records.orders.iter().rev();
        let tokens = records.tokens.iter().rev();
        let calls = || {
            let calls = records.log.iter().rev();
            calls.filter(|call| selection.shows_call(call.head()))
        };
        let callbacks = calls().filter(|call| call.head().method == LogEntry::CALLBACK);
        let charges = charges(records);
        Self {
            now: rfc3339(now),
            offset_seconds,
            merchants: merchants(records),
            sessions: newest(
                sessions.filter(|session| selection.shows_session(session)),
                |session| SessionRow::new(session, records, now),
            ),
            authorizations: newest(
                authorizations.filter(|one| selection.shows_authorization(one, records)),
                |one| AuthorizationRow::new(one, now),
            ),
            orders: newest(
                orders.filter(|order| selection.shows_order(order)),
                OrderRow::new,
            ),
            tokens: newest(
                tokens.filter(|token| selection.shows_token(token)),
                |token| TokenRow::new(token, charges.get(&token.number).copied().unwrap_or(0)),
            ),
            faults: records.faults.list().to_vec(),
            callbacks: newest(callbacks, KeptEntry::entry),
            calls: newest(calls(), KeptEntry::entry),
        }
    }
}

/// Every merchant that has a session, by name.
fn merchants(records: &Records) -> BTreeSet<String> {
    let merchants = records.sessions.iter().map(|session| &session.merchant);
    let merchants: BTreeSet<&String> = merchants.collect();
    merchants.into_iter().cloned().collect()
}

/// The number of charges of each customer token, by its number.
fn charges(records: &Records) -> HashMap<u64, usize> {
    let mut charges = HashMap::new();
    for token in records.orders.iter().filter_map(|order| order.token) {
        *charges.entry(token).or_default() += 1;
    }
    charges
}

fn newest<T, R>(all: impl IntoIterator<Item = T>, row: impl Fn(T) -> R) -> Vec<R> {
    all.into_iter().take(SHOWN).map(row).collect()
}

impl SessionRow {
    fn new(session: &Session, records: &Records, now: OffsetDateTime) -> Self {
        let is_approved = records.live_authorization(session, now).is_some();
        let status = if session.is_complete() {
            "complete"
        } else if session.is_expired(now) {
            "expired"
        } else if is_approved {
            "approved"
        } else {
            "open"
        };
        Self {
            id: session.id.clone(),
            merchant: session.merchant.clone(),
            created_at: rfc3339(session.created_at),
            expires_at: rfc3339(session.expires_at),
            status,
            country: session.text("purchase_country").map(str::to_owned),
            currency: session.text("purchase_currency").map(str::to_owned),
            amount: session.order_amount(),
            intent: session.text("intent").map(str::to_owned),
            categories: session.categories.len(),
            email: session.text("billing_address.email").map(str::to_owned),
            references: references(|name| session.fields.get(name)),
        }
    }
}

impl AuthorizationRow {
    fn new(authorization: &Authorization, now: OffsetDateTime) -> Self {
        let status = match authorization.state {
            AuthorizationState::Live if authorization.is_live(now) => "live",
            AuthorizationState::Live => "expired",
            AuthorizationState::Replaced => "replaced",
            AuthorizationState::Cancelled => "cancelled",
            AuthorizationState::Consumed => "consumed",
        };
        Self {
            token: authorization.token.expose().to_owned(),
            session: authorization.session.clone(),
            expires_at: rfc3339(authorization.expires_at),
            status,
        }
    }
}
