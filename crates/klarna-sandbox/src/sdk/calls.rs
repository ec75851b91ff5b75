//! What the page called, and what shall happen.

use axum::{Json, body::Bytes, extract, http::StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    approval::{self, Caller},
    express,
    script::standing_faults,
    view::widget_view,
};
use crate::{Fault, FaultKind, FaultTarget, SdkRefusal, Session, State};

/// The SDK's methods.
const METHODS: &[&str] = &[
    "init",
    "load",
    "loadPaymentReview",
    "authorize",
    "finalize",
    "reauthorize",
    "on",
    "off",
    "Buttons.init",
    "Buttons.load",
    "Buttons.authorize",
];

/// One call of the page's to the SDK.
#[derive(Deserialize)]
struct Reported {
    method: String,
    client_token: Option<String>,
    /// Express Checkout without a session: who the merchant is.
    client_id: Option<String>,
    options: Value,
    data: Value,
    /// `navigator.userActivation.isActive` at the call; `null` where the browser cannot tell.
    user_activation: Option<bool>,
    /// The name that ties `authorize` to its `load`.
    widget: Option<String>,
    /// The way to pay that the shopper chose in the widget.
    chosen: Option<String>,
    /// What the page got already.
    response: Value,
    /// Nothing is left to decide.
    #[serde(default)]
    over: bool,
    /// The page waits, so that the call can still throw.
    #[serde(default)]
    may_throw: bool,
}

/// `POST /kp/sdk/calls`: a list of calls in the page's order. The answer's list has as many entries,
/// `{}` for calls that are over.
///
/// The body's type is `text/plain`: browsers send that to another origin without asking first.
pub(super) async fn report(
    extract::State(state): extract::State<State>,
    body: Bytes,
) -> Result<Json<Value>, StatusCode> {
    let calls: Vec<Reported> =
        serde_json::from_slice(&body).map_err(|_| StatusCode::UNPROCESSABLE_ENTITY)?;
    if calls
        .iter()
        .any(|call| !METHODS.contains(&call.method.as_str()))
    {
        return Err(StatusCode::UNPROCESSABLE_ENTITY);
    }
    let mut answers = Vec::with_capacity(calls.len());
    let mut last_session = None;
    for call in calls {
        let session = call
            .client_token
            .as_deref()
            .and_then(|token| state.session_by_client_token(token));
        answers.push(handle(&state, session.as_ref(), &call));
        last_session = session;
    }
    let standing = standing_faults(&state, last_session.map(|session| session.id).as_deref());
    Ok(Json(json!({ "answers": answers, "standing": standing })))
}

/// `POST /kp/sdk/answers`: `{"call": <number>, "response": <what the page got>}`.
pub(super) async fn note_answer(
    extract::State(state): extract::State<State>,
    body: Bytes,
) -> StatusCode {
    #[derive(Deserialize)]
    struct Answered {
        call: u64,
        response: Value,
    }
    match serde_json::from_slice::<Answered>(&body) {
        Ok(answered) => {
            state.answer_sdk_call(answered.call, answered.response);
            StatusCode::NO_CONTENT
        }
        Err(_) => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

fn handle(state: &State, session: Option<&Session>, call: &Reported) -> Value {
    let id = session.map(|session| session.id.as_str());
    let request = json!({
        "session_id": id,
        "options": call.options,
        "data": call.data,
        "widget": call.widget,
        "user_activation": call.user_activation,
    });
    let number = state.log_sdk_call(id, &call.method, request, call.response.clone());
    if call.over {
        if call.response.get("threw").is_some() {
            state.take_faults(FaultTarget::Throw, id);
        }
        return json!({});
    }
    let (mut answer, faults) = match call.method.as_str() {
        "load" => faulty(state, FaultTarget::Load, session, call),
        "authorize" | "Buttons.authorize" => faulty(state, FaultTarget::Authorize, session, call),
        "loadPaymentReview" => (review(state, session), Vec::new()),
        "finalize" => later(state, FaultTarget::Finalize, session, call),
        "reauthorize" => later(state, FaultTarget::Reauthorize, session, call),
        _ => (json!({}), Vec::new()),
    };
    answer["call"] = json!(number);
    answer["delivery"] = delivery(&faults);
    answer
}

/// The answer of a call that faults can strike, and the faults that did.
fn faulty(
    state: &State,
    target: FaultTarget,
    session: Option<&Session>,
    call: &Reported,
) -> (Value, Vec<Fault>) {
    let id = session.map(|session| session.id.as_str());
    let throws = match target {
        FaultTarget::Load => FaultKind::LoadThrows,
        _ => FaultKind::AuthorizeThrows,
    };
    let faults = take(state, target, throws, id, call.may_throw);
    let answer = if struck(&faults, throws).is_some() {
        // What Klarna throws where a step before is missing; plain where somebody asked for that.
        let name = match target {
            _ if !state.take_faults(FaultTarget::Throw, id).is_empty() => "Error",
            FaultTarget::Load => "ApplicationNotInitializedError",
            _ => "ApplicationNotLoadedError",
        };
        json!({ "throws": { "name": name } })
    } else if target == FaultTarget::Load {
        load(state, session, call, &faults)
    } else if let Some(fault) = struck(&faults, FaultKind::AuthorizeResult) {
        json!({ "result": fault.options.result, "is_decided": true })
    } else if call.method == "Buttons.authorize" {
        let client_id = call.client_id.as_deref();
        express::authorize(state, session, client_id, &call.options, &call.data)
    } else {
        let caller = Caller::Widget(call.chosen.as_deref());
        approval::authorize(state, session, &call.options, &call.data, caller)
    };
    (answer, faults)
}

/// The same for the calls that need no widget.
fn later(
    state: &State,
    target: FaultTarget,
    session: Option<&Session>,
    call: &Reported,
) -> (Value, Vec<Fault>) {
    let id = session.map(|session| session.id.as_str());
    let faults = state.take_faults(target, id);
    let given = faults.iter().find(|fault| {
        matches!(
            fault.kind,
            FaultKind::FinalizeResult | FaultKind::ReauthorizeResult
        )
    });
    let answer = match given {
        Some(fault) => json!({ "result": fault.options.result, "is_decided": true }),
        None if target == FaultTarget::Finalize => approval::finalize(state, session, &call.data),
        None => approval::reauthorize(state, session, &call.data),
    };
    (answer, faults)
}

/// The faults that strike this call. One that makes it throw is left for a call that can.
fn take(
    state: &State,
    target: FaultTarget,
    throws: FaultKind,
    session: Option<&str>,
    may_throw: bool,
) -> Vec<Fault> {
    state.records().faults.take(session, |fault| {
        fault.kind.target() == target && (may_throw || fault.kind != throws)
    })
}

fn struck(faults: &[Fault], kind: FaultKind) -> Option<&Fault> {
    faults.iter().find(|fault| fault.kind == kind)
}

/// How late and how often the page's callback is called.
fn delivery(faults: &[Fault]) -> Value {
    use FaultKind::{
        AuthorizeLate, AuthorizeNever, AuthorizeTwice, FinalizeLate, FinalizeNever, FinalizeTwice,
        LoadLate, LoadNever, LoadTwice, ReauthorizeLate, ReauthorizeNever, ReauthorizeTwice,
    };
    let of = |kinds: [FaultKind; 4]| move |fault: &&Fault| kinds.contains(&fault.kind);
    let late = of([LoadLate, AuthorizeLate, FinalizeLate, ReauthorizeLate]);
    let twice = of([LoadTwice, AuthorizeTwice, FinalizeTwice, ReauthorizeTwice]);
    let never = of([LoadNever, AuthorizeNever, FinalizeNever, ReauthorizeNever]);
    let delay = faults
        .iter()
        .find(late)
        .map(|fault| fault.delay().as_millis());
    let times = if faults.iter().any(|fault| never(&fault)) {
        0
    } else if faults.iter().any(|fault| twice(&fault)) {
        2
    } else {
        1
    };
    json!({ "delay_ms": delay.unwrap_or(0), "times": times })
}

/// `view` is there where the widget shall be seen; `result` is the page's.
fn load(state: &State, session: Option<&Session>, call: &Reported, faults: &[Fault]) -> Value {
    let session = session.map(|session| session.id.as_str());
    let silent = !state.take_faults(FaultTarget::Widget, session).is_empty();
    let updated = session
        .ok_or(SdkRefusal::SessionEnded)
        .and_then(|id| state.sdk_update(id, &call.data));
    let view = session
        .filter(|_| updated != Err(SdkRefusal::SessionEnded))
        .and_then(|id| state.session(id))
        .and_then(|session| widget_view(&session, &call.options));
    let mut result = json!({ "show_form": view.is_some() });
    if let (Some(_), Err(SdkRefusal::InvalidFields(fields))) = (&view, updated) {
        result["error"] = json!({ "invalid_fields": fields });
    }
    if let Some(fault) = struck(faults, FaultKind::LoadResult) {
        result = json!(fault.options.result);
    }
    json!({ "result": result, "view": view, "widget_is_silent": silent })
}

/// The payment review is there for every session that can still be paid for.
fn review(state: &State, session: Option<&Session>) -> Value {
    let is_open = session.is_some_and(|session| {
        let now = state.now();
        state.records().open_session(&session.id, now).is_ok()
    });
    let locale = session.and_then(|session| session.text("locale"));
    json!({ "result": { "show_form": is_open }, "locale": locale })
}
