//! The calls of a page to the SDK: the answer, shaped by the faults in force.

use serde::Deserialize;
use serde_json::{Value, json};
use time::OffsetDateTime;

use super::{
    Context,
    approval::{self, Caller},
    client_token, express, session,
    view::widget_view,
};
use crate::{
    clock::rfc3339,
    model::{Fault, FaultKind, FaultTarget, LogEntry, Records, SdkRefusal, Session},
};

/// A method of the SDK.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Method {
    Init,
    Load,
    LoadPaymentReview,
    Authorize,
    Finalize,
    Reauthorize,
    On,
    Off,
    #[serde(rename = "Buttons.init")]
    ButtonsInit,
    #[serde(rename = "Buttons.load")]
    ButtonsLoad,
    #[serde(rename = "Buttons.authorize")]
    ButtonsAuthorize,
}

/// A call of the page's to the SDK.
#[derive(Debug, Deserialize)]
pub(crate) struct SdkCall {
    method: Method,
    client_token: Option<String>,
    /// The merchant's username, for Express Checkout without a session.
    client_id: Option<String>,
    options: Value,
    data: Value,
    /// `navigator.userActivation.isActive` at the call; `null` where the browser cannot tell.
    user_activation: Option<bool>,
    /// The name that ties `authorize` to its `load`.
    widget: Option<String>,
    /// The payment method that the shopper chose in the widget.
    chosen: Option<String>,
    /// The page's answer, where it has one already.
    response: Value,
    /// `true` if nothing is left to decide.
    #[serde(default)]
    over: bool,
    /// `true` if the page waits, so that the call can still throw.
    #[serde(default)]
    may_throw: bool,
}

impl Method {
    /// Its name in the log: `Buttons.load`.
    const fn name(self) -> &'static str {
        match self {
            Self::Init => "init",
            Self::Load => "load",
            Self::LoadPaymentReview => "loadPaymentReview",
            Self::Authorize => "authorize",
            Self::Finalize => "finalize",
            Self::Reauthorize => "reauthorize",
            Self::On => "on",
            Self::Off => "off",
            Self::ButtonsInit => "Buttons.init",
            Self::ButtonsLoad => "Buttons.load",
            Self::ButtonsAuthorize => "Buttons.authorize",
        }
    }
}

/// Answers calls in the page's order, `{}` for calls that are over. `standing` are the faults that the
/// SDK has to know of before the page's next call.
pub(crate) fn answer_all(
    records: &mut Records,
    url: &str,
    now: OffsetDateTime,
    calls: &[SdkCall],
) -> Value {
    let mut answers = Vec::with_capacity(calls.len());
    let mut last_session = None;
    for call in calls {
        let token = call.client_token.as_deref();
        let session = token.and_then(|token| client_token::session(records, token).cloned());
        answers.push(answer(records, session.as_ref(), url, now, call));
        last_session = session;
    }
    let standing = standing_faults(records, last_session.map(|session| session.id).as_deref());
    json!({ "answers": answers, "standing": standing })
}

/// The faults that the SDK has to know of before the page's next call, because the call may have to
/// throw: whether a fault stands by that makes `load` throw, and whether errors have lost their names.
pub(crate) fn standing_faults(records: &Records, session: Option<&str>) -> Value {
    let stands_by = |kind: FaultKind| {
        let applies = |fault: &Fault| {
            let only_for = fault.options.session.as_deref();
            fault.kind == kind && (session.is_none() || only_for.is_none() || only_for == session)
        };
        records.faults.list().iter().any(applies)
    };
    json!({
        "load_may_throw": stands_by(FaultKind::LoadThrows),
        "unnamed": stands_by(FaultKind::ThrowUnnamed),
    })
}

/// Notes a call in the log and returns its number: where `response` is null, the answer follows
/// through [`crate::model::Log::answer`].
pub(crate) fn log(
    records: &mut Records,
    session: Option<&str>,
    method: &str,
    request: Value,
    response: Value,
    now: OffsetDateTime,
) -> u64 {
    let merchant = session
        .and_then(|id| records.sessions.get(id))
        .map(|session| session.merchant.clone());
    records.log.push(LogEntry {
        at: rfc3339(now),
        merchant,
        method: LogEntry::SDK.to_owned(),
        path: method.to_owned(),
        session: session.map(str::to_owned),
        request,
        response,
        ..LogEntry::default()
    })
}

fn answer(
    records: &mut Records,
    session: Option<&Session>,
    url: &str,
    now: OffsetDateTime,
    call: &SdkCall,
) -> Value {
    let id = session.map(|session| session.id.as_str());
    let request = json!({
        "session_id": id,
        "options": call.options,
        "data": call.data,
        "widget": call.widget,
        "user_activation": call.user_activation,
    });
    let response = call.response.clone();
    let number = log(records, id, call.method.name(), request, response, now);
    if call.over {
        if call.response.get("threw").is_some() {
            take(records, FaultTarget::Throw, id);
        }
        return json!({});
    }
    let context = Context {
        url,
        now,
        merchant: call.client_id.as_deref().unwrap_or_default(),
        idempotency_key: None,
    };
    let calling = Calling { session, context };
    let (mut answer, faults) = match call.method {
        Method::Load => calling.faulty(records, FaultTarget::Load, call),
        Method::Authorize | Method::ButtonsAuthorize => {
            calling.faulty(records, FaultTarget::Authorize, call)
        }
        Method::LoadPaymentReview => (calling.review(records), Vec::new()),
        Method::Finalize => calling.later(records, FaultTarget::Finalize, call),
        Method::Reauthorize => calling.later(records, FaultTarget::Reauthorize, call),
        Method::Init | Method::On | Method::Off | Method::ButtonsInit | Method::ButtonsLoad => {
            (json!({}), Vec::new())
        }
    };
    if session.is_none()
        && let Some(window) = answer["window"].as_str()
        && let Some(window) = records.windows.get(window)
    {
        // Express Checkout has started the session.
        records.log.set_session(number, &window.question.session);
    }
    answer["call"] = json!(number);
    answer["delivery"] = delivery(&faults);
    answer
}

/// The session that a call is about, and its circumstances.
struct Calling<'a> {
    session: Option<&'a Session>,
    context: Context<'a>,
}

impl Calling<'_> {
    fn id(&self) -> Option<&str> {
        self.session.map(|session| session.id.as_str())
    }

    /// The answer of a call that faults can apply to, and the faults that did.
    fn faulty(
        &self,
        records: &mut Records,
        target: FaultTarget,
        call: &SdkCall,
    ) -> (Value, Vec<Fault>) {
        let throws = match target {
            FaultTarget::Load => FaultKind::LoadThrows,
            _ => FaultKind::AuthorizeThrows,
        };
        // A fault that makes the call throw is left for a call that can.
        let faults = records.faults.take(self.id(), |fault| {
            fault.kind.target() == target && (call.may_throw || fault.kind != throws)
        });
        let answer = if of_kind(&faults, throws).is_some() {
            self.thrown(records, target)
        } else if target == FaultTarget::Load {
            self.load(records, call, &faults)
        } else if let Some(fault) = of_kind(&faults, FaultKind::AuthorizeResult) {
            json!({ "result": fault.options.result, "is_decided": true })
        } else {
            self.authorize(records, call)
        };
        (answer, faults)
    }

    /// The error that Klarna throws where a step before is missing; plain where a fault asks for that.
    fn thrown(&self, records: &mut Records, target: FaultTarget) -> Value {
        let name = match target {
            _ if !take(records, FaultTarget::Throw, self.id()).is_empty() => "Error",
            FaultTarget::Load => "ApplicationNotInitializedError",
            _ => "ApplicationNotLoadedError",
        };
        json!({ "throws": { "name": name } })
    }

    fn authorize(&self, records: &mut Records, call: &SdkCall) -> Value {
        let SdkCall { options, data, .. } = call;
        if call.method == Method::ButtonsAuthorize {
            return express::authorize(records, self.session, &self.context, options, data);
        }
        let caller = Caller::Widget(call.chosen.as_deref());
        approval::authorize(records, self.session, options, data, caller, &self.context)
    }

    /// The answer of a call that needs no widget, and the faults that applied.
    fn later(
        &self,
        records: &mut Records,
        target: FaultTarget,
        call: &SdkCall,
    ) -> (Value, Vec<Fault>) {
        let faults = take(records, target, self.id());
        let of_fault = of_kind(&faults, FaultKind::FinalizeResult)
            .or_else(|| of_kind(&faults, FaultKind::ReauthorizeResult));
        let answer = match of_fault {
            Some(fault) => json!({ "result": fault.options.result, "is_decided": true }),
            None if target == FaultTarget::Finalize => {
                approval::finalize(records, self.session, &call.data, &self.context)
            }
            None => approval::reauthorize(records, self.session, &call.data, &self.context),
        };
        (answer, faults)
    }

    /// `view` is there where the widget is shown; `result` is the page's.
    fn load(&self, records: &mut Records, call: &SdkCall, faults: &[Fault]) -> Value {
        let is_silent = !take(records, FaultTarget::Widget, self.id()).is_empty();
        let updated = self.id().ok_or(SdkRefusal::SessionEnded).and_then(|id| {
            let Context { url, now, .. } = self.context;
            session::update_from_page(records, id, &call.data, url, now)
        });
        let view = self
            .id()
            .filter(|_| updated != Err(SdkRefusal::SessionEnded))
            .and_then(|id| records.sessions.get(id))
            .and_then(|session| widget_view(session, &call.options));
        let mut result = json!({ "show_form": view.is_some() });
        if let (Some(_), Err(SdkRefusal::InvalidFields(fields))) = (&view, updated) {
            result["error"] = json!({ "invalid_fields": fields });
        }
        if let Some(fault) = of_kind(faults, FaultKind::LoadResult) {
            result = json!(fault.options.result);
        }
        json!({ "result": result, "view": view, "widget_is_silent": is_silent })
    }

    /// The payment review is there for every session that can still be paid for.
    fn review(&self, records: &mut Records) -> Value {
        let is_open = self
            .id()
            .is_some_and(|id| session::open(records, id, self.context.now).is_ok());
        let locale = self.session.and_then(|session| session.text("locale"));
        json!({ "result": { "show_form": is_open }, "locale": locale })
    }
}

/// Takes every fault of a target that applies now, each counted down: once per call of the page's.
pub(crate) fn take(
    records: &mut Records,
    target: FaultTarget,
    session: Option<&str>,
) -> Vec<Fault> {
    records
        .faults
        .take(session, |fault| fault.kind.target() == target)
}

fn of_kind(faults: &[Fault], kind: FaultKind) -> Option<&Fault> {
    faults.iter().find(|fault| fault.kind == kind)
}

/// The pause before the page's callback is called, and the number of times.
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
