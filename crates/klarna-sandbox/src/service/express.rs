//! Express Checkout: the button, the session that a page without one starts, and the shopper's address.

use serde_json::{Value, json};
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
