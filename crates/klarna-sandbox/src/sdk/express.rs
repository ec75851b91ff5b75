//! Express Checkout: the button, the session that a page without one starts, and the shopper's address.

use std::collections::BTreeMap;

use klarna_payments::{Country, samples};
use serde_json::{Value, json};

use super::approval::{self, Caller};
use crate::{Session, State, offer, rest};

/// What Express Checkout asks the shopper for besides the approval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Express {
    /// `collect_shipping_address`: the page is told where to deliver.
    pub(super) collects_address: bool,
}

/// The words on the button, by language: the SDK draws it without asking the sandbox.
pub(super) fn button_words() -> BTreeMap<&'static str, &'static str> {
    let locales = Country::ALL.into_iter().flat_map(Country::locales);
    locales.map(|locale| offer::klarna_in(locale)).collect()
}

/// `Buttons.authorize`: on the session that the page was given, or on one that the order starts. Klarna
/// knows a merchant by a `client_id`; here it is the merchant's username.
pub(super) fn authorize(
    state: &State,
    session: Option<&Session>,
    client_id: Option<&str>,
    options: &Value,
    order: &Value,
) -> Value {
    let started = match (session, client_id) {
        (None, Some(merchant)) => match rest::start_session(state, merchant, order) {
            Ok(id) => state.session(&id),
            Err(fields) => return approval::invalid(&fields),
        },
        _ => None,
    };
    let caller = Caller::Button(Express {
        collects_address: options["collect_shipping_address"] == true,
    });
    approval::authorize(state, session.or(started.as_ref()), options, order, caller)
}

/// Where to deliver: the address that the session has, or that of Klarna's sample customer.
pub(super) fn address(session: &Session) -> Option<Value> {
    let given = ["shipping_address", "billing_address"]
        .into_iter()
        .filter_map(|name| session.fields.get(name))
        .find(|address| address["street_address"].is_string());
    match given {
        Some(address) => Some(address.clone()),
        None => serde_json::to_value(samples::customer(session.country()?).address).ok(),
    }
}

/// The address in a line, for the window.
pub(super) fn address_line(address: &Value) -> String {
    let joined = |names: [&str; 2]| {
        let texts: Vec<&str> = names
            .iter()
            .filter_map(|name| address[name].as_str())
            .collect();
        texts.join(" ")
    };
    let parts = [
        joined(["given_name", "family_name"]),
        joined(["street_address", "street_address2"]),
        joined(["postal_code", "city"]),
    ];
    parts
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
}

/// What an approval tells the page besides the token: it may know nothing of the session.
pub(super) fn told(session: &Session, express: Express) -> Value {
    let mut told = json!({
        "session_id": session.id,
        "client_token": session.client_token.expose(),
        "payment_method_categories": session.categories,
    });
    for name in ["merchant_reference1", "merchant_reference2"] {
        if let Some(reference) = session.text(name) {
            told[name] = reference.into();
        }
    }
    if express.collects_address {
        told["collected_shipping_address"] = json!(session.fields.get("shipping_address"));
    }
    told
}
