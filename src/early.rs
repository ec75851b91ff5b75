//! The imports from `klarna-early.js`, which says what each of these does: a page may run it before the
//! wasm is there.

use js_sys::Promise;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/klarna-early.js")]
extern "C" {
    /// Resolves to `ready`, or to the code of a failure; never rejects.
    pub(crate) fn prepare(url: &str, nonce: Option<&str>, timeout_ms: f64) -> Promise;

    pub(crate) fn init(client_token: &str) -> bool;

    pub(crate) fn holds(client_token: &str) -> bool;

    #[wasm_bindgen(js_name = setCurrent)]
    pub(crate) fn set_current(client_token: Option<&str>);

    /// Resolves to `{result}`, `{threw: true}` or `{refused: true}`; never rejects.
    pub(crate) fn load(client_token: &str, options: &JsValue, data: &JsValue) -> Promise;

    pub(crate) type SessionRequest;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn url(this: &SessionRequest) -> String;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn body(this: &SessionRequest) -> String;

    #[wasm_bindgen(js_name = sessionRequest)]
    pub(crate) fn session_request(
        base: &str,
        cart: &str,
        locale: &str,
        auto_finalize: bool,
    ) -> SessionRequest;

    /// A promise of a `Response`.
    #[wasm_bindgen(js_name = takeAnswer)]
    pub(crate) fn take_answer(url: &str, body: &str) -> Option<Promise>;

    #[wasm_bindgen(js_name = storageKey)]
    pub(crate) fn storage_key(base: &str, cart: &str) -> String;

    /// `SecurityPolicyViolationEvent`s.
    pub(crate) fn violations() -> js_sys::Array;
}
