//! The SDK's script: readable files, joined here into one function.

use std::sync::LazyLock;

use axum::{
    body::{Body, Bytes},
    extract,
    http::{HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};

use serde_json::json;

use crate::{
    model::{FaultKind, FaultTarget},
    service::{express, sdk_call::standing_faults},
    state::State,
};

/// The files of the SDK, in the order in which they run.
const FILES: &[&str] = &[
    include_str!("../../../assets/sdk/errors.js"),
    include_str!("../../../assets/sdk/style.js"),
    include_str!("../../../assets/sdk/server.js"),
    include_str!("../../../assets/sdk/answers.js"),
    include_str!("../../../assets/sdk/events.js"),
    include_str!("../../../assets/sdk/arguments.js"),
    include_str!("../../../assets/sdk/session.js"),
    include_str!("../../../assets/sdk/library.js"),
    include_str!("../../../assets/sdk/frames.js"),
    include_str!("../../../assets/sdk/widget.js"),
    include_str!("../../../assets/sdk/load.js"),
    include_str!("../../../assets/sdk/review.js"),
    include_str!("../../../assets/sdk/window.js"),
    include_str!("../../../assets/sdk/authorize.js"),
    include_str!("../../../assets/sdk/finalize.js"),
    include_str!("../../../assets/sdk/buttons.js"),
    include_str!("../../../assets/sdk/api.js"),
];

/// The second script, which draws what the newer flow shows.
const LIBRARY: &str = include_str!("../../../assets/sdk/library/main.js");

static JOINED: LazyLock<String> = LazyLock::new(|| FILES.join("\n"));

/// `GET /kp/lib/v1/api.js`
pub(super) async fn serve(extract::State(state): extract::State<State>) -> Response {
    let faults = state.take_faults(FaultTarget::Script, None);
    let fault = |kind: FaultKind| faults.iter().find(|fault| fault.kind == kind);
    if let Some(slow) = fault(FaultKind::ScriptSlow) {
        tokio::time::sleep(slow.delay()).await;
    }
    if fault(FaultKind::ScriptMissing).is_some() {
        return StatusCode::NOT_FOUND.into_response();
    }
    if fault(FaultKind::ScriptWithoutGlobal).is_some() {
        return javascript("// The sandbox was asked for a script that defines nothing.\n".into());
    }
    let script = format!(
        "// The sandbox's own stand-in for Klarna's SDK. No code of Klarna's is in it.\n\
         (function () {{\n\"use strict\";\n\
         const ORIGIN = new URL(document.currentScript.src).origin;\n\
         const SANDBOX = {};\n\
         const BUTTON_WORDS = {};\n\
         let standing = {};\n\n{}}})();\n",
        json!(state.url()),
        json!(express::button_words()),
        state.read(|records| standing_faults(records, None)),
        *JOINED
    );
    if fault(FaultKind::ScriptCut).is_some() {
        return cut_off(script);
    }
    javascript(script.into())
}

/// `GET /apf/latest/library/main.js`
pub(super) async fn serve_library() -> Response {
    javascript(LIBRARY.into())
}

fn javascript(body: Body) -> Response {
    // Never kept by the browser: the next page may get other faults.
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
