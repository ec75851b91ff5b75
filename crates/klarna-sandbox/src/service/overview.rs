//! The content of the live page: the newest of everything.

mod order;

use std::collections::HashMap;

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
    pub(crate) fn new(records: &Records, now: OffsetDateTime, offset_seconds: i64) -> Self {
        let charges = charges(records);
        let calls = || records.log.iter().rev();
        Self {
            now: rfc3339(now),
            offset_seconds,
            sessions: newest(records.sessions.iter().rev(), |session| {
                SessionRow::new(
                    session,
                    records.live_authorization(session, now).is_some(),
                    now,
                )
            }),
            authorizations: newest(records.authorizations.iter().rev(), |a| {
                AuthorizationRow::new(a, now)
            }),
            orders: newest(records.orders.iter().rev(), OrderRow::new),
            tokens: newest(records.tokens.iter().rev(), |token| {
                TokenRow::new(token, charges.get(&token.number).copied().unwrap_or(0))
            }),
            faults: records.faults.list().to_vec(),
            callbacks: newest(
                calls().filter(|call| call.head().method == LogEntry::CALLBACK),
                KeptEntry::entry,
            ),
            calls: newest(calls(), KeptEntry::entry),
        }
    }
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
    fn new(session: &Session, is_approved: bool, now: OffsetDateTime) -> Self {
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
