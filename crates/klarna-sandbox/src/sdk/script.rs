//! The SDK's script: readable files, joined here into one function.

use std::sync::LazyLock;

use axum::{
    body::{Body, Bytes},
    extract,
    http::{HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use crate::{Fault, FaultKind, FaultTarget, State};

/// The files of the SDK, in the order in which they run.
const FILES: &[&str] = &[
    include_str!("../../assets/sdk/errors.js"),
    include_str!("../../assets/sdk/style.js"),
    include_str!("../../assets/sdk/server.js"),
    include_str!("../../assets/sdk/answers.js"),
    include_str!("../../assets/sdk/events.js"),
    include_str!("../../assets/sdk/arguments.js"),
    include_str!("../../assets/sdk/session.js"),
    include_str!("../../assets/sdk/library.js"),
    include_str!("../../assets/sdk/frames.js"),
    include_str!("../../assets/sdk/widget.js"),
    include_str!("../../assets/sdk/load.js"),
    include_str!("../../assets/sdk/review.js"),
    include_str!("../../assets/sdk/window.js"),
    include_str!("../../assets/sdk/authorize.js"),
    include_str!("../../assets/sdk/finalize.js"),
    include_str!("../../assets/sdk/buttons.js"),
    include_str!("../../assets/sdk/api.js"),
];

/// The second script, which draws what the newer flow shows.
const LIBRARY: &str = include_str!("../../assets/sdk/library/main.js");

static JOINED: LazyLock<String> = LazyLock::new(|| FILES.join("\n"));

/// `GET /kp/lib/v1/api.js`
pub(super) async fn serve(extract::State(state): extract::State<State>) -> Response {
    let faults = state.take_faults(FaultTarget::Script, None);
    let struck = |kind: FaultKind| faults.iter().find(|fault| fault.kind == kind);
    if let Some(slow) = struck(FaultKind::ScriptSlow) {
        tokio::time::sleep(slow.delay()).await;
    }
    if struck(FaultKind::ScriptMissing).is_some() {
        return StatusCode::NOT_FOUND.into_response();
    }
    if struck(FaultKind::ScriptWithoutGlobal).is_some() {
        return javascript("// The sandbox was asked for a script that defines nothing.\n".into());
    }
    let script = format!(
        "// The sandbox's own stand-in for Klarna's SDK. No code of Klarna's is in it.\n\
         (function () {{\n\"use strict\";\n\
         const ORIGIN = new URL(document.currentScript.src).origin;\n\
         const SANDBOX = {};\n\
         let standing = {};\n\n{}}})();\n",
        json!(state.url()),
        standing_faults(&state, None),
        *JOINED
    );
    if struck(FaultKind::ScriptCut).is_some() {
        return cut_off(script);
    }
    javascript(script.into())
}

/// `GET /apf/latest/library/main.js`
pub(super) async fn serve_library() -> Response {
    javascript(LIBRARY.into())
}

/// What the SDK has to know of before the page's next call, because the call may have to throw:
/// whether a fault stands by that makes `load` throw, and whether errors have lost their names.
pub(super) fn standing_faults(state: &State, session: Option<&str>) -> Value {
    let records = state.records();
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

fn javascript(body: Body) -> Response {
    // Never kept by the browser: the next page may be told of other faults.
    let headers: [(HeaderName, &str); 3] = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, body).into_response()
}

/// Half of the script, and no more. It is a whole HTTP answer, so the browser runs it and finds that
/// it does not parse: the tag's `load` event comes, the global does not.
fn cut_off(script: String) -> Response {
    let half = script.len() / 2;
    javascript(Bytes::from(script).slice(..half).into())
}
