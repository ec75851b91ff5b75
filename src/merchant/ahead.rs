//! Sessions that the page asked for, or was given, before the checkout could ask.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/merchant/ahead.js")]
extern "C" {
    /// Keeps a session's JSON as the answer to that request.
    #[wasm_bindgen(js_name = handOver)]
    pub(super) fn hand_over(url: &str, body: &str, session: &str);
}
