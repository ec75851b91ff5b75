//! `authorize`, `finalize` and `reauthorize`: what the page is answered, and when a token is made.
//!
//! With `auto_finalize: false`, ways to pay that take the money at once (`pay_now`, `card`,
//! `direct_debit`, `direct_bank_transfer`) make the token only with `finalize`; the others make it at
//! once, and so does everything without that option. The widget of category `klarna` has `pay_now`
//! preselected: whoever approves without choosing finds `finalize_required: true`.

use klarna_payments::AuthorizationToken;
use serde_json::{Value, json};

use super::{
    express::{self, Express},
    view,
};
use crate::{AuthorizationState, Decision, SdkRefusal, Session, State};

/// What the shopper's approval in a window leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// A token at once.
    Authorize,
    /// The same with `auto_finalize: false`.
    AuthorizeForLater,
    /// A new token for an order that costs more than what was approved.
    Reauthorize,
}

/// Where `authorize` was called.
#[derive(Debug, Clone, Copy)]
pub(super) enum Caller<'a> {
    /// Beside a widget, in which the shopper has chosen a way to pay.
    Widget(Option<&'a str>),
    /// In the click on an express button.
    Button(Express),
}

/// What the shopper is asked for in a window.
#[derive(Clone)]
pub(super) struct Asked {
    pub(super) session: String,
    /// The way to pay that is chosen.
    pub(super) method: Option<String>,
    pub(super) purpose: Purpose,
    pub(super) express: Option<Express>,
}

/// `authorize`: either the `result` is known at once, or the shopper is asked in the `window`.
pub(super) fn authorize(
    state: &State,
    session: Option<&Session>,
    options: &Value,
    data: &Value,
    caller: Caller<'_>,
) -> Value {
    let Some(session) = session else {
        return decided(json!({ "approved": false, "show_form": false }));
    };
    match state.sdk_update(&session.id, data) {
        Ok(()) => {
            // As the data has left it: another amount may have other payment methods, or none.
            let Some(session) = offered_session(state, &session.id) else {
                return decided(json!({ "approved": false, "show_form": false }));
            };
            let purpose = match options["auto_finalize"].as_bool() {
                Some(false) => Purpose::AuthorizeForLater,
                _ => Purpose::Authorize,
            };
            let (chosen, express) = match caller {
                Caller::Widget(chosen) => (chosen, None),
                Caller::Button(express) => (None, Some(express)),
            };
            let method = view::method_to_approve(&session, options, chosen);
            let asked = Asked {
                session: session.id,
                method: method.map(str::to_owned),
                purpose,
                express,
            };
            ask(state, asked)
        }
        Err(SdkRefusal::InvalidFields(fields)) => invalid(&fields),
        Err(SdkRefusal::SessionEnded) => decided(json!({ "approved": false, "show_form": false })),
    }
}

/// `finalize`: the token of an approval that waits for it. Nobody is asked again, but who pays is
/// looked at again: `data` may have changed that.
pub(super) fn finalize(state: &State, session: Option<&Session>, data: &Value) -> Value {
    let refused = || decided(json!({ "approved": false, "show_form": false }));
    let Some(id) = session.map(|session| session.id.as_str()) else {
        return refused();
    };
    if state.records().windows.waiting(id).is_none() {
        return refused();
    }
    match state.sdk_update(id, data) {
        Ok(()) => {}
        Err(SdkRefusal::InvalidFields(fields)) => return invalid(&fields),
        Err(SdkRefusal::SessionEnded) => return refused(),
    }
    // Whoever is first: of two calls at once, one finds nothing that waits any more.
    if !state.records().windows.stop_waiting(id) {
        return refused();
    }
    match token(state, id) {
        Some(token) => decided(json!({
            "approved": true, "show_form": true, "authorization_token": token.expose(),
        })),
        None => refused(),
    }
}

/// `reauthorize`: a new token for an order that has changed since its approval, also where that one
/// still waits for `finalize`. The shopper is asked again where the order has become dearer.
pub(super) fn reauthorize(state: &State, session: Option<&Session>, data: &Value) -> Value {
    let refused = || decided(json!({ "approved": false }));
    let Some((session, approved)) =
        session.and_then(|session| Some((session, approved_amount(state, session)?)))
    else {
        return refused();
    };
    match state.sdk_update(&session.id, data) {
        Ok(()) => {}
        Err(SdkRefusal::InvalidFields(fields)) => {
            return decided(json!({
                "approved": false, "error": { "invalid_fields": fields },
            }));
        }
        Err(SdkRefusal::SessionEnded) => return refused(),
    }
    let Some(session) = offered_session(state, &session.id) else {
        return refused();
    };
    if order_amount(&session) > Some(approved) {
        let method = view::method_to_approve(&session, &Value::Null, session.method.as_deref());
        let asked = Asked {
            session: session.id.clone(),
            method: method.map(str::to_owned),
            purpose: Purpose::Reauthorize,
            express: None,
        };
        return ask(state, asked);
    }
    state.records().windows.stop_waiting(&session.id);
    match token(state, &session.id) {
        Some(token) => decided(approval(Purpose::Reauthorize, &token)),
        None => refused(),
    }
}

/// The result of a window in which the shopper approved.
pub(super) fn approve(state: &State, asked: &Asked) -> Value {
    let now = state.now();
    let mut records = state.records();
    let Ok(session) = records.open_session(&asked.session, now) else {
        return refusal(asked.purpose);
    };
    session.method.clone_from(&asked.method);
    if asked
        .express
        .is_some_and(|express| express.collects_address)
        && let Some(address) = express::address(session)
    {
        let name = "shipping_address".to_owned();
        session.fields.insert(name, address);
    }
    let told = asked.express.map(|express| express::told(session, express));
    let method = asked.method.as_deref();
    let amount = order_amount(session).unwrap_or_default();
    records.windows.stop_waiting(&asked.session);
    let mut result = if asked.purpose == Purpose::AuthorizeForLater
        && method.is_some_and(view::takes_money_at_once)
    {
        records.windows.wait(&asked.session, amount);
        json!({ "approved": true, "show_form": true, "finalize_required": true })
    } else {
        drop(records);
        let Ok(token) = state.authorize(&asked.session) else {
            return refusal(asked.purpose);
        };
        approval(asked.purpose, &token)
    };
    for (name, value) in told
        .as_ref()
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        result[name] = value.clone();
    }
    result
}

fn approval(purpose: Purpose, token: &AuthorizationToken) -> Value {
    match purpose {
        Purpose::Reauthorize => json!({ "approved": true, "authorization_token": token.expose() }),
        _ => json!({
            "approved": true, "show_form": true, "finalize_required": false,
            "authorization_token": token.expose(),
        }),
    }
}

/// The result of a window that was declined, or that failed.
pub(super) fn refusal(purpose: Purpose) -> Value {
    match purpose {
        Purpose::Reauthorize => json!({ "approved": false }),
        _ => json!({ "approved": false, "show_form": false, "finalize_required": false }),
    }
}

/// The result of a window that was closed without an answer.
pub(super) fn abort(purpose: Purpose) -> Value {
    match purpose {
        Purpose::Reauthorize => json!({ "approved": false }),
        _ => json!({ "approved": false, "show_form": true, "finalize_required": false }),
    }
}

/// The result where Klarna would not take the data: these fields, in dotted form.
pub(super) fn invalid(fields: &[String]) -> Value {
    decided(json!({
        "approved": false, "show_form": true, "error": { "invalid_fields": fields },
    }))
}

fn ask(state: &State, asked: Asked) -> Value {
    let window = state.records().windows.open(asked);
    json!({ "window": window })
}

fn decided(result: Value) -> Value {
    json!({ "result": result, "is_decided": true })
}

/// Returns the session as it is now, if it has a payment method.
fn offered_session(state: &State, id: &str) -> Option<Session> {
    let session = state.session(id)?;
    (!session.categories.is_empty()).then_some(session)
}

/// A token without asking the shopper; none for whom Klarna turns down.
fn token(state: &State, session: &str) -> Option<AuthorizationToken> {
    match offered_session(state, session)?.decision() {
        Decision::Approve | Decision::ApprovePending => state.authorize(session).ok(),
        Decision::Deny | Decision::NotOffered => None,
    }
}

/// The amount of the session's last approval; none where there was none, or the merchant cancelled it.
fn approved_amount(state: &State, session: &Session) -> Option<i64> {
    let records = state.records();
    if let Some(amount) = records.windows.waiting(&session.id) {
        return Some(amount);
    }
    let last = session.authorization.as_ref()?;
    let last = records.authorizations.get(last.expose())?;
    if last.state == AuthorizationState::Cancelled {
        return None;
    }
    last.approved.get("order_amount")?.as_i64()
}

fn order_amount(session: &Session) -> Option<i64> {
    session.fields.get("order_amount")?.as_i64()
}
