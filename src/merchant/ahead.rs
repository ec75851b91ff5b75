//! Sessions that the page asked for, or was given, before the checkout could ask.

use js_sys::Promise;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/merchant/ahead.js")]
extern "C" {
    /// The answer to the request for a session with this body, a promise of a `Response`; once.
    pub(super) fn take(url: &str, body: &str) -> Option<Promise>;

    /// Keeps a session's JSON as the answer to that request.
    #[wasm_bindgen(js_name = handOver)]
    pub(super) fn hand_over(url: &str, body: &str, session: &str);
}
