//! Express Checkout: the button, the session that a page without one starts, and the shopper's address.

use klarna_payments::samples;
use serde_json::{Map, Value, json};
use time::OffsetDateTime;

use super::{
    Context,
    approval::{self, Caller},
    offer, session,
};
use crate::model::{Express, Records, Refusal, Reply, Session};

/// Answers `Buttons.load`: whether there is a button, and the words on it.
pub(super) fn button(
    records: &mut Records,
    session: Option<&Session>,
    options: &Value,
    now: OffsetDateTime,
) -> Value {
    // Without a session, there is one only once the shopper clicks.
    let is_offered = session.is_none_or(|session| {
        !session.categories.is_empty() && session::open(records, &session.id, now).is_ok()
    });
    let locale = options["locale"]
        .as_str()
        .or_else(|| session?.text("locale"))
        .unwrap_or("en-US");
    let (language, words) = offer::klarna_in(locale);
    json!({ "result": { "show_form": is_offered }, "lang": language, "words": words })
}

/// Answers `Buttons.authorize`: on the session that the page was given, or on one that the order starts.
/// Klarna knows a merchant by a `client_id`; here it is the merchant's username.
pub(super) fn authorize(
    records: &mut Records,
    session: Option<&Session>,
    context: &Context<'_>,
    options: &Value,
    order: &Value,
) -> Value {
    let started = match session {
        None if !context.merchant.is_empty() => match start_session(records, context, order) {
            Ok(session) => session,
            Err(fields) => return approval::invalid(&fields),
        },
        Some(_) | None => None,
    };
    let caller = Caller::Button(Express {
        collects_address: options["collect_shipping_address"] == true,
    });
    let session = session.or(started.as_ref());
    approval::authorize(records, session, options, order, caller, context.now)
}

/// Makes a session for a page that knows no more than its merchant's username.
///
/// # Errors
/// The fields that Klarna would not take, in dotted form; none where the body is not an object.
fn start_session(
    records: &mut Records,
    context: &Context<'_>,
    body: &Value,
) -> Result<Option<Session>, Vec<String>> {
    match session::create(records, context, body) {
        Ok(Reply::Json(created)) => {
            let id = created["session_id"].as_str();
            Ok(id.and_then(|id| records.sessions.get(id)).cloned())
        }
        Err(Refusal::BadValue(fields)) => Err(fields),
        Ok(_) | Err(_) => Err(Vec::new()),
    }
}

/// The address to deliver to: the one that the session has, or that of Klarna's sample customer.
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

/// The fields of an approval's result besides the token: the page may know nothing of the session.
pub(super) fn result(session: &Session, express: Express) -> Map<String, Value> {
    let mut result = Map::new();
    let mut put = |name: &str, value: Value| result.insert(name.to_owned(), value);
    put("session_id", session.id.as_str().into());
    put("client_token", session.client_token.expose().into());
    put("payment_method_categories", json!(session.categories));
    for name in ["merchant_reference1", "merchant_reference2"] {
        if let Some(reference) = session.text(name) {
            put(name, reference.into());
        }
    }
    if express.collects_address {
        let address = session.fields.get("shipping_address");
        put("collected_shipping_address", json!(address));
    }
    result
}
