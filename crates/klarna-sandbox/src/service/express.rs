//! Express Checkout: the button, the session that a page without one starts, and the shopper's address.

use std::collections::BTreeMap;

use klarna_payments::Country;
use serde_json::Value;

use super::{
    Context,
    approval::{self, Caller},
    offer, session,
};
use crate::model::{Express, Records, Refusal, Reply, Session};

/// The words on the button, by language: the SDK draws it without asking the sandbox.
pub(crate) fn button_words() -> BTreeMap<&'static str, &'static str> {
    let locales = Country::ALL.into_iter().flat_map(Country::locales);
    locales.map(|locale| offer::klarna_in(locale)).collect()
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
    approval::authorize(records, session, options, order, caller, context)
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
