//! The part of the records that the live page asks for.

use std::collections::HashSet;

use serde::Deserialize;
use serde_json::Value;

use crate::model::{Authorization, LogEntry, Order, Records, Session, StoredToken};

/// The query of `GET /sandbox/state`. An empty field is no condition.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Filter {
    /// A part of an id, a merchant, a reference, an e-mail address or a name, in any case. It finds sessions,
    /// by what is known of them and their orders, and shows everything that belongs to these.
    search: String,
    merchant: String,
    session: String,
}

/// A filter with the sessions that its search finds.
pub(super) struct Selection<'a> {
    filter: &'a Filter,
    /// The search in small letters.
    search: String,
    found: HashSet<&'a str>,
}

/// The references of the merchant's own, in a session or an order.
pub(super) const REFERENCES: [&str; 2] = ["merchant_reference1", "merchant_reference2"];

impl<'a> Selection<'a> {
    pub(super) fn new(records: &'a Records, filter: &'a Filter) -> Self {
        let mut selection = Self {
            filter,
            search: filter.search.trim().to_lowercase(),
            found: HashSet::new(),
        };
        if !selection.search.is_empty() {
            selection.found = selection.find(records);
        }
        selection
    }

    fn find(&self, records: &'a Records) -> HashSet<&'a str> {
        let sessions = records.sessions.iter();
        let sessions = sessions.filter(|session| self.is_in_session(session));
        let orders = records.orders.iter();
        let orders = orders.filter(|order| self.is_in_order(order));
        let tokens = records.tokens.iter();
        let tokens = tokens.filter(|token| self.is_in(token.id.expose()));
        let authorizations = records.authorizations.iter();
        let authorizations = authorizations.filter(|one| self.is_in(one.token.expose()));
        sessions
            .map(|session| session.id.as_str())
            .chain(orders.map(|order| order.session.as_str()))
            .chain(tokens.map(|token| token.session.as_str()))
            .chain(authorizations.map(|one| one.session.as_str()))
            .collect()
    }

    fn is_in_session(&self, session: &Session) -> bool {
        let references = REFERENCES.map(|name| session.text(name));
        let person = ["email", "given_name", "family_name"]
            .map(|name| session.fields.get("billing_address")?.get(name)?.as_str());
        self.is_in(&session.id)
            || self.is_in(&session.merchant)
            || references
                .into_iter()
                .chain(person)
                .flatten()
                .any(|text| self.is_in(text))
    }

    fn is_in_order(&self, order: &Order) -> bool {
        let request = &order.request;
        let email = request["billing_address"]["email"].as_str();
        let references = REFERENCES.map(|name| request[name].as_str());
        self.is_in(&order.id)
            || references
                .into_iter()
                .chain([email])
                .flatten()
                .any(|text| self.is_in(text))
    }

    fn is_in(&self, text: &str) -> bool {
        text.to_lowercase().contains(&self.search)
    }

    pub(super) fn shows_session(&self, session: &Session) -> bool {
        self.shows(Some(&session.id), Some(&session.merchant))
    }

    pub(super) fn shows_authorization(&self, one: &Authorization, records: &Records) -> bool {
        let session = records.sessions.get(&one.session);
        let merchant = session.map(|session| session.merchant.as_str());
        self.shows(Some(&one.session), merchant)
    }

    pub(super) fn shows_order(&self, order: &Order) -> bool {
        self.shows(Some(&order.session), Some(&order.merchant))
    }

    pub(super) fn shows_token(&self, token: &StoredToken) -> bool {
        self.shows(Some(&token.session), Some(&token.merchant))
    }

    /// A call is found by its path and correlation id, too: it may be about no session.
    pub(super) fn shows_call(&self, call: &LogEntry) -> bool {
        let (session, merchant) = (call.session.as_deref(), call.merchant.as_deref());
        self.is_of(session, merchant)
            && (self.is_found(session)
                || self.is_in(&call.path)
                || merchant.is_some_and(|merchant| self.is_in(merchant))
                || call
                    .correlation_id
                    .as_deref()
                    .is_some_and(|id| self.is_in(id)))
    }

    fn shows(&self, session: Option<&str>, merchant: Option<&str>) -> bool {
        self.is_of(session, merchant) && self.is_found(session)
    }

    fn is_of(&self, session: Option<&str>, merchant: Option<&str>) -> bool {
        let fits = |wanted: &str, text: Option<&str>| wanted.is_empty() || text == Some(wanted);
        fits(&self.filter.session, session) && fits(&self.filter.merchant, merchant)
    }

    fn is_found(&self, session: Option<&str>) -> bool {
        self.search.is_empty() || session.is_some_and(|session| self.found.contains(session))
    }
}

/// The references of the merchant's own, where they are texts.
pub(super) fn references<'a>(field: impl Fn(&str) -> Option<&'a Value>) -> Vec<String> {
    let texts = REFERENCES
        .into_iter()
        .filter_map(|name| field(name)?.as_str());
    texts.map(str::to_owned).collect()
}
