//! `authorize`, `finalize` and `reauthorize`: the page's answer, and the making of tokens.
//!
//! With `auto_finalize: false`, payment methods that take the money at once (`pay_now`, `card`,
//! `direct_debit`, `direct_bank_transfer`) make the token only with `finalize`; the others make it at
//! once, and so does everything without that option. The widget of category `klarna` has `pay_now`
//! preselected: whoever approves without choosing finds `finalize_required: true`.

use klarna_payments::AuthorizationToken;
use serde_json::{Map, Value, json};
use time::OffsetDateTime;

use super::{Context, Decision, decision, delivery_address, order, session, view, window_log};
use crate::model::{AuthorizationState, Express, Purpose, Question, Records, SdkRefusal, Session};

/// The place of a call of `authorize`.
#[derive(Debug, Clone, Copy)]
pub(super) enum Caller<'a> {
    /// Beside a widget, in which the shopper has chosen a payment method.
    Widget(Option<&'a str>),
    /// In the click on an express button.
    Button(Express),
}

/// Answers `authorize`: either the `result` is known at once, or the shopper is asked in the `window`.
pub(super) fn authorize(
    records: &mut Records,
    session: Option<&Session>,
    options: &Value,
    data: &Value,
    caller: Caller<'_>,
    context: &Context<'_>,
) -> Value {
    let Some(session) = session else {
        return refused();
    };
    match update(records, &session.id, data, context) {
        Ok(()) => {
            // As the data has left it: another amount may have other payment methods, or none.
            let Some(session) = offered_session(records, &session.id) else {
                return refused();
            };
            let purpose = match options["auto_finalize"].as_bool() {
                Some(false) => Purpose::AuthorizeForLater,
                Some(true) | None => Purpose::Authorize,
            };
            let (chosen, express) = match caller {
                Caller::Widget(chosen) => (chosen, None),
                Caller::Button(express) => (None, Some(express)),
            };
            let method = view::method_to_approve(session, options, chosen);
            let question = Question {
                session: session.id.clone(),
                method: method.map(str::to_owned),
                purpose,
                express,
            };
            ask(records, question, context.now)
        }
        Err(SdkRefusal::InvalidFields(fields)) => invalid(&fields),
        Err(SdkRefusal::SessionEnded) => refused(),
    }
}

/// Answers `finalize`: with the token of an approval that waits for it. The shopper is not asked again,
/// but decided on again: `data` may have changed the address.
pub(super) fn finalize(
    records: &mut Records,
    session: Option<&Session>,
    data: &Value,
    context: &Context<'_>,
) -> Value {
    let Some(id) = session.map(|session| session.id.as_str()) else {
        return refused();
    };
    if records.windows.awaiting_finalize(id).is_none() {
        return refused();
    }
    match update(records, id, data, context) {
        Ok(()) => {}
        Err(SdkRefusal::InvalidFields(fields)) => return invalid(&fields),
        Err(SdkRefusal::SessionEnded) => return refused(),
    }
    records.windows.stop_awaiting(id);
    match token(records, id, context.now) {
        Some(token) => decided(json!({
            "approved": true, "show_form": true, "authorization_token": token.expose(),
        })),
        None => refused(),
    }
}

/// Answers `reauthorize`: a new token for an order that has changed since its approval, also where that
/// one still waits for `finalize`. The shopper is asked again where the order has become dearer.
pub(super) fn reauthorize(
    records: &mut Records,
    session: Option<&Session>,
    data: &Value,
    context: &Context<'_>,
) -> Value {
    let refused = || decided(refusal(Purpose::Reauthorize));
    let Some((session, approved)) =
        session.and_then(|session| Some((session, approved_amount(records, session)?)))
    else {
        return refused();
    };
    match update(records, &session.id, data, context) {
        Ok(()) => {}
        Err(SdkRefusal::InvalidFields(fields)) => {
            return decided(json!({
                "approved": false, "error": { "invalid_fields": fields },
            }));
        }
        Err(SdkRefusal::SessionEnded) => return refused(),
    }
    let Some(session) = offered_session(records, &session.id) else {
        return refused();
    };
    let id = session.id.clone();
    if session.order_amount() > Some(approved) {
        let method = view::method_to_approve(session, &Value::Null, session.method.as_deref());
        let question = Question {
            session: id,
            method: method.map(str::to_owned),
            purpose: Purpose::Reauthorize,
            express: None,
        };
        return ask(records, question, context.now);
    }
    records.windows.stop_awaiting(&id);
    match token(records, &id, context.now) {
        Some(token) => decided(approval(Purpose::Reauthorize, &token)),
        None => refused(),
    }
}

/// The result of a window in which the shopper approved.
pub(super) fn approve(records: &mut Records, question: &Question, now: OffsetDateTime) -> Value {
    let Ok(session) = session::open(records, &question.session, now) else {
        return refusal(question.purpose);
    };
    session.method.clone_from(&question.method);
    if question
        .express
        .is_some_and(|express| express.collects_address)
        && let Some(address) = delivery_address::of_session(session)
    {
        let name = "shipping_address".to_owned();
        session.fields.insert(name, address);
    }
    let of_session = question
        .express
        .map(|express| fields_for_express(session, express));
    let amount = session.order_amount().unwrap_or_default();
    records.windows.stop_awaiting(&question.session);
    let waits = question.purpose == Purpose::AuthorizeForLater
        && question
            .method
            .as_deref()
            .is_some_and(view::takes_money_at_once);
    let mut result = if waits {
        records.windows.await_finalize(&question.session, amount);
        json!({ "approved": true, "show_form": true, "finalize_required": true })
    } else {
        match order::authorize(records, &question.session, now) {
            Ok(token) => approval(question.purpose, &token),
            Err(_) => return refusal(question.purpose),
        }
    };
    for (name, value) in of_session.into_iter().flatten() {
        result[name] = value;
    }
    result
}

/// The further fields of an approval for Express Checkout: the page may know nothing of the session.
fn fields_for_express(session: &Session, express: Express) -> Map<String, Value> {
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

fn approval(purpose: Purpose, token: &AuthorizationToken) -> Value {
    match purpose {
        Purpose::Reauthorize => json!({ "approved": true, "authorization_token": token.expose() }),
        Purpose::Authorize | Purpose::AuthorizeForLater => json!({
            "approved": true, "show_form": true, "finalize_required": false,
            "authorization_token": token.expose(),
        }),
    }
}

/// The result of a window that was declined, or that failed.
pub(super) fn refusal(purpose: Purpose) -> Value {
    without_approval(purpose, false)
}

/// The result of a window that was closed without an answer.
pub(super) fn abort(purpose: Purpose) -> Value {
    without_approval(purpose, true)
}

fn without_approval(purpose: Purpose, show_form: bool) -> Value {
    match purpose {
        Purpose::Reauthorize => json!({ "approved": false }),
        Purpose::Authorize | Purpose::AuthorizeForLater => {
            json!({ "approved": false, "show_form": show_form, "finalize_required": false })
        }
    }
}

/// The answer where Klarna would not take the data: these fields, in dotted form.
pub(super) fn invalid(fields: &[String]) -> Value {
    decided(json!({
        "approved": false, "show_form": true, "error": { "invalid_fields": fields },
    }))
}

fn refused() -> Value {
    decided(json!({ "approved": false, "show_form": false }))
}

fn ask(records: &mut Records, question: Question, now: OffsetDateTime) -> Value {
    window_log::write(records, &question, "opened", Value::Null, now);
    json!({ "window": records.windows.open(question) })
}

fn decided(result: Value) -> Value {
    json!({ "result": result, "is_decided": true })
}

/// Returns the session, if it has a payment method.
fn offered_session<'a>(records: &'a Records, id: &str) -> Option<&'a Session> {
    let session = records.sessions.get(id)?;
    (!session.categories.is_empty()).then_some(session)
}

fn update(
    records: &mut Records,
    session: &str,
    data: &Value,
    context: &Context<'_>,
) -> Result<(), SdkRefusal> {
    session::update_from_page(records, session, data, context.url, context.now)
}

/// Makes a token without asking the shopper; none for a customer whom Klarna turns down.
fn token(records: &mut Records, session: &str, now: OffsetDateTime) -> Option<AuthorizationToken> {
    match decision::on(&offered_session(records, session)?.fields) {
        Decision::Approve | Decision::ApprovePending => {
            order::authorize(records, session, now).ok()
        }
        Decision::Deny | Decision::NotOffered => None,
    }
}

/// The amount of the session's last approval; none where there was none, or the merchant cancelled it.
fn approved_amount(records: &Records, session: &Session) -> Option<i64> {
    if let Some(amount) = records.windows.awaiting_finalize(&session.id) {
        return Some(amount);
    }
    let last = session.authorization.as_ref()?;
    let last = records.authorizations.get(last.expose())?;
    if last.state == AuthorizationState::Cancelled {
        return None;
    }
    last.approved.get("order_amount")?.as_i64()
}
