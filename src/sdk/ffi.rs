//! The imports from `klarna.js`. Nothing else is imported from the page's JavaScript.

use js_sys::{Function, JsString, Promise};
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

    /// `init` and `load`, in turn where another checkout's load is not answered yet. Resolves to
    /// `{refused: true}` where the SDK does not take the token, else as [`call`] does.
    pub(super) fn load(client_token: &str, options: &JsValue, data: &JsValue) -> Promise;

    /// `loadPaymentReview`, whatever comes of it.
    pub(super) fn review(options: &JsValue);

    /// The handlers that [`listen`] has put on.
    pub(super) type Handlers;

    /// Puts a handler on each of the SDK's events; it gets the event's name and argument.
    pub(super) fn listen(told: &Closure<dyn FnMut(String, JsValue)>) -> Handlers;

    /// Takes those handlers off again.
    pub(super) fn unlisten(handlers: &Handlers);

    /// Klarna's express button.
    pub(super) type ExpressButton;

    /// Draws it; `pressed` is called in each click.
    #[wasm_bindgen(constructor)]
    pub(super) fn new(client_token: &str, options: &JsValue, pressed: &Function) -> ExpressButton;

    /// Resolves as [`call`] does, once it is drawn.
    #[wasm_bindgen(method, getter)]
    pub(super) fn loaded(this: &ExpressButton) -> Promise;

    /// Asks Klarna, in the click. Resolves as [`call`] does.
    #[wasm_bindgen(method)]
    pub(super) fn authorize(this: &ExpressButton, options: &JsValue, data: &JsValue) -> Promise;

    #[wasm_bindgen(js_name = freshKey)]
    pub(super) fn fresh_key() -> JsString;
}
