//! The address that Express Checkout delivers to.

use klarna_payments::samples;
use serde_json::Value;

use crate::model::Session;

/// The address to deliver to: the one that the session has, or that of Klarna's sample customer.
pub(super) fn of_session(session: &Session) -> Option<Value> {
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
pub(super) fn in_a_line(address: &Value) -> String {
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
