//! The imports from `klarna.js`. Nothing else is imported from the page's JavaScript.

use js_sys::{JsString, Promise};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/sdk/klarna.js")]
extern "C" {
    /// Resolves to `ready`, or to the code of a failure.
    pub(super) fn prepare(url: &str, nonce: Option<&str>, timeout_ms: f64) -> Promise;

    /// Whether the SDK took the token.
    pub(super) fn init(client_token: &str) -> bool;

    /// Whether the SDK was started with this token last.
    pub(super) fn holds(client_token: &str) -> bool;

    /// Resolves to `{result}` or `{threw: true}`; never rejects.
    pub(super) fn call(method: &str, options: &JsValue, data: &JsValue) -> Promise;

    #[wasm_bindgen(js_name = freshKey)]
    pub(super) fn fresh_key() -> JsString;
}
