//! `authorize`, `finalize` and `reauthorize`: what the page is answered, and when a token is made.
//!
//! With `auto_finalize: false`, ways to pay that take the money at once (`pay_now`, `card`,
//! `direct_debit`, `direct_bank_transfer`) make the token only with `finalize`; the others make it at
//! once, and so does everything without that option. The widget of category `klarna` has `pay_now`
//! preselected: whoever approves without choosing finds `finalize_required: true`.

use klarna_payments::AuthorizationToken;
use serde_json::{Value, json};

use super::view;
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

/// `authorize`: either the `result` is known at once, or the shopper is asked in the `window`.
pub(super) fn authorize(
    state: &State,
    session: Option<&Session>,
    options: &Value,
    data: &Value,
    chosen: Option<&str>,
) -> Value {
    let Some(session) = session else {
        return decided(json!({ "approved": false, "show_form": false }));
    };
    match state.sdk_update(&session.id, data) {
        Ok(()) => {
            let purpose = match options["auto_finalize"].as_bool() {
                Some(false) => Purpose::AuthorizeForLater,
                _ => Purpose::Authorize,
            };
            let method = chosen.or_else(|| view::first_method(session, options));
            ask(state, &session.id, method, purpose)
        }
        Err(SdkRefusal::InvalidFields(fields)) => decided(json!({
            "approved": false, "show_form": true, "error": { "invalid_fields": fields },
        })),
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
    if !state.records().windows.is_waiting(id) {
        return refused();
    }
    match state.sdk_update(id, data) {
        Ok(()) => {}
        Err(SdkRefusal::InvalidFields(fields)) => {
            return decided(json!({
                "approved": false, "show_form": true, "error": { "invalid_fields": fields },
            }));
        }
        Err(SdkRefusal::SessionEnded) => return refused(),
    }
    state.records().windows.stop_waiting(id);
    match token(state, id) {
        Some(token) => decided(json!({
            "approved": true, "show_form": true, "authorization_token": token.expose(),
        })),
        None => refused(),
    }
}

/// `reauthorize`: a new token for an order that has changed since its approval. The shopper is asked
/// again where it has become dearer.
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
    let amount = state.session(&session.id).as_ref().and_then(order_amount);
    if amount > Some(approved) {
        let method = session.method.as_deref();
        return ask(state, &session.id, method, Purpose::Reauthorize);
    }
    match token(state, &session.id) {
        Some(token) => decided(json!({ "approved": true, "authorization_token": token.expose() })),
        None => refused(),
    }
}

/// The result of a window in which the shopper approved.
pub(super) fn approve(
    state: &State,
    session: &str,
    method: Option<&str>,
    purpose: Purpose,
) -> Value {
    let now = state.now();
    let mut records = state.records();
    let Ok(open) = records.open_session(session, now) else {
        return refusal(purpose);
    };
    open.method = method.map(str::to_owned);
    records.windows.stop_waiting(session);
    if purpose == Purpose::AuthorizeForLater && method.is_some_and(view::takes_money_at_once) {
        records.windows.wait(session);
        return json!({ "approved": true, "show_form": true, "finalize_required": true });
    }
    drop(records);
    let Ok(token) = state.authorize(session) else {
        return refusal(purpose);
    };
    let mut result = json!({ "approved": true, "authorization_token": token.expose() });
    if purpose != Purpose::Reauthorize {
        result["show_form"] = true.into();
        result["finalize_required"] = false.into();
    }
    result
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

fn ask(state: &State, session: &str, method: Option<&str>, purpose: Purpose) -> Value {
    let window = state.records().windows.open(session, method, purpose);
    json!({ "window": window })
}

fn decided(result: Value) -> Value {
    json!({ "result": result, "is_decided": true })
}

/// A token without asking the shopper; none for whom Klarna turns down.
fn token(state: &State, session: &str) -> Option<AuthorizationToken> {
    match state.decide(session)? {
        Decision::Approve | Decision::ApprovePending => state.authorize(session).ok(),
        Decision::Deny | Decision::NotOffered => None,
    }
}

/// The amount of the session's last approval; none where there was none, or the merchant cancelled it.
fn approved_amount(state: &State, session: &Session) -> Option<i64> {
    let records = state.records();
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
